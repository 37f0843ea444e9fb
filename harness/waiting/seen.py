"""What was seen while waiting: each value, and from when to when; as a failure words it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any

from harness.clock import seconds


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A look that failed in passing, such as on an element that vanished meanwhile."""

    why: str


@dataclass(slots=True)
class History:
    """Values seen, each with the interval it was seen in; equal neighbours are one entry."""

    start: int
    spans: list[tuple[Any, int, int]] = field(default_factory=list)
    looks: int = 0

    def add(self, now: int, value: Any) -> None:
        self.looks += 1
        if self.spans and _same(self.spans[-1][0], value):
            seen, begin, _ = self.spans[-1]
            self.spans[-1] = (seen, begin, now)
            return
        if self.spans:
            # What was seen before held until this look saw something else.
            seen, begin, _ = self.spans[-1]
            self.spans[-1] = (seen, begin, now)
        self.spans.append((value, now, now))

    @property
    def values(self) -> list[Any]:
        return [value for value, _, _ in self.spans if not isinstance(value, Unreadable)]

    def text(self, newest: int = 12) -> str:
        """`SUSPENDED +0.0..1.2 s, BACKGROUND +1.2..5.0 s`; the oldest of many are left out, and said to be."""
        left_out = len(self.spans) - newest
        shown = [
            f"{show(value)} +{seconds(begin - self.start)}..{seconds(end - self.start)} s"
            for value, begin, end in self.spans[-newest:]
        ]
        return ", ".join([f"({left_out} earlier values)", *shown] if left_out > 0 else shown)


def show(value: Any) -> str:
    """A value as a failure prints it: enumerations by name, the rest by repr, cut to a readable length."""
    if isinstance(value, Unreadable):
        return f"unreadable ({value.why})"
    text = value.name if isinstance(value, enum.Enum) else repr(value)
    return text if len(text) <= 200 else text[:197] + "…"


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)
