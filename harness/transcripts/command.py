"""`python -m harness transcript FILE…`: hold the commands of a run against what Apple's tools take and answer.

Ends with 1 when a line is not as Apple's tool has it, and names the first one of each file. Judged are the commands of
`xcrun simctl`; how many others there were is said, by tool.
"""

from __future__ import annotations

import argparse
import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.transcripts import answers, shapes
from harness.transcripts.recording import Entry, NoTranscript, read


@dataclass(frozen=True, slots=True)
class Finding:
    """The first line that is not right."""

    number: int
    entry: Entry
    wrong: shapes.Wrong

    def told(self, file: Path) -> str:
        command = shlex.join(self.entry.argv)
        text = f"{file}:{self.number}: {command if len(command) < 300 else command[:300] + ' …'}"
        return f"{text}\n  saw      {self.wrong.saw}\n  expected {self.wrong.expected}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a transcript came to: the first line that is wrong, and how many commands there were."""

    first: Finding | None
    judged: Counter[str]  # by subcommand
    others: Counter[str]  # by tool

    def told(self) -> str:
        kinds = ", ".join(f"{name} {number}" for name, number in sorted(self.judged.items()))
        text = f"{sum(self.judged.values())} commands of simctl judged ({kinds or 'none'})"
        if self.others:
            others = ", ".join(f"{name} {number}" for name, number in sorted(self.others.items()))
            text += f"; not judged: {others}"
        return text


def check(file: Path) -> Outcome:
    """Hold a transcript against the table.

    Raises:
        NoTranscript: It is none.
    """
    known = shapes.table()
    first: Finding | None = None
    judged: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for number, entry in read(file):
        words = simctl_words(entry.argv)
        if words is None:
            others[tool(entry.argv)] += 1
            continue
        taken = shapes.take(words, known)
        if isinstance(taken, shapes.Wrong):
            wrong: shapes.Wrong | None = taken
        else:
            judged[taken.subcommand] += 1
            wrong = answers.judge(entry, taken, known)
        if wrong is not None and first is None:
            first = Finding(number, entry, wrong)
    return Outcome(first, judged, others)


def simctl_words(argv: Sequence[str]) -> Sequence[str] | None:
    """What stands behind `xcrun simctl`, or behind a `simctl` of its own; None for another tool."""
    names = [Path(word).name for word in argv[:2]]
    if names[:1] == ["simctl"]:
        return argv[1:]
    return argv[2:] if names[-1:] == ["simctl"] and names[0].startswith("xcrun") else None


def tool(argv: Sequence[str]) -> str:
    """Such as `xcode-select`, or `xcrun devicectl`."""
    name = Path(argv[0]).name if argv else "nothing"
    return f"xcrun {argv[1]}" if name == "xcrun" and len(argv) > 1 else name


def main(arguments: Sequence[str]) -> int:
    """Check each file; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m harness transcript", description="Hold a run's transcript against what Apple's tools take."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="what --transcript wrote")
    code = 0
    for file in parser.parse_args(arguments).files:
        try:
            outcome = check(file)
        except NoTranscript as problem:
            print(f"{problem}\n  hint     record one with `pytest … --transcript FILE`")
            return 2
        if outcome.first is not None:
            print(outcome.first.told(file))
            code = 1
        print(f"{file}: {outcome.told()}")
        if not outcome.judged and outcome.first is None:
            print("  hint     nothing of simctl's was in it; was it a run on a Simulator?")
            code = code or 1
    return code
