"""What has to be so before the first scenario on a tethered phone."""

from __future__ import annotations

import plistlib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harness import runs
from harness.app_profile import AppProfile
from harness.errors import HarnessError
from harness.findings import Finding, State
from harness.push import apns_checks
from harness.push.certificates import PushCertificate
from harness.settings import resolve
from harness.targets import package, preconditions
from harness.targets.base import ApnsAccess, TargetSettings
from harness.targets.device import DeviceTarget
from harness.targets.preconditions import NotReady
from harness.tests.fakes import Answer, FakeDriver, FakeServer, on_stage

APP = "com.example.app"
PROFILE = AppProfile(APP, "App")
NOW = 1_790_000_000.0
WELL = {"get-task-allow": True, "aps-environment": "development"}
STATUS = {"ready": True, "build": {"version": "9.1"}, "os": {"version": "26.4"}}
PEM = (
    ec.generate_private_key(ec.SECP256R1())
    .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    .decode()
)
ACCESS = ApnsAccess(PEM, "ABCDE12345", "TEAM123456")


class Tools:
    """A phone on the cable."""

    def __init__(self) -> None:
        self.lockdown: dict[str, Any] = {"UniqueDeviceID": "U", "DeviceName": "Alice's"}
        self.time: float | None = NOW
        self.locale = "en_GB"
        self.app: Mapping[str, Any] | None = {"CFBundleShortVersionString": "1.0", "Entitlements": WELL}
        self.error: HarnessError | None = None

    async def device_facts(self) -> Mapping[str, Any]:
        if self.error:
            raise self.error
        return {"currentLocale": self.locale, "lockdownInfo": self.lockdown}

    async def unix_time(self) -> float | None:
        return self.time

    async def app_facts(self, bundle_id: str) -> Mapping[str, Any] | None:
        return self.app if bundle_id == APP else None


class StuckDriver(FakeDriver):
    """A phone with a passcode."""

    async def unlock(self) -> None:
        await self._hand("unlock")


@pytest.fixture
def tools() -> Tools:
    return Tools()


@pytest.fixture
def status() -> dict[str, Any]:
    return dict(STATUS)


@pytest.fixture
def settings(status: dict[str, Any]) -> Iterator[TargetSettings]:
    def answer(method: str, path: str, body: Any) -> Answer:
        return (200, {"value": status}) if path == "/status" else (404, {"value": None})

    with FakeServer(answer) as wda, on_stage():
        yield TargetSettings("device", ios="26.4", udid="U", wda_url=wda.url, apns=ACCESS)


async def look(settings: TargetSettings, driver: FakeDriver, app: Path | None = None) -> dict[str, Finding]:
    found = await preconditions.findings(settings, driver, PROFILE, app, wall=lambda: NOW)
    assert len({finding.name for finding in found}) == len(found)
    return {finding.name: finding for finding in found}


def wrong_ones(found: Mapping[str, Finding]) -> set[str]:
    return {name for name, finding in found.items() if finding.state is State.WRONG}


async def test_all_is_well(settings: TargetSettings, tools: Tools) -> None:
    found = await look(settings, FakeDriver(tools=tools))
    assert {finding.state for finding in found.values()} == {State.OK}
    assert found[preconditions.WEBDRIVERAGENT].saw.startswith("WebDriverAgent 9.1 on iOS 26.4 at http://127.0.0.1:")
    assert {preconditions.CLOCK, preconditions.LOCK, package.BUILD, apns_checks.CREDENTIAL} < set(found)
    preconditions.stop_unless_ready(found.values())


async def test_a_phone_that_tells_no_time_stops_nobody(settings: TargetSettings, tools: Tools) -> None:
    tools.time = None
    found = await look(settings, FakeDriver(tools=tools))
    assert found[preconditions.CLOCK].state is State.UNKNOWN and not wrong_ones(found)


async def test_everything_that_is_wrong_is_said_at_once(settings: TargetSettings, tools: Tools) -> None:
    tools.lockdown |= {"UniqueDeviceID": "V"}
    tools.time = NOW - 31
    tools.app = {"Entitlements": {"aps-environment": "production"}}
    driver = StuckDriver(tools=tools, is_locked=True)
    found = await look(replace(settings, apns=replace(ACCESS, key_id="abc")), driver)
    bad = {
        preconditions.LOCK,
        preconditions.REACHABLE,
        preconditions.CLOCK,
        package.BUILD,
        package.PUSHES,
        apns_checks.CREDENTIAL,
    }
    assert wrong_ones(found) == bad
    with pytest.raises(NotReady, match="6 things are not as this run needs them") as failure:
        preconditions.stop_unless_ready(found.values())
    for finding in (found[name] for name in bad):
        assert f"{finding.name}: {finding.saw}\n  try {finding.hint}" in failure.value.saw
    assert "31 s behind this machine's" in failure.value.saw and "is V, and --udid says U" in failure.value.saw
    with pytest.raises(NotReady, match="1 thing is not"):
        preconditions.stop_unless_ready(found.values(), tuple(bad - {preconditions.CLOCK}))
    preconditions.stop_unless_ready(found.values(), tuple(bad))


