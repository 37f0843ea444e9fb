"""What has to be so before the first scenario on a tethered phone; everything that is wrong is said at once.

A look changes nothing but this: a phone that is locked is asked to unlock, as every scenario does. What cannot be seen
from here is *unknown* and stops nobody. `--unchecked NAME` leaves one out.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from harness.app_profile import AppProfile
from harness.errors import HarnessError, NotThere
from harness.findings import Finding, State, not_needed, ok, unknown, wrong
from harness.pages.permission_alert import LANGUAGES
from harness.push import apns_checks
from harness.targets import package
from harness.targets.base import TargetSettings
from harness.ui.driver import PhoneTools, UiDriver

WEBDRIVERAGENT = "phone: WebDriverAgent"
REACHABLE = "phone: reachable"
LOCK = "phone: lock"
CLOCK = "phone: clock"
LANGUAGE = "phone: language"
INSTALLED = "app: installed"
ANSWER_WITHIN = 10.0  # wall seconds
TOO_MUCH = 30.0  # seconds between the phone's clock and this machine's
START_IT = "start WebDriverAgent on the phone (Xcode, or Appium with usePreinstalledWDA) and forward its port"


class NotReady(NotThere):
    """What this run needs is not there; every finding that is wrong stands in it."""


async def findings(
    settings: TargetSettings, driver: UiDriver, profile: AppProfile, app: Path | None, *, wall: Callable[[], float]
) -> list[Finding]:
    """Look at phone, app and the way to APNs.

    Args:
        wall: This machine's clock, Unix seconds.
    """
    told = [await webdriveragent(settings.wda_url or "", settings.ios)]
    if told[0].state is not State.WRONG:
        told += await _phone(settings, driver, profile, app, wall)
    if app is not None:
        environment = settings.apns.environment if settings.apns else "development"
        told += package.findings(app, profile, environment=environment, udid=settings.udid or "", now=wall())
    return [*told, *apns_checks.findings(settings.apns, profile.bundle_id, wall())]


def stop_unless_ready(found: Iterable[Finding], unchecked: Sequence[str] = ()) -> None:
    """Let a run go on, or end it.

    Raises:
        NotReady: Something is wrong that is not left out; says all of it.
    """
    bad = [finding for finding in found if finding.state is State.WRONG and finding.name not in unchecked]
    if not bad:
        return
    lines = []
    for finding in bad:
        lines.append(f"{finding.name}: {finding.saw}")
        lines += [f"  try {hint}" for hint in (finding.hint, finding.command) if hint]
    raise NotReady(
        f"{len(bad)} {'thing is' if len(bad) == 1 else 'things are'} not as this run needs them",
        saw="\n".join(lines),
        hint="`python -m harness doctor` looks at the rest; --unchecked 'NAME' goes on without one of these",
    )


async def webdriveragent(url: str, ios: str = "") -> Finding:
    """Whether it answers at its address, and for which iOS."""
    if not url:
        return not_needed(WEBDRIVERAGENT, "Appium looks after it")
    try:
        status = await asyncio.to_thread(_status, url)
    except (OSError, ValueError) as error:
        return wrong(WEBDRIVERAGENT, f"nothing answers as one at {url}: {error}", START_IT)
    told = status.get("value", {})
    if not told.get("ready", True):
        return wrong(WEBDRIVERAGENT, f"at {url}, it is not ready: {told.get('message', '')}", START_IT)
    version = told.get("build", {}).get("version", "of no version it tells")
    theirs = str(told.get("os", {}).get("version", ""))
    if ios and theirs and theirs.split(".")[0] != ios.split(".")[0]:
        return wrong(
            WEBDRIVERAGENT,
            f"the phone has iOS {theirs}, and this run is for {ios}",
            "scenarios are chosen by it",
            command=f"--ios {theirs}",
        )
    return ok(WEBDRIVERAGENT, f"WebDriverAgent {version} on iOS {theirs or 'of no version it tells'} at {url}")


def of_device_facts(facts: Mapping[str, Any], udid: str) -> list[Finding]:
    """What can be read out of Appium's `mobile: deviceInfo`."""
    lockdown = facts.get("lockdownInfo", {})
    theirs = lockdown.get("UniqueDeviceID")
    told = [
        wrong(REACHABLE, f"the phone on the cable is {theirs}, and --udid says {udid}", "name the right one")
        if udid and theirs and theirs != udid
        else ok(REACHABLE, f"{lockdown.get('DeviceName', facts.get('name', 'a phone'))} answers over the cable")
    ]
    return [*told, language(str(facts.get("currentLocale", "")))]


