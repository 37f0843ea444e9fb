"""What the harness asks of whoever drives the screen. Units are points, seconds and PNG bytes.

Finding looks once and never waits; waiting is `eventually`'s alone.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from harness.ui.selectors import Locator

SLOW_DRAG = 400  # points a second; XCUITest's "slow", which is what opens the app switcher rather than going home


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in points."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[int, int]:
        return round(self.x + self.width / 2), round(self.y + self.height / 2)

    def holds(self, other: Rect, slack: float = 1) -> bool:
        """Whether `other` lies inside, give or take a point of rounding."""
        return (
            self.x - slack <= other.x
            and self.y - slack <= other.y
            and other.x + other.width <= self.x + self.width + slack
            and other.y + other.height <= self.y + self.height + slack
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """An element as it was when looked at; not a handle that could go stale."""

    name: str
    label: str
    value: str
    rect: Rect
    enabled: bool = True
    kind: str = ""  # XCUIElementType…

    @property
    def text(self) -> str:
        """What a person reads: the label, else the value."""
        return self.label or self.value


class AppState(enum.IntEnum):
    """Where an app is in its life; the numbers are WebDriverAgent's."""

    UNKNOWN = 0
    TERMINATED = 1
    SUSPENDED = 2
    BACKGROUND = 3
    FOREGROUND = 4


@dataclass(frozen=True, slots=True)
class AlertSeen:
    """The system alert that is up."""

    text: str
    buttons: tuple[str, ...]


class PhoneTools(Protocol):
    """What a driver can do to a tethered phone beside its screen: apps, files, facts."""

    async def install(self, app: Path) -> None:
        """Put an .ipa, or an .app folder, on the phone."""
        ...

    async def remove(self, bundle_id: str) -> bool:
        """Delete the app with all it kept; False when it is there still."""
        ...

    async def is_installed(self, bundle_id: str) -> bool: ...

    async def pull(self, bundle_id: str, path: str) -> bytes | None:
        """A file below the app's data container as it is now; None when there is none."""
        ...

    async def app_facts(self, bundle_id: str) -> Mapping[str, Any] | None:
        """What the phone's list of apps says of one: its Info.plist and entitlements; None when it is not there."""
        ...

    async def device_facts(self) -> Mapping[str, Any]:
        """What WebDriverAgent and lockdown tell of the phone, the latter as `lockdownInfo`."""
        ...

    async def unix_time(self) -> float | None:
        """The phone's date as Unix seconds; None when it tells none."""
        ...


class UiDriver(Protocol):
    """Drives one phone's screen.

    Attributes:
        tools: For what is no matter of the screen; None: this driver has nothing but the screen.
    """

    name: str  # wda, appium

    @property
    def tools(self) -> PhoneTools | None: ...

    async def find(self, locator: Locator) -> tuple[Seen, ...]:
        """Everything the locator names, in document order; empty when there is nothing."""
        ...

    async def tap(self, x: int, y: int) -> None: ...

    async def hold(self, x: int, y: int, seconds: float) -> None: ...

    async def drag(self, start: tuple[int, int], end: tuple[int, int], *, press: float = 0.0) -> None:
        """Press for `press` seconds at the start, move to the end, lift."""
        ...

    async def drag_and_hold(self, start: tuple[int, int], end: tuple[int, int], *, hold: float) -> None:
        """Move slowly and rest at the end before lifting, as for the app switcher."""
        ...

    async def type_text(self, text: str) -> None: ...

    async def screen_size(self) -> tuple[int, int]: ...

    async def press_home(self) -> None: ...

    async def lock(self) -> None: ...

    async def unlock(self) -> None: ...

    async def locked(self) -> bool: ...

    async def alert(self) -> AlertSeen | None: ...

    async def press_alert_button(self, label: str) -> None: ...

    async def app_state(self, bundle_id: str) -> int:
        """The number of an `AppState`, as WebDriverAgent tells it."""
        ...

    async def launch(self, bundle_id: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None: ...

    async def terminate(self, bundle_id: str) -> None: ...

    async def source(self, app: str) -> str:
        """The tree of one app as XML; it must be SpringBoard or on the screen."""
        ...

    async def screenshot(self) -> bytes: ...

    async def close(self) -> None: ...
