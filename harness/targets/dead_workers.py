"""What workers of pytest-xdist that died have left: removed at the end of their run, and not by the next one only.

A worker in a dead one's place removes it as soon as it makes a simulator of its own; none may be left to do so.
"""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from harness.errors import HarnessError
from harness.targets.base import TargetSettings


class DeadWorkers:
    """A plugin of the run's main process, for targets whose simulators outlive it."""

    def __init__(self, settings: TargetSettings) -> None:
        self._settings = settings
        self._some = False

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, error: object | None) -> None:
        self._some = self._some or error is not None

    def pytest_unconfigure(self) -> None:
        """All workers have ended by now."""
        if self._some:
            with contextlib.suppress(HarnessError):  # the next run tries again
                asyncio.run(self._sweep())

    async def _sweep(self) -> None:
        from harness.targets.own_devices import OwnDevices
        from harness.targets.simctl import Simctl

        settings = self._settings
        simctl = Simctl(settings.xcrun, settings.environment, settings.device_set, deadline=settings.tool_deadline)
        await OwnDevices(simctl, settings).sweep()
