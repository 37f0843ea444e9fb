"""What the system writes down when an app is ended for a mistake, as values, in the shape of Apple's `.crash` files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.clock import Clock

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
