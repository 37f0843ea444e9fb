"""What a look that found nothing tells: which elements, alert and files are there instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import AppState, PhoneOwner, eventually
from harness.app_profile import AppProfile
from harness.apps import App
from harness.errors import NeverHappened, NoSuchElement, NotOffered
from harness.pages.home import AppSwitcher, Home
from harness.phone import Phone
from harness.tests.fakes import FakeDriver, FakeTarget, seen
from harness.tests.pages.screens import PROFILE
from harness.ui import tree
from harness.ui.driver import AlertSeen


async def test_a_missing_locator_says_where_it_belongs(driver: FakeDriver) -> None:
    phone = Phone(FakeTarget(driver), "U", "26.4", "", driver)
    profile = AppProfile("com.other", "Other", {"incoming.caller": "who"})
    app = App(profile, phone, Home(phone, "home", "Other"), AppSwitcher(phone, "switcher"))
    alice = PhoneOwner("alice", app)
    with pytest.raises(NotOffered, match=r"no locator 'incoming\.answer'") as failure:
        await alice.incoming.answer()
    assert "--app-profile" in str(failure.value)


async def test_a_look_that_finds_nothing_says_what_is_there(alice: PhoneOwner, driver: FakeDriver) -> None:
    driver.states[PROFILE.bundle_id] = AppState.FOREGROUND
    for name in ("incoming.callr", *"abcdefgh"):
        driver.found[name] = (seen(name, "a text"),)
    wanted = (
        "no element with accessibility id 'incoming.caller' (locator incoming.caller) is on the screen "
        "(did you mean incoming.callr?); there are: incoming.callr, a, b, c, d, e, f, g, …"
    )
    with pytest.raises(NeverHappened) as failure:
        await eventually(alice.incoming.caller, equals="Bob", within=1)
    assert failure.value.hint == wanted
    with pytest.raises(NoSuchElement) as missing:
        await alice.in_call.hang_up()
    assert "\nno element with accessibility id 'call.hangup' (locator in_call.hang_up) is on" in missing.value.hint


async def test_a_look_that_found_something_or_an_app_that_is_not_up_has_no_names_told(
    alice: PhoneOwner, driver: FakeDriver
) -> None:
    with pytest.raises(NeverHappened) as failure:
        await eventually(alice.incoming.caller, equals="Bob", within=1)
    assert failure.value.hint == ""
    driver.states[PROFILE.bundle_id] = AppState.FOREGROUND
    driver.found["incoming.caller"] = (seen("incoming.caller", "Eve"),)
    with pytest.raises(NeverHappened) as failure:
        await eventually(alice.incoming.caller, equals="Bob", within=1)
    assert failure.value.hint == ""


def test_identifiers_are_told_before_labels_and_what_is_not_the_apps_is_left_out() -> None:
    text = """<?xml version="1.0"?><XCUIElementTypeApplication name="Calls">
        <XCUIElementTypeStatusBar name="bar"><XCUIElementTypeOther name="12:00"/></XCUIElementTypeStatusBar>
        <XCUIElementTypeButton name="Answer" label="Answer"/><XCUIElementTypeOther/>
        <XCUIElementTypeOther name="outer"><XCUIElementTypeButton name="inner" label="x"/></XCUIElementTypeOther>
        <XCUIElementTypeButton name="inner" label="y"/></XCUIElementTypeApplication>"""
    assert tree.names(text) == ["outer", "inner", "Answer"]
    assert tree.names("not xml") == []


async def test_an_alert_of_another_name_is_told(alice: PhoneOwner, driver: FakeDriver) -> None:
    with pytest.raises(NoSuchElement, match="wait for it with"):
        await alice.permission_alert.allow()
    driver.alert_up = AlertSeen("“Ring Proof” Would Like to\nalerts", ("Allow",))
    hint = "an alert is up that says '“Ring Proof” Would Like to'; the profile's name is 'Ringproof'"
    with pytest.raises(NeverHappened) as never:
        await eventually(alice.permission_alert.is_shown, equals=True, within=1)
    assert never.value.hint == hint
    with pytest.raises(NoSuchElement) as missing:
        await alice.permission_alert.allow()
    assert missing.value.hint == hint
    driver.alert_up = AlertSeen("“Ringproof” Would Like to", ("Allow",))
    with pytest.raises(NeverHappened) as never:
        await eventually(alice.permission_alert.is_shown, equals=False, within=1)
    assert never.value.hint == ""


async def test_a_journal_that_is_not_there_is_told_with_what_is(
    alice: PhoneOwner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def app_file(phone: Phone, bundle_id: str, path: str) -> Path:
        return tmp_path / path

    monkeypatch.setattr(alice.phone.target, "app_file", app_file)

    async def hint() -> str:
        with pytest.raises(NeverHappened) as never:
            await eventually(alice.app_journal.kinds, contains="rang", within=1)
        return never.value.hint

    name = "Documents/journal.jsonl"
    assert await hint() == f"{name} is not there, and neither is the folder Documents"
    (tmp_path / "Documents").mkdir()
    assert await hint() == f"{name} is not there; Documents holds nothing"
    (tmp_path / "Documents/journals.jsonl").touch()
    there = "(did you mean journals.jsonl?); Documents holds journals.jsonl"
    assert await hint() == f"{name} is not there {there}"
    for letter in "abcdefgh":
        (tmp_path / "Documents" / letter).touch()
    assert (await hint()).endswith("Documents holds a, b, c, d, e, f, g, h, …")
    (tmp_path / name).touch()
    assert await hint() == ""
