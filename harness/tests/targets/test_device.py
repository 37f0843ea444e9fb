"""The device target: what Appium does for it over the cable, and what it says it cannot do."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import HarnessError, capabilities
from harness.app_profile import AppProfile
from harness.apps import App
from harness.errors import NotOffered
from harness.pages.home import AppSwitcher, Home
from harness.phone import Phone
from harness.report.app_journal import AppJournal
from harness.targets.base import TargetSettings
from harness.targets.device import DeviceTarget
from harness.tests.fakes import Answer, FakeDriver, FakeServer, on_stage
from harness.ui.appium import AppiumDriver

APP = "com.example.app"
SETTINGS = TargetSettings("device", udid="U", wda_url="http://127.0.0.1:8100")


class Tethered:
    """A phone behind an Appium server: its apps and their files."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.apps: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}  # Appium's path -> content
        self.refusals: dict[str, str] = {}  # command or path -> Appium's words
        self.removes = True
        self.state = 1

    def answer(self, method: str, path: str, body: Any) -> Answer:
        if (method, path) == ("POST", "/session"):
            return 200, {"value": {"sessionId": "S1", "capabilities": {}}}
        if path != "/session/S1/execute/sync":
            return 200, {"value": None}
        command = body["script"].removeprefix("mobile: ")
        given = body["args"][0] if body["args"] else {}
        self.asked.append((command, given))
        word = self.refusals.get(command) or self.refusals.get(given.get("remotePath", ""))
        if word:
            return 500, {"value": {"error": "unknown error", "message": word, "stacktrace": ""}}
        return 200, {"value": getattr(self, command, lambda **_: None)(**given)}

    def isAppInstalled(self, bundleId: str) -> bool:  # noqa: N802, N803 Appium's names
        return bundleId in self.apps

    def removeApp(self, bundleId: str) -> bool:  # noqa: N802, N803
        return self.removes and self.apps.pop(bundleId, None) is not None

    def installApp(self, app: str, timeoutMs: int) -> None:  # noqa: N802, N803
        self.apps[APP] = {"Path": app}

    def listApps(self, applicationType: str) -> dict[str, Any]:  # noqa: N802, N803
        return self.apps

    def pullFile(self, remotePath: str) -> str:  # noqa: N802, N803
        return base64.b64encode(self.files[remotePath]).decode()

    def getDeviceTime(self, format: str) -> str:  # noqa: N802, A002
        return "2026-01-01T02:00:05.250+02:00" if format.endswith(".SSSZ") else "2026-01-01T02:00:05+02:00"

    def queryAppState(self, bundleId: str) -> int:  # noqa: N802, N803
        return self.state

    def commands(self) -> list[str]:
        return [command for command, _ in self.asked]


@pytest.fixture
def tethered() -> Tethered:
    return Tethered()


@pytest.fixture
def server(tethered: Tethered) -> Iterator[FakeServer]:
    with FakeServer(tethered.answer) as server, on_stage():
        yield server


@pytest.fixture
async def target(server: FakeServer) -> AsyncIterator[DeviceTarget]:
    target = DeviceTarget(SETTINGS, lambda udid, ios, url: AppiumDriver(server.url, udid, ios, url, timeout=90))
    yield target
    await target.close()


@pytest.fixture
async def phone(target: DeviceTarget, tethered: Tethered) -> Phone:
    phone = await target.fresh_phone("26.4")
    tethered.asked.clear()
    return phone


def test_without_a_webdriveragent_it_says_what_to_give() -> None:
    with pytest.raises(HarnessError, match="needs the address of a running WebDriverAgent") as failure:
        DeviceTarget(TargetSettings("device"), lambda *which: FakeDriver())
    assert "--wda-url" in str(failure.value)


async def test_it_is_never_erased_and_says_what_it_cannot_do() -> None:
    driver = FakeDriver()
    target = DeviceTarget(SETTINGS, lambda *which: driver)
    phone = await target.fresh_phone("26.4")
    assert await target.fresh_phone("26.4") is phone
    assert [hand[0] for hand in driver.hands] == ["unlock", "home"] * 2
    await target.launch(phone, APP, (), {})
    assert driver.hands[-1] == ("launch", APP)
    for refused in (
        phone.go_offline(),
        phone.set("focus", "on"),
        phone.restart(),
        target.app_file(phone, APP, "Documents/x"),
        target.uninstall(phone, APP),
        target.crash_reports(phone),
        target.system_log(phone, 5),
        target.sounds(phone),
        target.another_phone("26.4"),
        target.pid(phone, APP),
    ):
        with pytest.raises(NotOffered, match="target 'device'"):
            await refused
    await target.close()


async def test_webdriveragent_alone_installs_nothing_and_names_the_command_that_does() -> None:
    target = DeviceTarget(SETTINGS, lambda *which: FakeDriver())
    phone = await target.fresh_phone("26.4")
    with pytest.raises(NotOffered, match="does not install apps") as failure:
        await target.install(phone, APP, Path("/x.ipa"))
    assert "xcrun devicectl device install app --device U /x.ipa" in str(failure.value)


