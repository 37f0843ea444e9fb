"""Whose time a scenario waits by: the clock on the wall, or the bench clock of the embedded phone (bench.py).

`now` is an integer, microseconds. On the embedded target it counts from bench start and moves only when asked;
on Apple's targets it counts from the start of this process. A clock *steps*: it lets time pass to the next moment
worth looking at, never beyond a limit, so what is looked at next is the world at that instant.
"""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

SECOND = 1_000_000
LOOK_EVERY = 0.1  # wall seconds between looks on Apple's targets; a WDA look takes 15 to 35 ms there


def seconds(micros: int) -> str:
    """`1234567` as `1.2`."""
    return f"{micros / SECOND:.1f}"


class Clock(Protocol):
    """What a wait needs of time."""

    exact: bool  # whether a step ends at the next event, so that no event goes unseen
    unit: str  # how a failure names its seconds

    async def now(self) -> int: ...

    async def step(self, limit: int, *, drivers_out: int) -> int:
        """Let time pass to the next event, at most `limit`; returns now."""
        ...

    async def pass_(self, limit: int, *, drivers_out: int) -> int:
        """Let `limit` pass; returns now."""
        ...

    async def at_date(self, unix: float) -> int:
        """What this clock said at that date of the phone's calendar (Unix seconds)."""
        ...


class WallClock:
    """The wall: time passes by itself, and a step is the pause between two looks."""

    exact = False
    unit = "seconds"

    def __init__(self) -> None:
        self._begin = time.monotonic_ns()

    async def now(self) -> int:
        return (time.monotonic_ns() - self._begin) // 1000

    async def step(self, limit: int, *, drivers_out: int) -> int:
        await asyncio.sleep(min(LOOK_EVERY, limit / SECOND))
        return await self.now()

    async def pass_(self, limit: int, *, drivers_out: int) -> int:
        await asyncio.sleep(limit / SECOND)
        return await self.now()

    async def at_date(self, unix: float) -> int:
        return await self.now() - round((time.time() - unix) * SECOND)
