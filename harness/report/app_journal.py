"""The app's own journal, read from its data container: one JSON object a line.

It explains a run; no verdict rests on it alone. A line reads `{"phone": {"t": µs, "kind": …}, "wall": {…}}`.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.errors import HarnessError, NotOffered, meant

if TYPE_CHECKING:
    from harness.apps import App


ANOTHER_CALENDAR = 3600.0  # seconds
MOST_NAMES = 8  # of files, told where there is no journal


def read_lines(file: Path, start: int = 0) -> list[dict[str, Any]]:
    """The entries from line `start` on; a line still being written is left for the next look.

    Raises:
        HarnessError: It is no text, or a finished line is no entry.
    """
    if not file.exists():
        return []
    entries: list[dict[str, Any]] = []
    try:
        finished = file.read_text(encoding="utf-8").split("\n")[:-1]
    except ValueError as error:
        raise HarnessError(f"{file.name} is no journal", saw=str(error), expected="JSON lines in UTF-8") from None
    for number, line in enumerate(finished[start:], start + 1):
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        if not isinstance(entry, dict):
            raise HarnessError(f"{file.name}, line {number} is no JSON object", saw=line[:200])
        if not isinstance(entry.get("phone"), dict) or not isinstance(entry.get("wall", {}), dict):
            expected = '{"phone": {"t": microseconds, "kind": "…", …}, "wall": {"time": Unix seconds, …}}'
            raise HarnessError(f"{file.name}, line {number} is no entry", saw=line[:200], expected=expected)
        entries.append(entry)
    return entries


def by_our_clock(lines: list[dict[str, Any]], ahead: float | None, now: float | None = None) -> list[dict[str, Any]]:
    """The lines with the dates under `wall` as this machine's clock has them; without, where that cannot be told.

    Args:
        ahead: Seconds the phone's clock is ahead; None when nobody has compared them.
        now: Unix seconds. A phone whose newest line is an hour away from it has another calendar.
    """
    dates = [float(line["wall"]["time"]) for line in lines if "time" in line.get("wall", {})]
    now = time.time() if now is None else now
    known = ahead is not None and bool(dates) and abs(max(dates) - ahead - now) < ANOTHER_CALENDAR
    told = []
    for line in lines:
        wall = dict(line.get("wall", {}))
        date = wall.pop("time", None)
        if known and date is not None and ahead is not None:
            wall["time"] = float(date) - ahead
        told.append({**line, "wall": wall})
    return told


class AppJournal:
    """What the app did and was told. Every method is a look.

    An app that is deleted takes its journal along, and one that is installed again begins another, in another folder:
    looks see that one. What was written before is kept for the account of the run.
    """

    def __init__(self, app: App, spoken_name: str) -> None:
        self.spoken_name = spoken_name
        self._app = app
        self._file: Path | None = None
        self._deleted: list[dict[str, Any]] = []
        app.before_deletion.append(self._keep)

    async def entries(self, kind: str | None = None) -> list[dict[str, Any]]:
        """What the app wrote, oldest first: the `phone` part of each line."""
        return [line["phone"] for line in await self.lines(kind)]

    async def lines(self, kind: str | None = None) -> list[dict[str, Any]]:
        """The same, whole: with what may vary from run to run under `wall`."""
        return list(_of_kind(read_lines(await self.file()), kind))

    async def whole_story(self, kind: str | None = None) -> list[dict[str, Any]]:
        """The same, with what installations that were deleted had written."""
        return [*_of_kind(self._deleted, kind), *await self.lines(kind)]

    async def kinds(self) -> list[str]:
        """The kinds of all entries, in order."""
        return [str(entry.get("kind")) for entry in await self.entries()]

    async def count(self, kind: str) -> int:
        return len(await self.entries(kind))

    async def last(self, kind: str) -> dict[str, Any] | None:
        """The newest entry of a kind."""
        found = await self.entries(kind)
        return found[-1] if found else None

    async def explain_look(self) -> str:
        """What lies where the profile says the journal is; empty where it is there, or the phone's folders are not."""
        if self._app.phone.target.files_are_copies or (file := await self.file()).exists():
            return ""
        named = self._app.profile.journal or ""
        folder = file.parent.name
        if not file.parent.is_dir():
            return f"{named} is not there, and neither is the folder {folder}"
        there = sorted(other.name for other in file.parent.iterdir())
        told = ", ".join(there[:MOST_NAMES]) + (", …" if len(there) > MOST_NAMES else "")
        return f"{named} is not there{meant(file.name, there)}; {folder} holds {told or 'nothing'}"

    async def file(self) -> Path:
        """Where it lies on this machine, or a copy of it as it is now.

        Raises:
            NotOffered: The app keeps none, or the target gives no access.
        """
        target = self._app.phone.target
        if self._file is None or target.files_are_copies:
            if self._app.profile.journal is None:
                raise NotOffered(f"{self._app.bundle_id} keeps no journal", hint='mark it needs("app_journal")')
            self._file = await target.app_file(self._app.phone, self._app.bundle_id, self._app.profile.journal)
        return self._file

    async def _keep(self) -> None:
        with contextlib.suppress(HarnessError):  # a journal that cannot be read is no reason to stop
            self._deleted += await self.lines()
        self._file = None


def _of_kind(lines: Iterable[dict[str, Any]], kind: str | None) -> Iterator[dict[str, Any]]:
    return (line for line in lines if kind is None or line.get("phone", {}).get("kind") == kind)