async def test_without_a_webdriveragent_the_phone_is_not_asked(settings: TargetSettings, tools: Tools) -> None:
    found = await look(replace(settings, wda_url="http://127.0.0.1:1"), FakeDriver(tools=tools))
    assert wrong_ones(found) == {preconditions.WEBDRIVERAGENT} and preconditions.LOCK not in found
    assert apns_checks.CREDENTIAL in found  # what needs no phone is said all the same
    assert (await preconditions.webdriveragent("")).state is State.NOT_NEEDED


async def test_another_ios_than_the_runs_and_a_runner_that_is_not_ready(
    settings: TargetSettings, status: dict[str, Any]
) -> None:
    url = settings.wda_url or ""
    status["os"] = {"version": "18.6"}
    told = await preconditions.webdriveragent(url, "26.4")
    assert told.saw == "the phone has iOS 18.6, and this run is for 26.4" and told.command == "--ios 18.6"
    assert (await preconditions.webdriveragent(url, "18.1")).state is State.OK
    status |= {"ready": False, "message": "no test runs"}
    told = await preconditions.webdriveragent(url)
    assert told.state is State.WRONG and "no test runs" in told.saw


async def test_what_webdriveragent_alone_does_not_tell_is_unknown(settings: TargetSettings) -> None:
    found = await look(settings, FakeDriver())
    assert wrong_ones(found) == set()
    assert {name for name, finding in found.items() if finding.state is State.UNKNOWN} == {
        preconditions.INSTALLED,
        preconditions.CLOCK,
    }


async def test_a_phone_that_is_off_the_cable(settings: TargetSettings, tools: Tools) -> None:
    tools.error = HarnessError("deviceInfo: Appium answered", saw="Device U not found")
    found = await look(settings, FakeDriver(tools=tools))
    assert "Device U not found" in found[preconditions.REACHABLE].saw
    assert wrong_ones(found) == {preconditions.REACHABLE}


async def test_an_app_that_nobody_has_installed(settings: TargetSettings, tools: Tools) -> None:
    tools.app = None
    assert wrong_ones(await look(settings, FakeDriver(tools=tools))) == {preconditions.INSTALLED}
    tools.app = {}
    assert (await look(settings, FakeDriver(tools=tools)))[package.BUILD].state is State.UNKNOWN


@pytest.mark.parametrize(("locale", "state"), [("en_US", State.OK), ("ja-JP", State.OK), ("de_DE", State.UNKNOWN)])
def test_the_language_its_alerts_are_read_in(locale: str, state: State) -> None:
    assert preconditions.language(locale).state is state


async def test_the_session_ends_before_its_first_scenario_and_looks_once_only(
    settings: TargetSettings, tools: Tools
) -> None:
    driver = FakeDriver(tools=tools)
    target = DeviceTarget(replace(settings, apns=replace(ACCESS, team_id="")), lambda *which: driver)

    async def see(*unchecked: str) -> None:
        asked = resolve(lambda dest: list(unchecked) if dest == "ringproof_unchecked" else None, lambda ini: None, {})
        await runs.see_that_it_is_ready(target, asked, PROFILE, worker=False)

    with pytest.raises(pytest.exit.Exception, match="apns: credential") as ended:
        await see(preconditions.CLOCK)
    assert ended.value.returncode == pytest.ExitCode.USAGE_ERROR
    await see(preconditions.CLOCK, apns_checks.CREDENTIAL)
    tools.error = HarnessError("gone meanwhile")
    await see()  # what happens later is told where it happens


async def test_a_worker_of_xdist_fails_its_first_scenario_which_ends_the_run(
    settings: TargetSettings, tools: Tools
) -> None:
    target = DeviceTarget(replace(settings, apns=replace(ACCESS, team_id="")), lambda *which: FakeDriver(tools=tools))
    asked = resolve(lambda dest: [preconditions.CLOCK] if dest == "ringproof_unchecked" else None, lambda ini: None, {})
    with pytest.raises(preconditions.NotReady, match="credential"):
        await runs.see_that_it_is_ready(target, asked, PROFILE, worker=True)


