"""The stage a scenario plays on: which clock, which patience, who carries pushes, who keeps the evidence.

One scenario at a time runs in a process, so there is one current stage. The plugin sets it before a scenario and its
fixtures fill it; `eventually` and `stays` read it, so a scenario never passes a clock around.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.clock import WallClock

if TYPE_CHECKING:
    from harness.clock import Clock
    from harness.errors import HarnessError
    from harness.report.journal import Journal
    from harness.report.ring_times import RingTimes

Courier = Callable[[], Awaitable[int]]  # delivers what waits to be carried; returns how many
Keeper = Callable[[], Awaitable[tuple[str, ...]]]  # keeps evidence now; returns file names


class Traffic:
    """Keeps requests to the phone and demands for time apart.

    Time moves while a request is on its way only when the phone knows of that request: a demand carries the number
    of requests that are out, and no new request starts while a demand is being answered.
    """

    def __init__(self) -> None:
        self.drivers_out = 0
        self._demands = 0
        self._no_demand = asyncio.Event()
        self._no_demand.set()

    @contextlib.asynccontextmanager
    async def driver_request(self) -> AsyncIterator[None]:
        await self._no_demand.wait()
        self.drivers_out += 1
        try:
            yield
        finally:
            self.drivers_out -= 1

    @contextlib.asynccontextmanager
    async def demand(self) -> AsyncIterator[int]:
        """While inside, no new driver request starts; gives how many are out."""
        self._demands += 1
        self._no_demand.clear()
        try:
            yield self.drivers_out
        finally:
            self._demands -= 1
            if not self._demands:
                self._no_demand.set()


@dataclass(slots=True)
class Stage:
    """What the waits of one scenario share.

    Attributes:
        patience: Factor on every `within` and `during` of this target; 1 on the embedded phone.
        guard: Wall seconds after which a wait gives up although phone time has not reached its end.
        couriers: Run before each look; handover pushes travel this way.
        language: The language the phone speaks, as failures name it.
        explain: Asked when a wait failed, for what others know about the reason.
        rings: What is measured of pushes that ring, where the clock is the wall's.
        lost: Set once the target stopped answering, so that nothing else is tried on it.
    """

    clock: Clock = field(default_factory=WallClock)
    traffic: Traffic = field(default_factory=Traffic)
    patience: float = 1.0
    guard: float = 30.0
    couriers: list[Courier] = field(default_factory=list)
    journal: Journal | None = None
    keep_evidence: Keeper | None = None
    language: str = "the phone's language"
    explain: list[Callable[[], Awaitable[str]]] = field(default_factory=list)
    rings: RingTimes | None = None
    lost: HarnessError | None = None

    async def carry(self) -> int:
        """Let every courier deliver what waits; returns how many things were delivered."""
        return sum([await courier() for courier in self.couriers])

    def lose(self, lost: HarnessError) -> HarnessError:
        """Note that the target is gone, so that nothing else is tried on it; gives the error back to raise."""
        if self.lost is None:
            self.lost = lost
        return self.lost

    def at(self, now: int) -> int:
        """Note the clock's `now`, so that steps told next carry it."""
        if self.journal is not None:
            self.journal.now = now
        return now

    def sees_ring(self, surface: str) -> None:
        """A look shows something that rings, on this surface."""
        if self.rings is not None:
            self.rings.saw(surface, time.time())

    def tell(self, kind: str, text: str, **data: object) -> None:
        """Note a step in the scenario's journal, if there is one."""
        if self.journal is not None:
            self.journal.step(kind, text, **data)


_current = Stage()


def current() -> Stage:
    """The stage of the scenario that runs now."""
    return _current


def enter(stage: Stage) -> Stage:
    """Make `stage` the current one; returns the one before."""
    global _current
    before, _current = _current, stage
    return before
