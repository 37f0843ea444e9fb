"""Each scenario of a lane, counted over the lane's runs. Pure.

The verdict of several attempts: *flaky* passed and failed with the same inputs, so something is left to chance; *by
inputs* failed with some inputs each time and passed with others each time, such as one seed of an eager clock, and can
be repeated at will.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from harness.nightly.results import Attempt, Inputs, Lane


class Verdict(Enum):
    """What a lane's attempts at a scenario say together; the values are the history file's."""

    PASSED = "p"
    FAILED = "f"
    FLAKY = "~"
    BY_INPUTS = "i"
    SKIPPED = "s"

    @property
    def is_bad(self) -> bool:
        """Whether some attempt failed."""
        return self in (Verdict.FAILED, Verdict.FLAKY, Verdict.BY_INPUTS)


@dataclass(frozen=True, slots=True)
class Tally:
    """One scenario of one lane.

    Attributes:
        seconds: Median of the attempts that passed; of all that ran if none did; None if none ran.
        failures: The attempts that failed, in the order of the runs.
        chancy: Inputs with which it passed and failed.
    """

    lane: str
    scenario: str
    title: str
    verdict: Verdict
    passed: int
    failed: int
    skipped: int
    seconds: float | None
    failures: tuple[Attempt, ...] = ()
    chancy: tuple[Inputs, ...] = ()

    @property
    def ran(self) -> int:
        return self.passed + self.failed


def of(lane: Lane) -> list[Tally]:
    """A tally for each scenario of the lane, in the order they were first tried."""
    attempts: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in lane.attempts:
        attempts[attempt.scenario].append(attempt)
    return [_tally(lane.name, some) for some in attempts.values()]


def _tally(lane: str, attempts: list[Attempt]) -> Tally:
    failures = tuple(attempt for attempt in attempts if attempt.failed)
    passes = [attempt for attempt in attempts if attempt.verdict == "passed"]
    chancy = tuple(sorted(_inputs(failures) & _inputs(passes)))
    if not failures:
        verdict = Verdict.PASSED if passes else Verdict.SKIPPED
    elif not passes:
        verdict = Verdict.FAILED
    else:
        verdict = Verdict.FLAKY if chancy else Verdict.BY_INPUTS
    timed = [attempt.seconds for attempt in passes or failures]
    first = attempts[0]
    return Tally(
        lane,
        first.scenario,
        first.title,
        verdict,
        len(passes),
        len(failures),
        len(attempts) - len(passes) - len(failures),
        statistics.median(timed) if timed else None,
        failures,
        chancy,
    )


def _inputs(attempts: Iterable[Attempt]) -> set[Inputs]:
    return {attempt.inputs for attempt in attempts}


def differing(attempts: Iterable[Attempt]) -> str:
    """The inputs of these attempts that are not the same in all, in words: `seed 3, 5`."""
    values: dict[str, list[str]] = defaultdict(list)
    for attempt in attempts:
        for name, value in attempt.inputs:
            if value not in values[name]:
                values[name].append(value)
    return ", ".join(f"{name} {'/'.join(some)}" for name, some in values.items())
