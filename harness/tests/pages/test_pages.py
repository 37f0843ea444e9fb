"""Pages but those of notifications: what they read from the names on the screen, and what the hand does."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import AppState, HarnessError, Person, PhoneOwner, eventually
from harness.errors import NoSuchElement, NotOffered
from harness.pages.call_screen import LOCATORS, CallScreen, load
from harness.pages.notifications import SHOWN_BANNER
from harness.targets.base import TargetSettings
from harness.tests.fakes import FakeDriver, FakeTarget, seen
from harness.tests.pages.screens import PROFILE
from harness.ui.driver import AlertSeen
from harness.ui.selectors import SPRINGBOARD, Locator


async def test_the_banner_is_tapped_and_swiped_within_the_screen(alice: PhoneOwner, driver: FakeDriver) -> None:
    assert await alice.banner.title() is None
    with pytest.raises(NoSuchElement, match="no banner is up"):
        await alice.banner.tap()
    label = "RINGPROOF, now, Incoming call from Bob"
    driver.found[SHOWN_BANNER.value] = (seen("NotificationShortLookView", label, rect=(8, 50, 374, 78)),)
    assert await alice.banner.title() == await alice.banner.text() == "Incoming call from Bob"
    await alice.banner.tap()
    await alice.banner.swipe_up()
    assert driver.hands == [("tap", 195, 89), ("drag", (195, 89), (195, 8))]


async def test_the_call_screen(alice: PhoneOwner, driver: FakeDriver) -> None:
    assert await alice.call_screen.is_shown() is False
    assert await alice.call_screen.caller() is None
    for name, label in [
        ("screen", ""),
        ("caller", "Bob"),
        ("status", "Ringproof audio, connected"),
        ("answer", "Accept"),
    ]:
        driver.found[LOCATORS[name].value] = (seen(LOCATORS[name].value, label, rect=(10, 10, 20, 20)),)
    assert await alice.call_screen.is_shown() is True
    assert await alice.call_screen.caller() == "Bob"
    assert await alice.call_screen.status() == "connected"
    await alice.call_screen.answer()
    with pytest.raises(NoSuchElement, match="no Decline on the screen"):
        await alice.call_screen.decline()
    assert driver.hands == [("tap", 20, 20)]


NAMES = """
app = "com.apple.InCallService"
screen = {predicate = "label == 'Incoming call'"}
caller = "PHCallParticipantName"
status = "status"
answer = {class_chain = "**/XCUIElementTypeButton[`label == 'Accept'`]"}
decline = "Decline"
end = "End"
indicator = "indicator"
"""


async def test_a_devices_call_screen_is_looked_for_by_the_names_somebody_has_read_there(
    driver: FakeDriver, tmp_path: Path
) -> None:
    file = tmp_path / "names.toml"
    file.write_text(NAMES)
    settings = TargetSettings("device", call_screen=load(file))
    screen = CallScreen(await FakeTarget(driver, settings=settings).fresh_phone("26.4"), "alice.call_screen")
    driver.found["PHCallParticipantName"] = (seen("PHCallParticipantName", "Bob"),)
    assert await screen.caller() == "Bob" and await screen.is_shown() is False
    driver.found["label == 'Incoming call'"] = (seen("", "Incoming call"),)
    assert await screen.is_shown() is True
    assert settings.call_screen is not None
    assert settings.call_screen["answer"] == Locator(
        "class chain", "**/XCUIElementTypeButton[`label == 'Accept'`]", "com.apple.InCallService"
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("caller =", "called ="), "missing: caller; unknown: called"),
        (('"Decline"', "4"), "no locators: decline"),
        (('"End"', '{xpath = "//*"}'), "no locators: end"),
        (('"indicator"', '""'), "no locators: indicator"),
        (('"com.apple.InCallService"', "1"), "no locators: app"),
        (("app =", "app"), "Expected '='"),
    ],
)
def test_a_file_of_names_that_is_none_says_why(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    file = tmp_path / "names.toml"
    file.write_text(NAMES.replace(*change))
    with pytest.raises(HarnessError) as failure:
        load(file)
    assert says in failure.value.saw
    with pytest.raises(HarnessError, match="cannot read the names of the call screen"):
        load(tmp_path / "nowhere.toml")


async def test_only_the_apps_own_alert_is_answered(alice: PhoneOwner, driver: FakeDriver) -> None:
    driver.alert_up = AlertSeen("“Maps” Would Like to Use Your Location", ("Don’t Allow", "Allow"))
    assert await alice.permission_alert.is_shown() is False
    with pytest.raises(NoSuchElement, match="no alert of Ringproof"):
        await alice.permission_alert.allow()
    title = "“Ringproof” Would Like to Send You Notifications"
    driver.alert_up = AlertSeen(title, ("Don’t Allow", "Allow"))
    await alice.permission_alert.deny()
    driver.alert_up = AlertSeen(title, ("許可しない", "許可"))
    await alice.permission_alert.allow()
    assert driver.hands == [("alert", "Don’t Allow"), ("alert", "許可")]


@pytest.mark.parametrize(("value", "badge"), [("", 0), ("1 new item", 1), ("12 new items", 12)])
async def test_the_badge_is_the_number_in_the_icons_value(
    alice: PhoneOwner, driver: FakeDriver, value: str, badge: int
) -> None:
    assert await alice.home.icon_badge() is None
    driver.found['type == "XCUIElementTypeIcon" AND label == "Ringproof"'] = (seen("Ringproof", "Ringproof", value),)
    assert await alice.home.icon_badge() == badge


async def test_force_quit_swipes_the_card_out_of_the_switcher(alice: PhoneOwner, driver: FakeDriver) -> None:
    with pytest.raises(NoSuchElement, match="no card of Ringproof"):
        await alice.app.force_quit()
    driver.hands.clear()
    card = 'name BEGINSWITH "card:com.example.ringproof.sample"'
    driver.found[card] = (seen("card:…", "Ringproof", rect=(80, 150, 240, 500)),)
    await alice.app.force_quit()
    assert driver.hands == [
        ("drag and hold", (200, 799), (200, 400)),
        ("drag", (200, 400), (200, 8)),
        ("home",),
    ]


async def test_the_apps_screens_use_the_profiles_identifiers(alice: PhoneOwner, driver: FakeDriver) -> None:
    driver.found |= {
        "recents.row": (seen(label="Bob, missed"), seen(label="Carol, answered")),
        "call.state": (seen(label="established"),),
        "call.headers": (seen(label='{"id": "0429"}'),),
    }
    assert await alice.recents.rows() == ["Bob, missed", "Carol, answered"]
    assert await alice.recents.latest() == "Bob, missed"
    assert await alice.recents.latest_caller() == "Bob"
    assert await alice.in_call.state() == "established"
    assert await alice.in_call.headers() == {"id": "0429"}
    assert await alice.incoming.is_shown() is False
    assert await alice.ended.message() is None


async def test_app_states_and_how_a_failure_spells_them(alice: PhoneOwner, driver: FakeDriver) -> None:
    driver.states[PROFILE.bundle_id] = 2
    assert await alice.app.state() is AppState.SUSPENDED
    assert await alice.app.is_running()
    with pytest.raises(AssertionError, match=r"alice\.app\.state was never FOREGROUND"):
        await eventually(alice.app.state, equals=AppState.FOREGROUND, within=1)


def test_somebody_without_a_phone_is_said_to_have_none() -> None:
    bob = Person("bob", display_name="Bob")
    assert bob.user_id == "bob"
    with pytest.raises(NotOffered, match=r"no bob\.banner"):
        bob.banner.tap()
    with pytest.raises(AttributeError, match="no attribute 'ban'"):
        bob.ban  # noqa: B018


def test_whatever_a_phones_owner_sees_somebody_without_a_phone_is_said_to_lack(alice: PhoneOwner) -> None:
    bob = Person("bob")
    for surface in vars(alice).keys() - vars(bob).keys():
        with pytest.raises(NotOffered, match=rf"no bob\.{surface}\n"):
            getattr(bob, surface)


def test_locators_of_the_system_look_at_springboard() -> None:
    assert {locator.app for locator in LOCATORS.values()} == {SPRINGBOARD}


async def test_what_a_service_that_does_not_answer_is_told_with_has_no_ports(
    alice: PhoneOwner, driver: FakeDriver
) -> None:
    told = "nobody answers at ws://127.0.0.1:52405/v1: ConnectionRefusedError: Connect call failed ('127.0.0.1', 52405)"
    driver.found["status.problem"] = (seen("status.problem", told),)
    rest = "nobody answers at ws://127.0.0.1/v1: ConnectionRefusedError: Connect call failed ('127.0.0.1')"
    assert await alice.status.problem() == rest
