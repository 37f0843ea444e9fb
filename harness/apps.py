"""The app under test on one phone: launch, send to background, terminate, state."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from harness.errors import HarnessError, Misused
from harness.stage import current
from harness.ui.driver import AppState

if TYPE_CHECKING:
    from harness.app_profile import AppProfile
    from harness.pages.home import AppSwitcher, Home
    from harness.phone import Phone


class Pid(int):
    """A process id. Shown without its number, which differs from run to run; compare it, or format it with `d`."""

    def __repr__(self) -> str:
        return "a process"

    __str__ = __repr__


@dataclass(slots=True)
class App:
    """The app on one person's phone.

    Args:
        spoken_name: How a scenario spells it, such as `alice.app`.
        bundle: The .app on this machine; None when it is not ours to install.
        arguments, environment: Given to every launch by the harness. iOS relaunches an app without them.
        before_deletion: Called before the app and all it kept are deleted.
    """

    profile: AppProfile
    phone: Phone
    home: Home
    switcher: AppSwitcher
    arguments: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    spoken_name: str = "the app"
    bundle: Path | None = None
    before_deletion: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    @property
    def bundle_id(self) -> str:
        return self.profile.bundle_id

    async def state(self) -> AppState:
        """Where the app is now. Looks once."""
        return AppState(await self.phone.driver.app_state(self.bundle_id))

    async def launch(self, *arguments: str) -> int:
        """Start the app as a tool does, or bring a running one forward; returns its pid (0 on a device)."""
        for word in (*self.arguments, *arguments):
            if not isinstance(word, str):
                raise Misused(f"launch arguments are texts, as on a command line, and {word!r} is none")
        current().tell("app", f"{self.spoken_name} is launched")
        await self.phone.uncover()
        try:
            pid = await self.phone.target.launch(
                self.phone, self.bundle_id, (*self.arguments, *arguments), self.environment
            )
        except HarnessError as error:
            error.hint = "\n".join(line for line in (error.hint, self._of_another_bundle()) if line)
            raise
        self.phone.running[self.bundle_id] = pid
        return pid

    def _of_another_bundle(self) -> str:
        """A sentence where what is installed is not the profile's app; empty where it is, or cannot be read."""
        from harness.targets import package

        try:
            installed = package.read(self.bundle).bundle_id if self.bundle is not None else self.bundle_id
        except package.NoPackage:
            return ""
        if self.bundle is None or installed == self.bundle_id:
            return ""
        return f"installed is {installed} ({self.bundle.name}); the profile says {self.bundle_id}"

    async def pid(self) -> Pid | None:
        """The app's process as the phone lists it; None while it has none.

        Raises:
            NotOffered: The target lists no processes.
        """
        pid = await self.phone.target.pid(self.phone, self.bundle_id)
        return None if pid is None else Pid(pid)

    async def is_running(self) -> bool:
        """Whether the app has a process, suspended or not."""
        return await self.state() not in (AppState.UNKNOWN, AppState.TERMINATED)

    async def bring_forward(self) -> None:
        """Press Home and tap the app's icon, as a person does."""
        await self.phone.press_home()
        current().tell("app", f"{self.spoken_name} is opened from the home screen")
        await self.home.open(self.profile.name)

    async def send_to_background(self) -> None:
        """Press Home."""
        await self.phone.press_home()

    async def terminate(self) -> None:
        """End the app as the system does: at once, no callback. iOS may still start it for a push."""
        current().tell("app", f"{self.spoken_name} is terminated")
        self.phone.running.pop(self.bundle_id, None)
        await self.phone.target.terminate(self.phone, self.bundle_id)

    async def force_quit(self) -> None:
        """Swipe the app out of the app switcher; iOS then starts it for no background push (R29)."""
        current().tell("app", f"{self.spoken_name} is swiped out of the app switcher")
        await self.phone.uncover()
        self.phone.running.pop(self.bundle_id, None)
        await self.switcher.force_quit(self.bundle_id, self.profile.name)

    async def reinstall(self) -> None:
        """Delete the app with all it kept, and install it again; it does not run afterwards."""
        current().tell("app", f"{self.spoken_name} is deleted and installed again")
        await self.phone.uncover()
        for keep in self.before_deletion:
            await keep()
        self.phone.running.pop(self.bundle_id, None)
        await self.phone.target.uninstall(self.phone, self.bundle_id)
        await self.phone.target.install(self.phone, self.bundle_id, self.bundle)

    async def crash_reason(self) -> str | None:
        """Why the system last ended the app for a mistake, in the words of its crash report; None if it never did.

        A crash that was looked at is one the scenario expects; any other fails it.

        Raises:
            NotOffered: The target gives no access to crash reports; use `needs("crash_log")`.
        """
        reasons = await self.crash_reasons()
        return reasons[-1] if reasons else None

    async def crash_reasons(self) -> list[str]:
        """`crash_reason` of each time the system ended the app for a mistake in this scenario, the first one first."""
        reports = await self.phone.target.crash_reports(self.phone)
        ours = [report for report in reports if report.bundle_id == self.bundle_id]
        self.phone.crashes_looked_at.update(ours)
        return [report.reason for report in ours]
