"""What the doctor says: lines for people, JSON for programs. docs/doctor.md describes the JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from harness.findings import Finding, State

SCHEMA = 1
SYMBOLS = {State.OK: "✓", State.WRONG: "✗", State.NOT_NEEDED: "-", State.UNKNOWN: "?"}
ORDER = (State.WRONG, State.UNKNOWN, State.OK, State.NOT_NEEDED)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, and the target it was made for; None when it is the same for all."""

    finding: Finding
    target: str | None


def lines(found: Sequence[Found], heads: dict[str | None, str]) -> list[str]:
    """For people: what is the same for all targets first, then a part a target.

    Args:
        heads: What stands above each part, by target.
    """
    wide = max((len(one.finding.name) for one in found), default=0)
    told: list[str] = []
    for target, head in heads.items():
        part = [one.finding for one in found if one.target == target]
        if part:
            told += [head, *(line for finding in part if not finding.waits for line in _of(finding, wide))]
            for reason in dict.fromkeys(finding.saw for finding in part if finding.waits):
                names = ", ".join(finding.name for finding in part if finding.saw == reason)
                told.append(f"  {SYMBOLS[State.UNKNOWN]} {reason}: {names}")
    return [*told, f"verdict  {summary(found)}"]


def summary(found: Sequence[Found]) -> str:
    """Such as `2 wrong, 1 unknown, 9 ok`."""
    counts = Counter(one.finding.state for one in found)
    return ", ".join(f"{counts[state]} {state}" for state in ORDER if counts[state])


def _of(finding: Finding, wide: int) -> list[str]:
    told = [f"  {SYMBOLS[finding.state]} {finding.name:<{wide}}  {finding.saw}"]
    if finding.hint:
        told.append(f"    {'':<{wide}}  try  {finding.hint}")
    if finding.command:
        told.append(f"    {'':<{wide}}  run  {finding.command}")
    return told


def document(found: Sequence[Found], targets: Sequence[str]) -> str:
    """For programs."""
    whole: dict[str, Any] = {
        "schema": SCHEMA,
        "targets": list(targets),
        "ok": all_well(found),
        "counts": {str(state): sum(one.finding.state is state for one in found) for state in ORDER},
        "findings": [
            {
                "target": one.target,
                "name": one.finding.name,
                "state": str(one.finding.state),
                "saw": one.finding.saw,
                "hint": one.finding.hint,
                "command": one.finding.command,
            }
            for one in found
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def all_well(found: Sequence[Found]) -> bool:
    """Nothing is wrong; what could not be looked at does not count."""
    return all(one.finding.state is not State.WRONG for one in found)
