"""Rows of notifications: how they are read, opened and cleared, and what the hand does for it."""

from __future__ import annotations

from typing import Any

import pytest

from harness import HarnessError, PhoneOwner
from harness.errors import NoSuchElement
from harness.pages.notification_center import COVER, SWIPE_BUTTONS
from harness.pages.notifications import ROWS, read_banner, read_rows
from harness.tests.fakes import FakeDriver, seen
from harness.tests.pages.screens import pulls_down, row


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
