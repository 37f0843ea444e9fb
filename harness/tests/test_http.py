"""The small HTTP client: connections that are kept, that end, and answers in every form our services use."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from harness.http import Answer, Client, Disconnected, NoAnswer

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


@contextlib.asynccontextmanager
async def served(script: Script, *, timeout: float = 10) -> AsyncIterator[Client]:
    """A client of a server that does `script` with each connection."""
    server = await asyncio.start_server(script, "127.0.0.1", 0)
    client = Client(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/base", "secret", timeout=timeout)
    yield client
    await client.aclose()
    server.close()


async def read_request(reader: asyncio.StreamReader) -> str:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = [line.split(":")[1] for line in head.split("\r\n") if line.lower().startswith("content-length")]
    return head + (await reader.readexactly(int(length[0])) if length else b"").decode()


def answering(*answers: bytes, heard: list[str] | None = None, close: bool = False) -> Script:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            request = await read_request(reader)
            if heard is not None:
                heard.append(request)
            writer.write(answer)
        if close:
            writer.close()

    return script


async def test_a_request_says_who_asks_and_sends_json() -> None:
    heard: list[str] = []
    async with served(answering(OK, OK, heard=heard)) as client:
        assert await client.request("POST", "/time/pass", {"limit": 5}) == Answer(200, b"{}")
        await client.request("GET", "/time")
    lines = heard[0].split("\r\n")
    assert lines[0] == "POST /base/time/pass HTTP/1.1"
    assert {"Authorization: Bearer secret", "Content-Type: application/json", "Content-Length: 12"} <= set(lines)
    assert lines[-1] == '{"limit": 5}'
    assert heard[1].startswith("GET /base/time HTTP/1.1\r\n")
    assert "Content-Length" not in heard[1]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nnever", Answer(404, b"never")),
        (b"HTTP/1.1 204 No Content\r\n\r\n", Answer(204, b"")),
        (
            b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4;x=y\r\n":1}\r\n0\r\nT: x\r\n\r\n',
            Answer(200, b'{"a":1}'),
        ),
    ],
)
async def test_answers_of_every_form_leave_the_connection_usable(raw: bytes, expected: Answer) -> None:
    async with served(answering(raw, OK)) as client:
        assert await client.request("GET", "/") == expected
        assert await client.request("GET", "/") == Answer(200, b"{}")


async def test_an_answer_may_end_with_the_connection() -> None:
    async with served(answering(b"HTTP/1.0 200 OK\r\n\r\nall of it", close=True)) as client:
        for _ in range(2):
            assert (await client.request("GET", "/")).text == "all of it"


async def test_two_requests_at_once_have_a_connection_each() -> None:
    waiting: list[asyncio.StreamWriter] = []

    async def together(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        waiting.append(writer)
        if len(waiting) == 2:
            for other in waiting:
                other.write(OK)

    async with served(together) as client:
        answers = await asyncio.gather(client.request("GET", "/1"), client.request("GET", "/2"))
    assert list(answers) == [Answer(200, b"{}")] * 2


async def test_a_connection_the_service_has_closed_meanwhile_is_not_used_again() -> None:
    async with served(answering(OK, close=True)) as client:
        for _ in range(3):
            assert (await client.request("GET", "/")).status == 200
            await client._idle[0]._reader.read()  # its end has come


async def test_an_answer_that_stops_in_the_middle_is_a_broken_connection() -> None:
    async with served(answering(OK[:-1], close=True)) as client:
        with pytest.raises(Disconnected, match="before the answer was complete"):
            await client.request("GET", "/")


async def test_nobody_listens() -> None:
    async with served(answering()) as client:
        pass
    with pytest.raises(Disconnected, match="Connect call failed"):
        await client.request("GET", "/")


async def test_what_comes_too_late_is_not_taken_for_the_next_answer() -> None:
    asked = asyncio.Event()
    given_up = asyncio.Event()

    async def late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if "/slow" in await read_request(reader):
            asked.set()
            await given_up.wait()
            writer.write(OK.replace(b"{}", b"[]"))
        else:
            writer.write(OK)

    async with served(late) as client:
        slow = asyncio.create_task(client.request("GET", "/slow"))
        await asked.wait()
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        given_up.set()
        assert not client._idle
        assert await client.request("GET", "/quick") == Answer(200, b"{}")


async def test_no_answer_in_time() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with served(silent, timeout=0.01) as client:
        with pytest.raises(NoAnswer, match=r"within 0\.01 s"):
            await client.request("GET", "/slow")
