"""Putting a run together: from settings to target, driver, sender and scenario. The fixtures are thin over this.

Nothing heavy is imported at module level; pytest loads this with the plugin.
"""

from __future__ import annotations

import urllib.parse
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness import again, capabilities
from harness.naming import marker_values, title
from harness.settings import Settings
from harness.ui.addresses import without_password

if TYPE_CHECKING:
    from harness.app_profile import AppProfile
    from harness.backends.base import CallBackend
    from harness.phone import Phone
    from harness.push.sender import PushSender
    from harness.scenario import Scenario
    from harness.targets.base import Target, TargetSettings
    from harness.ui.driver import UiDriver

SETTINGS: pytest.StashKey[Settings] = pytest.StashKey()
APP_PROFILE: pytest.StashKey[AppProfile | None] = pytest.StashKey()
SCENARIO: pytest.StashKey[Scenario] = pytest.StashKey()
ON_STEP: pytest.StashKey[Any] = pytest.StashKey()
SECONDS: pytest.StashKey[float] = pytest.StashKey()  # how long the call phase took

APPIUM_URL = "http://127.0.0.1:4723"  # where an Appium server is unless told otherwise
APPLE_PATIENCE = 6.0  # Apple's Simulators show a banner within seconds, on a busy Mac within half a minute (R215)


def apple_target_settings(settings: Settings) -> TargetSettings:
    """Settings of a run on the Simulator or a device.

    Raises:
        UsageError: For the embedded phone, whose bench only a project's conftest knows.
    """
    from harness.errors import HarnessError
    from harness.pages import call_screen
    from harness.push import apns_access
    from harness.targets.base import TargetSettings

    if settings.target == "embedded":
        raise pytest.UsageError(
            "--target embedded needs the bench (a simulated iPhone and a call service), which the installed package "
            "does not contain; clone the repository and run there, or choose --target simulator or device"
        )
    try:
        apns = apns_access.of(settings)
        names = None if settings.call_screen is None else call_screen.load(settings.call_screen)
    except HarnessError as error:
        raise pytest.UsageError(str(error)) from None
    return TargetSettings(
        name=settings.target,
        ios=settings.ios[-1],
        xcrun=(str(settings.xcrun or "xcrun"),),
        device_type=settings.device_type,
        simulator_name=settings.simulator_name,
        udid=settings.udid,
        fresh=settings.fresh or "reinstall",
        simulator_template=settings.simulator_template,
        app=settings.app,
        patience=settings.patience or APPLE_PATIENCE,
        guard=settings.guard,
        tool_deadline=settings.tool_deadline,
        boot_deadline=settings.boot_deadline,
        # Appium may know a phone by itself, or the Grid in front of it.
        wda_url=settings.wda_url or ("" if settings.driver == "appium" else None),
        wda_runner=settings.wda_runner,
        wda_ready_within=settings.wda_deadline,
        apns=apns,
        call_screen=names,
    )


def workers(config: pytest.Config) -> int:
    """How many processes of pytest-xdist run the scenarios; 1 without it."""
    if getattr(config.option, "dist", "no") == "no":
        return 1
    counts = (spec.partition("*")[0] for spec in config.option.tx or ())  # such as popen, or 2*popen
    return sum(int(count) if count.isdigit() else 1 for count in counts)


def one_phone(settings: Settings) -> str:
    """The option that makes all scenarios of a run share one phone; empty where each worker has its own."""
    if settings.target != "embedded" and settings.udid is not None:
        return f"--udid {settings.udid}"
    if settings.target == "device" and settings.wda_url is not None:  # else a Grid may have several
        return f"--wda-url {without_password(settings.wda_url)}"
    return ""


def make_target(settings: Settings, target_settings: TargetSettings, appium_url: str = "") -> Target:
    """The target these settings describe.

    Args:
        appium_url: The Appium server, if the driver is `appium`.
    """

    def driver_for(udid: str, ios: str, wda_url: str) -> UiDriver:
        tolerant = target_settings.name != "embedded"
        if settings.driver == "appium":
            from harness.ui.appium import AppiumDriver
            from harness.ui.appium_capabilities import parse
            from harness.ui.appium_session import REQUEST_TIMEOUT

            # Device sets name their phones alike; one Appium that serves several workers must tell them apart.
            name = f"{udid}@{urllib.parse.urlsplit(wda_url).port}" if target_settings.name == "embedded" else udid
            more = parse(settings.appium_capabilities)
            if target_settings.slot is not None:
                name = target_settings.slot.udid
                more = {"appium:mjpegServerPort": None, **more}  # the slot has one; another would fit no slot
            # Installing an app takes longer than anything else that is asked of a tethered phone.
            longest = target_settings.tool_deadline if target_settings.name == "device" else REQUEST_TIMEOUT
            return AppiumDriver(appium_url, name, ios, wda_url, tolerant=tolerant, more=more, timeout=longest)
        from harness.ui.wda import WdaDriver

        return WdaDriver(wda_url, tolerant=tolerant)

    if target_settings.name == "device":
        from harness.targets.device import DeviceTarget

        return DeviceTarget(target_settings, driver_for)
    from harness.targets.simulator import SimctlTarget

    return SimctlTarget(target_settings, driver_for)


