"""Crash reports in a simulated phone's log folder, `CrashReporter/<bundle id>-<number>.crash`.

The folder outlives erasing, so what was there before a phone was made fresh is remembered and left out.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from harness.crashes import CrashReport

if TYPE_CHECKING:
    from harness.phone import Phone


class CrashReports:
    """See the module."""

    def __init__(self) -> None:
        self._old: dict[Path, int] = {}  # file -> date of its content

    def forget(self, phone: Phone, log_folder: Path) -> None:
        """What is there now is of no interest any more."""
        self._old |= {file: file.stat().st_mtime_ns for file in _files(log_folder)}

    def read(self, phone: Phone, log_folder: Path) -> list[CrashReport]:
        """The others, the oldest first."""
        new = [file for file in _files(log_folder) if file.stat().st_mtime_ns != self._old.get(file)]
        new.sort(key=lambda file: file.stat().st_mtime_ns)
        return [CrashReport(file.name, file.read_text(encoding="utf-8")) for file in new]


def _files(log_folder: Path) -> list[Path]:
    return list((log_folder / "CrashReporter").glob("*.crash"))
