"""A client for the services of a run: JSON over HTTP/1.1, connections kept open, nothing else.

A scenario makes some thirty requests, each a few hundred bytes over loopback. A general client spends a millisecond on
every one, as much as the services need to answer it; this one a sixth of that. It follows no redirect and knows no
proxy, cookie or compression: what our services send.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


class NoAnswer(TimeoutError):
    """Connected, and no whole answer came in time."""


class Disconnected(ConnectionError):
    """Nobody listens there, or the connection broke before the answer was complete."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered."""

    status: int
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        """The body.

        Raises:
            ValueError: It is not JSON.
        """
        return json.loads(self.content)


class Client:
    """Talks to one service.

    Args:
        url: Such as `http://127.0.0.1:50123`; a path in it is put before every request's.
        token: Sent as the bearer token.
        timeout: Wall seconds for a request, from connecting to the end of the answer.
    """

    def __init__(self, url: str, token: str, *, timeout: float) -> None:
        parts = urlsplit(url)
        self._host, self._tls = parts.hostname or "", parts.scheme == "https"
        self._port = parts.port or (443 if self._tls else 80)
        self._prefix = parts.path.rstrip("/")
        self._timeout = timeout
        self._lines = f"Host: {parts.netloc}\r\nAuthorization: Bearer {token}\r\nAccept: application/json\r\n"
        self._idle: list[_Connection] = []

    async def request(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """Ask; a body is sent as JSON.

        Raises:
            NoAnswer: Not within the timeout.
            Disconnected: Nobody listens, or the connection broke.
        """
        content = b"" if body is None else json.dumps(body).encode()
        kind = "Content-Type: application/json\r\n" if body is not None else ""
        length = f"Content-Length: {len(content)}\r\n" if content or method != "GET" else ""
        head = f"{method} {self._prefix}{path} HTTP/1.1\r\n{self._lines}{kind}{length}\r\n"
        try:
            async with asyncio.timeout(self._timeout):
                connection = self._open_one() or await self._connect()
                try:
                    answer, stays_open = await connection.ask(head.encode() + content)
                except BaseException:
                    connection.abort()  # what is still to come would be taken for the next answer
                    raise
        except TimeoutError:
            raise NoAnswer(f"no answer to {method} {path} within {self._timeout:g} s") from None
        except EOFError:
            raise Disconnected("the connection was closed before the answer was complete") from None
        except (OSError, ValueError, IndexError, asyncio.LimitOverrunError) as error:
            raise Disconnected(str(error) or type(error).__name__) from None
        if stays_open:
            self._idle.append(connection)
        else:
            connection.abort()
        return answer

    async def aclose(self) -> None:
        """Close every connection."""
        while self._idle:
            await self._idle.pop().close()

    def _open_one(self) -> _Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if not connection.has_ended:  # a service closes what was idle for long
                return connection
            connection.abort()
        return None

    async def _connect(self) -> _Connection:
        context = ssl.create_default_context() if self._tls else None
        return _Connection(*await asyncio.open_connection(self._host, self._port, ssl=context))


class _Connection:
    """One connection; one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @property
    def has_ended(self) -> bool:
        return self._reader.at_eof() or self._writer.is_closing()

    async def ask(self, request: bytes) -> tuple[Answer, bool]:
        """Send, and read the answer; tells whether the connection can be used again."""
        self._writer.write(request)
        await self._writer.drain()
        first, *lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        status = int(first.split(" ", 2)[1])
        stays_open = fields.get("connection", "").lower() != "close"
        if status == 204:
            content = b""
        elif "chunked" in fields.get("transfer-encoding", "").lower():
            content = await self._chunks()
        elif "content-length" in fields:
            content = await self._reader.readexactly(int(fields["content-length"]))
        else:
            content, stays_open = await self._reader.read(), False
        return Answer(status, content), stays_open

    async def _chunks(self) -> bytes:
        parts = []
        while size := int((await self._reader.readuntil(b"\r\n")).split(b";")[0], 16):
            parts.append((await self._reader.readexactly(size + 2))[:-2])
        while (await self._reader.readuntil(b"\r\n")) != b"\r\n":
            pass  # trailers
        return b"".join(parts)

    def abort(self) -> None:
        self._writer.transport.abort()

    async def close(self) -> None:
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()
