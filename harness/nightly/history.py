"""Nights that were, in a file: one JSON line a night, the oldest first.

    {"night": "2026-11-28", "revision": "4f2c…", "link": "https://…",
     "lanes": {LANE: {SCENARIO: [VERDICT, PASSED, FAILED, SECONDS]}}}

The file travels from night to night as CI's cache or artifact; a night told again (a job run once more) takes the place
of what it told before. Only so many nights are kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.errors import HarnessError
from harness.nightly.tally import Tally, Verdict

KEPT = 60  # nights: two months, some ten megabytes for a thousand scenarios in five lanes


@dataclass(frozen=True, slots=True)
class Mark:
    """How a scenario did in one night."""

    verdict: Verdict
    passed: int
    failed: int
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Night:
    """One night: lane -> scenario -> mark.

    Attributes:
        night: Its name, such as the day's date; names sort as nights do.
        revision: Of the code that was tested, if known.
    """

    night: str
    revision: str = ""
    link: str = ""
    lanes: dict[str, dict[str, Mark]] = field(default_factory=dict)

    def mark(self, lane: str, scenario: str) -> Mark | None:
        return self.lanes.get(lane, {}).get(scenario)


def tonight(night: str, revision: str, link: str, tallies: Sequence[Tally]) -> Night:
    """What the file will hold of this night."""
    lanes: dict[str, dict[str, Mark]] = {}
    for tally in tallies:
        mark = Mark(tally.verdict, tally.passed, tally.failed, tally.seconds)
        lanes.setdefault(tally.lane, {})[tally.scenario] = mark
    return Night(night, revision, link, lanes)


def read(file: Path) -> list[Night]:
    """The nights of a file, the oldest first; none when it is not there yet.

    Raises:
        HarnessError: It cannot be read, or a line is no night; says which.
    """
    if not file.exists():
        return []
    if not file.is_file():  # another is put into its place
        raise HarnessError(f"{file} is no file", hint="name one; it need not be there yet")
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise HarnessError(f"{file} cannot be read as a history", saw=str(error), hint="name another file") from None
    nights: dict[str, Night] = {}
    for number, line in enumerate(lines, 1):
        try:
            told = _night(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise HarnessError(
                f"{file}, line {number} is no night",
                saw=f"{line[:80]!r}: {error!r}",
                hint="take the line out, or the file away: the history then begins anew",
            ) from None
        nights[told.night] = told
    return [nights[name] for name in sorted(nights)]


def before(nights: Sequence[Night], night: str) -> list[Night]:
    """Those that were before this one."""
    return [one for one in nights if one.night < night]


def write(file: Path, nights: Sequence[Night], tonight: Night, keep: int = KEPT) -> None:
    """Add tonight, leaving the oldest nights out; whole or not at all."""
    kept = sorted([*(one for one in nights if one.night != tonight.night), tonight], key=lambda one: one.night)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(file.name + ".new")
    fresh.write_text("".join(json.dumps(_as_json(one), ensure_ascii=False) + "\n" for one in kept[-keep:]), "utf-8")
    fresh.replace(file)


def _night(told: Any) -> Night:
    lanes = {
        lane: {
            scenario: Mark(Verdict(verdict), int(passed), int(failed), None if seconds is None else float(seconds))
            for scenario, (verdict, passed, failed, seconds) in marks.items()
        }
        for lane, marks in told["lanes"].items()
    }
    return Night(str(told["night"]), str(told.get("revision", "")), str(told.get("link", "")), lanes)


def _as_json(night: Night) -> dict[str, Any]:
    lanes = {
        lane: {
            scenario: [
                mark.verdict.value,
                mark.passed,
                mark.failed,
                None if mark.seconds is None else round(mark.seconds, 3),
            ]
            for scenario, mark in marks.items()
        }
        for lane, marks in night.lanes.items()
    }
    return {"night": night.night, "revision": night.revision, "link": night.link, "lanes": lanes}
