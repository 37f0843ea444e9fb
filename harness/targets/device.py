"""A tethered iPhone: WebDriverAgent at a URL, the app installed by whoever owns the phone.

Nothing is erased and nothing is installed. What the phone cannot do for us is said when it is asked for.
Not tried on hardware.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.bench import Bench
from harness.clock import Clock, WallClock
from harness.crashes import CrashReport
from harness.errors import HarnessError, NotOffered
from harness.phone import Phone
from harness.targets.base import DriverFor, TargetSettings
from harness.targets.simctl import Simctl


class DeviceTarget:
    """One iPhone. Its WebDriverAgent must run already, or be Appium's business (an empty `wda_url`)."""

    def __init__(self, settings: TargetSettings, driver_for: DriverFor) -> None:
        if settings.wda_url is None:
            raise HarnessError(
                "target 'device' needs the address of a running WebDriverAgent",
                hint="start the runner on the phone (Xcode, or Appium with usePreinstalledWDA), forward its port, "
                "then give --wda-url http://127.0.0.1:8100 and --udid",
            )
        self.settings = settings
        self.clock: Clock = WallClock()
        self.bench: Bench | None = None
        self.simctl: Simctl | None = None
        self.lost: HarnessError | None = None
        self._driver_for = driver_for
        self._phone: Phone | None = None

    async def revive(self) -> None:
        self.lost = None
        self._phone = None

    async def fresh_phone(self, ios: str) -> Phone:
        if self.lost is not None:
            raise self.lost
        if self._phone is None:
            url = self.settings.wda_url or ""
            udid = self.settings.udid or ""
            self._phone = Phone(self, udid or "device", ios, url, self._driver_for(udid, ios, url))
        self._phone.covered_by(None)
        await self._phone.driver.unlock()
        await self._phone.driver.press_home()
        return self._phone

    async def another_phone(self, ios: str) -> Phone:
        raise NotOffered("target 'device' is one iPhone", hint='mark the scenario needs("second_phone")')

    async def give_back(self, phone: Phone) -> None:
        """There is none to be given back."""

    async def install(self, phone: Phone, bundle_id: str, app: Path | None) -> None:
        if app is not None:
            raise NotOffered(
                "target 'device' does not install apps",
                hint=f"install it once with `xcrun devicectl device install app --device {phone.udid} {app}` "
                "and leave --app out",
            )

    async def uninstall(self, phone: Phone, bundle_id: str) -> None:
        raise NotOffered("target 'device' does not delete apps", hint="delete it by hand, and leave --app out")

    async def restart(self, phone: Phone) -> None:
        raise NotOffered("target 'device' cannot be restarted from here", hint='mark it needs("restart")')

    async def crash_reports(self, phone: Phone) -> list[CrashReport]:
        raise NotOffered("target 'device' gives no access to crash reports", hint='mark it needs("crash_log")')

    async def launch(
        self, phone: Phone, bundle_id: str, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> int:
        await phone.driver.launch(bundle_id, arguments, environment)
        return 0

    async def terminate(self, phone: Phone, bundle_id: str) -> None:
        await phone.driver.terminate(bundle_id)

    async def pid(self, phone: Phone, bundle_id: str) -> int | None:
        raise NotOffered("target 'device' lists no processes", hint="look at the app's state instead")

    async def data_folder(self, phone: Phone, bundle_id: str) -> Path:
        raise NotOffered(
            "target 'device' gives no access to the app's data container", hint='mark it needs("app_journal")'
        )

    async def set_online(self, phone: Phone, online: bool) -> None:
        raise NotOffered("target 'device' has no switch for the network", hint='mark it needs("network")')

    async def change_setting(self, phone: Phone, name: str, value: str) -> None:
        raise NotOffered("target 'device' has no switches we can turn", hint='mark it needs("settings")')

    async def sounds(self, phone: Phone) -> list[str]:
        raise NotOffered("target 'device' does not tell which sounds it made", hint='mark it needs("sounds")')

    async def close(self) -> None:
        if self._phone is not None:
            await self._phone.driver.close()
            self._phone = None
