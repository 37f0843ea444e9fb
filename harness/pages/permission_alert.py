"""The system's question whether the app may notify. Only a tap on it grants the permission (R200).

Button labels are the phone's language; the apostrophe of Don’t is curly on the phone, straight in some texts (R247).
"""

from __future__ import annotations

from harness.errors import NoSuchElement
from harness.pages import local_network_alert
from harness.pages.surface import Surface
from harness.phone import Phone
from harness.ui.driver import AlertSeen

LANGUAGES = ("en", "ja")  # of the labels below
ALLOW = ("Allow", "許可")
DENY = ("Don’t Allow", "Don't Allow", "許可しない")


class PermissionAlert(Surface):
    """The alert of one app; others are not touched."""

    def __init__(self, phone: Phone, spoken_name: str, app_name: str) -> None:
        super().__init__(phone, spoken_name)
        self.app_name = app_name

    async def is_shown(self) -> bool:
        return await self._look() is not None

    async def text(self) -> str | None:
        seen = await self._look()
        return seen.text if seen else None

    async def explain_look(self) -> str:
        """Whose alert is up, where it is another app's; empty where it is ours, or none is."""
        seen = await self.phone.driver.alert()
        if seen is None or self.app_name in seen.text or local_network_alert.asks_for_it(seen.text):
            return ""
        return f"an alert is up that says {seen.text.splitlines()[0]!r}; the profile's name is {self.app_name!r}"

    async def allow(self) -> None:
        await self._press(ALLOW, "allows notifications")

    async def deny(self) -> None:
        await self._press(DENY, "denies notifications")

    async def _look(self) -> AlertSeen | None:
        await self.phone.uncover()
        seen = await self.phone.driver.alert()
        # The title names the app in the language's quotes, curly in English (R246).
        ours = seen is not None and self.app_name in seen.text and not local_network_alert.asks_for_it(seen.text)
        return seen if ours else None

    async def _press(self, labels: tuple[str, ...], what: str) -> None:
        seen = await self._look()
        if seen is None:
            wait = "wait for it with `eventually(alice.permission_alert.is_shown, equals=True, within=5)`"
            raise NoSuchElement(
                f"{self.spoken_name}: no alert of {self.app_name} is up", hint=await self.explain_look() or wait
            )
        label = next((label for label in labels if label in seen.buttons), None)
        if label is None:
            raise NoSuchElement(
                f"{self.spoken_name}: the alert has none of the buttons {', '.join(labels)}",
                saw=", ".join(seen.buttons),
                hint="set the phone's language to English, or add the label to pages/permission_alert.py",
            )
        self._tell(what)
        await self.phone.driver.press_alert_button(label)
