"""The app's own screens: login, status, recent calls, incoming call, in call, ended.

They know page names only; the accessibility ids behind them are the app profile's (apps.py), so an app of another maker
needs a TOML file and no code. Looks give None while the screen is not up.
"""

from __future__ import annotations

import json
import re
from typing import Any

from harness.app_profile import AppProfile
from harness.errors import meant
from harness.pages.surface import Surface
from harness.phone import Phone
from harness.ui import tree
from harness.ui.driver import AppState, Seen
from harness.ui.selectors import Locator, accessibility_id

MOST_NAMES = 8  # told of what is on the screen


class AppScreen(Surface):
    """A screen of the app under test."""

    def __init__(self, phone: Phone, spoken_name: str, profile: AppProfile) -> None:
        super().__init__(phone, spoken_name)
        self.profile = profile
        self._names: dict[Locator, str] = {}
        self._missed: Locator | None = None  # what the last look found nothing by

    async def explain_look(self) -> str:
        """What else can be found on the screen, where the last look found nothing; empty while the app is not up."""
        missed = self._missed
        if missed is None or await self.phone.driver.app_state(missed.app) != AppState.FOREGROUND:
            return ""
        there = tree.names(await self.phone.driver.source(missed.app))
        told = ", ".join(there[:MOST_NAMES]) + (", …" if len(there) > MOST_NAMES else "")
        wanted = f"no element with accessibility id '{missed.value}' (locator {self._names.get(missed, missed.value)})"
        return f"{wanted} is on the screen{meant(missed.value, there)}; there are: {told or 'none with a name'}"

    def _locator(self, name: str) -> Locator:
        locator = accessibility_id(self.profile.locator(name), app=self.profile.bundle_id)
        self._names[locator] = name
        return locator

    async def _find(self, locator: Locator) -> tuple[Seen, ...]:
        found = await super()._find(locator)
        self._missed = None if found else locator
        return found

    async def _text(self, name: str) -> str | None:
        seen = await self._first(self._locator(name))
        return seen.text if seen else None


class Status(AppScreen):
    """The home screen of the app: who is logged in, connected, registered."""

    async def user(self) -> str | None:
        return await self._text("status.user")

    async def connection(self) -> str | None:
        """`connected` or `offline`."""
        return await self._text("status.connection")

    async def registration(self) -> str | None:
        """`registered` or `not registered`."""
        return await self._text("status.registration")

    async def headers(self) -> dict[str, Any] | None:
        """The custom headers of the newest push of a call, as the app read them off the push."""
        text = await self._text("status.headers")
        return json.loads(text) if text else None

    async def unregister(self) -> None:
        """Give the device tokens back."""
        await self._tap(self._locator("status.unregister"), "Unregister")

    async def register(self) -> None:
        """Have calls pushed to this phone again."""
        await self._tap(self._locator("status.register"), "Register")

    async def remind_later(self) -> None:
        """Have the app notify of something that is no call, after ten seconds."""
        await self._tap(self._locator("status.remind"), "Remind me")

    async def problem(self) -> str | None:
        """What the app says of a service it cannot reach; empty when there is nothing to say. Without ports."""
        return _without_ports(await self._text("status.problem"))

    async def log_out(self) -> None:
        await self._tap(self._locator("status.log_out"), "Log out")


class Login(AppScreen):
    """Where nobody is signed in, the app asks who is there."""

    async def is_shown(self) -> bool:
        return await self._first(self._locator("login.submit")) is not None

    async def problem(self) -> str | None:
        """Why the last login was refused; empty when there is nothing to say. Without ports, which differ by run."""
        return _without_ports(await self._text("login.problem"))

    async def log_in(self, name: str) -> None:
        """Type a name, and tap Log in."""
        await self._tap(self._locator("login.user"), "the name field")
        self._tell(f"types {name}")
        await self.phone.driver.type_text(name)
        await self._tap(self._locator("login.submit"), "Log in")


class Recents(AppScreen):
    """Recent calls, newest first; a row reads `Bob, missed`."""

    async def rows(self) -> list[str]:
        return [seen.text for seen in await self._find(self._locator("recents.row"))]

    async def latest(self) -> str | None:
        """The newest row, such as `Bob, missed`."""
        rows = await self.rows()
        return rows[0] if rows else None

    async def call_back(self) -> None:
        """Call whoever called last."""
        await self._tap(self._locator("recents.call_back"), "Call back")

    async def latest_caller(self) -> str | None:
        """Who called last."""
        latest = await self.latest()
        return latest.rpartition(", ")[0] if latest is not None else None


class MessageList(AppScreen):
    """The list of instant messages, newest first; a row reads `Bob: See you at six`. Empty while it is not shown."""

    async def is_shown(self) -> bool:
        return await self._first(self._locator("messages.title")) is not None

    async def rows(self) -> list[str]:
        return [seen.text for seen in await self._find(self._locator("messages.row"))]

    async def news(self) -> str | None:
        """What the button on the home screen says, such as `Messages, 1 new`."""
        return await self._text("messages.open")

    async def open(self) -> None:
        await self._tap(self._locator("messages.open"), "Messages")

    async def reply(self) -> None:
        """Send the app's short answer to whoever wrote last."""
        await self._tap(self._locator("messages.reply"), "Reply")

    async def close(self) -> None:
        await self._tap(self._locator("messages.close"), "Back")


class Incoming(AppScreen):
    """The app's own incoming-call screen."""

    async def is_shown(self) -> bool:
        return await self._first(self._locator("incoming.answer")) is not None

    async def title(self) -> str | None:
        return await self._text("incoming.title")

    async def caller(self) -> str | None:
        return await self._text("incoming.caller")

    async def headers(self) -> dict[str, Any] | None:
        """The call's custom headers."""
        text = await self._text("incoming.headers")
        return json.loads(text) if text else None

    async def choices(self) -> list[str | None]:
        """What the buttons say that take the call and turn it down."""
        return [await self._text("incoming.answer"), await self._text("incoming.decline")]

    async def answer(self) -> None:
        await self._tap(self._locator("incoming.answer"), "Answer")

    async def decline(self) -> None:
        await self._tap(self._locator("incoming.decline"), "Decline")


class InCall(AppScreen):
    """The screen of a call that was answered."""

    async def is_shown(self) -> bool:
        return await self._first(self._locator("in_call.state")) is not None

    async def peer(self) -> str | None:
        return await self._text("in_call.peer")

    async def state(self) -> str | None:
        """`connecting` or `established`."""
        return await self._text("in_call.state")

    async def headers(self) -> dict[str, Any] | None:
        """The call's custom headers, as the app received them."""
        text = await self.headers_as_written()
        return json.loads(text) if text else None

    async def headers_as_written(self) -> str | None:
        """The line of text in which the app shows them."""
        return await self._text("in_call.headers")

    async def note(self) -> str | None:
        """What the app had put into the notification that led here; empty when none did."""
        return await self._text("in_call.note")

    async def hang_up(self) -> None:
        await self._tap(self._locator("in_call.hang_up"), "Hang up")


class Ended(AppScreen):
    """What the app says once a call is over."""

    async def message(self) -> str | None:
        return await self._text("ended.message")

    async def about(self) -> str | None:
        """Whose call it was, and why it is over: `Video call from Bob: timed out`."""
        return await self._text("ended.about")

    async def close(self) -> None:
        await self._tap(self._locator("ended.close"), "Close")


def _without_ports(text: str | None) -> str | None:
    return re.sub(r"(?<=\w):\d+|(?<='), \d+", "", text) if text else text
