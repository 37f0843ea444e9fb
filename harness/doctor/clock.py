"""The machine's clock: APNs refuses provider tokens whose time is more than an hour off, and certificates end by it.

A time server is asked with `--online` only, by SNTP (RFC 4330): one datagram there, one back.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from pathlib import Path

from harness.doctor.check import Check, Surroundings
from harness.findings import Finding, ok, unknown, wrong

CLOCK = "machine: clock"
TIME_SERVER = ("time.apple.com", 123)
TOO_MUCH = 60.0  # seconds
DAY = 86_400
FROM_1900_TO_1970 = 2_208_988_800  # seconds; SNTP counts from 1900
REQUEST = b"\x23" + bytes(47)  # version 4, mode 3: a client asks


async def clock(around: Surroundings, server: tuple[str, int] = TIME_SERVER, now: float | None = None) -> Finding:
    """Whether the clock is right, as far as that can be seen from here."""
    here = time.time() if now is None else now
    mend = "sudo sntp -sS time.apple.com" if around.platform == "darwin" else "sudo timedatectl set-ntp true"
    hint = "APNs refuses tokens whose time is more than an hour off, and certificates are judged by this clock"
    newest = max(file.stat().st_mtime for file in Path(__file__).parent.glob("*.py"))
    if here < newest - DAY:
        date = time.strftime("%Y-%m-%d", time.gmtime(here))
        return wrong(CLOCK, f"it says {date}, which is before the harness was written", hint, command=mend)
    if not around.online:
        return unknown(CLOCK, "held against nobody's; --online asks a time server")
    try:
        theirs = await asyncio.wait_for(asyncio.to_thread(_ask, server, around.deadline), around.deadline * 2)
    except (OSError, TimeoutError) as error:
        return unknown(CLOCK, f"{server[0]} tells no time: {getattr(error, 'strerror', '') or 'no answer'}")
    off = (time.time() if now is None else now) - theirs
    if abs(off) <= TOO_MUCH:
        return ok(CLOCK, f"within {TOO_MUCH:.0f} s of {server[0]}")
    return wrong(CLOCK, f"{abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} {server[0]}", hint, command=mend)


def _ask(server: tuple[str, int], deadline: float) -> float:
    """What time it is there, as Unix time.

    Raises:
        OSError: It does not answer, or with something else.
    """
    kind, _, _, _, address = socket.getaddrinfo(*server, type=socket.SOCK_DGRAM)[0]
    with socket.socket(kind, socket.SOCK_DGRAM) as talk:
        talk.settimeout(deadline)
        talk.connect(address)
        talk.send(REQUEST)
        answer = talk.recv(512)
    if len(answer) < len(REQUEST) or answer[0] & 7 != 4:
        raise OSError("no answer of a time server")
    seconds, fraction = struct.unpack("!II", answer[40:48])  # when it was sent
    return float(seconds - FROM_1900_TO_1970 + fraction / 2**32)


CHECKS = (Check(CLOCK, clock, shared=True),)
