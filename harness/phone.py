"""One phone in a person's hand: lock, unlock, press Home, go offline; what covers its screen, what its target does.

To read Notification Center a person pulls it down, and pushes it up again to go on. So does the harness: whoever
pulled it down says so here (`covered_by`), and every other look or action uncovers the screen first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from harness.stage import current

if TYPE_CHECKING:
    from harness.crashes import CrashReport
    from harness.ui.driver import UiDriver
    from harness.ui.selectors import Locator

Uncover = Callable[[], Awaitable[None]]


class Surroundings(Protocol):
    """What pages have to know of where their phone comes from; `TargetSettings` has it."""

    @property
    def call_screen(self) -> Mapping[str, Locator] | None: ...


class Caretaker(Protocol):
    """What a target does for the phones that come from it: apps and their files, crash reports, network, settings.

    `files_are_copies`: what `app_file` gives is the app's file as it was then, not the file itself.
    """

    files_are_copies: bool

    @property
    def settings(self) -> Surroundings: ...

    async def install(self, phone: Phone, bundle_id: str, app: Path | None) -> None:
        """Put the app on the phone. None: it must be there already."""
        ...

    async def uninstall(self, phone: Phone, bundle_id: str) -> None:
        """Delete the app with all it kept."""
        ...

    async def restart(self, phone: Phone) -> None:
        """Turn the phone off and on again; its apps do not run afterwards."""
        ...

    async def crash_reports(self, phone: Phone) -> list[CrashReport]:
        """What the system wrote down of apps it ended since the phone was made fresh, the oldest first."""
        ...

    async def launch(
        self, phone: Phone, bundle_id: str, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> int: ...

    async def terminate(self, phone: Phone, bundle_id: str) -> None: ...

    async def pid(self, phone: Phone, bundle_id: str) -> int | None:
        """The process of an app, suspended or not; None when there is none."""
        ...

    async def app_file(self, phone: Phone, bundle_id: str, path: str) -> Path:
        """A file below the app's data container, on this machine; there need not be one.

        Raises:
            NotOffered: There is no access to it.
        """
        ...

    async def set_online(self, phone: Phone, online: bool) -> None: ...

    async def change_setting(self, phone: Phone, name: str, value: str) -> None: ...

    async def sounds(self, phone: Phone) -> list[str]: ...


class Phone:
    """A phone that is booted and has a driver.

    Args:
        ios: The version it runs, such as `26.4`.
        wda_url: Where its WebDriverAgent answers.
    """

    def __init__(self, target: Caretaker, udid: str, ios: str, wda_url: str, driver: UiDriver) -> None:
        self.target = target
        self.udid = udid
        self.ios = ios
        self.wda_url = wda_url
        self.driver = driver
        self.spoken_name = "phone"
        self.app_in_hand: str | None = None  # bundle id of the app under test, once it is on the phone
        self.crashes_looked_at: set[CrashReport] = set()
        self.running: dict[str, int] = {}  # processes that the harness has started and nobody ended: bundle id -> pid
        self._uncover: Uncover | None = None

    @property
    def ios_major(self) -> int:
        return int(self.ios.split(".")[0])

    def covered_by(self, uncover: Uncover | None) -> None:
        """Something lies over the screen; `uncover` takes it away. None: nothing does any more."""
        self._uncover = uncover

    def is_covered_by(self, uncover: Uncover) -> bool:
        return self._uncover == uncover

    async def uncover(self) -> None:
        """Take away what the harness itself has put over the screen."""
        uncover, self._uncover = self._uncover, None
        if uncover is not None:
            await uncover()

    async def restart(self) -> None:
        """Turn it off and on again; no app runs afterwards.

        Raises:
            NotOffered: This target cannot; use `needs("restart")`.
        """
        current().tell("phone", f"{self.spoken_name} is restarted")
        await self.uncover()
        self.running.clear()
        await self.target.restart(self)

    async def lose_its_calls(self) -> None:
        """The system's call service crashes and starts again; it then knows of no call.

        Raises:
            NotOffered: This target cannot; use `needs("settings")`.
        """
        current().tell("phone", f"{self.spoken_name}: the system's call service crashes")
        await self.target.change_setting(self, "call-daemon", "restart")

    async def lock(self) -> None:
        current().tell("phone", f"{self.spoken_name} is locked")
        await self.uncover()
        await self.driver.lock()

    async def unlock(self) -> None:
        current().tell("phone", f"{self.spoken_name} is unlocked")
        self.covered_by(None)
        await self.driver.unlock()

    async def is_locked(self) -> bool:
        return await self.driver.locked()

    async def press_home(self) -> None:
        current().tell("phone", f"{self.spoken_name}: Home is pressed")
        await self.uncover()
        await self.driver.press_home()

    async def go_offline(self) -> None:
        """Take the phone off the network, like flight mode.

        Raises:
            NotOffered: This target has no switch for it; use `needs("network")`.
        """
        current().tell("phone", f"{self.spoken_name} goes offline")
        await self.target.set_online(self, False)

    async def go_online(self) -> None:
        current().tell("phone", f"{self.spoken_name} is online again")
        await self.target.set_online(self, True)

    async def sounds(self) -> list[str]:
        """The sounds notifications have made, in order: a file's name, or `default` (R74). No Apple tool tells.

        Raises:
            NotOffered: This target cannot tell; use `needs("sounds")`.
        """
        return await self.target.sounds(self)

    async def set(self, name: str, value: str) -> None:
        """Turn a switch a person would find in Settings, such as `focus`, `previews` or `language`.

        Raises:
            NotOffered: This target has no such switches; use `needs("settings")`.
        """
        current().tell("phone", f"{self.spoken_name}: setting {name} is {value}")
        if name == "language":
            current().language = value
        await self.target.change_setting(self, name, value)
