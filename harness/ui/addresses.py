"""Addresses of servers: as they may be shown, and ports for new ones."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit


def without_password(url: str) -> str:
    """An address to be shown: what stands before its host may be a password."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def free_port() -> int:
    """A port of this machine at which nobody listens now; for a minute the system gives it to nobody by itself.

    A closed connection keeps it (TIME_WAIT). Servers get it all the same, by SO_REUSEADDR; the one that is told this
    number may need a while until it listens, and other workers draw their ports meanwhile.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            accepted.close()  # before the other end: who closes first keeps the port
        return port
