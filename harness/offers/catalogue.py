"""The scenarios of a project, as a run on a target would collect them. Nothing runs."""

from __future__ import annotations

import contextlib
import io

import pytest

from harness.errors import HarnessError
from harness.report import roster


def collect(target: str, *options: str) -> list[roster.Row]:
    """What will become of each scenario on this target.

    Args:
        options: Of the run, and its folders, as pytest takes them.

    Raises:
        HarnessError: They cannot be collected; quotes pytest.
    """
    collector = _Collector()
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        command = ["--collect-only", "-qq", "-p", "no:cacheprovider", "--target", target, *options]
        status = pytest.main(command, plugins=[collector])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        lines = [line.strip() for line in said.getvalue().splitlines() if line.strip()]
        errors = [line for line in lines if line.startswith(("E ", "ERROR"))]
        raise HarnessError(
            f"the scenarios could not be collected for target '{target}'",
            saw="\n".join((errors or lines)[-5:]),
            hint=f"pytest --collect-only --target {target} {' '.join(options)} says more",
        )
    return collector.rows


class _Collector:
    """Takes the items out of pytest's run."""

    def __init__(self) -> None:
        self.rows: list[roster.Row] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.rows = roster.of_items(session.items)
