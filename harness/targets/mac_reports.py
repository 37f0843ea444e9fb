"""Crash reports of a Simulator's apps, which the Mac writes among its own: `~/Library/Logs/DiagnosticReports/*.ips`.

The folder lies beside `CoreSimulator`, in which each phone has its log folder (SIMULATOR_LOG_ROOT). It has reports of
every program of the Mac's and is never emptied here: a report is of interest when it is about this phone and when the
crash happened since the phone was made fresh, however late it was written down.

A Mac writes a report some seconds after the crash, while nothing else waits. So whoever needs to know that no report
will come waits for one (`written`): for as long as `LATE`, and only when a process that the harness started is gone
and nobody of the scenario has ended it.
"""

from __future__ import annotations

import time
from asyncio import sleep
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from harness.crashes import CrashReport
from harness.errors import HarnessError
from harness.targets import ips

if TYPE_CHECKING:
    from harness.phone import Phone

PidOf = Callable[[str], Awaitable[int | None]]  # bundle id -> the process it has now
# unverified on iOS: wall seconds; people tell of "a few" and, without figures, of ten.
LATE = 10.0
EACH = 0.2  # wall seconds between two looks


class MacReports:
    """See the module."""

    def __init__(self, *, late: float = LATE) -> None:
        self._late = late
        self._since: dict[str, float] = {}  # UDID -> when its phone was made fresh, in seconds since 1970

    def forget(self, phone: Phone, log_folder: Path) -> None:
        """What crashed until now is of no interest any more."""
        self._since[phone.udid] = time.time()

    def read(self, phone: Phone, log_folder: Path) -> list[CrashReport]:
        """What crashed since then, the oldest first."""
        since = self._since.get(phone.udid, 0.0)
        found = []
        for file in folder_of(log_folder).glob("*.ips"):
            try:
                written = file.stat().st_mtime
                if written < since:  # there can be hundreds, and each is looked at again and again
                    continue
                text = file.read_text(encoding="utf-8", errors="replace")
            except OSError:  # a Mac also takes reports away
                continue
            if told := ips.crash_of(phone.udid, text, since=since):
                found.append((written, CrashReport(file.name, told, original=text)))
        return [report for _, report in sorted(found, key=lambda one: one[0])]

    async def written(self, phone: Phone, log_folder: Path, pid_of: PidOf) -> None:
        """Return when what has crashed so far can be read, as far as anybody can tell."""
        for bundle_id, pid in list(phone.running.items()):
            try:
                if await pid_of(bundle_id) == pid:
                    continue
            except HarnessError:
                continue  # a phone that cannot be asked; that is told elsewhere
            del phone.running[bundle_id]  # waited for once
            until = time.monotonic() + self._late
            while time.monotonic() < until:
                if any(report.pid == pid for report in self.read(phone, log_folder)):
                    break
                await sleep(EACH)


def folder_of(log_folder: Path) -> Path:
    """Where the Mac keeps them, from a phone's log folder `~/Library/Logs/CoreSimulator/<UDID>`."""
    return log_folder.parent.parent / "DiagnosticReports"
