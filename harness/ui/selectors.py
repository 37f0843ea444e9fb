"""How an element is named: accessibility id first, then a predicate or a class chain. XPath is not offered.

A locator also says whose screen it is looked for on: SpringBoard draws banners, alerts, lock screen and Notification
Center (R220), the app draws the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

SPRINGBOARD = "com.apple.springboard"


@dataclass(frozen=True, slots=True)
class Locator:
    """One way to find elements.

    Args:
        using: WebDriverAgent's name of the strategy.
        value: What that strategy takes.
        app: Bundle id of the app whose tree is searched.
    """

    using: str
    value: str
    app: str = SPRINGBOARD

    def __str__(self) -> str:
        return f"{self.using} {self.value!r} in {self.app}"


def accessibility_id(name: str, app: str = SPRINGBOARD) -> Locator:
    return Locator("accessibility id", name, app)


def predicate(text: str, app: str = SPRINGBOARD) -> Locator:
    return Locator("predicate string", text, app)


def class_chain(text: str, app: str = SPRINGBOARD) -> Locator:
    return Locator("class chain", text, app)


def named(*names: str, app: str = SPRINGBOARD) -> Locator:
    """Elements that have any of these names, in document order."""
    return predicate(" OR ".join(f'name == "{quoted(name)}"' for name in names), app)


def quoted(text: str) -> str:
    """Text for a predicate between double quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
