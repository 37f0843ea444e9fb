"""What the terminal shows of a run: one line a scenario, or each step as it happens; a summary with times and paths.

Lives in the main process. Under xdist the workers' reports arrive here with their story and evidence folder as user
properties, so lines, summary and page are the same as in a single process.
"""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

import pytest

from harness import naming, quarantine
from harness.again import USUAL, repeat_command
from harness.errors import EnvironmentFault
from harness.report import ring_times, roster
from harness.report.result import Result
from harness.settings import Settings

SYMBOLS = {"passed": "✓", "failed": "✗", "error": "✗", "quarantined": "✗", "skipped": "-"}
COLOURS = {"passed": "green", "failed": "red", "error": "red", "quarantined": "yellow", "skipped": "yellow"}
SLOWEST = 3


class RunReport:
    """Collects results and writes lines, summary and the report page."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self.settings = settings
        self.results: dict[str, Result] = {}
        self._config = config
        self._lines = False
        self._parallel = False
        self._file = ""
        self._other_files: set[str] = set()  # with tests that are no scenarios
        self._collected: list[roster.Row] = []  # of a run that only collects
        self._page: Path | None = None
        self._page_problem = ""

    # --- while running

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        from harness.selection import is_scenario

        all_ours = bool(session.items) and all(is_scenario(item) for item in session.items)
        self._decide_lines(all_ours)
        if self._config.option.collectonly:
            self._collected = roster.of_items(session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: list[str]) -> None:
        # The main process of xdist collects nothing itself, and shows no file names that a line could break.
        self._parallel = True
        self._decide_lines(True)

    def _decide_lines(self, all_ours: bool) -> None:
        terminal = self._terminal()
        if terminal is None:
            return
        self._lines = all_ours and self.settings.progress != "dots" and self._config.get_verbosity() == 0
        if self._lines:
            terminal.showfspath = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str] | None:
        """With a line of our own for each scenario pytest's letters go; its words stay, for the short summary."""
        if not self._lines or not isinstance(report, pytest.TestReport):
            return None
        if hasattr(report, "wasxfail"):
            return ("xfailed", "", "XFAIL") if quarantine.excused(report) else None
        if self._is_lost(report):
            return "failed", "", "FAILED"
        if "ringproof_scenario" not in dict(report.user_properties):
            return None
        if report.failed and report.when != "call":
            return "error", "", "ERROR"
        if report.when == "call" or report.skipped:
            return report.outcome, "", report.outcome.upper()
        return None

    def step(self, kind: str, text: str) -> None:
        """A step of the running scenario, as it happens."""
        slow_target = self.settings.target != "embedded" and self.settings.progress == "lines"
        if self.settings.progress != "steps" and not slow_target:
            return
        if kind in ("scenario", "verdict"):
            return
        self._write(f"      {text}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        properties = dict(report.user_properties)
        name = properties.get("ringproof_scenario")
        if self._is_lost(report):
            self._lost(report)
        elif name is None:
            self._other_files.add(_file(report))
        if name is None:
            return
        result = self.results.setdefault(report.nodeid, Result(report.nodeid, str(name)))
        result.seconds += report.duration
        if report.when == "call":
            result.call_seconds = report.duration
        result.quarantine = str(properties.get(quarantine.PROPERTY, ""))
        failed = report.failed or quarantine.excused(report)
        if report.skipped and not failed:
            result.verdict = "skipped"
            result.reason = _skip_reason(report)
        elif failed:
            result.verdict = "failed" if report.when == "call" else "error"
            result.reason = _first_line(report)
        result.command = str(properties.get("ringproof_again", result.command))
        result.bridged = str(properties.get(roster.BRIDGED, ""))
        result.fault = str(properties.get("ringproof_fault", result.fault))
        if report.when == "teardown":
            result.story = str(properties.get("ringproof_story", ""))
            result.evidence = str(properties.get("ringproof_evidence", ""))
            measured: Any = properties.get("ringproof_rings", [])
            result.rings = list(measured)
            if self._lines:
                self._line(result)

    def _is_lost(self, report: pytest.TestReport) -> bool:
        """Whether a scenario's worker died, of which xdist tells the node id alone, and no test's that is none."""
        if report.when in ("setup", "call", "teardown"):
            return False
        return _file(report) not in self._other_files and bool(self.results or self.settings.evidence)

    def _lost(self, report: pytest.TestReport) -> None:
        result = self.results.setdefault(report.nodeid, Result(report.nodeid, naming.title_by(report.nodeid)))
        result.verdict, result.fault, result.reason = "error", EnvironmentFault.fault, str(report.longrepr)
        if self._lines:
            self._line(result)

    def _line(self, result: Result) -> None:
        place = ""
        if self._parallel:
            # Workers are in different files at once; a heading for each change would be every other line.
            place = f"{Path(result.file).stem.removeprefix('test_')}: "
        elif result.file != self._file:
            self._file = result.file
            self._write(result.file)
        told = result.reason if result.verdict != "passed" else result.story
        time = f"{result.seconds * 1000:.0f} ms" if result.seconds < 10 else f"{result.seconds:.1f} s"
        line = f"  {SYMBOLS[result.shown]} {place}{result.title}" + (f"  {told}" if told else "") + f"  ({time})"
        self._write(line, **{COLOURS[result.shown]: True})
        if terminal := self._terminal():
            terminal._show_progress_info = False  # pytest's percentage would stand on a line of its own

    # --- at the end

    def pytest_sessionfinish(self) -> None:
        folder = self.settings.evidence
        if folder is None or not self.results:
            return
        from harness.errors import HarnessError
        from harness.report.render import write_run

        results = list(self.results.values())
        if self._parallel:
            results.sort(key=lambda result: result.file)  # they came as workers finished them
        try:
            self._page = write_run(folder, results, self.settings)
        except (OSError, HarnessError) as error:
            self._page_problem = f"the report could not be written: {error}"

    def pytest_terminal_summary(self, terminalreporter: Any, exitstatus: int) -> None:
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            # Under xdist pytest itself does not say that it left all of them out.
            for dest, fits in (("keyword", "name fits -k"), ("markexpr", "markers fit -m")):
                if chosen := self._config.getoption(dest, ""):
                    terminalreporter.write_line(
                        f'no scenario\'s {fits} "{chosen}"; all there are: pytest scenarios --collect-only -q'
                    )
        write = terminalreporter.write_line
        if self._collected and self._config.get_verbosity() >= -1:
            terminalreporter.section("ringproof")
            write(f"target   {self.settings.target}: {roster.summary(self._collected)}")
            for line in roster.lines(self._collected, names=self._config.get_verbosity() > 0):
                write(line)
        if not self.results or self._config.get_verbosity() < -1:
            return
        results = list(self.results.values())
        terminalreporter.section("ringproof")
        counts = {verdict: sum(result.shown == verdict for result in results) for verdict in SYMBOLS}
        told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
        settings = self.settings
        write(f"target   {settings.target}, driver {settings.driver}, iOS {', '.join(settings.ios)}")
        write(f"verdict  {len(results)} scenarios: {told}")
        for line in roster.lines(roster.of_results(results)):
            write(line)
        ran = sorted((result for result in results if result.verdict != "skipped"), key=lambda result: result.seconds)
        if ran:
            median = statistics.median(result.seconds for result in ran)
            write(f"time     median {median * 1000:.0f} ms, slowest {ran[-1].seconds * 1000:.0f} ms of {len(ran)}")
            for result in reversed(ran[-SLOWEST:] if len(ran) > SLOWEST else []):
                write(f"         {result.seconds * 1000:6.0f} ms  {result.title}")
        for line in ring_times.table(row for result in results for row in result.rings):
            write(f"rings    {line}")
        for result in results:
            if result.verdict in ("failed", "error"):
                write(f"{result.shown:<8} {result.node_id}", **{COLOURS[result.shown]: True})
                write(f"  why    {result.reason}")
                if result.quarantine:
                    write(f"  counts no, {result.quarantine}")
                if result.fault and result.fault != "product":
                    write(f"  fault  {result.fault}, not the product's")
                if result.evidence:
                    write(f"  kept   {result.evidence}")
                again = result.command or repeat_command(result.node_id, settings, self._config.stash.get(USUAL, None))
                write(f"  again  {again}")
        if self._page is not None:
            write(f"report   {self._page}")
        elif self._page_problem:
            write(f"report   {self._page_problem}", red=True)

    def _terminal(self) -> Any:
        return self._config.pluginmanager.getplugin("terminalreporter")

    def _write(self, line: str, **markup: bool) -> None:
        terminal = self._terminal()
        if terminal is None:
            return
        capture: Any = self._config.pluginmanager.getplugin("capturemanager")
        if capture is None:
            terminal.write_line(line, **markup)
            return
        with capture.global_and_fixture_disabled():
            terminal.write_line(line, **markup)


def _file(report: pytest.TestReport) -> str:
    return report.nodeid.split("::")[0]


def _skip_reason(report: pytest.TestReport) -> str:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return str(reason).removeprefix("Skipped: ")


def _first_line(report: pytest.TestReport) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    text = crash.message if crash is not None else report.longreprtext
    return text.strip().splitlines()[0] if text.strip() else report.outcome
