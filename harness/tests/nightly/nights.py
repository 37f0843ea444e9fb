"""Nights as tests need them: folders of runs as `--evidence` leaves them, and histories."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from harness.nightly import command

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


class Told:
    """What the command said, in a terminal and on CI's page."""

    def __init__(self, folder: Path, *arguments: str, environ: dict[str, str] | None = None) -> None:
        page, document = folder / "page.md", folder / "night.json"
        lines: list[str] = []
        given = ["--night=2026-11-28", f"--markdown={page}", f"--json={document}", *arguments, str(folder / "night")]
        self.code = command.main(given, lines.append, environ or {})
        self.text = "\n".join(lines)
        self.page = page.read_text() if page.exists() else ""
        told = json.loads(document.read_text()) if document.exists() else {"problems": [], "sections": []}
        self.problems: list[str] = told["problems"]
        self.says: str = told.get("says", "")
        self.rows: dict[str, list[dict[str, str]]] = {one["title"]: one["rows"] for one in told["sections"]}


def quarantined(folder: Path, scenario: str, expires: str) -> str:
    file = folder / "quarantine.toml"
    file.write_text(
        f'[[quarantine]]\nscenario = "{scenario}"\nowner = "calls team"\nreason = "rings late"\nexpires = {expires}\n'
    )
    return f"--quarantine={file}"
