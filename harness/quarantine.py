"""Scenarios that may fail for a while: who looks after each, why, and until which day.

A quarantined scenario runs and is reported; its failure does not fail the run. An entry whose day has passed excuses
nothing any more, and fails the run by itself, so that nobody's quarantine lasts for ever. `--quarantine FILE` names the
file:

    [[quarantine]]
    scenario = "scenarios/online/test_calls.py::test_a_call_rings"
    owner = "calls team"
    reason = "the ring is late by a second, see the tracker's 412"
    expires = 2026-12-24

`scenario` is a test's id relative to the folder pytest takes for its root. With parameters (`…[apns]`) it is that one
variant, without them all of the test's. `expires` is the last day it holds, in local time.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

TABLE = "quarantine"
FIELDS = {"scenario": str, "owner": str, "reason": str, "expires": date}
PROPERTY = "ringproof_quarantine"  # of a test's report: why its failure does not count


class BadQuarantine(ValueError):
    """The file cannot be read as a quarantine list; the text says where, why and what would do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One scenario's quarantine."""

    scenario: str
    owner: str
    reason: str
    expires: date

    def has_expired(self, today: date) -> bool:
        """Whether its last day has passed."""
        return today > self.expires

    def holds_for(self, node_id: str) -> bool:
        """Whether a test with this id is meant."""
        return node_id == self.scenario or ("[" not in self.scenario and node_id.partition("[")[0] == self.scenario)

    def __str__(self) -> str:
        return f"quarantined until {self.expires} ({self.owner}): {self.reason}"


@dataclass(frozen=True, slots=True)
class Quarantine:
    """The entries of a file, in its order."""

    entries: tuple[Entry, ...] = ()

    def of(self, node_id: str) -> Entry | None:
        """The entry of a test, expired or not; one for its variant goes before one for all of them."""
        meant = [entry for entry in self.entries if entry.holds_for(node_id)]
        return max(meant, key=lambda entry: len(entry.scenario), default=None)

    def expired(self, today: date) -> list[Entry]:
        """Entries that excuse nothing any more."""
        return [entry for entry in self.entries if entry.has_expired(today)]


def load(file: Path) -> Quarantine:
    """The quarantine list of a file.

    Raises:
        BadQuarantine: It cannot be read, or an entry lacks something, says too much or comes twice.
    """
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadQuarantine(f"{file} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadQuarantine(f"{file} is no TOML: {error}") from None
    rows = told.pop(TABLE, [])
    if told or not isinstance(rows, list):
        raise BadQuarantine(
            f"{file} holds {', '.join(told) or TABLE}; expected are tables [[{TABLE}]] and nothing else"
        )
    entries = tuple(_entry(row, f"{file}, entry {number}") for number, row in enumerate(rows, 1))
    names = [entry.scenario for entry in entries]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BadQuarantine(f"{file} has two entries for {twice[0]}; keep one")
    return Quarantine(entries)


def unknown(entries: Iterable[Entry], root: Path) -> list[str]:
    """A sentence for each entry that names no test below this folder; files are read, nothing is collected."""
    return [sentence for entry in entries if (sentence := _unknown(entry.scenario, root))]


def _entry(row: Any, where: str) -> Entry:
    if not isinstance(row, dict):
        raise BadQuarantine(f"{where} is no table; expected is [[{TABLE}]] with {', '.join(FIELDS)}")
    if strange := sorted(row.keys() - FIELDS.keys()):
        raise BadQuarantine(f"{where} has '{strange[0]}'; it takes {', '.join(FIELDS)}")
    for name, kind in FIELDS.items():
        value = row.get(name)
        # A date-time is a date to Python; what is meant is a day.
        if not isinstance(value, kind) or isinstance(value, datetime) or not str(value).strip():
            example = "a day, such as 2026-12-24 without quotes" if kind is date else "a text"
            raise BadQuarantine(f"{where}: {name} is {'missing' if value is None else repr(value)}; it takes {example}")
    return Entry(row["scenario"], row["owner"], row["reason"], row["expires"])


def _unknown(scenario: str, root: Path) -> str | None:
    file, *names = scenario.partition("[")[0].split("::")
    if not names:
        return f"{scenario} names no test; write FILE::TEST, such as scenarios/online/test_calls.py::test_a_call_rings"
    try:
        body: Sequence[ast.stmt] = ast.parse((root / file).read_text(encoding="utf-8")).body
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        return f"{scenario}: {file} cannot be read below {root} ({error.__class__.__name__})"
    for name in names:
        found = next((node for node in _defined(body) if node.name == name), None)
        if found is None:
            return f"{scenario}: {file} has no {name}"
        body = found.body
    return None


def _defined(body: Sequence[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    return (node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef))


class Excuses:
    """The part of the plugin that keeps failures in quarantine from failing the run, and expired entries from not."""

    def __init__(self, file: Path, root: Path, today: date) -> None:
        """Read the file.

        Raises:
            BadQuarantine: It cannot be used; says why.
        """
        self.quarantine = load(file)
        if sentences := unknown(self.quarantine.entries, root):
            raise BadQuarantine("\n".join(f"{file}: {sentence}" for sentence in sentences))
        self.today = today
        self.expired = self.quarantine.expired(today)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            entry = self.quarantine.of(item.nodeid)
            if entry is not None and not entry.has_expired(self.today):
                item.user_properties.append((PROPERTY, str(entry)))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Iterator[None]:
        """Outermost, so that everybody else has seen and told the failure before it is excused."""
        report: pytest.TestReport = yield  # type: ignore[assignment]  # a wrapper is sent the result
        reason = dict(item.user_properties).get(PROPERTY)
        if report.failed and reason is not None:
            report.outcome = "skipped"
            report.wasxfail = str(reason)
        return report  # type: ignore[return-value]

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if self.expired and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for entry in self.expired:
            since = f"expired after {entry.expires}"
            terminalreporter.write_line(
                f"quarantine of {entry.scenario} {since} and fails this run; {entry.owner} mends the scenario, or "
                f"extends the entry and says why",
                red=True,
            )


def excused(report: pytest.TestReport) -> bool:
    """Whether a report is of a failure that does not count."""
    return hasattr(report, "wasxfail") and report.skipped and PROPERTY in dict(report.user_properties)