async def see_that_it_is_ready(target: Target, settings: Settings, profile: AppProfile, *, worker: bool) -> None:
    """Before the first scenario on a tethered phone: end the session unless everything is there that it needs.

    Args:
        worker: This is a worker of pytest-xdist, which can end its run by a scenario's failure only.

    Raises:
        NotReady: It is not, in a worker.
    """
    from harness.targets.device import DeviceTarget
    from harness.targets.preconditions import NotReady

    if isinstance(target, DeviceTarget):
        try:
            await target.ready_for(profile, settings.app, settings.unchecked)
        except NotReady as error:
            if worker:
                raise
            pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)


async def set_clock(target: Target, settings: Settings, node_id: str) -> None:
    """Make the clock eager when the run asks for it; what a scenario draws depends on the seed and on itself."""
    from harness.bench import BenchClock

    if settings.clock == "eager" and isinstance(target.clock, BenchClock):
        await target.clock.be_eager(zlib.crc32(f"{settings.seed:g}/{node_id}".encode()))


async def switch_rules_off(target: Target, settings: Settings) -> None:
    """Let the phones of this run disregard the rules given with --rule-off.

    Raises:
        UsageError: The phone does not know such a rule; quotes what it says.
    """
    from harness.errors import HarnessError

    if settings.rules_off and target.bench is not None:
        try:
            await target.bench.rules_off(settings.rules_off)
        except HarnessError as error:
            raise pytest.UsageError(f"--rule-off {' '.join(settings.rules_off)}: {error.saw or error.failed}") from None


def make_sender(route: str, target: Target, phone: Phone, profile: AppProfile, *, seed: str) -> PushSender:
    """Who sends pushes to this phone over this route."""
    if route == "simctl":
        from harness.push.via_simctl import make_simctl_sender

        return make_simctl_sender(target, phone)
    from harness.push.via_apns import ApnsSender

    return ApnsSender(target.settings.apns, profile.topic, seed=seed)


def make_scenario(item: pytest.Item, settings: Settings, target: Target, ios: str, route: str) -> Scenario:
    """The scenario of a test item, with a stage of its own; nothing has happened yet."""
    from harness.report import artifacts, roster, sources
    from harness.report.journal import Journal
    from harness.report.ring_times import RingTimes
    from harness.scenario import Scenario
    from harness.stage import Stage

    root = settings.evidence or _temporary(item.config)
    journal = Journal(on_step=item.config.stash.get(ON_STEP, None))
    stage = Stage(
        clock=target.clock,
        patience=settings.patience or target.settings.patience,
        guard=target.settings.guard,
        journal=journal,
        lost=target.lost,
    )
    if not target.clock.exact:
        stage.rings = RingTimes(route, target.clock_ahead)
    facts = {
        "target": settings.target,
        "driver": settings.driver,
        "ios": ios,
        "route": route,
        "catches": marker_values(item, "catches"),
        "states": marker_values(item, "states"),
        "guide": marker_values(item, "guide"),
        "bridged": [told for name, told in item.user_properties if name == roster.BRIDGED],
    }
    evidence = artifacts.Evidence(root / artifacts.slug(item.nodeid))
    scenario = Scenario(
        item.nodeid, title(item), target, evidence, stage, journal, facts, keep_always=settings.evidence is not None
    )
    if settings.video != "off" and target.simctl is not None:
        from harness.report.videos import Videos

        scenario.videos = Videos(target.simctl, lambda text: stage.tell("evidence", text))
    no_reports = capabilities.refusal(
        "crash_log", target=settings.target, route=route, driver=settings.driver, lacking=settings.lacks
    )
    scenario.looks_for_crashes = no_reports is None
    node_id, seeded = again.without_seeds(item, settings)
    scenario.command = again.repeat_command(node_id, seeded, item.config.stash.get(again.USUAL, None))
    item.user_properties.append(("ringproof_again", scenario.command))
    stage.keep_evidence = scenario.account
    sources.read_bench_journal(scenario)
    item.stash[SCENARIO] = scenario
    return scenario


def close_scenario(item: pytest.Item, scenario: Scenario) -> None:
    """Write what there is to write, and tell the report about it."""
    folder = scenario.close(item.stash.get(SECONDS, 0.0))
    told = {"ringproof_story": scenario.journal.story(), "ringproof_evidence": str(folder) if folder else ""}
    item.user_properties.extend((name, value) for name, value in told.items() if value)


async def measure_rings(item: pytest.Item, scenario: Scenario, backend: CallBackend) -> None:
    """Hand the report what was measured of pushes that rang."""
    rings = scenario.stage.rings
    if rings is not None:
        rings.ahead = scenario.target.clock_ahead
        if measured := await rings.measure(backend):
            item.user_properties.append(("ringproof_rings", [list(row) for row in measured]))


def _temporary(config: pytest.Config) -> Path:
    """Evidence of failures goes to pytest's temporary folder when no other was given."""
    factory: Any = config._tmp_path_factory  # type: ignore[attr-defined]  # what the fixture tmp_path_factory returns
    base: Path = factory.getbasetemp()
    return base / "evidence"
