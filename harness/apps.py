"""The app under test on one phone: launch, send to background, terminate, state; and what we know of it as data.

An `AppProfile` describes an app to the harness: bundle id, names, locators, where its journal lies. The sample app's is
the default; a stranger's is loaded from TOML. Nothing else in the harness knows an app's names.
"""

from __future__ import annotations

import difflib
import enum
import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness import capabilities
from harness.errors import HarnessError, NotOffered, hidden, meant
from harness.stage import current

if TYPE_CHECKING:
    from harness.pages.home import AppSwitcher, Home
    from harness.phone import Phone


class AppState(enum.IntEnum):
    """Where an app is in its life; the numbers are WebDriverAgent's."""

    UNKNOWN = 0
    TERMINATED = 1
    SUSPENDED = 2
    BACKGROUND = 3
    FOREGROUND = 4


class Pid(int):
    """A process id. Shown without its number, which differs from run to run; compare it, or format it with `d`."""

    def __repr__(self) -> str:
        return "a process"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class AppProfile:
    """What the harness needs to know of an app.

    Attributes:
        name: As shown under its icon and in the permission alert.
        locators: Page name to accessibility id, such as `incoming.answer`; a page that lacks one says so.
        journal: File below the data container with one JSON object a line; None when the app keeps none.
        lacks: Capabilities this app has not; scenarios that need one are skipped.
        settings: Launch arguments the app knows, for a project that sets it up by them; None when it does not say.
    """

    bundle_id: str
    name: str
    locators: Mapping[str, str] = field(default_factory=dict)
    journal: str | None = None
    lacks: tuple[str, ...] = ()
    settings: frozenset[str] | None = None

    @property
    def topic(self) -> str:
        return self.bundle_id

    @property
    def voip_topic(self) -> str:
        return f"{self.bundle_id}.voip"

    def locator(self, name: str) -> str:
        """The accessibility id behind a page's name.

        Raises:
            NotOffered: The profile has none.
        """
        try:
            return self.locators[name]
        except KeyError:
            known = ", ".join(sorted(self.locators)) or "none"
            raise NotOffered(
                f"the profile of {self.bundle_id} has no locator '{name}'",
                saw=f"locators: {known}",
                hint="add it under [locators] in the file given with --app-profile",
            ) from None

    @classmethod
    def load(cls, file: Path) -> AppProfile:
        """Read a profile from TOML.

        Raises:
            HarnessError: Says what is missing or unknown in it.
        """
        __tracebackhide__ = hidden
        try:
            data = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise HarnessError(f"cannot read the app profile {file}", saw=str(error)) from None
        app, locators = data.pop("app", {}), data.pop("locators", {})
        if faults := _faults(data, app, locators):
            raise HarnessError(
                f"the app profile {file} is not one",
                saw="; ".join(faults),
                expected='[app] with bundle_id = "…", name = "…", optional journal = "…", lacks = [capabilities] and '
                'settings = [launch arguments]; [locators] with name = "id"',
            )
        settings = frozenset(app["settings"]) if "settings" in app else None
        return cls(
            app["bundle_id"], app["name"], dict(locators), app.get("journal"), tuple(app.get("lacks", ())), settings
        )


SAMPLE_APP_FILE = Path(__file__).with_name("sample_app.toml")
PARTS = ("app", "locators")
KEYS = ("bundle_id", "name", "journal", "lacks", "settings")


@functools.cache
def page_locators() -> frozenset[str]:
    """Every name the pages here ask a profile for. The sample app has all their elements, so its profile lists them."""
    return frozenset(tomllib.loads(SAMPLE_APP_FILE.read_text(encoding="utf-8"))["locators"])


def _faults(rest: Mapping[str, Any], app: Any, locators: Any) -> list[str]:
    """What is wrong with a profile, as parts of a sentence; nothing when it is one."""
    if not isinstance(app, dict) or not isinstance(locators, dict):
        return ["app and locators have to be tables"]
    lists = {key: app.get(key, []) for key in ("lacks", "settings")}
    no_lists = [key for key, value in lists.items() if not isinstance(value, list)]
    lacks = [str(name) for name in lists["lacks"]] if "lacks" not in no_lists else []
    unknown = [key + meant(key, PARTS) for key in rest]
    unknown += [key + meant(key, KEYS) for key in app if key not in KEYS]
    unknown += [f"lacks {name}{meant(name, capabilities.KNOWN)}" for name in lacks if name not in capabilities.KNOWN]
    told = {
        "missing": [key for key in ("bundle_id", "name") if not isinstance(app.get(key), str)],
        "unknown": unknown + _misspelt(locators),
        "no list": no_lists,
        "no text": [name for name, value in locators.items() if not isinstance(value, str)],
    }
    return [f"{what}: {', '.join(names)}" for what, names in told.items() if names]


def _page(locator: str) -> str:
    return locator.partition(".")[0]


def _misspelt(locators: Mapping[str, str]) -> list[str]:
    """Names that are all but one a page asks for and this profile lacks; others may be of a project's own pages."""
    wrong = []
    for name in set(locators) - page_locators():
        page, element = _page(name), name.partition(".")[2]
        lacking = [other.partition(".")[2] for other in sorted(page_locators() - set(locators)) if _page(other) == page]
        if like := difflib.get_close_matches(element, lacking, n=1, cutoff=0.8):
            wrong.append(f"locator {name} (did you mean {page}.{like[0]}?)")
    return sorted(wrong)


@dataclass(slots=True)
class App:
    """The app on one person's phone.

    Args:
        spoken_name: How a scenario spells it, such as `alice.app`.
        bundle: The .app on this machine; None when it is not ours to install.
        arguments, environment: Given to every launch by the harness. iOS relaunches an app without them.
    """

    profile: AppProfile
    phone: Phone
    home: Home
    switcher: AppSwitcher
    arguments: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    spoken_name: str = "the app"
    bundle: Path | None = None

    @property
    def bundle_id(self) -> str:
        return self.profile.bundle_id

    async def state(self) -> AppState:
        """Where the app is now. Looks once."""
        return AppState(await self.phone.driver.app_state(self.bundle_id))

    async def launch(self, *arguments: str) -> int:
        """Start the app as a tool does, or bring a running one forward; returns its pid (0 on a device)."""
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
