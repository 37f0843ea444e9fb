"""What happened in a scenario: one event stream out of the harness's steps and what every part wrote down.

An entry is `{"phone": {"t", "source", "kind", "id", "cause", "data"}, "wall": {…}}`; `t` is microseconds since the
scenario began. Everything that may differ between two equal runs (ports, pids, paths, tokens, wall times) belongs under
`wall`; two runs are compared over `phone` alone. Sources are the report's lanes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

Entry: TypeAlias = dict[str, Any]

HARNESS = "test"
CALL_SERVICE = "call service"
BENCH = "bench"
APP = "app"
# Whose entries come first at the same instant: the test's, the call service's, the phone's in the order it tells them,
# the app's. Between what different parts wrote down no finer order is known.
ORDER = (HARNESS, CALL_SERVICE, BENCH, APP)
STORY = ("call", "message", "hand", "push", "saw", "failed")  # kinds of the test's steps that tell what went on


@dataclass(slots=True)
class Journal:
    """The journal of one scenario. Steps are written by the harness; the rest is added when it is read.

    Attributes:
        start: The clock's `now` when the scenario began.
        now: The clock's `now` as last seen, for steps that do not ask for it.
        on_step: Called with each step's words, for the terminal.
        body: Number of entries there were when the test's own lines began; those before are set-up.
    """

    start: int = 0
    now: int = 0
    entries: list[Entry] = field(default_factory=list)
    on_step: Any = None
    body: int = 0
    _number: int = 0
    _told_by: list[str] = field(default_factory=list)  # of each entry, one of ORDER

    def copy(self) -> Journal:
        """The same entries in a journal of their own, which tells no terminal."""
        return replace(self, entries=[*self.entries], _told_by=[*self._told_by], on_step=None)

    def begin(self, now: int) -> None:
        """The scenario's zero; steps written before belong to it."""
        self.start = self.now = now

    def step(self, kind: str, text: str, **data: object) -> None:
        """One step of the test, in words."""
        self._number += 1
        phone = {
            "t": max(0, self.now - self.start),
            "source": HARNESS,
            "kind": kind,
            "id": f"test:{self._number}",
            "data": {"text": text, **data},
        }
        self._append({"phone": phone, "wall": {"time": time.time()}}, HARNESS)
        if self.on_step is not None:
            self.on_step(kind, text)

    def add(self, entries: Iterable[Mapping[str, Any]], told_by: str, *, since_wall: float | None = None) -> None:
        """Entries of another part; those from before the scenario are left out.

        Args:
            told_by: One of `ORDER`; their lane as well, when they do not name one.
            since_wall: Where no clock is shared (Apple's targets): the scenario's begin in wall time, and entries
                are placed by their own wall time.
        """
        for entry in entries:
            phone = dict(entry.get("phone", {}))
            at = int(phone.pop("t", self.start)) - self.start
            if since_wall is not None:
                at = round((float(entry.get("wall", {}).get("time", since_wall)) - since_wall) * 1_000_000)
            if at < 0:
                continue
            known = {"source", "kind", "id", "cause", "data"}
            data = {**phone.get("data", {}), **{key: value for key, value in phone.items() if key not in known}}
            merged: Entry = {"t": at, "source": phone.get("source") or told_by, "kind": phone.get("kind", "")}
            merged |= {key: phone[key] for key in ("id", "cause") if phone.get(key) is not None}
            self._append({"phone": {**merged, "data": data}, "wall": dict(entry.get("wall", {}))}, told_by)

    def merged(self) -> list[Entry]:
        """All entries by time; at the same instant in the order of `ORDER`, then as they were told."""
        told = zip(self.entries, self._told_by, strict=True)
        return [entry for entry, _ in sorted(told, key=lambda row: (row[0]["phone"]["t"], ORDER.index(row[1])))]

    def steps(self) -> list[str]:
        """The test's own steps, in words."""
        return [entry["phone"]["data"]["text"] for entry in self.entries if entry["phone"]["source"] == HARNESS]

    def story(self, longest: int = 160) -> str:
        """Who called whom and what the phone showed, in one line."""
        parts: list[str] = []
        for entry in self.entries[self.body :]:
            phone = entry["phone"]
            if phone["source"] != HARNESS or phone["kind"] not in STORY:
                continue
            text = str(phone["data"]["text"])
            if not parts or parts[-1] != text:
                parts.append(text)
        line = " · ".join(parts)
        return line if len(line) <= longest else line[: longest - 1] + "…"

    def _append(self, entry: Entry, told_by: str) -> None:
        self.entries.append(entry)
        self._told_by.append(told_by)

    def write(self, file: Path) -> None:
        lines = (json.dumps(entry, ensure_ascii=False, default=str) for entry in self.merged())
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def read(file: Path) -> list[Entry]:
    """The entries of a written journal."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
