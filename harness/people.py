"""The people of a scenario. Some hold a phone with the app, some only call.

A scenario speaks of `alice.app.state`, `alice.banner.title`, `bob`: people and what they see, never devices.
"""

from __future__ import annotations

from typing import Any, Protocol

from harness.apps import App
from harness.errors import Misused, NotOffered
from harness.pages.banner import Banner
from harness.pages.call_screen import CallScreen
from harness.pages.notification_center import LockScreen, NotificationCenter
from harness.pages.permission_alert import PermissionAlert
from harness.pages.sample_app import Ended, InCall, Incoming, Login, MessageList, Recents, Status
from harness.report.app_journal import AppJournal

_SURFACES = {
    "phone",
    "app",
    "home",
    "app_switcher",
    "lock_screen",
    "banner",
    "notification_center",
    "call_screen",
    "permission_alert",
    "login",
    "status",
    "recents",
    "messages",
    "incoming",
    "in_call",
    "ended",
    "app_journal",
}


class Person:
    """Somebody who has a user id at the call service, and no phone here: `bob`, who only calls.

    Args:
        name: How the scenario calls them.
        user_id: What the call service knows them by; the name unless given.
        display_name: What others are shown; None sends none.
    """

    def __init__(self, name: str, user_id: str = "", display_name: str | None = None) -> None:
        self.name = name
        self.user_id = user_id or name
        self.display_name = display_name

    def __repr__(self) -> str:
        return f"<{self.name}>"

    def __getattr__(self, attribute: str) -> Any:
        if attribute in _SURFACES:
            raise NotOffered(
                f"{self.name} has no phone in this scenario, so there is no {self.name}.{attribute}",
                hint=f"{self.name} calls through the call service; ask for somebody with a phone, such as alice",
            )
        raise AttributeError(f"{type(self).__name__} has no attribute '{attribute}'")


def person(role: str, given: object) -> Person:
    """Who is meant by what a scenario gave for `role`.

    Raises:
        Misused: It is nobody, such as a name in quotes.
    """
    if not isinstance(given, Person):
        raise Misused(f"{role}= takes a person, such as the fixture bob, not {given!r}")
    return given


class PhoneOwner(Person):
    """Somebody who holds a phone with the app: `alice`.

    Attributes:
        phone, app: The phone in their hand, and the app on it.
        home, app_switcher, lock_screen, banner, notification_center, call_screen, permission_alert: The system's.
        login, status, recents, messages, incoming, in_call, ended: The app's own screens.
        app_journal: What the app wrote down; never the only witness of a verdict.
    """

    def __init__(self, name: str, app: App, *, user_id: str = "", display_name: str | None = None) -> None:
        super().__init__(name, user_id, display_name)
        phone, profile = app.phone, app.profile
        self.phone = phone
        self.app = app
        self.home = app.home
        self.app_switcher = app.switcher
        self.lock_screen = LockScreen(phone, f"{name}.lock_screen", profile.name)
        self.banner = Banner(phone, f"{name}.banner")
        self.notification_center = NotificationCenter(phone, f"{name}.notification_center", profile.name)
        self.call_screen = CallScreen(phone, f"{name}.call_screen")
        self.permission_alert = PermissionAlert(phone, f"{name}.permission_alert", profile.name)
        self.login = Login(phone, f"{name}.login", profile)
        self.status = Status(phone, f"{name}.status", profile)
        self.recents = Recents(phone, f"{name}.recents", profile)
        self.messages = MessageList(phone, f"{name}.messages", profile)
        self.incoming = Incoming(phone, f"{name}.incoming", profile)
        self.in_call = InCall(phone, f"{name}.in_call", profile)
        self.ended = Ended(phone, f"{name}.ended", profile)
        self.app_journal = AppJournal(app, f"{name}.app_journal")
        phone.spoken_name, app.spoken_name = f"{name}.phone", f"{name}.app"
        app.home.spoken_name, app.switcher.spoken_name = f"{name}.home", f"{name}.app_switcher"


class Introduce(Protocol):
    """The fixture `introduce`: gives the phone with the app to a person."""

    def __call__(self, name: str, *, user_id: str = "", display_name: str | None = None) -> PhoneOwner: ...
