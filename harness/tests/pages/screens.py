"""What SpringBoard and the sample app show of notifications, as a driver sees it."""

from __future__ import annotations

from typing import Any

from harness.app_profile import SAMPLE_APP_FILE, AppProfile
from harness.pages.notification_center import COVER
from harness.pages.notifications import ROWS
from harness.tests.fakes import FakeDriver, seen
from harness.ui.driver import Seen

PROFILE = AppProfile.load(SAMPLE_APP_FILE)


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


def pulls_down(driver: FakeDriver, rows: list[Seen]) -> None:
    """A phone on which a drag from the top shows the cover sheet and one from the bottom takes it away."""

    def touched(screen: FakeDriver, what: tuple[Any, ...]) -> None:
        if what[0] == "drag" and what[1][1] < 40:
            screen.found |= {COVER.value: (seen("CoverSheet"),), ROWS.value: tuple(rows)}
        elif what[0] == "drag" and what[1][1] > 760:
            screen.found |= {COVER.value: (), ROWS.value: ()}

    driver.on_touch = touched
