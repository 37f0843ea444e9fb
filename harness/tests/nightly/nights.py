"""Nights as tests need them: folders of runs as `--evidence` leaves them, and histories."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

INPUTS = {"target": "embedded", "ios": "26.4", "clock": "exact", "python": "3.11"}
RINGS = "scenarios/online/test_calls.py::test_a_call_rings"
ENDS = "scenarios/online/test_calls.py::test_a_call_ends"


def row(scenario: str, verdict: str, seconds: float = 1.0, **more: str) -> dict[str, Any]:
    reason = "NeverHappened: alice.call_screen.caller was never 'Bob'" if verdict == "failed" else ""
    return {
        "node_id": scenario,
        "title": scenario.partition("::test_")[2].replace("_", " "),
        "verdict": verdict,
        "seconds": seconds,
        "reason": reason,
        "command": f"pytest {scenario}" if reason else "",
        **more,
    }


def leave_run(
    folder: Path, verdicts: Mapping[str, str], inputs: Mapping[str, str] | None = None, seconds: float = 1.0
) -> None:
    """A run's folder: scenario -> verdict."""
    rows = [row(scenario, verdict, seconds) for scenario, verdict in verdicts.items()]
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"inputs": INPUTS | dict(inputs or {}), "results": rows}))


def leave_history(file: Path, lane: str, nights: Mapping[str, Mapping[str, Sequence[Any]]], revision: str = "") -> None:
    """A history file: night -> scenario -> [verdict, passed, failed, seconds]."""
    lines = [
        {"night": night, "revision": revision or f"code of {night}", "link": "", "lanes": {lane: marks}}
        for night, marks in nights.items()
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
