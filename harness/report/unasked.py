"""Crashes a scenario did not ask about.

A crash nobody expects fails the scenario it happened in, even if no statement of it looks. A scenario that expects one
looks at it: `alice.app.crash_reason()`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness import hints
from harness.clock import SECOND
from harness.errors import AppCrashed
from harness.report import words

if TYPE_CHECKING:
    from harness.clock import Clock
    from harness.crashes import CrashReport
    from harness.phone import Phone

FRAMES = 3  # of a backtrace, in a failure
EXPECTED = "a scenario that expects the crash looks at it: alice.app.crash_reason"


@dataclass(frozen=True, slots=True)
class Crash:
    """A crash on a phone of the running scenario, placed in its time.

    Args:
        at: µs since the scenario began; None when the report does not say.
    """

    phone: Phone
    report: CrashReport
    at: int | None

    @property
    def told(self) -> str:
        """One line: when, what and why."""
        when = "" if self.at is None else f"+{self.at / SECOND:.2f} s  "
        return f"{when}{self.report.kind}: {self.report.reason}"


async def crashes(phones: Iterable[Phone], clock: Clock, start: int) -> list[Crash]:
    """Crashes since these phones were made fresh that the scenario has not looked at, the oldest of a phone first.

    Args:
        start: The clock's `now` when the scenario began.
    """
    found = []
    for phone in phones:
        for report in await phone.target.crash_reports(phone):
            if report not in phone.crashes_looked_at:
                at = await report.at(clock)
                found.append(Crash(phone, report, None if at is None else at - start))
    return found


def failure(crashes: list[Crash]) -> AppCrashed:
    """What a scenario fails with that asked about none of these."""
    first = crashes[0]
    lines = [line for crash in crashes for line in (crash.told, *(f"  {at}" for at in crash.report.frames[:FRAMES]))]
    names = dict.fromkeys(f"{crash.report.app} on {crash.phone.spoken_name}" for crash in crashes)
    return AppCrashed(
        f"{' and '.join(names)} crashed, and no statement of the scenario asks about it",
        saw="\n".join(lines),
        expected="an app that lives through the scenario",
        hint="\n".join(
            line for line in (hints.from_seen([crash.report.reason for crash in crashes]), EXPECTED) if line
        ),
        until=None if first.at is None else first.at + words.SAME,
    )
