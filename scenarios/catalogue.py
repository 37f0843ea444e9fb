"""The seeded defects and rules there are. Asked of the bench as child processes: scenarios import the harness alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from scenarios.detection import Defect

RULES = Path(__file__).parents[1] / "docs" / "rules.json"


def seeded() -> list[Defect]:
    """All of them, those of the app first."""
    return [*_listed("sample_app.defects"), *_listed("call_service.defects", "service:")]


def rules() -> dict[str, str]:
    """Each rule's number and text, as `python -m ledger` wrote them."""
    texts: dict[str, str] = json.loads(RULES.read_text(encoding="utf-8"))
    return texts


def _listed(module: str, prefix: str = "") -> list[Defect]:
    listed = subprocess.run([sys.executable, "-m", module], capture_output=True, text=True, check=True, timeout=60)
    rows = [json.loads(line) for line in listed.stdout.splitlines()]
    return [
        Defect(prefix + row["name"], row["says"], tuple(row["bugs"]), tuple(row["rules"]), tuple(row["guide"]))
        for row in rows
    ]
