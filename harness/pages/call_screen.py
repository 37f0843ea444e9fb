"""The call screen CallKit draws: who calls, answer, decline.

Apple's element names are not known to us; these are the embedded phone's, kept in one table. On a device the page is
absent (capabilities.py: `call_screen`) until somebody has read the names there and gives them with --call-screen.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from harness.errors import HarnessError
from harness.pages.surface import Surface
from harness.phone import Phone
from harness.stage import current
from harness.ui.selectors import SPRINGBOARD, Locator, accessibility_id

LOCATORS: dict[str, Locator] = {
    "screen": accessibility_id("ringproof.call-screen"),
    "caller": accessibility_id("ringproof.call-screen.caller"),
    "status": accessibility_id("ringproof.call-screen.status"),
    "answer": accessibility_id("ringproof.call-screen.answer"),
    "decline": accessibility_id("ringproof.call-screen.decline"),
    "end": accessibility_id("ringproof.call-screen.end"),
    "indicator": accessibility_id("ringproof.call-indicator"),
}


STRATEGIES = {"id": "accessibility id", "predicate": "predicate string", "class_chain": "class chain"}


def load(file: Path) -> dict[str, Locator]:
    """The elements of some phone's call screen, from TOML; see docs/on-a-device.md.

    Raises:
        HarnessError: Says what is missing, unknown or no locator in it.
    """
    try:
        rows = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HarnessError(f"cannot read the names of the call screen, {file}", saw=str(error)) from None
    app = rows.pop("app", SPRINGBOARD)
    found = {name: _locator(row, app) for name, row in rows.items() if name in LOCATORS}
    missing = [name for name in LOCATORS if name not in rows]
    strange = [name for name in rows if name not in LOCATORS]
    wrong = [name for name, locator in found.items() if locator is None]
    if missing or strange or wrong or not isinstance(app, str):
        raise HarnessError(
            f"{file} does not name the elements of a call screen",
            saw=f"missing: {', '.join(missing) or '-'}; unknown: {', '.join(strange) or '-'}; "
            f"no locators: {', '.join([*wrong, *([] if isinstance(app, str) else ['app'])]) or '-'}",
            expected=f'each of {", ".join(LOCATORS)}, as "accessibility id" or as a table with one of '
            f'{", ".join(STRATEGIES)}; optional app = "bundle id of whose screen it is"',
        )
    return {name: locator for name, locator in found.items() if locator is not None}


def _locator(row: object, app: object) -> Locator | None:
    """None: it is none."""
    by = {"id": row} if isinstance(row, str) else row
    if not isinstance(by, dict) or len(by) != 1:
        return None
    ((kind, value),) = by.items()
    if kind not in STRATEGIES or not isinstance(value, str) or not value:
        return None
    return Locator(STRATEGIES[kind], value, str(app))


class CallScreen(Surface):
    """Looks give None while no call screen is up."""

    def __init__(self, phone: Phone, spoken_name: str) -> None:
        super().__init__(phone, spoken_name)
        self._names: Mapping[str, Locator] = phone.target.settings.call_screen or LOCATORS

    async def is_shown(self) -> bool:
        return await self._first(self._names["screen"]) is not None

    async def caller(self) -> str | None:
        """Who calls, as the screen says."""
        seen = await self._first(self._names["caller"])
        if seen is not None:
            current().sees_ring("call screen")
        return seen.text if seen else None

    async def status(self) -> str | None:
        """What the line below the caller says of the call, such as `connected`; without the app's name before it."""
        seen = await self._first(self._names["status"])
        return seen.text.rpartition(", ")[2] if seen else None

    async def offers(self) -> str | None:
        """What the green button says: Accept, or End & Accept while another call goes on."""
        seen = await self._first(self._names["answer"])
        return seen.text if seen else None

    async def kind(self) -> str | None:
        """`audio` or `video`, as the line below the caller has it beside the app's name."""
        seen = await self._first(self._names["status"])
        return seen.text.rpartition(", ")[0].rpartition(" ")[2] if seen else None

    async def is_ringing(self) -> bool:
        """Whether it offers to answer."""
        return await self._first(self._names["answer"]) is not None

    async def is_going_on(self) -> bool:
        """Whether the status bar shows, as a green sign, a call that has no screen of its own."""
        return await self._first(self._names["indicator"]) is not None

    async def answer(self) -> None:
        await self._tap(self._names["answer"], "Answer")

    async def decline(self) -> None:
        await self._tap(self._names["decline"], "Decline")

    async def end(self) -> None:
        """Hang up an answered call on the system's screen."""
        await self._tap(self._names["end"], "End")
