"""HTTP clients for the services of a run."""

from __future__ import annotations

import httpx


def client(url: str, token: str, *, timeout: float) -> httpx.AsyncClient:
    """A client that sends the token and ignores proxies.

    httpx loads the system's certificates for each client, 30 ms of every scenario; plain HTTP has no use for them.
    """
    return httpx.AsyncClient(
        base_url=url,
        headers={"Authorization": f"Bearer {token}"},
        timeout=timeout,
        trust_env=False,
        verify=url.startswith("https:"),
    )
