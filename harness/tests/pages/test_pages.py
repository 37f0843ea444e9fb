"""Page objects: what they read from SpringBoard's names, and what the hand does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import AppState, HarnessError, Person, PhoneOwner, eventually
from harness.app_profile import SAMPLE_APP_FILE, AppProfile, page_locators
from harness.apps import App
from harness.errors import NeverHappened, NoSuchElement, NotOffered
from harness.pages import sample_app
from harness.pages.call_screen import LOCATORS, CallScreen, load
from harness.pages.home import AppSwitcher, Home
from harness.pages.notification_center import COVER, SWIPE_BUTTONS
from harness.pages.notifications import ROWS, SHOWN_BANNER, read_banner, read_rows
from harness.phone import Phone
from harness.targets.base import TargetSettings
from harness.tests.fakes import EventClock, FakeDriver, FakeTarget, on_stage, seen
from harness.ui import tree
from harness.ui.driver import AlertSeen, Seen
from harness.ui.selectors import SPRINGBOARD, Locator

PROFILE = AppProfile.load(SAMPLE_APP_FILE)


@pytest.fixture
def driver() -> Iterator[FakeDriver]:
    with on_stage(clock=EventClock()):
        yield FakeDriver()


@pytest.fixture
async def alice(driver: FakeDriver) -> PhoneOwner:
    target = FakeTarget(driver)
    phone = await target.fresh_phone("26.4")
    home, switcher = (
        Home(phone, "home", PROFILE.name),
        AppSwitcher(
            phone,
            "switcher",
        ),
    )
    return PhoneOwner("alice", App(PROFILE, phone, home, switcher), display_name="Alice")


def row(
    title: str, body: str, *, when: str = "now", y: float = 100, width: float = 374, app: str = "RINGPROOF"
) -> list[Seen]:
    """A row as SpringBoard's tree has it: the row, its platter, its title."""
    text = ", ".join(part for part in (app, when, title, body) if part)
    frame = (8.0, y, width, 70.0)
    found = [seen("ListCell", text, rect=frame), seen("ShortLook.Platter.Content.Seamless", text, rect=frame)]
    if title:
        found.append(seen("NotificationTitle", title, rect=(60, y + 10, 200, 20)))
    return found


# --- reading


@pytest.mark.parametrize(
    ("title", "body", "when"),
    [
        ("Missed call from Bob", "Tap to see it", "now"),
        ("Bob, the builder", "calls, now", "2m ago"),
        ("Bob", "Incoming call", "Yesterday, 9:41"),
        ("", "Incoming call from Bob", "now"),
    ],
)
def test_title_and_body_are_told_apart_whatever_commas_they_hold(title: str, body: str, when: str) -> None:
    (read,) = read_rows(row(title, body, when=when), "Ringproof")
    assert (read.title, read.text, read.app) == (title, body, "RINGPROOF")
    assert read.headline == (title or body)
    if title:
        assert read.when == when


def test_the_apps_name_in_the_place_of_a_title_is_no_title() -> None:
    (read,) = read_rows(row("Ringproof", "Incoming call from Bob"), "Ringproof")
    assert (read.title, read.headline, read.text) == ("", "Incoming call from Bob", "Incoming call from Bob")


def test_rows_of_other_apps_and_rows_without_a_label_are_left_out() -> None:
    elements = [
        *row("Ready for Apple Intelligence", "Set up", app="SETTINGS"),
        seen("ListCell", "", rect=(8, 180, 374, 70)),
        *row("Missed call from Bob", "", y=260),
    ]
    assert [read.title for read in read_rows(elements, "Ringproof")] == ["Missed call from Bob"]


def test_rows_behind_the_front_one_are_known_by_their_width() -> None:
    elements = [*row("new", "b"), *row("old", "b", y=106, width=354), *row("alone", "b", y=300)]
    assert [(read.title, read.behind) for read in read_rows(elements, "Ringproof")] == [
        ("new", False),
        ("old", True),
        ("alone", False),
    ]


def test_rows_before_ios_15_are_cells() -> None:
    elements = [
        seen("NotificationCell", "RINGPROOF, now, Bob, Incoming call", rect=(8, 100, 374, 70)),
        seen("NotificationTitle", "Bob", rect=(60, 110, 200, 20)),
    ]
    (read,) = read_rows(elements, "Ringproof")
    assert (read.title, read.text) == ("Bob", "Incoming call")
    assert read.touch == read.rect


