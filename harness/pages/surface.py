"""What every page object is: one visible surface of one person's phone.

Looks are methods that return a value and never wait; actions are methods that do something a hand could do. Both first
uncover the screen if the harness itself has pulled something over it (phone.py).
"""

from __future__ import annotations

import contextlib

from harness.errors import HarnessError, NoSuchElement
from harness.phone import Phone
from harness.stage import current
from harness.ui.driver import Seen
from harness.ui.selectors import Locator


class Surface:
    """One surface.

    Args:
        spoken_name: How a scenario spells it, such as `alice.banner`.
    """

    def __init__(self, phone: Phone, spoken_name: str) -> None:
        self.phone = phone
        self.spoken_name = spoken_name

    async def _find(self, locator: Locator) -> tuple[Seen, ...]:
        await self.phone.uncover()
        return await self.phone.driver.find(locator)

    async def _first(self, locator: Locator) -> Seen | None:
        found = await self._find(locator)
        return found[0] if found else None

    async def _needed(self, locator: Locator, what: str) -> Seen:
        """The element an action acts on.

        Raises:
            NoSuchElement: There is none now; an action does not wait for it.
        """
        seen = await self._first(locator)
        if seen is None:
            hint = "wait for the surface with `eventually` before acting on it"
            with contextlib.suppress(HarnessError):  # whoever knows has gone; that nothing was there is what counts
                hint = "\n".join(line for line in (hint, await self.explain_look()) if line)
            raise NoSuchElement(
                f"{self.spoken_name}: there is no {what} on the screen", expected=str(locator), hint=hint
            )
        return seen

    async def explain_look(self) -> str:
        """What to tell whoever reads that the last look was not as expected; empty when there is nothing to say."""
        return ""

    async def _tap(self, locator: Locator, what: str) -> None:
        seen = await self._needed(locator, what)
        self._tell(f"taps {what}")
        await self.phone.driver.tap(*seen.rect.centre)

    def _tell(self, text: str) -> None:
        current().tell("hand", f"{self.spoken_name}: {text}")
