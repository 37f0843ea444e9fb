"""Time a scenario lets pass by itself, without looking."""

from __future__ import annotations

import math

from harness.clock import SECOND
from harness.errors import Misused
from harness.stage import Stage


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
