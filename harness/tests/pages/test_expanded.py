"""Expanded notifications: how a person gets at the buttons of a banner or row, and what is said without any."""

from __future__ import annotations

from typing import Any

import pytest

from harness import PhoneOwner
from harness.errors import NoSuchElement
from harness.pages.notification_center import SWIPE_BUTTONS
from harness.pages.notifications import EXPANDED, EXPANDING_PRESS, ROWS, SHOWN_BANNER
from harness.tests.fakes import FakeDriver, seen
from harness.tests.pages.screens import pulls_down, row

ANSWER = seen("", "Answer", rect=(8, 220, 374, 48))
BANNER = (
    seen("NotificationShortLookView", "RINGPROOF, now, Bob, Incoming call", rect=(8, 59, 386, 79)),
    seen("NotificationTitle", "Bob", rect=(60, 70, 200, 20)),
)


async def test_a_banner_is_pressed_long_and_its_button_tapped(alice: PhoneOwner, driver: FakeDriver) -> None:
    driver.found[SHOWN_BANNER.value] = BANNER

    def touched(screen: FakeDriver, what: tuple[Any, ...]) -> None:
        if what[0] == "hold":
            screen.found[EXPANDED.value] = (ANSWER,)

    driver.on_touch = touched
    assert await alice.banner.buttons() == []
    await alice.banner.expand()
    assert driver.hands == [("hold", 201, 98, EXPANDING_PRESS)]
    assert await alice.banner.buttons() == ["Answer"]
    await alice.banner.press("Answer")
    assert driver.hands[-1] == ("tap", 195, 244)


async def test_a_button_that_is_not_there_is_told_with_those_that_are(
    alice: PhoneOwner,
    driver: FakeDriver,
) -> None:
    with pytest.raises(NoSuchElement, match="no button 'Answer'") as failure:
        await alice.banner.press("Answer")
    assert "no buttons" in str(failure.value)
    assert "alice.banner.expand()" in str(failure.value)
    pulls_down(driver, row("Bob", "Incoming call"))
    driver.found[EXPANDED.value] = (ANSWER,)
    with pytest.raises(NoSuchElement, match="no button 'Decline'") as failure:
        await alice.notification_center.press("Decline")
    assert "'Answer'" in str(failure.value)


async def test_a_row_is_swiped_and_viewed_and_its_button_tapped(alice: PhoneOwner, driver: FakeDriver) -> None:
    pulls_down(driver, row("Bob", "Incoming call"))
    await alice.notification_center.titles()
    view = seen("swipe-action-button-identifier", "View", rect=(200, 100, 60, 70))

    def touched(screen: FakeDriver, what: tuple[Any, ...]) -> None:
        if what[0] == "drag" and ROWS.value in screen.found:
            screen.found[SWIPE_BUTTONS.value] = (view,)
        elif what[:3] == ("tap", *view.rect.centre):
            screen.found[EXPANDED.value] = (ANSWER,)

    driver.on_touch = touched
    assert await alice.notification_center.buttons() == []
    await alice.notification_center.expand("Bob")
    assert await alice.notification_center.buttons() == ["Answer"]
    await alice.notification_center.press("Answer")
    assert driver.hands[-1] == ("tap", *ANSWER.rect.centre)
