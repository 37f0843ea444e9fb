"""Notification Center and the lock screen: the same list of rows, reached in two ways.

To look, a person pulls Notification Center down; so does the harness at the first look, and pushes it up again before
anything else is looked at or touched. On a locked phone the list is already there. While it covers an app, that app is
inactive, as on any phone (R24).
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from harness.errors import HarnessError, NoSuchElement
from harness.pages.notifications import EXPANDED, ROWS, SWIPE_BUTTON, Notification, read_rows
from harness.pages.surface import Surface
from harness.phone import Phone
from harness.ui.driver import Seen
from harness.ui.selectors import accessibility_id, named
from harness.waiting import until

COVER = accessibility_id("CoverSheet")
# Before iOS 15 these buttons have no identifier, so their label is their name.
CLEAR_BUTTON = named("clear-button", "Clear notifications in section", "Confirm clear notifications in section")
SWIPE_BUTTONS = named(SWIPE_BUTTON, "Clear", "Open", "View")
GESTURE = 2.0  # seconds a gesture may take to show its effect
PULL_FROM = (0.15, 0.005)  # left of the Dynamic Island, far from Control Center on the right (R258, R259)
PULL_TO = (0.15, 0.8)
PUSH_FROM = (0.5, 0.995)
PUSH_TO = (0.5, 0.3)


class NotificationList(Surface, ABC):
    """Rows of one app: reading, opening, clearing."""

    def __init__(self, phone: Phone, spoken_name: str, app_name: str) -> None:
        super().__init__(phone, spoken_name)
        self.app_name = app_name

    async def rows(self) -> tuple[Notification, ...]:
        """The app's notifications, newest first; those behind others in a stack are marked."""
        await self._reach()
        return read_rows(await self.phone.driver.find(ROWS), self.app_name)

    async def titles(self) -> list[str]:
        """What each row says first, newest first: its title, or its body if it has no title."""
        return [row.headline for row in await self.rows()]

    async def texts(self) -> list[str]:
        """The body of each row, newest first."""
        return [row.text for row in await self.rows()]

    async def stacked(self) -> int:
        """How many rows lie behind others, to be seen only once the stack is opened."""
        return sum(row.behind for row in await self.rows())

    async def open(self, title: str) -> None:
        """Tap the row with that title or text; a collapsed stack is opened first (R249).

        Raises:
            NoSuchElement: No row says so.
        """
        row = await self._row(title)
        rows = await self.rows()
        if any(other.behind for other in rows):
            front = next(other for other in rows if not other.behind)
            self._tell("opens the stack")
            await self.phone.driver.tap(*front.touch.centre)
            await until(self.rows, lambda now: not any(other.behind for other in now), within=GESTURE)
            row = await self._row(title)
        self._tell(f"opens {title!r}")
        await self.phone.driver.tap(*row.touch.centre)
        # iOS 26 may answer the tap with an Open button inside the row (R250).
        for button in await self.phone.driver.find(SWIPE_BUTTONS):
            if button.label == "Open":
                await self.phone.driver.tap(*button.rect.centre)
                break
        self.phone.covered_by(None)  # opening a row takes Notification Center away

    async def clear(self, title: str) -> None:
        """Swipe the row to the left and tap Clear.

        Raises:
            NoSuchElement: No row has that title, or the swipe brought no Clear button.
        """
        await self._swipe_and_tap(title, "Clear")

    async def expand(self, title: str) -> None:
        """Swipe the row to the left and tap View, so that it shows its buttons (R254).

        Raises:
            NoSuchElement: No row has that title, or the swipe brought no View button.
        """
        await self._swipe_and_tap(title, "View")

    async def buttons(self) -> list[str]:
        """The titles of the expanded row's buttons; none while no row is expanded."""
        await self._reach()
        return [button.text for button in await self.phone.driver.find(EXPANDED)]

    async def press(self, title: str) -> None:
        """Touch a button of the expanded row.

        Raises:
            NoSuchElement: There is no such button, or no row is expanded.
        """
        await self._reach()
        found = await self.phone.driver.find(EXPANDED)
        button = _labelled(found, title)
        if button is None:
            raise NoSuchElement(
                f"{self.spoken_name}: there is no button {title!r}",
                saw=", ".join(repr(seen.text) for seen in found) or "no buttons",
                hint=f"show them with `{self.spoken_name}.expand(…)`",
            )
        self._tell(f"taps {title}")
        await self.phone.driver.tap(*button.rect.centre)

    async def _swipe_and_tap(self, title: str, label: str) -> None:
        row = await self._row(title)
        self._tell(f"swipes {title!r} to the left and taps {label}")
        x, y = row.rect.centre
        width = round(row.rect.width)
        for _ in range(2):  # the first swipe is sometimes dropped (R252)
            await self.phone.driver.drag((x + width // 3, y), (x - width // 3, y))
            buttons = await until(
                self._swipe_buttons, lambda found: _labelled(found, label) is not None, within=GESTURE
            )
            if buttons is not None and (button := _labelled(buttons, label)):
                await self.phone.driver.tap(*button.rect.centre)
                return
        raise NoSuchElement(f"{self.spoken_name}: swiping {title!r} to the left brought no {label} button")

    async def clear_all(self) -> None:
        """Tap the clear button of each section, then its confirmation."""
        await self._reach()
        self._tell("clears everything")
        for _ in range(2):
            for button in reversed(await self.phone.driver.find(CLEAR_BUTTON)):
                await self.phone.driver.tap(*button.rect.centre)

    async def _swipe_buttons(self) -> tuple[Seen, ...]:
        return await self.phone.driver.find(SWIPE_BUTTONS)

    async def _row(self, title: str) -> Notification:
        rows = await self.rows()
        for row in rows:
            if title in (row.headline, row.text):
                return row
        raise NoSuchElement(
            f"{self.spoken_name}: no row says {title!r}",
            saw=", ".join(repr(row.headline) for row in rows) or "an empty list",
            hint=f"wait for it with `eventually({self.spoken_name}.titles, …)`",
        )

    @abstractmethod
    async def _reach(self) -> None:
        """Bring the list onto the screen, if it is not there."""


class NotificationCenter(NotificationList):
    """Notification Center, pulled down from the top edge, or the lock screen's list while the phone is locked."""

    def __init__(self, phone: Phone, spoken_name: str, app_name: str) -> None:
        super().__init__(phone, spoken_name, app_name)
        self._pulled = False
        self._cover_has_a_name = False

    async def _reach(self) -> None:
        if self._pulled and self.phone.is_covered_by(self._push_up):
            return
        await self.phone.uncover()
        self._pulled = False
        if await self.phone.driver.locked():
            return
        width, height = await self.phone.driver.screen_size()
        await self.phone.driver.drag(_point(PULL_FROM, width, height), _point(PULL_TO, width, height), press=0.05)
        self._pulled = True
        self._cover_has_a_name = bool(await self.phone.driver.find(COVER))
        self.phone.covered_by(self._push_up)

    async def _push_up(self) -> None:
        self._pulled = False
        # It may be gone already: a call that rings takes the screen. Swiping up then would leave the app.
        if self._cover_has_a_name and not await self.phone.driver.find(COVER):
            return
        width, height = await self.phone.driver.screen_size()
        await self.phone.driver.drag(_point(PUSH_FROM, width, height), _point(PUSH_TO, width, height))


class LockScreen(NotificationList):
    """The locked phone's list.

    Raises (every look and action):
        HarnessError: The phone is not locked.
    """

    async def is_shown(self) -> bool:
        return await self.phone.driver.locked()

    async def _reach(self) -> None:
        if not await self.phone.driver.locked():
            raise HarnessError(f"{self.spoken_name}: the phone is not locked", hint="lock it with `alice.phone.lock()`")


def _point(share: tuple[float, float], width: int, height: int) -> tuple[int, int]:
    return round(share[0] * width), min(round(share[1] * height), height - 1)


def _labelled(buttons: tuple[Seen, ...], label: str) -> Seen | None:
    return next((button for button in buttons if button.label == label), None)
