"""What many nights tell of a scenario: since when it fails, how often, how it slows down. Pure.

Nights are given the oldest first, tonight last. A night in which a scenario did not run says nothing about it.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from harness.nightly.history import Mark, Night
from harness.nightly.tally import Verdict

SHOWN = 14  # nights in a row of signs
SIGNS = {
    Verdict.PASSED: "✓",
    Verdict.FAILED: "✗",
    Verdict.FLAKY: "~",
    Verdict.BY_INPUTS: "≠",
    Verdict.SKIPPED: "-",
}
BARS = "▁▂▃▄▅▆▇█"
# Slower is: half as long again as the usual of the nights before, and by more than a machine's own moods. On the
# embedded phone a scenario takes some hundred milliseconds, of which half is the process's start.
SLOWER_BY = 1.5
SLOWER_SECONDS = 0.5
USUAL_OF = 3  # nights there must be, to know what is usual
LOOKED_BACK = 7


def marks(nights: Sequence[Night], lane: str, scenario: str) -> list[tuple[Night, Mark]]:
    """The nights in which it ran, and how it did."""
    found = ((night, night.mark(lane, scenario)) for night in nights)
    return [(night, mark) for night, mark in found if mark is not None and mark.verdict is not Verdict.SKIPPED]


def failing_since(nights: Sequence[Night], lane: str, scenario: str) -> Night | None:
    """The first night of the failures that lead up to the last one; None if it passed then, or never ran."""
    first = None
    for night, mark in reversed(marks(nights, lane, scenario)):
        if not mark.verdict.is_bad:
            break
        first = night
    return first


def is_new(nights: Sequence[Night], lane: str, scenario: str) -> bool:
    """Whether it failed in the last night and had passed in the one before in which it ran."""
    told = marks(nights, lane, scenario)
    return len(told) > 1 and told[-1][1].verdict.is_bad and told[-2][1].verdict is Verdict.PASSED


def passed_before_at(nights: Sequence[Night], lane: str, scenario: str, revision: str) -> Night | None:
    """The latest night before the last in which it passed on the very code of the last."""
    for night, mark in reversed(marks(nights[:-1], lane, scenario)):
        if revision and night.revision == revision and mark.verdict is Verdict.PASSED:
            return night
    return None


def rate(nights: Sequence[Night], lane: str, scenario: str) -> tuple[int, int]:
    """Attempts that failed, and attempts, over the last nights."""
    told = [mark for _, mark in marks(nights[-SHOWN:], lane, scenario)]
    failed = sum(mark.failed for mark in told)
    return failed, failed + sum(mark.passed for mark in told)


def slower(nights: Sequence[Night], lane: str, scenario: str) -> tuple[float, float] | None:
    """Usual and last seconds, if the last night took notably longer; judged over nights in which it passed."""
    told = [mark.seconds for _, mark in marks(nights, lane, scenario) if mark.passed and mark.seconds is not None]
    last = nights[-1].mark(lane, scenario) if nights else None
    if last is None or last.seconds is None or not last.passed or len(told) <= USUAL_OF:
        return None
    usual = statistics.median(told[-LOOKED_BACK - 1 : -1])
    longer = last.seconds - usual
    return (usual, last.seconds) if last.seconds >= SLOWER_BY * usual and longer >= SLOWER_SECONDS else None


def signs(nights: Sequence[Night], lane: str, scenario: str) -> str:
    """A sign a night, `·` where it was not there: `··✓✓✗~✗`."""
    told = (night.mark(lane, scenario) for night in nights[-SHOWN:])
    return "".join("·" if mark is None else SIGNS[mark.verdict] for mark in told)


def bars(values: Sequence[float]) -> str:
    """A bar a value, the lowest bar for zero and the highest for the most."""
    most = max(values, default=0)
    return "".join(BARS[round(value / most * (len(BARS) - 1)) if most else 0] for value in values)


def times(nights: Sequence[Night], lane: str, scenario: str) -> str:
    """A bar a night for how long it took."""
    return bars([mark.seconds for _, mark in marks(nights[-SHOWN:], lane, scenario) if mark.seconds is not None])
