"""SpringBoard's own surfaces: the home screen with its icons, and the app switcher."""

from __future__ import annotations

import re

from harness.errors import NoSuchElement
from harness.pages.surface import Surface
from harness.phone import Phone
from harness.ui.selectors import Locator, predicate, quoted
from harness.waiting import until

# unverified on iOS: a badge is the icon's value, such as "3 new items".
_NUMBER = re.compile(r"\d+")
SWITCHER_HOLD = 1.0  # seconds the finger rests in mid-screen, so that the swipe opens the switcher, not home
GESTURE = 2.0


class Home(Surface):
    """The home screen."""

    def __init__(self, phone: Phone, spoken_name: str, app_name: str) -> None:
        super().__init__(phone, spoken_name)
        self.app_name = app_name

    async def icon_badge(self) -> int | None:
        """The number on the app's icon; 0 without one, None while no icon is in the tree."""
        seen = await self._first(_icon(self.app_name))
        if seen is None:
            return None
        number = _NUMBER.search(seen.value)
        return int(number[0]) if number else 0

    async def open(self, app_name: str) -> None:
        """Tap an app's icon."""
        await self._tap(_icon(app_name), f"the icon of {app_name}")


class AppSwitcher(Surface):
    """The app switcher: swipe up from the bottom edge and hold."""

    async def force_quit(self, bundle_id: str, app_name: str) -> None:
        """Open the switcher, swipe the app's card up and off, and leave to the home screen.

        Raises:
            NoSuchElement: The switcher has no card of that app.
        """
        await self.phone.uncover()
        driver = self.phone.driver
        width, height = await driver.screen_size()
        await driver.drag_and_hold((width // 2, height - 1), (width // 2, height // 2), hold=SWITCHER_HOLD)

        # unverified on iOS: cards are named card:<bundle id>:…, with the app's name as label.
        card = predicate(f'name BEGINSWITH "card:{quoted(bundle_id)}"')

        async def look() -> tuple[int, int] | None:
            found = await driver.find(card)
            return found[0].rect.centre if found else None

        centre = await until(look, lambda seen: seen is not None, within=GESTURE)
        if centre is None:
            raise NoSuchElement(
                f"{self.spoken_name}: there is no card of {app_name}", expected=str(card), hint="is the app running?"
            )
        self._tell(f"swipes {app_name} away")
        await driver.drag(centre, (centre[0], 8))
        await driver.press_home()


def _icon(app_name: str) -> Locator:
    return predicate(f'type == "XCUIElementTypeIcon" AND label == "{quoted(app_name)}"')