def of_clock(ahead: float | None) -> Finding:
    """Whether the phone's clock goes right; `ahead` as `clock_ahead` tells it."""
    if ahead is None:
        return unknown(CLOCK, "the phone does not tell the time")
    if abs(ahead) > TOO_MUCH:
        return wrong(
            CLOCK,
            f"the phone's is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} this machine's",
            "set both by the network: pushes expire by it, and what the app writes down is compared by it",
        )
    return ok(CLOCK, f"within {abs(ahead):.1f} s of this machine's")


def language(locale: str) -> Finding:
    """The locale of WebDriverAgent's own process is no proof of what the system's alerts speak."""
    if locale.replace("-", "_").split("_")[0] in LANGUAGES:
        return ok(LANGUAGE, locale)
    known = ", ".join(LANGUAGES)
    return unknown(LANGUAGE, f"the phone's region is {locale or 'not told'}", f"its alerts are read in {known} only")


async def clock_ahead(driver: UiDriver, *, wall: Callable[[], float]) -> float | None:
    """By how many seconds the phone's clock is ahead, give or take half the time the answer took; None if untold."""
    if driver.tools is None:
        return None
    begin = wall()
    seconds = await driver.tools.unix_time()
    return None if seconds is None else seconds - (begin + wall()) / 2


async def _phone(
    settings: TargetSettings, driver: UiDriver, profile: AppProfile, app: Path | None, wall: Callable[[], float]
) -> list[Finding]:
    try:
        told = [await _unlocked(driver)]
        tools = driver.tools
        if tools is None:
            told.append(unknown(INSTALLED, "WebDriverAgent tells no apps; --driver appium would"))
            return [*told, unknown(CLOCK, "WebDriverAgent does not tell the time; --driver appium would")]
        told += of_device_facts(await tools.device_facts(), settings.udid or "")
        told.append(of_clock(await clock_ahead(driver, wall=wall)))
        if app is None:
            told += await _installed(tools, profile, settings)
        return told
    except HarnessError as error:
        return [
            wrong(REACHABLE, f"{error.failed}: {error.saw}", error.hint or "is the phone on the cable, and trusted?")
        ]


async def _unlocked(driver: UiDriver) -> Finding:
    if await driver.locked():
        await driver.unlock()
        if await driver.locked():
            return wrong(LOCK, "it is locked, and stays so", "take its passcode off: nobody here can type it")
    return ok(LOCK, "it is unlocked")


async def _installed(tools: PhoneTools, profile: AppProfile, settings: TargetSettings) -> list[Finding]:
    facts = await tools.app_facts(profile.bundle_id)
    if facts is None:
        return [
            wrong(INSTALLED, f"{profile.bundle_id} is not on the phone", "give it with --app, or install it by Xcode")
        ]
    version = facts.get("CFBundleShortVersionString", "")
    told = [ok(INSTALLED, f"{profile.bundle_id} {version}".rstrip())]
    entitlements = facts.get("Entitlements")
    if not isinstance(entitlements, Mapping):
        return [*told, unknown(package.BUILD, "the phone does not tell its entitlements")]
    environment = settings.apns.environment if settings.apns else "development"
    return [*told, *package.of_entitlements(dict(entitlements), environment)]


def _status(url: str) -> dict[str, Any]:
    import urllib.request

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{url.rstrip('/')}/status", timeout=ANSWER_WITHIN) as answer:
        told = json.load(answer)
    if not isinstance(told, dict) or not isinstance(told.get("value"), dict):
        raise ValueError("it is something else")
    return told
