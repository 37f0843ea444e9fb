"""What we know of an app as data: bundle id, names, where its elements are, where its journal lies.

The sample app's profile is the default; a stranger's is loaded from TOML. Nothing else in the harness knows an
app's names.
"""

from __future__ import annotations

import difflib
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness import capabilities
from harness.errors import HarnessError, NotOffered, hidden, meant


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
        except (OSError, ValueError) as error:  # no TOML, or no text
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
