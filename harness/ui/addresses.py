"""Addresses of servers: as they may be shown, and ports for new ones."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit


def without_password(url: str) -> str:
    """An address to be shown: what stands before its host may be a password."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def free_port() -> int:
    """A port of this machine at which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
