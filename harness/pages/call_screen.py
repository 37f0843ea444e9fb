"""The call screen CallKit draws: who calls, answer, decline.

Apple's element names are not known to us; these are the embedded phone's, kept in one table. On Apple's targets the
page is absent (capabilities.py: `call_screen`) until somebody has read the names there and added a column.
"""

from __future__ import annotations

from harness.pages.surface import Surface
from harness.stage import current
from harness.ui.selectors import Locator, accessibility_id

LOCATORS: dict[str, Locator] = {
    "screen": accessibility_id("ringproof.call-screen"),
    "caller": accessibility_id("ringproof.call-screen.caller"),
    "status": accessibility_id("ringproof.call-screen.status"),
    "answer": accessibility_id("ringproof.call-screen.answer"),
    "decline": accessibility_id("ringproof.call-screen.decline"),
    "end": accessibility_id("ringproof.call-screen.end"),
    "indicator": accessibility_id("ringproof.call-indicator"),
}


class CallScreen(Surface):
    """Looks give None while no call screen is up."""

    async def is_shown(self) -> bool:
        return await self._first(LOCATORS["screen"]) is not None

    async def caller(self) -> str | None:
        """Who calls, as the screen says."""
        seen = await self._first(LOCATORS["caller"])
        if seen is not None:
            current().sees_ring("call screen")
        return seen.text if seen else None

    async def status(self) -> str | None:
        """What the line below the caller says of the call, such as `connected`; without the app's name before it."""
        seen = await self._first(LOCATORS["status"])
        return seen.text.rpartition(", ")[2] if seen else None

    async def offers(self) -> str | None:
        """What the green button says: Accept, or End & Accept while another call goes on."""
        seen = await self._first(LOCATORS["answer"])
        return seen.text if seen else None

    async def kind(self) -> str | None:
        """`audio` or `video`, as the line below the caller has it beside the app's name."""
        seen = await self._first(LOCATORS["status"])
        return seen.text.rpartition(", ")[0].rpartition(" ")[2] if seen else None

    async def is_ringing(self) -> bool:
        """Whether it offers to answer."""
        return await self._first(LOCATORS["answer"]) is not None

    async def is_going_on(self) -> bool:
        """Whether the status bar shows, as a green sign, a call that has no screen of its own."""
        return await self._first(LOCATORS["indicator"]) is not None

    async def answer(self) -> None:
        await self._tap(LOCATORS["answer"], "Answer")

    async def decline(self) -> None:
        await self._tap(LOCATORS["decline"], "Decline")

    async def end(self) -> None:
        """Hang up an answered call on the system's screen."""
        await self._tap(LOCATORS["end"], "End")
