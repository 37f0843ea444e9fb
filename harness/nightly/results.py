"""What the runs of a night left behind, read back: one lane a folder, in it any number of runs.

A *lane* is what one job of the night did, such as "iOS 16.4 in Arabic"; its folder is the job's artifact. A run is a
folder with `run.json` (written by `--evidence`), or, where that is missing, with a `junit.xml` of pytest's. Beside runs
a lane may hold the scores of `make defects` and `make mutants`. A lane that holds nothing of all that is what a job
leaves that died before it could say anything.

Verdicts are pytest's: passed, failed, error (of a fixture) or skipped. Seconds are wall seconds, of all phases.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from xml.etree import ElementTree

from harness.errors import HarnessError
from harness.nightly.scores import Score, scores
from harness.quarantine import PROPERTY
from harness.report.render import RUN

JUNIT = "junit.xml"
FAILED = ("failed", "error")

Inputs: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One scenario in one run.

    Attributes:
        inputs: What decides about the verdict beside code and scenario, by name; equal inputs, equal verdicts.
        run: The run's folder, relative to the lane's; empty when it is the lane's own.
        quarantine: Why its failure did not count in that run, if it did not.
    """

    scenario: str
    title: str
    verdict: str
    seconds: float
    inputs: Inputs
    run: str = ""
    reason: str = ""
    fault: str = ""
    command: str = ""
    quarantine: str = ""

    @property
    def failed(self) -> bool:
        return self.verdict in FAILED


@dataclass(frozen=True, slots=True)
class Lane:
    """What one job of the night did."""

    name: str
    runs: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    scores: tuple[Score, ...] = field(default=())

    @property
    def told_nothing(self) -> bool:
        return not (self.attempts or self.scores)


def read(folders: Iterable[Path]) -> list[Lane]:
    """The lanes of a night, by name.

    Args:
        folders: Each holds a folder a lane; one that is a run itself is a lane.

    Raises:
        HarnessError: A folder is missing, holds no lane, or a file in it cannot be read.
    """
    lanes: dict[str, Lane] = {}
    for folder in folders:
        if not folder.is_dir():
            raise HarnessError(f"there is no folder {folder}", hint="name the folder that the runs' artifacts lie in")
        found = [folder] if _is_run(folder) else sorted(path for path in folder.iterdir() if path.is_dir())
        for lane in map(_lane, found):
            if lane.name in lanes:
                raise HarnessError(
                    f"two lanes are called {lane.name}", hint="give each job's artifact a name of its own"
                )
            lanes[lane.name] = lane
    if not lanes:
        raise HarnessError(
            "there is no lane", hint="each job of the night leaves a folder in the one that is named here"
        )
    return [lanes[name] for name in sorted(lanes)]


def _is_run(folder: Path) -> bool:
    return (folder / RUN).exists() or (folder / JUNIT).exists()


def _lane(folder: Path) -> Lane:
    folder = folder.resolve()
    runs = sorted({file.parent for name in (RUN, JUNIT) for file in folder.rglob(name)})
    attempts: list[Attempt] = []
    for run in runs:
        name = run.relative_to(folder).as_posix().removeprefix(".")
        attempts += _of_page(run / RUN, name) if (run / RUN).exists() else _of_junit(run / JUNIT, name)
    names = tuple(run.relative_to(folder).as_posix() for run in runs)
    return Lane(folder.name, names, tuple(attempts), tuple(scores(folder)))


def _of_page(file: Path, run: str) -> Iterator[Attempt]:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        inputs = tuple(sorted((str(name), str(value)) for name, value in told.get("inputs", {}).items()))
        for row in told["results"]:
            yield Attempt(
                row["node_id"],
                row["title"],
                row["verdict"],
                float(row["seconds"]),
                inputs,
                run,
                row["reason"],
                row.get("fault", ""),
                row.get("command", ""),
                row.get("quarantine", ""),
            )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(file, error) from None


def _of_junit(file: Path, run: str) -> Iterator[Attempt]:
    try:
        cases = list(ElementTree.parse(file).iter("testcase"))
    except ElementTree.ParseError as error:
        raise _unreadable(file, error) from None
    for case in cases:
        told = {one.get("name", ""): one.get("value", "") for one in case.iter("property")}
        quarantine = told.get(PROPERTY, "")
        verdict, reason = "passed", ""
        for tag, meaning in (("skipped", "skipped"), ("error", "error"), ("failure", "failed")):
            child = case.find(tag)
            if child is not None:
                verdict, reason = meaning, child.get("message", "").partition("\n")[0]
                # pytest writes a failure that does not count as a skip of the type `pytest.xfail`.
                if child.get("type") == "pytest.xfail" and quarantine:
                    verdict = "failed"
        yield Attempt(
            _node_id(case.get("classname", ""), case.get("name", "")),
            told.get("ringproof_scenario", case.get("name", "")),
            verdict,
            float(case.get("time", 0)),
            (),
            run,
            reason,
            told.get("ringproof_fault", ""),
            told.get("ringproof_again", ""),
            quarantine,
        )


def _node_id(class_name: str, name: str) -> str:
    """pytest's id of a test from what it writes into JUnit: `a.b.test_c.TestD` and `test_e` are a/b/test_c.py::…"""
    parts = class_name.split(".")
    classes = [part for part in parts if re.match(r"[A-Z]", part)]
    file = "/".join(part for part in parts if part not in classes) + ".py"
    return "::".join([file, *classes, name])


def _unreadable(file: Path, error: Exception) -> HarnessError:
    saw: Any = f"no {error}" if isinstance(error, KeyError) else error
    return HarnessError(
        f"{file} cannot be read as a run", saw=str(saw), hint="was the job ended while it wrote? leave its folder out"
    )
