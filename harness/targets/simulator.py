"""Phones reached by `xcrun simctl`: Apple's Simulator and, with other settings, the embedded phone.

A device of our own is created once per iOS version and process, and made fresh before each scenario: erased, or with
the app installed anew where erasing would cost a first boot (24 s and more on a Mac); or each scenario gets a new clone
of a template. WebDriverAgent is started as the runner app of Apple's Simulator is:
`SIMCTL_CHILD_USE_PORT=… xcrun simctl launch … .xctrunner`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from harness.bench import Bench, BenchClock
from harness.clock import Clock, WallClock
from harness.crashes import CrashReport
from harness.errors import HarnessError, NotOffered, TargetLost
from harness.phone import Phone
from harness.stage import current
from harness.targets import booting, evidence
from harness.targets.base import DriverFor, TargetSettings
from harness.targets.crash_reports import CrashReports
from harness.targets.mac_reports import MacReports
from harness.targets.own_devices import OwnDevices
from harness.targets.simctl import INVALID_DEVICE, Simctl, SimctlError


class SimctlTarget:
    """A target whose phones are devices of simctl.

    Args:
        driver_for: Makes the driver for a phone.
    """

    files_are_copies = False
    clock_ahead: float | None = 0.0  # a simulator has the Mac's clock; the embedded phone's stands still

    def __init__(self, settings: TargetSettings, driver_for: DriverFor) -> None:
        self.settings = settings
        self._simctl = Simctl(
            settings.xcrun,
            settings.environment,
            settings.device_set,
            f"target {settings.name}",
            settings.tool_deadline,
        )
        self.simctl: Simctl | None = self._simctl
        self.bench: Bench | None = None
        self.clock: Clock = WallClock()
        if settings.bench_url:
            self.bench = Bench(settings.bench_url, settings.bench_token, guard=settings.guard)
            self.clock = BenchClock(self.bench)
        self.lost: HarnessError | None = None
        self._driver_for = driver_for
        self._ours: dict[str, str] = {}  # iOS version -> UDID of the device we made for it; lent ones by UDID
        # The Mac writes about apps of its Simulators; the embedded phone keeps its reports, as an iPhone does.
        self._crashes = CrashReports() if self.bench is not None else MacReports()
        self._log_folders: dict[str, Path] = {}  # by UDID
        self._devices = OwnDevices(self._simctl, settings)
        self._phones: dict[str, Phone] = {}  # UDID -> the phone as it is now

    async def revive(self) -> None:
        self.lost = None
        gone, self._ours = tuple(self._ours.values()), {}
        self._phones.clear()
        self._devices.look_again()
        for udid in gone:
            await self._devices.discard(udid)  # if what comes up now still knows it; it may be booted

    async def fresh_phone(self, ios: str) -> Phone:
        if self.lost is not None:
            raise self.lost
        return await self._without_old_crashes(await self._fresh(ios))

    async def _fresh(self, ios: str) -> Phone:
        if self.settings.fresh == "clone" and ios in self._ours:
            await self._part_with(self._ours.pop(ios))
        udid = await self._devices.lent(ios) or self._ours.get(ios)
        if udid is None:
            udid = self._ours[ios] = await self._devices.create(ios)
            try:
                return await self._boot(udid, ios)
            except HarnessError:
                await self._devices.discard(self._ours.pop(ios))  # the next scenario gets another
                raise
        phone = self._phones.get(udid)
        if self.settings.fresh == "erase" and self.settings.udid is None:
            if phone is not None:
                await self._shut_down(phone)
                await self._simctl.erase(udid)
            return await self._boot(udid, ios)
        if phone is None:
            return await self._boot(udid, ios)
        phone.covered_by(None)
        await phone.driver.unlock()
        # The second press leaves Notification Center when the first only closed what was open in it (R211).
        await phone.driver.press_home()
        await phone.driver.press_home()
        return phone

    async def another_phone(self, ios: str) -> Phone:
        if self.lost is not None:
            raise self.lost
        if self.settings.slot is not None:
            raise NotOffered("a slot of a Grid is one phone", hint='mark the scenario needs("second_phone")')
        if self.settings.udid is not None:
            raise NotOffered("a run with --udid has one phone", hint="leave --udid out, and phones are made as needed")
        lent = sum(key == udid for key, udid in self._ours.items())
        # A name of its own: what an embedded phone's apps draw by lot depends on it, such as an installation's id.
        udid = await self._devices.create(ios, f", phone {lent + 2}")
        self._ours[udid] = udid
        return await self._without_old_crashes(await self._boot(udid, ios))

    async def give_back(self, phone: Phone) -> None:
        await self._shut_down(phone)
        await self._devices.delete(self._ours.pop(phone.udid))

    async def install(self, phone: Phone, bundle_id: str, app: Path | None) -> None:
        if app is None:
            raise HarnessError(
                f"there is no app to install on target '{self.settings.name}'",
                hint="give the .app folder with --app, or override the fixture app_bundle",
            )
        if self.settings.fresh == "reinstall":
            # Removing the app also takes its notifications and its permission along (R202).
            await self._simctl.uninstall(phone.udid, bundle_id)
        with self._known(phone):
            await self._simctl.install(phone.udid, app)

    async def uninstall(self, phone: Phone, bundle_id: str) -> None:
        with self._known(phone):
            await self._simctl.uninstall(phone.udid, bundle_id)

    async def restart(self, phone: Phone) -> None:
        with self._known(phone):
            await phone.driver.close()
            await self._simctl.shutdown(phone.udid)
            again = await self._boot(phone.udid, phone.ios)
        phone.wda_url, phone.driver = again.wda_url, again.driver
        phone.covered_by(None)
        self._phones[phone.udid] = phone

    async def crash_reports(self, phone: Phone) -> list[CrashReport]:
        with self._known(phone):
            return self._crashes.read(phone, await self._log_folder(phone))

    async def crashes_are_written(self, phone: Phone) -> None:
        if isinstance(self._crashes, MacReports):
            await self._crashes.written(phone, await self._log_folder(phone), partial(self.pid, phone))

    async def system_log(self, phone: Phone, seconds: float) -> str:
        with self._known(phone):
            return await evidence.system_log(self._simctl, phone.udid, phone.app_in_hand, seconds)

    async def _without_old_crashes(self, phone: Phone) -> Phone:
        phone.running.clear()
        self._crashes.forget(phone, await self._log_folder(phone))
        return phone

    async def _log_folder(self, phone: Phone) -> Path:
        if phone.udid not in self._log_folders:
            told = await self._simctl.getenv(phone.udid, "SIMULATOR_LOG_ROOT")
            usual = Path.home() / "Library" / "Logs" / "CoreSimulator" / phone.udid
            self._log_folders[phone.udid] = Path(told) if told else usual
        return self._log_folders[phone.udid]

    async def launch(
        self, phone: Phone, bundle_id: str, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> int:
        with self._known(phone):
            return await self._simctl.launch(phone.udid, bundle_id, arguments, environment=environment)

    async def terminate(self, phone: Phone, bundle_id: str) -> None:
        with self._known(phone):
            was_running = await self._simctl.terminate(phone.udid, bundle_id)
        if not was_running:
            raise HarnessError(
                f"{bundle_id} was not running, so it could not be terminated",
                hint="launch it first, or look at its state",
            )

    async def pid(self, phone: Phone, bundle_id: str) -> int | None:
        with self._known(phone):
            processes = await self._simctl.processes(phone.udid)
        for pid, label in processes:
            if label.startswith(f"UIKitApplication:{bundle_id}["):
                return pid
        return None

    async def app_file(self, phone: Phone, bundle_id: str, path: str) -> Path:
        with self._known(phone):
            return await self._simctl.get_app_container(phone.udid, bundle_id, "data") / path

    async def set_online(self, phone: Phone, online: bool) -> None:
        await self._bench_for("network").set_online(phone.udid, online)

    async def change_setting(self, phone: Phone, name: str, value: str) -> None:
        await self._bench_for("settings").set(phone.udid, name, value)

    async def sounds(self, phone: Phone) -> list[str]:
        return await self._bench_for("sounds").sounds(phone.udid)

    async def close(self) -> None:
        for phone in list(self._phones.values()):
            with contextlib.suppress(HarnessError):
                await phone.driver.close()
        # Nothing to end when the service behind embedded phones is gone; asking would start it anew.
        if self.lost is None or self.bench is None:
            for udid in self._ours.values():
                await self._devices.discard(udid)
        self._phones.clear()
        self._ours.clear()
        await self._devices.close()
        if self.bench is not None:
            await self.bench.aclose()

    # --- devices

    async def _boot(self, udid: str, ios: str) -> Phone:
        lent = self.settings.udid is not None
        within = self.settings.boot_deadline if self.bench is None else None
        await booting.boot(self._simctl, udid, may_be_booted=lent, within=within)
        if self.bench is None and not lent and self.settings.fresh != "clone":  # a template was quieted
            await booting.quiet(self._simctl, udid)
        port = None
        if (slot := self.settings.slot) is not None:
            port = urlsplit(slot.wda_url).port
            await self._make_room_for(udid)
        port = await booting.start_webdriveragent(
            self._simctl,
            udid,
            runner=self.settings.wda_runner,
            port=port,
            within=self.settings.wda_ready_within,
        )
        url = f"http://127.0.0.1:{port}"
        phone = Phone(self, udid, ios, url, self._driver_for(udid, ios, url))
        self._phones[udid] = phone
        return phone

    async def _make_room_for(self, udid: str) -> None:
        """WebDriverAgents of a slot share one port: another phone of ours there is switched off, and made fresh."""
        for phone in [phone for phone in self._phones.values() if phone.udid != udid]:
            await self._shut_down(phone)
            await self._simctl.erase(phone.udid)

    async def _part_with(self, udid: str) -> None:
        """An earlier scenario's clone is of no use any more."""
        if (phone := self._phones.pop(udid, None)) is not None:
            with contextlib.suppress(HarnessError):
                await phone.driver.close()
        self._log_folders.pop(udid, None)
        await self._devices.discard(udid)

    async def _shut_down(self, phone: Phone) -> None:
        await phone.driver.close()
        self._phones.pop(phone.udid, None)
        await self._simctl.shutdown(phone.udid)

    @contextlib.contextmanager
    def _known(self, phone: Phone) -> Iterator[None]:
        """A device that simctl does not know any more is a lost phone: its service was ended and begun anew."""
        try:
            yield
        except SimctlError as error:
            if error.exit_code != INVALID_DEVICE:
                raise
            lost = TargetLost(f"target {self.settings.name} does not know phone {phone.udid} any more", saw=error.text)
            raise current().lose(lost) from None

    def _bench_for(self, capability: str) -> Bench:
        if self.bench is None:
            raise NotOffered(
                f"target '{self.settings.name}' has no bench endpoint, so it cannot switch its {capability}",
                hint=f'mark the scenario with needs("{capability}")',
            )
        return self.bench