# --- the app, before it is installed


def made(folder: Path, *, bundle_id: str = APP, entitlements: dict[str, Any] | None = None, **profile: Any) -> Path:
    app = folder / "App.app"
    app.mkdir()
    (app / "Info.plist").write_bytes(plistlib.dumps({"CFBundleIdentifier": bundle_id}, fmt=plistlib.FMT_BINARY))
    if entitlements is not None:
        content = plistlib.dumps({"Name": "dev", "Entitlements": entitlements, **profile})
        (app / package.PROFILE_FILE).write_bytes(b"0\x82 signed " + content + b"\x00 signature")
    return app


def about(app: Path, **more: Any) -> dict[str, Finding]:
    given: dict[str, Any] = {"environment": "development", "udid": "U", "now": NOW} | more
    return {finding.name: finding for finding in package.findings(app, PROFILE, **given)}


def test_an_app_and_an_ipa_that_are_as_they_should_be(tmp_path: Path) -> None:
    app = made(tmp_path, entitlements=WELL, ProvisionedDevices=["U"], ExpirationDate=datetime(2036, 1, 1))
    ipa = tmp_path / "App.ipa"
    with zipfile.ZipFile(ipa, "w") as archive:
        for file in app.iterdir():
            archive.write(file, f"Payload/App.app/{file.name}")
    for one in (app, ipa):
        found = about(one)
        assert set(found) == {package.BUNDLE_ID, package.BUILD, package.PUSHES, package.SIGNATURE}
        assert not wrong_ones(found)


def test_an_app_for_the_app_store_of_another_name_for_other_phones(tmp_path: Path) -> None:
    entitlements = {"aps-environment": "production"}
    app = made(tmp_path, bundle_id="com.example.other", entitlements=entitlements, ProvisionedDevices=["V", "W"])
    found = about(app)
    assert wrong_ones(found) == {package.BUNDLE_ID, package.BUILD, package.PUSHES, package.SIGNATURE}
    assert found[package.SIGNATURE].saw == "'dev' names 2 phones, and not this one"
    assert package.SIGNATURE not in wrong_ones(about(app, udid=""))
    assert package.PUSHES not in wrong_ones(about(app, environment="production"))


def test_a_profile_that_has_ended_an_app_without_pushes_and_one_without_a_profile(tmp_path: Path) -> None:
    app = made(tmp_path, entitlements={"get-task-allow": True}, ExpirationDate=datetime(2020, 2, 3))
    found = about(app)
    assert found[package.SIGNATURE].saw == "'dev' ended on 2020-02-03"
    assert "no aps-environment" in found[package.PUSHES].saw
    (app / package.PROFILE_FILE).unlink()
    assert about(app)[package.BUILD].state is State.UNKNOWN


def test_what_is_no_app(tmp_path: Path) -> None:
    (tmp_path / "letter.ipa").write_text("Dear Bob")
    (tmp_path / "empty.app").mkdir()
    for app in (tmp_path / "letter.ipa", tmp_path / "empty.app", tmp_path / "absent.ipa"):
        assert wrong_ones(about(app)) == {package.BUNDLE_ID}


# --- the way to APNs


def certificate(*topics: str, ends: float = NOW + 1) -> PushCertificate:
    return PushCertificate("Push", "PEM", frozenset(topics), frozenset({"development"}), 0, ends)


@pytest.mark.parametrize(
    ("access", "bad", "words"),
    [
        (ACCESS, set(), ""),
        (None, set(), ""),  # a project's own server may push
        (replace(ACCESS, key="-----BEGIN"), {apns_checks.CREDENTIAL}, "holds no private key"),
        (replace(ACCESS, team_id="short"), {apns_checks.CREDENTIAL}, "'short' is no team id"),
        (replace(ACCESS, key="", certificates=(certificate(APP, f"{APP}.voip"),)), set(), ""),
        (replace(ACCESS, key="", certificates=(certificate(APP),)), {apns_checks.VOIP}, f"is for {APP} in development"),
        (replace(ACCESS, certificates=(certificate(APP),)), set(), ""),  # the key is for the rest
        (replace(ACCESS, certificates=(certificate(APP, ends=NOW - 1),)), {apns_checks.CREDENTIAL}, "ended on 2026-"),
    ],
)
def test_the_way_to_apns_is_complete_or_not(access: ApnsAccess | None, bad: set[str], words: str) -> None:
    found = apns_checks.findings(access, APP, NOW)
    assert {finding.name for finding in found if finding.state is State.WRONG} == bad
    assert all(words in finding.saw for finding in found if finding.state is State.WRONG)
    assert PEM not in str(found)
