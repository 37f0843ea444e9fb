"""How SpringBoard names a notification in its tree, and what a person reads of it.

Labels read `RINGPROOF, now, Title, Body` (R225, R228); the title is also an element of its own. Rows are `ListCell`
from iOS 15, `NotificationCell` before (R242); the type of a row differs by version, so only names are used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from harness.ui.driver import Rect, Seen
from harness.ui.selectors import class_chain, named

ROW_NAMES = ("ListCell", "NotificationCell")
BANNER = "NotificationShortLookView"
TITLE = "NotificationTitle"
PLATTER = "ShortLook.Platter.Content.Seamless"
SWIPE_BUTTON = "swipe-action-button-identifier"
LONG_LOOK = "NotificationLongLookView"
EXPANDING_PRESS = 1.5  # seconds (R255)
NARROWER = 8  # points; a row behind the front one of a collapsed stack is narrower by more than this (R245)

ROWS = named(*ROW_NAMES, TITLE, PLATTER)
SHOWN_BANNER = class_chain(
    '**/XCUIElementTypeOther[`name == "Notification"`]/**/XCUIElementTypeAny'
    f'[`name == "{BANNER}" OR name == "{TITLE}" OR name == "{PLATTER}"`]'
)
# The expanded notification and everything in it; its buttons carry the titles the app gave them (R256).
EXPANDED = class_chain(
    f'**/XCUIElementTypeOther[`name == "{LONG_LOOK}"`]/**/XCUIElementTypeButton[`name != "{PLATTER}"`]'
)


@dataclass(frozen=True, slots=True)
class Notification:
    """A notification as it is shown.

    Attributes:
        app: The app's name as the label has it, in upper case.
        when: `now`, `2m ago` …; relative, so never compare it.
        title: Empty when the notification has none.
        text: Body, with a subtitle before it if there is one.
        rect: The whole row or banner.
        touch: Where a tap opens it.
        behind: Whether it lies behind another in a collapsed stack.
    """

    app: str
    when: str
    title: str
    text: str
    rect: Rect = field(repr=False)
    touch: Rect = field(repr=False)
    behind: bool = False

    @property
    def headline(self) -> str:
        """The first line a person reads: the title, or the body of a notification without one."""
        return self.title or self.text


def read_rows(elements: Iterable[Seen], app_name: str) -> tuple[Notification, ...]:
    """The app's notifications, in the order of the list: newest first."""
    rows = [row for row in _group(elements, ROW_NAMES) if row.app.casefold() == app_name.casefold()]
    widest = max((row.rect.width for row in rows), default=0)
    return tuple(
        Notification(
            row.app, row.when, row.title, row.text, row.rect, row.touch, behind=widest - row.rect.width > NARROWER
        )
        for row in rows
    )


def read_banner(elements: Iterable[Seen]) -> Notification | None:
    """The banner that is up, whoever sent it."""
    banners = _group(elements, (BANNER,))
    return banners[0] if banners else None


def _group(elements: Iterable[Seen], outer_names: tuple[str, ...]) -> list[Notification]:
    groups: list[tuple[Seen, list[Seen]]] = []
    for element in elements:
        if element.name in outer_names:
            groups.append((element, []))
        elif groups and groups[-1][0].rect.holds(element.rect):
            groups[-1][1].append(element)
    # Rows are empty for a moment after they were made on iOS 26 (R232).
    return [_read(outer, inner) for outer, inner in groups if outer.label]


def _read(outer: Seen, inner: list[Seen]) -> Notification:
    title = next((element.label for element in inner if element.name == TITLE), "")
    touch = next((element.rect for element in inner if element.name == PLATTER), outer.rect)
    app, _, rest = outer.label.partition(", ")
    when, _, rest = rest.partition(", ")
    before, found, after = rest.partition(title) if title else ("", "", rest)
    if found:
        # A time with a comma in it ("Yesterday, 9:41") would leave its tail before the title.
        when = f"{when}, {before.removesuffix(', ')}" if before else when
        rest = after.removeprefix(", ")
    if title.casefold() == app.casefold():
        title = ""  # newer versions show the app's name where a notification has no title of its own
    return Notification(app, when, title, rest, outer.rect, touch)
