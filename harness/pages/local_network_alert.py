"""The system's question whether the app may reach devices on the local network (iOS 14 and later).

It comes with the app's first connection to such an address, whenever that is, and lies over whatever is there. So it is
answered in passing, before a look, wherever a run has its call service on the local network; no scenario is about it.
Texts and buttons are unverified on iOS: "… would like to find and connect to devices on your local network", with OK
on earlier and Allow on later versions.
"""

from __future__ import annotations

from harness.phone import Phone
from harness.stage import current

SINCE = 14  # iOS; before, an app simply connects
QUESTIONS = ("local network", "ローカルネットワーク")
YES = ("Allow", "OK", "許可")


def asks_for_it(text: str) -> bool:
    """Whether an alert of this text is the question."""
    return any(question in text.lower() for question in QUESTIONS)


class LocalNetworkAlert:
    """A courier of the stage: answers the question once, and is done.

    Args:
        app_name: Of the app whose question is answered; another's is left alone.
    """

    def __init__(self, phone: Phone, app_name: str) -> None:
        self._phone = phone
        self._app_name = app_name
        self.answered = phone.ios_major < SINCE

    async def __call__(self) -> int:
        if self.answered:
            return 0
        seen = await self._phone.driver.alert()
        if seen is None or not asks_for_it(seen.text) or self._app_name not in seen.text:
            return 0
        label = next((label for label in YES if label in seen.buttons), None)
        if label is None:
            return 0  # in no language we know; whatever the scenario looks for is not seen, and the screen shows why
        await self._phone.driver.press_alert_button(label)
        current().tell("hand", f"{self._phone.spoken_name}: {self._app_name} may use the local network")
        self.answered = True
        return 1
