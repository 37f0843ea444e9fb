"""The seeded defects and rules there are. Asked of the bench as child processes: scenarios import the harness alone."""

from __future__ import annotations

import difflib
import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from scenarios.detection import RULE, Defect

RULES = Path(__file__).parents[1] / "docs" / "rules.json"


def seeded() -> list[Defect]:
    """All of them, those of the app first."""
    return [*_listed("sample_app.defects"), *_listed("call_service.defects", "service:")]


def rules() -> dict[str, str]:
    """Each rule's number and text, as `python -m ledger` wrote them."""
    texts: dict[str, str] = json.loads(RULES.read_text(encoding="utf-8"))
    return texts


def unknown(mistakes: Iterable[str], defects: Sequence[Defect]) -> str | None:
    """The sentence for a mistake that is neither a defect nor `rule:` and a rule's number, or None."""
    known = [defect.name for defect in defects] + [RULE + number for number in rules()]
    for name in mistakes:
        if name not in known:
            like = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
            like = [one for one in known if one.endswith(f":{name}")] or like
            meant = (
                f"did you mean {' or '.join(like)}?" if like else "docs/guide-coverage.md and `make defects` name them"
            )
            return f"no mistake is called '{name}'; {meant}"
    return None


def _listed(module: str, prefix: str = "") -> list[Defect]:
    listed = subprocess.run([sys.executable, "-m", module], capture_output=True, text=True, check=True, timeout=60)
    rows = [json.loads(line) for line in listed.stdout.splitlines()]
    return [
        Defect(prefix + row["name"], row["says"], tuple(row["bugs"]), tuple(row["rules"]), tuple(row["guide"]))
        for row in rows
    ]