async def test_an_app_that_is_there_already_is_ended_so_that_it_starts_with_its_arguments() -> None:
    driver = FakeDriver(states={APP: 3})
    target = DeviceTarget(SETTINGS, lambda *which: driver)
    phone = await target.fresh_phone("26.4")
    await target.install(phone, APP, None)
    assert driver.hands[-1] == ("terminate", APP)
    driver.states[APP] = 1
    driver.hands.clear()
    await target.install(phone, APP, None)
    assert driver.hands == []


async def test_appium_installs_the_app_anew(target: DeviceTarget, phone: Phone, tethered: Tethered) -> None:
    await target.install(phone, APP, Path("/x.ipa"))
    assert ("installApp", {"app": "/x.ipa", "timeoutMs": 85_000}) in tethered.asked
    assert "removeApp" not in tethered.commands()  # there was none
    tethered.asked.clear()
    await target.install(phone, APP, Path("/x.ipa"))
    assert tethered.commands() == ["isAppInstalled", "removeApp", "installApp", "isAppInstalled"]


async def test_an_app_that_is_not_taken_or_not_the_profiles_or_not_deleted_says_so(
    target: DeviceTarget, phone: Phone, tethered: Tethered
) -> None:
    with pytest.raises(HarnessError, match=r"com\.example\.other is not on the phone") as failure:
        await target.install(phone, "com.example.other", Path("/x.ipa"))
    assert "--app-profile" in str(failure.value)
    tethered.refusals["installApp"] = "ApplicationVerificationFailed"
    tethered.apps.clear()
    with pytest.raises(HarnessError, match=r"did not take x\.ipa") as failure:
        await target.install(phone, APP, Path("/x.ipa"))
    assert failure.value.saw == "ApplicationVerificationFailed"
    tethered.apps[APP] = {}
    tethered.removes = False
    with pytest.raises(HarnessError, match="was not deleted"):
        await target.install(phone, APP, Path("/x.ipa"))


async def test_the_phones_date_is_told_with_parts_of_a_second_or_not_at_all(phone: Phone, tethered: Tethered) -> None:
    assert phone.driver.tools is not None
    assert await phone.driver.tools.unix_time() == 1_767_225_605.25
    tethered.refusals["getDeviceTime"] = "lockdown said no"
    assert await phone.driver.tools.unix_time() is None


async def test_the_journal_is_copied_at_every_look(target: DeviceTarget, phone: Phone, tethered: Tethered) -> None:
    profile = AppProfile(APP, "App", journal="Documents/journal.jsonl")
    app = App(profile, phone, Home(phone, "home", "App"), AppSwitcher(phone, "app_switcher"))
    journal = AppJournal(app, "alice.app_journal")
    where = f"@{APP}/Documents/journal.jsonl"
    tethered.files[where] = b'{"phone": {"t": 1, "kind": "push"}}\n'
    assert await journal.kinds() == ["push"]
    tethered.files[where] += b'{"phone": {"t": 2, "kind": "tap"}}\n'
    assert await journal.kinds() == ["push", "tap"]
    tethered.refusals[where] = "Error: OBJECT_NOT_FOUND"
    assert await journal.kinds() == []  # a fresh app has written none
    copy = await journal.file()
    await target.close()
    assert not copy.exists() and not copy.parents[2].exists()


async def test_an_app_that_may_not_be_debugged_is_asked_for_the_documents_it_shares(
    target: DeviceTarget, phone: Phone, tethered: Tethered
) -> None:
    tethered.refusals[f"@{APP}/Documents/j"] = "InstallationLookupFailed"
    tethered.files[f"@{APP}:documents/j"] = b"shared"
    assert (await target.app_file(phone, APP, "Documents/j")).read_bytes() == b"shared"
    tethered.refusals[f"@{APP}:documents/j"] = "the application does not have UIFileSharingEnabled"
    with pytest.raises(HarnessError, match="cannot be had") as failure:
        await target.app_file(phone, APP, "Documents/j")
    assert failure.value.saw.splitlines() == list(tethered.refusals.values())
    tethered.refusals[f"@{APP}/Library/x"] = "InstallationLookupFailed"
    with pytest.raises(HarnessError, match="cannot be had"):  # only documents are shared
        await target.app_file(phone, APP, "Library/x")


def test_the_journal_is_offered_where_appium_drives() -> None:
    def sentence(driver: str) -> str | None:
        return capabilities.refusal("app_journal", target="device", route="apns", driver=driver)

    assert sentence("appium") is None
    told = sentence("wda")
    assert told is not None and told.startswith("needs app_journal: target 'device' with driver 'wda' gives no access")
    assert capabilities.refusal("app_journal", target="embedded", route="apns", driver="wda") is None
