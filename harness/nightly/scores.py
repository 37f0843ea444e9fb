"""The scores that `make defects` and `make mutants` leave in a lane: what was caught, and what nobody noticed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.errors import HarnessError

DEFECTS = "defects.json"
MUTANTS = "mutants.json"
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Score:
    """One score.

    Attributes:
        what: defects or mutants.
        says: The figures, in words.
        missed: What nobody noticed, by name.
    """

    what: str
    says: str
    missed: tuple[str, ...] = ()


def scores(folder: Path) -> Iterator[Score]:
    """The scores below a lane's folder.

    Raises:
        HarnessError: A file of that name is none.
    """
    for name, make in ((DEFECTS, _defects), (MUTANTS, _mutants)):
        for file in sorted(folder.rglob(name)):
            try:
                yield make(json.loads(file.read_text(encoding="utf-8")))
            except (ValueError, KeyError, TypeError) as error:
                raise HarnessError(
                    f"{file} cannot be read as a score",
                    saw=repr(error),
                    hint="was the job ended while it wrote? leave its folder out",
                ) from None


def _defects(told: Any) -> Score:
    summary = told["summary"]
    says = f"{summary['caught']} of {summary['defects']} seeded defects caught"
    return Score("defects", says, tuple(summary["survivors"]))


def _mutants(told: Any) -> Score:
    survivors = tuple(mutant["id"] for mutant in told["mutants"] if mutant["fate"] in ("survived", "not reached"))
    return Score("mutants", f"{told['summary']['score']:.1f} % of {len(told['mutants'])} mutants noticed", survivors)


def named(names: tuple[str, ...]) -> str:
    """The first of them, and how many more there are."""
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
