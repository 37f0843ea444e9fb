"""How long a push took to ring, where the clock is the wall's: from APNs's answer to what a person, and the app, saw.

A sighting is the first look that showed it, so it is late by up to the time between two looks, which a driver's answer
makes longer than a tenth of a second. What the app wrote down is as exact as the phone's clock was held against this
machine's. Times are Unix seconds of this machine; on a clock that stands still nothing is measured.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from harness.errors import HarnessError

if TYPE_CHECKING:
    from harness.backends.base import CallBackend

APP_JOURNAL = "the app's journal"
PUSH_KIND = "push"  # of an entry the app writes when a push is handed to it
HEAD = ("route", "push type", "app", "seen on", "n", "least", "median", "worst")
FILE = "ring-times.json"  # beside the report

Measured = tuple[str, str, str, str, float]  # route, push type, app's state, surface, seconds


class Written(Protocol):
    """What an app wrote down: its journal."""

    async def whole_story(self, kind: str | None = None) -> list[dict[str, Any]]: ...


@dataclass(slots=True)
class RingTimes:
    """What was dialled and seen in one scenario.

    Args:
        route: The push route.
        ahead: Seconds the phone's clock is ahead of this machine's; None when nobody has compared them.
    """

    route: str
    ahead: float | None = None
    journals: list[Written] = field(default_factory=list)
    _calls: list[tuple[str, str]] = field(default_factory=list)  # (call id, app's state when it was placed)
    _sightings: list[tuple[str, float]] = field(default_factory=list)  # (surface, when)

    def placed(self, call_id: str, state: str) -> None:
        """A call was placed to a phone whose app is in this state."""
        self._calls.append((call_id, state))

    def saw(self, surface: str, at: float) -> None:
        """Something that rings was on the screen."""
        self._sightings.append((surface, at))

    async def measure(self, backend: CallBackend) -> list[Measured]:
        """What came of each call's push; nothing of those that nobody saw, or whose sender tells no times."""
        measured: list[Measured] = []
        written = [await self._written_by(journal) for journal in self.journals] if self._calls else []
        for call_id, state in self._calls:
            pushes = [push for push in await backend.pushes(call_id) if push.event == "invite" and push.accepted_at]
            for push in pushes:
                accepted = push.accepted_at or 0.0
                looks = [*self._sightings, *((APP_JOURNAL, at) for times in written for at in times)]
                first: dict[str, float] = {}
                for surface, at in sorted(looks, key=lambda look: look[1]):
                    if at >= accepted:
                        first.setdefault(surface, at - accepted)
                measured += [(self.route, push.type, state, surface, seconds) for surface, seconds in first.items()]
        return measured

    async def _written_by(self, journal: Written) -> list[float]:
        """When the app says it was handed pushes, by this machine's clock; nothing when that cannot be told."""
        if self.ahead is None:
            return []
        try:
            lines = await journal.whole_story(PUSH_KIND)
        except HarnessError:
            return []
        return [float(line["wall"]["time"]) - self.ahead for line in lines if "time" in line.get("wall", {})]


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of one push type, in one state of the app, on one surface. Times are seconds."""

    route: str
    push_type: str
    app: str  # its state when the call was placed
    seen_on: str
    n: int
    least: float
    median: float
    worst: float


def rows(measured: Iterable[Sequence[Any]]) -> list[Row]:
    """One for each route, push type, app's state and surface; none where nothing was measured."""
    groups: dict[tuple[str, str, str, str], list[float]] = {}
    for route, push_type, state, surface, seconds in measured:
        groups.setdefault((str(route), str(push_type), str(state), str(surface)), []).append(float(seconds))
    return [
        Row(*group, len(times), min(times), statistics.median(times), max(times))
        for group, times in sorted(groups.items())
    ]


def table(measured: Iterable[Sequence[Any]]) -> list[str]:
    """Lines of the table, for a terminal."""
    found = rows(measured)
    if not found:
        return []
    lines: list[tuple[str, ...]] = [HEAD]
    for row in found:
        figures = (f"{seconds:.2f} s" for seconds in (row.least, row.median, row.worst))
        lines.append((row.route, row.push_type, row.app, row.seen_on, str(row.n), *figures))
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return ["  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip() for line in lines]


def write(folder: Path, found: Sequence[Row]) -> None:
    """Put them into the folder as `ring-times.json`, seconds; without any, what an earlier run left there goes."""
    file = folder / FILE
    if found:
        data = {"unit": "s", "rows": [asdict(row) for row in found]}
        file.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    else:
        file.unlink(missing_ok=True)
