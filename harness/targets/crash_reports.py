"""Crash reports in a simulated phone's log folder, `CrashReporter/<bundle id>-<number>.crash`.

The folder outlives erasing, so what was there before an app was put on the phone is remembered and left out.
"""

from __future__ import annotations

from pathlib import Path


class CrashReports:
    """See the module."""

    def __init__(self) -> None:
        self._old: dict[Path, int] = {}  # file -> date of its content

    def forget(self, log_folder: Path, bundle_id: str) -> None:
        """What is there now is of no interest any more."""
        self._old = {file: file.stat().st_mtime_ns for file in _files(log_folder, bundle_id)}

    def read(self, log_folder: Path, bundle_id: str) -> list[str]:
        """The texts of the others, the oldest first."""
        new = [file for file in _files(log_folder, bundle_id) if file.stat().st_mtime_ns != self._old.get(file)]
        return [file.read_text(encoding="utf-8") for file in sorted(new, key=lambda file: file.stat().st_mtime_ns)]


def _files(log_folder: Path, bundle_id: str) -> list[Path]:
    return list((log_folder / "CrashReporter").glob(f"{bundle_id}-*.crash"))
