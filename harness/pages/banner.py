"""The banner at the top of the screen. There is one at most; a second one replaces it."""

from __future__ import annotations

from harness.errors import NoSuchElement
from harness.pages.notifications import EXPANDED, EXPANDING_PRESS, SHOWN_BANNER, Notification, read_banner
from harness.pages.surface import Surface
from harness.stage import current


class Banner(Surface):
    """Looks give None while no banner is up."""

    async def is_shown(self) -> bool:
        return await self._look() is not None

    async def title(self) -> str | None:
        """The title; the body's text when the notification has no title.

        A title that is the app's name counts as none: newer versions of iOS show that name where there is no title.
        """
        seen = await self._look()
        return seen.headline if seen else None

    async def body(self) -> str | None:
        """The text below the title; all there is to read when there is no title."""
        seen = await self._look()
        return seen.text if seen else None

    async def text(self) -> str | None:
        """The same as `body`, by the name Notification Center's rows use."""
        return await self.body()

    async def tap(self) -> None:
        """Open what it announces."""
        seen = await self._needed_banner()
        self._tell(f"taps {seen.headline!r}")
        await self.phone.driver.tap(*seen.touch.centre)

    async def swipe_up(self) -> None:
        """Push it off the screen; the notification stays in Notification Center."""
        seen = await self._needed_banner()
        self._tell(f"swipes {seen.headline!r} away")
        x, y = seen.touch.centre
        await self.phone.driver.drag((x, y), (x, 8))  # ending beyond the edge would pull the cover sheet (R257)

    async def expand(self) -> None:
        """Press it long, so that it shows its buttons and stays (R255)."""
        seen = await self._needed_banner()
        self._tell(f"presses {seen.headline!r} long")
        await self.phone.driver.hold(*seen.touch.centre, EXPANDING_PRESS)

    async def buttons(self) -> list[str]:
        """The titles of the expanded banner's buttons; none while it is not expanded."""
        return [button.text for button in await self._find(EXPANDED)]

    async def press(self, title: str) -> None:
        """Touch a button of the expanded banner.

        Raises:
            NoSuchElement: It has no such button, or is not expanded.
        """
        found = await self._find(EXPANDED)
        button = next((seen for seen in found if seen.text == title), None)
        if button is None:
            raise NoSuchElement(
                f"{self.spoken_name}: there is no button {title!r}",
                saw=", ".join(repr(seen.text) for seen in found) or "no buttons",
                hint=f"show them with `{self.spoken_name}.expand()`",
            )
        self._tell(f"taps {title}")
        await self.phone.driver.tap(*button.rect.centre)

    async def _look(self) -> Notification | None:
        seen = read_banner(await self._find(SHOWN_BANNER))
        if seen is not None:
            current().sees_ring("banner")
        return seen

    async def _needed_banner(self) -> Notification:
        seen = await self._look()
        if seen is None:
            raise NoSuchElement(
                f"{self.spoken_name}: no banner is up",
                hint="wait for it with `eventually(alice.banner.title, …)`; it leaves by itself after some seconds",
            )
        return seen
