"""Whose time a scenario waits by: the bench clock of the embedded phone, or the clock on the wall.

`now` is an integer, microseconds. On the embedded target it counts from bench start and moves only when asked;
on Apple's targets it counts from the start of this process. A clock *steps*: it lets time pass to the next moment
worth looking at, never beyond a limit, so what is looked at next is the world at that instant.
"""

from __future__ import annotations

import asyncio
import math
import time
from typing import TYPE_CHECKING, Protocol

from harness.errors import Misused

if TYPE_CHECKING:
    from harness.bench import Bench
    from harness.stage import Stage

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


class BenchClock:
    """Phone time of the embedded target: stands still until asked, and then moves only at rest."""

    exact = True
    unit = "phone seconds"

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._eager = False
        self._restless = False  # something may be going on at the present instant

    async def be_eager(self, seed: int) -> None:
        """From now on nobody waits for rest before looking, as on a Mac; what takes time is drawn by this seed."""
        self._eager = True
        await self._bench.eager(seed)

    async def now(self) -> int:
        """Phone time at rest: what was set going by the last command has happened, unless the clock is eager."""
        if self._eager:
            self._restless = True
            return await self._bench.now()
        return await self._bench.settle()

    async def step(self, limit: int, *, drivers_out: int) -> int:
        if self._restless:
            # The instant was looked at too early; what it comes to may last until the next event only.
            self._restless = False
            return await self._bench.settle()
        return await self._bench.pass_time(limit, step=True, drivers_out=drivers_out)

    async def pass_(self, limit: int, *, drivers_out: int) -> int:
        return await self._bench.pass_time(limit, step=False, drivers_out=drivers_out)

    async def at_date(self, unix: float) -> int:
        return round((unix - await self._bench.began()) * SECOND)


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


class PhoneTime:
    """The scenario's hand on time: `await phone_time.pass_(30)`."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def now(self) -> float:
        """Seconds, as the target's clock counts them."""
        return await self._stage.clock.now() / SECOND

    async def pass_(self, seconds: float) -> None:
        """Let that many seconds pass on the phone. Not stretched by patience.

        Raises:
            TargetLost: The phone stopped answering.
            TimeStoodStill: Somebody never came to rest.
        """
        if not isinstance(seconds, int | float) or not 0 <= seconds < math.inf:
            raise Misused(f"pass_({seconds!r}) is no length of time; it takes seconds, such as pass_(30)")
        stage = self._stage
        stage.tell("time", f"{seconds:g} s pass")
        end = await stage.clock.now() + round(seconds * SECOND)
        if not stage.couriers:
            async with stage.traffic.demand() as out:
                stage.at(await stage.clock.pass_(end - await stage.clock.now(), drivers_out=out))
            return
        # Someone has to carry pushes meanwhile: stop at every event, as `eventually` does.
        while True:
            await stage.carry()
            if (now := stage.at(await stage.clock.now())) >= end:
                return
            async with stage.traffic.demand() as out:
                await stage.clock.step(end - now, drivers_out=out)
