"""`make defects`: every seeded defect of app, SDK and call service, and which scenario catches it.

Runs claims of the scenarios (`catches`, `states`) with that mistake switched on, then holds the list of defects
against what was caught: a defect nobody catches is a hole in the scenarios, and fails the run. By default each mistake
is tried once and each scenario at least once; `--all` proves every claim, `--full` tries every mistake on every
scenario and writes the whole table. Rules of iOS that a scenario states are switched off in the embedded phone and
scored apart: they prove the scenario, not its power.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from harness import commandline, statements
from scenarios import catalogue, runs
from scenarios.detection import Defect, Findings, Score, summary, table

STATEMENTS = Path(__file__).parent.parent / "docs" / "guide-statements.toml"
VERSIONS = "12.4,26.4"  # both worlds: a mistake may show in one of them only
AT_ONCE = 12  # mistakes a run of the full table: its cases are collected before the first one runs
RESULT = "defects.json"
TABLE = "defects.txt"


def main() -> int:
    """The exit status: 0 when every defect was caught and every claim that was tried held."""
    parser = argparse.ArgumentParser(prog="python -m scenarios.defects", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--all", action="store_true", help="prove every claim")
    parser.add_argument("--full", action="store_true", help="try every mistake on every scenario; takes an hour")
    parser.add_argument("--jobs", type=commandline.count, default=2, help="workers")
    parser.add_argument("--evidence", type=Path, default=Path("evidence/defects"), help=f"folder for {RESULT}, {TABLE}")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="prove this mistake only")
    parser.add_argument("rest", nargs="*", help="passed to pytest, such as a part of the scenarios")
    chosen = parser.parse_args()
    defects = tuple(catalogue.seeded())
    if (
        sentence := catalogue.unknown(chosen.only, defects)
        or _nowhere(chosen.rest, defects)
        or runs.elsewhere(chosen.rest)
    ):
        parser.error(sentence)
    findings = Findings()
    claims = "every" if chosen.full else "all" if chosen.all or chosen.only or chosen.rest else "some"
    portions: list[list[str]] = [list(chosen.only)]
    if chosen.full:
        names = chosen.only or [defect.name for defect in defects]
        portions = [list(some) for some in _chunks(names, AT_ONCE)]
    status = 0
    for number, mistakes in enumerate(portions, 1):
        if len(portions) > 1:
            print(f"mistakes {(number - 1) * AT_ONCE + 1} to {(number - 1) * AT_ONCE + len(mistakes)}", flush=True)
        status = max(status, _run(findings, claims, mistakes, chosen.jobs, chosen.evidence, chosen.rest))
    if not findings.outcomes:
        where = f" in {' '.join(chosen.rest)}" if chosen.rest else ""
        whose = f" {' or '.join(chosen.only)}" if chosen.only else " a mistake"
        print(f"nothing was tried: no scenario{where} claims{whose}, or pytest could not run (see above)")
        return status or 2
    if chosen.only or chosen.rest:
        wanted = chosen.only or {claim.mistake for claim in findings.outcomes}
        defects = tuple(defect for defect in defects if defect.name in wanted)
    whole = not (chosen.only or chosen.rest)
    score = Score(defects, findings, _statements() if whole else ())
    if not whole:
        tried = {claim.scenario for claim in findings.outcomes}
        findings.scenarios = {name: claims for name, claims in findings.scenarios.items() if name in tried}
    lines = [*table(score), "", *summary(score)]
    print("\n" + "\n".join(lines))
    chosen.evidence.mkdir(parents=True, exist_ok=True)
    (chosen.evidence / RESULT).write_text(json.dumps(score.as_json(), indent=1), encoding="utf-8")
    (chosen.evidence / TABLE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"written         {chosen.evidence / TABLE}, {chosen.evidence / RESULT}")
    return status or int(not score.is_complete())


def _nowhere(rest: Sequence[str], defects: Sequence[Defect]) -> str | None:
    """The sentence for what is to name a part of the scenarios and names none, or None."""
    for before, part in zip(("", *rest), rest, strict=False):
        if not part.startswith("-") and not before.startswith("-") and not Path(part.partition("::")[0]).exists():
            sentence = f"there is no file or folder '{part}', such as scenarios/callkit"
            if "/" in part:
                return sentence
            unknown = catalogue.unknown([part], defects)
            return f"{sentence}; {unknown or f'prove that mistake with --only {part}'}"
    return None


def _run(
    findings: Findings, claims: str, mistakes: Sequence[str], jobs: int, evidence: Path, rest: Sequence[str]
) -> int:
    """One run of pytest; adds what it found, and returns its exit status (2 and above: it could not run)."""
    with tempfile.TemporaryDirectory(prefix="ringproof-proof-") as folder:
        proof = Path(folder) / "proof.json"
        command = [sys.executable, "-m", "pytest", "-p", "scenarios.proving", "-p", "no:cacheprovider", "-q", "-rN"]
        command += ["--progress", "dots", "--no-header", "--no-summary", f"--evidence={evidence}", f"--proof={proof}"]
        command += ["-n", str(jobs) if jobs > 1 else "0", "--dist", "loadscope", "--claims", claims]
        command += ["--ios", VERSIONS]
        command += [f"--mistake={name}" for name in mistakes]
        ended = runs.run([*command, *(rest or ["scenarios"])])
        if proof.exists():
            findings.merge(json.loads(proof.read_text(encoding="utf-8")))
    return ended.returncode


def _statements() -> tuple[str, ...]:
    """The guide's statements that need a defect."""
    return tuple(name for name, statement in statements.load(STATEMENTS).items() if statement.is_shown)


def _chunks(names: Sequence[str], size: int) -> list[Sequence[str]]:
    return [names[start : start + size] for start in range(0, len(names), size)]


if __name__ == "__main__":
    commandline.run(main)
