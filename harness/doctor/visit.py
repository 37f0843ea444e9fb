"""A visit of the doctor: the looks that a target needs, taken side by side, in the order of the tables."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from harness.doctor import apns, app, clock, device, drivers, machine, simulators, xcode
from harness.doctor.check import Check, Surroundings
from harness.doctor.telling import Found
from harness.findings import Finding, State, unknown, waits, wrong

TABLES = (
    machine.CHECKS,
    clock.CHECKS,
    xcode.CHECKS,
    simulators.CHECKS,
    device.CHECKS,
    drivers.CHECKS,
    app.CHECKS,
    apns.CHECKS,
)
LOOKS = 3  # a look may ask several things, each with its own deadline


def checks_for(target: str, more: Sequence[Check] = ()) -> list[Check]:
    """The rows a run on this target needs. One of `more` (the project's own) stands for ours of the same name."""
    own = {check.name for check in more}
    ours = [check for table in TABLES for check in table if check.name not in own]
    return [check for check in (*ours, *more) if target in check.targets]


async def visit(around: Surroundings, checks: Sequence[Check]) -> list[Found]:
    """Take the looks; none of them ends it, however it goes wrong."""
    taken: dict[str, asyncio.Task[Finding]] = {}

    async def look(check: Check) -> Finding:
        for name in check.after:
            ground = await taken[name] if name in taken else None
            if ground is not None and (ground.waits or ground.state is State.NOT_NEEDED):
                return replace(ground, name=check.name)
            if ground is not None and ground.state is State.WRONG:
                return waits(check.name, name)
        try:
            async with asyncio.timeout(around.deadline * LOOKS):
                return await check.look(around)
        except TimeoutError:
            return wrong(check.name, f"it could not be told within {around.deadline * LOOKS:g} s")
        except Exception as error:  # a look at broken surroundings meets what nobody thought of
            return unknown(check.name, f"the look failed: {type(error).__name__}: {error}")

    try:
        async with asyncio.TaskGroup() as group:
            for check in checks:
                taken[check.name] = group.create_task(look(check))
    finally:
        await around.close()
    target = around.settings.target
    return [Found(taken[check.name].result(), None if check.shared else target) for check in checks]