def test_a_banner_is_read_like_a_row() -> None:
    label = "RINGPROOF, now, Bob, Incoming call"
    banner = read_banner(
        [
            seen("NotificationShortLookView", label, rect=(8, 50, 374, 78)),
            seen("ShortLook.Platter.Content.Seamless", label, rect=(8, 50, 374, 78)),
            seen("NotificationTitle", "Bob", rect=(60, 60, 100, 20)),
        ]
    )
    assert banner is not None and (banner.title, banner.text) == ("Bob", "Incoming call")
    assert read_banner([]) is None


# --- Notification Center


def pulls_down(driver: FakeDriver, rows: list[Seen]) -> None:
    """A phone on which a drag from the top shows the cover sheet and one from the bottom takes it away."""

    def touched(screen: FakeDriver, what: tuple[Any, ...]) -> None:
        if what[0] == "drag" and what[1][1] < 40:
            screen.found |= {COVER.value: (seen("CoverSheet"),), ROWS.value: tuple(rows)}
        elif what[0] == "drag" and what[1][1] > 760:
            screen.found |= {COVER.value: (), ROWS.value: ()}

    driver.on_touch = touched


async def test_the_first_look_pulls_it_down_and_later_looks_do_not(alice: PhoneOwner, driver: FakeDriver) -> None:
    pulls_down(driver, row("Missed call from Bob", ""))
    assert await alice.notification_center.titles() == ["Missed call from Bob"]
    assert await alice.notification_center.texts() == [""]
    assert driver.hands == [("drag", (60, 4), (60, 640))]  # left of the Dynamic Island


async def test_anything_else_pushes_it_up_first(alice: PhoneOwner, driver: FakeDriver) -> None:
    pulls_down(driver, [])
    await alice.notification_center.titles()
    await alice.banner.is_shown()
    assert driver.hands[1:] == [("drag", (200, 796), (200, 240))]
    await alice.banner.is_shown()
    assert len(driver.hands) == 2


async def test_pressing_home_from_it_presses_home_for_good(alice: PhoneOwner, driver: FakeDriver) -> None:
    pulls_down(driver, [])
    await alice.notification_center.titles()
    await alice.app.send_to_background()
    assert [hand[0] for hand in driver.hands] == ["drag", "drag", "home"]


async def test_it_is_not_pushed_up_when_it_is_gone_already(alice: PhoneOwner, driver: FakeDriver) -> None:
    pulls_down(driver, [])
    await alice.notification_center.titles()
    driver.found[COVER.value] = ()  # a call took the screen; a swipe up would leave the app
    await alice.banner.is_shown()
    assert len(driver.hands) == 1


async def test_on_a_locked_phone_the_list_is_there_without_a_gesture(alice: PhoneOwner, driver: FakeDriver) -> None:
    driver.found[ROWS.value] = tuple(row("Missed call from Bob", ""))
    driver.is_locked = True
    assert await alice.notification_center.titles() == ["Missed call from Bob"]
    assert await alice.lock_screen.titles() == ["Missed call from Bob"]
    assert driver.hands == []


async def test_the_lock_screen_of_an_unlocked_phone_cannot_be_read(alice: PhoneOwner) -> None:
    with pytest.raises(HarnessError, match=r"alice\.lock_screen: the phone is not locked"):
        await alice.lock_screen.titles()


async def test_opening_taps_the_platter_and_leaves_it(alice: PhoneOwner, driver: FakeDriver) -> None:
    pulls_down(driver, [*row("one", "b"), *row("two", "b", y=200)])
    await alice.notification_center.open("two")
    assert driver.hands[-1] == ("tap", 195, 235)
    await alice.banner.is_shown()
    assert driver.hands[-1][0] == "tap"  # nothing is pushed up: the tap took it away


async def test_opening_a_row_of_a_stack_opens_the_stack_first(alice: PhoneOwner, driver: FakeDriver) -> None:
    pulls_down(driver, [])
    await alice.notification_center.titles()
    driver.found[ROWS.value] = (*row("new", "b"), *row("old", "b", y=106, width=354))

    def expand(screen: FakeDriver, what: tuple[Any, ...]) -> None:
        screen.found[ROWS.value] = (*row("new", "b"), *row("old", "b", y=200))

    driver.on_touch = expand
    assert await alice.notification_center.stacked() == 1
    await alice.notification_center.open("old")
    assert [hand for hand in driver.hands if hand[0] == "tap"] == [("tap", 195, 135), ("tap", 195, 235)]


