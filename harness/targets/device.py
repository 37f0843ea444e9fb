"""A tethered iPhone: WebDriverAgent at a URL, or Appium that looks after it.

Nothing is erased. Appium installs the app, deletes it for a fresh start and copies files out of it, over the cable;
with WebDriverAgent alone the app is there because its owner put it there. What a phone does for nobody is said when it
is asked for. Not tried on hardware.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.app_profile import AppProfile
from harness.bench import Bench
from harness.clock import Clock, WallClock
from harness.crashes import CrashReport
from harness.errors import HarnessError, NotOffered
from harness.phone import Phone
from harness.targets import preconditions
from harness.targets.base import DriverFor, TargetSettings
from harness.targets.simctl import Simctl
from harness.ui.driver import AppState, PhoneTools


class DeviceTarget:
    """One iPhone. Its WebDriverAgent must run already, or be Appium's business (an empty `wda_url`)."""

    files_are_copies = True

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
        self.clock_ahead: float | None = None
        self._ready = False
        self._copies: tempfile.TemporaryDirectory[str] | None = None

    async def revive(self) -> None:
        self.lost = None
        self._phone = None

    async def fresh_phone(self, ios: str) -> Phone:
        if self.lost is not None:
            raise self.lost
        phone = self._held(ios)
        phone.covered_by(None)
        await phone.driver.unlock()
        await phone.driver.press_home()
        return phone

    async def ready_for(self, profile: AppProfile, app: Path | None, unchecked: Sequence[str] = ()) -> None:
        """Look once whether everything is there that scenarios on this phone need.

        Raises:
            NotReady: It is not; says all that is wrong.
        """
        if not self._ready:
            driver = self._held(self.settings.ios).driver
            found = await preconditions.findings(self.settings, driver, profile, app, wall=time.time)
            preconditions.stop_unless_ready(found, unchecked)
            self.clock_ahead = await preconditions.clock_ahead(driver, wall=time.time)
            self._ready = True

    def _held(self, ios: str) -> Phone:
        if self._phone is None:
            url = self.settings.wda_url or ""
            udid = self.settings.udid or ""
            self._phone = Phone(self, udid or "device", ios, url, self._driver_for(udid, ios, url))
        return self._phone

    async def another_phone(self, ios: str) -> Phone:
        raise NotOffered("target 'device' is one iPhone", hint='mark the scenario needs("second_phone")')

    async def give_back(self, phone: Phone) -> None:
        """There is none to be given back."""

    async def install(self, phone: Phone, bundle_id: str, app: Path | None) -> None:
        """Put the app on the phone anew, without what it kept and was allowed. None: it is there, and is ended only.

        Raises:
            NotOffered: Nobody here can install it.
            HarnessError: The phone did not take it.
        """
        if app is None:
            if await phone.driver.app_state(bundle_id) > AppState.TERMINATED:
                await self.terminate(phone, bundle_id)  # one that runs is not given what it is launched with
            return
        tools = phone.driver.tools
        if tools is None:
            raise NotOffered(
                "target 'device' with driver 'wda' does not install apps",
                hint=f"install it once with `xcrun devicectl device install app --device {phone.udid} {app}` "
                "and leave --app out, or use --driver appium",
            )
        if await tools.is_installed(bundle_id):
            await self.uninstall(phone, bundle_id)
        await tools.install(app)
        if not await tools.is_installed(bundle_id):
            raise HarnessError(
                f"{app.name} was installed, and {bundle_id} is not on the phone",
                hint="the bundle id of the profile (--app-profile) and that of the app's Info.plist differ",
            )

    async def uninstall(self, phone: Phone, bundle_id: str) -> None:
        tools = phone.driver.tools
        if tools is None:
            raise NotOffered(
                "target 'device' with driver 'wda' does not delete apps",
                hint="delete it by hand and leave --app out, or use --driver appium",
            )
        if not await tools.remove(bundle_id):
            raise HarnessError(
                f"{bundle_id} was not deleted from the phone",
                hint="Screen Time or a profile of the phone's may forbid to delete apps; Appium's log has the reason",
            )

    async def restart(self, phone: Phone) -> None:
        raise NotOffered("target 'device' cannot be restarted from here", hint='mark it needs("restart")')

    async def crash_reports(self, phone: Phone) -> list[CrashReport]:
        # XCUITest has a log type `crashlog`. Over a cable alone it answers an empty list, which is no "never crashed".
        raise NotOffered("target 'device' gives no access to crash reports", hint='mark it needs("crash_log")')

    async def crashes_are_written(self, phone: Phone) -> None:
        """Nobody reads them here."""

    async def system_log(self, phone: Phone, seconds: float) -> str:
        raise NotOffered("target 'device' gives no access to the system log of the past")

    async def launch(
        self, phone: Phone, bundle_id: str, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> int:
        await phone.driver.launch(bundle_id, arguments, environment)
        return 0

    async def terminate(self, phone: Phone, bundle_id: str) -> None:
        await phone.driver.terminate(bundle_id)

    async def pid(self, phone: Phone, bundle_id: str) -> int | None:
        raise NotOffered(
            "target 'device' lists no processes",
            hint='look at the app\'s state instead, or mark it needs("process_id")',
        )

    async def app_file(self, phone: Phone, bundle_id: str, path: str) -> Path:
        """A copy of the file as it is now. No file is there when the app has written none.

        Raises:
            NotOffered: The driver copies no files.
            HarnessError: The phone does not give it; quotes Appium.
        """
        tools: PhoneTools | None = phone.driver.tools
        if tools is None:
            raise NotOffered(
                "target 'device' with driver 'wda' gives no access to the app's data container",
                hint='use --driver appium, or mark it needs("app_journal")',
            )
        content = await tools.pull(bundle_id, path)
        if self._copies is None:
            self._copies = tempfile.TemporaryDirectory(prefix="ringproof-device-")
        copy = Path(self._copies.name) / bundle_id / path
        if content is None:
            copy.unlink(missing_ok=True)
        else:
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
        return copy

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
        if self._copies is not None:
            self._copies.cleanup()
            self._copies = None
