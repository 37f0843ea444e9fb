"""`make defects`: every seeded defect of app, SDK and call service, and which scenario catches it.

Runs each claim of the scenarios (`catches`, `states`) with that mistake switched on, then holds the list of defects
against what was caught: a defect nobody claims is a hole in the scenarios, and fails the run. Rules of iOS that a
scenario states are switched off in the embedded phone and scored apart: they prove the scenario, not its power.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pytest

from scenarios import catalogue, proving


def main() -> int:
    """The exit status: 0 when every defect was caught and every claim held."""
    parser = argparse.ArgumentParser(prog="python -m scenarios.defects", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--evidence", type=Path, help="folder for what is kept of a claim that did not hold")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="prove this mistake only")
    parser.add_argument("rest", nargs="*", help="passed to pytest, such as a part of the scenarios")
    chosen = parser.parse_args()
    known = [defect.name for defect in catalogue.seeded()]
    collector = _Collector()
    arguments = ["-p", "scenarios.proving", "-p", "no:cacheprovider", "-q", "--progress", "dots", "--no-header"]
    arguments += [f"--only-mistake={name}" for name in chosen.only]
    arguments += [f"--evidence={chosen.evidence}"] if chosen.evidence else []
    status = int(pytest.main([*arguments, *(chosen.rest or ["scenarios"])], plugins=[collector]))
    if chosen.only or chosen.rest:
        return status
    claims = collector.claims
    caught = {mistake for scenario, mistake in claims.outcomes if claims.is_proven(scenario, mistake)}
    rules = {mistake for _, mistake in claims.outcomes if mistake.startswith("rule:")}
    missed = sorted(set(known) - caught)
    unknown = sorted({mistake for _, mistake in claims.outcomes} - set(known) - rules)
    print(f"\nseeded defects  {len(set(known) & caught)} of {len(known)} caught")
    print(f"rules of iOS    {len(rules & caught)} of {len(rules)} stated ones break their scenario when switched off")
    for name in missed:
        print(f"  no scenario catches {name}")
    for name in unknown:
        print(f"  a scenario claims {name}, and there is no such defect")
    return status or int(bool(missed or unknown))


class _Collector:
    """Takes what the proving plugin found out of pytest's run."""

    claims: proving.Claims

    def pytest_unconfigure(self, config: pytest.Config) -> None:
        self.claims = config.stash[proving.CLAIMS]


if __name__ == "__main__":
    sys.exit(main())