async def test_an_open_button_inside_the_row_is_tapped_too(alice: PhoneOwner, driver: FakeDriver) -> None:
    pulls_down(driver, row("one", "b"))
    driver.found[SWIPE_BUTTONS.value] = (seen("swipe-action-button-identifier", "Open", rect=(300, 100, 60, 70)),)
    await alice.notification_center.open("one")
    assert driver.hands[-1] == ("tap", 330, 135)


async def test_opening_what_is_not_there_tells_what_is(alice: PhoneOwner, driver: FakeDriver) -> None:
    pulls_down(driver, row("one", "b"))
    with pytest.raises(NoSuchElement, match="no row says 'two'") as failure:
        await alice.notification_center.open("two")
    assert "saw      'one'" in str(failure.value)


async def test_clearing_swipes_again_when_the_first_swipe_is_dropped(alice: PhoneOwner, driver: FakeDriver) -> None:
    pulls_down(driver, row("one", "b"))
    await alice.notification_center.titles()
    swipes: list[Any] = []

    def touched(screen: FakeDriver, what: tuple[Any, ...]) -> None:
        if what[0] == "drag":
            swipes.append(what)
        if len(swipes) == 2:
            screen.found[SWIPE_BUTTONS.value] = (seen("x", "Clear", rect=(300, 100, 60, 70)),)

    driver.on_touch = touched
    await alice.notification_center.clear("one")
    assert len(swipes) == 2 and swipes[0][1][0] > swipes[0][2][0]  # to the left
    assert driver.hands[-1] == ("tap", 330, 135)


# --- other surfaces


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


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("not toml = [", "cannot read the app profile"),
        ('[app]\nbundle_id = "x"', "missing: name"),
        ('[app]\nbundle_id = "x"\nname = "X"\ncolour = "red"', "unknown: colour"),
        ('[app]\nbundle_id = "x"\nname = "X"\njurnal = "j"', "unknown: jurnal (did you mean journal?)"),
        ('[app]\nbundle_id = "x"\nname = "X"\nlacks = "messages"', "no list: lacks"),
        ('[app]\nbundle_id = "x"\nname = "X"\n[locator]\na = "b"', "unknown: locator (did you mean locators?)"),
        (
            '[app]\nbundle_id = "x"\nname = "X"\n[locators]\n"incoming.caler" = "who"',
            "unknown: locator incoming.caler (did you mean incoming.caller?)",
        ),
    ],
)
def test_a_wrong_profile_says_what_is_wrong(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "app.toml"
    file.write_text(text)
    with pytest.raises(HarnessError) as failure:
        AppProfile.load(file)
    assert sentence in str(failure.value)


def test_a_profile_may_name_elements_of_the_projects_own_pages(tmp_path: Path) -> None:
    file = tmp_path / "app.toml"
    names = ("incoming.caller", "incoming.callers", "incoming.video_preview", "settings.title")
    lines = "\n".join(f'"{name}" = "it"' for name in names)
    file.write_text(f'[app]\nbundle_id = "x"\nname = "X"\n[locators]\n{lines}\n')
    assert set(AppProfile.load(file).locators) == set(names)


def test_every_name_that_a_page_asks_for_is_one_a_profile_may_have() -> None:
    source = Path(sample_app.__file__).read_text(encoding="utf-8")
    asked = set(re.findall(r'self\._(?:text|locator)\("([\w.]+)"\)', source))
    assert "incoming.answer" in asked
    assert asked <= page_locators()


def test_locators_of_the_system_look_at_springboard() -> None:
    assert {locator.app for locator in LOCATORS.values()} == {SPRINGBOARD}


async def test_what_a_service_that_does_not_answer_is_told_with_has_no_ports(
    alice: PhoneOwner, driver: FakeDriver
) -> None:
    told = "nobody answers at ws://127.0.0.1:52405/v1: ConnectionRefusedError: Connect call failed ('127.0.0.1', 52405)"
    driver.found["status.problem"] = (seen("status.problem", told),)
    rest = "nobody answers at ws://127.0.0.1/v1: ConnectionRefusedError: Connect call failed ('127.0.0.1')"
    assert await alice.status.problem() == rest
