"""What the system writes down when an app is ended for a mistake, as values; and which of it a scenario asked about.

A crash nobody expects fails the scenario it happened in, even if no statement of it looks. A scenario that expects one
looks at it: `alice.app.crash_reason()`. Reports are read in the shape of Apple's `.crash` files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from harness import hints
from harness.clock import SECOND
from harness.errors import AppCrashed
from harness.report import words

if TYPE_CHECKING:
    from harness.clock import Clock
    from harness.phone import Phone

FRAMES = 3  # of a backtrace, in a failure
EXPECTED = "a scenario that expects the crash looks at it: alice.app.crash_reason"
_UNCAUGHT = re.compile(r"uncaught exception '(?P<kind>[^']*)', reason: '(?P<reason>.*?)'$", re.MULTILINE | re.DOTALL)
_BACKTRACE = re.compile(r"^Last Exception Backtrace:\n", re.MULTILINE)
_THREAD = re.compile(r"^Thread \d+ Crashed:.*\n", re.MULTILINE)
_DATE = "%Y-%m-%d %H:%M:%S.%f %z"


@dataclass(frozen=True, slots=True)
class CrashReport:
    """One report.

    Args:
        file: Its name.
        text: As Console shows it.
        original: What the file holds, if that is something else.
    """

    file: str
    text: str
    original: str = ""

    @property
    def app(self) -> str:
        """The app's name."""
        return self._field("Process").split(" [")[0]

    @property
    def bundle_id(self) -> str:
        return self._field("Identifier")

    @property
    def pid(self) -> int | None:
        """The process that crashed, if the report names it."""
        found = re.search(r" \[(\d+)\]$", self._field("Process"))
        return int(found[1]) if found else None

    @property
    def kind(self) -> str:
        """The exception nobody caught, such as `NSInvalidArgumentException`, or else the kind of end: `EXC_CRASH`."""
        found = _UNCAUGHT.search(self.text)
        return found["kind"] if found else self._field("Exception Type")

    @property
    def reason(self) -> str:
        """Why, in the report's words: the exception's reason, or which time the app did not keep to."""
        found = _UNCAUGHT.search(self.text)
        if found:
            return found["reason"]
        told = [self._field("Termination Reason"), self._field("Termination Description")]
        said = re.search(r"^Application Specific Information:\n(.+)$", self.text, re.MULTILINE)
        return ": ".join(part for part in (*told, said[1] if said else "") if part) or self.kind

    @property
    def frames(self) -> list[str]:
        """Where the app was, the innermost first: where the exception was raised, else where its thread stood."""
        found = _BACKTRACE.search(self.text) or _THREAD.search(self.text)
        return (
            re.findall(r"^\d+\s+(\S.*)$", self.text[found.end() :].partition("\n\n")[0], re.MULTILINE) if found else []
        )

    async def at(self, clock: Clock) -> int | None:
        """When it happened, as the clock counts; None when the report does not say."""
        try:
            date = datetime.strptime(self._field("Date/Time"), _DATE)
        except ValueError:
            return None
        return await clock.at_date(date.timestamp())

    def _field(self, name: str) -> str:
        found = re.search(rf"^{re.escape(name)}: +(.+)$", self.text, re.MULTILINE)
        return found[1] if found else ""


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


async def unasked(phones: Iterable[Phone], clock: Clock, start: int) -> list[Crash]:
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
