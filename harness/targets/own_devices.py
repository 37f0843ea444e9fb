"""The simulators a run makes: created or cloned (templates.py), noted as long as they are there, and removed.

On Apple's side they outlive a run that is killed; so each is noted (made.py), and the next run removes what such a run
has left behind. A bench ends with its owner, and all its phones with it: nothing is noted there.
"""

from __future__ import annotations

import contextlib
import shutil

from harness.errors import HarnessError
from harness.targets import booting, choosing
from harness.targets.base import TargetSettings
from harness.targets.made import Made, sweep
from harness.targets.simctl import INVALID_DEVICE, Simctl, SimctlError
from harness.targets.simctl_rows import Device
from harness.targets.templates import Templates


class OwnDevices:
    """What one target has made, and the one simulator it may have been lent (`--udid`)."""

    def __init__(self, simctl: Simctl, settings: TargetSettings) -> None:
        self._simctl = simctl
        self._settings = settings
        self._noted = settings.bench_url is None
        where = " ".join(settings.xcrun[:-1]) + (shutil.which(settings.xcrun[-1]) or settings.xcrun[-1])
        self._made = Made(where)
        self._templates = Templates(simctl, settings, where)
        self._swept = False
        self._lent: Device | None = None  # as it was found
        self._perhaps_gone = False

    async def create(self, ios: str, more: str = "") -> str:
        """A new simulator, shut down, made or cloned, whose name ends in `more`; returns its UDID.

        Raises:
            EnvironmentFault: There is no such runtime or device type, or no template to clone.
        """
        await self.sweep()
        name = f"{self._settings.simulator_name} {ios}{more}"
        if self._settings.fresh == "clone":
            return self._note(await self._templates.clone(ios, name), name)
        runtime = choosing.runtime_for(ios, await self._simctl.runtimes(), target=self._settings.name)
        device_type = choosing.device_type_for(self._settings.device_type, runtime)
        return self._note(await self._simctl.create(name, device_type, runtime.identifier), name)

    def _note(self, udid: str, name: str) -> str:
        if self._noted:
            self._made.note(udid, name)
        return udid

    async def lent(self, ios: str) -> str | None:
        """The UDID of the simulator that --udid means; None when the run makes its own. It is nobody else's meanwhile.

        Raises:
            NotThere: There is none, it cannot be used or has another iOS, or another run drives it.
        """
        if self._settings.udid is None:
            return None
        if self._lent is None or self._perhaps_gone:
            # The one that is driven, once it was found: another may be booted, or have its name, by now.
            word = self._settings.udid if self._lent is None else self._lent.udid
            found = choosing.existing(word, await self._simctl.devices(), ios)
            choosing.suits(found, ios)
            self._made.hold(found.udid)
            self._lent, self._perhaps_gone = self._lent or found, False
        return self._lent.udid

    def look_again(self) -> None:
        """The target was lost: what was lent may have been deleted."""
        self._perhaps_gone = True

    async def delete(self, udid: str) -> None:
        try:
            await self._simctl.delete(udid)
        except SimctlError as error:
            if error.exit_code == INVALID_DEVICE:  # somebody else did: the next run need not look for it
                self._made.forget(udid)
            raise
        self._made.forget(udid)

    async def discard(self, udid: str) -> None:
        """Remove a device of ours, whatever state it is in. It may have vanished; what fails here hides no failure."""
        for command in (self._simctl.shutdown, self.delete):
            with contextlib.suppress(HarnessError):
                await command(udid)

    async def sweep(self) -> None:
        """Remove the simulators that runs which are gone have left behind here; once."""
        if self._swept or not self._noted:
            return
        self._swept = True
        await sweep(self._simctl, self._made)
        await self._templates.sweep()

    async def _leave(self, lent: Device) -> None:
        """As it was found: off, or up without the WebDriverAgent that was launched there."""
        with contextlib.suppress(HarnessError):  # it may have vanished
            if lent.state == "Shutdown":
                await self._simctl.shutdown(lent.udid)
            else:
                await self._simctl.terminate(lent.udid, booting.WDA_BUNDLE_ID)

    async def close(self) -> None:
        if self._lent is not None:
            await self._leave(self._lent)
        await self._templates.close()
        self._made.close()
