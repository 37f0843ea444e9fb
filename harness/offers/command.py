"""The command `capabilities`: what each target can do, and what becomes of a project's scenarios there.

Exit codes: 0 told, 1 a page is stale (`--check`) or scenarios cannot be collected, 2 asked wrongly.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from harness.errors import HarnessError
from harness.offers import by_target
from harness.report import roster
from harness.setting_rows import ROUTES, ROWS, TARGETS

DRIVERS = next(row.choices for row in ROWS if row.name == "driver")


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m harness capabilities",
        description="What each target can do; with --scenarios also what becomes of their scenarios there.",
        epilog="With --scenarios every option of a run is taken as well, such as --ios: see pytest --help.",
    )
    parser.add_argument("--scenarios", action="append", default=[], metavar="FOLDER", help="nothing of it is run")
    parser.add_argument("--target", choices=(*TARGETS, "all"), default="all")
    parser.add_argument("--driver", choices=DRIVERS, default="wda")
    parser.add_argument("--route", choices=ROUTES, default="apns", help="the push route (default apns)")
    parser.add_argument("--names", action="store_true", help="name the scenarios")
    parser.add_argument("--json", action="store_true", help="for programs; docs/capabilities.md describes it")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the page in Markdown")
    parser.add_argument("--check", action="store_true", help="with --page: write nothing, a stale page is a failure")
    asked, rest = parser.parse_known_args(arguments)
    if rest and not asked.scenarios:
        parser.error(f"unrecognized arguments: {' '.join(rest)} (options of a run come with --scenarios)")
    targets = TARGETS if asked.target == "all" else (asked.target,)
    try:
        rosters = _rosters(targets, asked.scenarios, ["--driver", asked.driver, *rest])
    except HarnessError as error:
        print(f"python -m harness capabilities: {error}", file=sys.stderr)
        return 1
    if asked.page is not None:
        return _page(asked.page, by_target.page(rosters), check=asked.check)
    columns = {target: by_target.offers(target, route=asked.route, driver=asked.driver) for target in targets}
    if asked.json:
        print(json.dumps(by_target.as_data(columns, rosters), ensure_ascii=False, indent=1))
        return 0
    print("\n".join(by_target.lines(columns)))
    for target, rows in rosters.items():
        print(f"\n{target}: {roster.summary(rows)} of {len(rows)} scenarios")
        print("\n".join(f"  {line}" for line in roster.lines(rows, names=asked.names)))
    return 0


def _rosters(targets: Sequence[str], folders: Sequence[str], options: Sequence[str]) -> dict[str, list[roster.Row]]:
    if not folders:
        return {}
    from harness.offers import catalogue  # needs pytest

    return {target: catalogue.collect(target, *options, *folders) for target in targets}


def _page(file: Path, page: str, *, check: bool) -> int:
    if not check:
        try:
            file.write_text(page, encoding="utf-8")
        except OSError as error:
            print(f"python -m harness capabilities: {file} cannot be written: {error.strerror}", file=sys.stderr)
            return 2
        print(f"written to {file}")
        return 0
    if file.exists() and file.read_text(encoding="utf-8") == page:
        return 0
    print(f"{file} does not say what capabilities and scenarios say; write it with: make capabilities")
    return 1
