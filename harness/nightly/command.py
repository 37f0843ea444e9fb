"""`python -m harness nightly FOLDER…`: the summary of a night, from what its runs left behind.

Exit codes: 0 nothing is wrong, 1 something is, 2 the night cannot be read, or a file not be written.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from harness import quarantine
from harness.commandline import count
from harness.errors import HarnessError
from harness.nightly import history, results, tables, tally
from harness.nightly.case import Case
from harness.nightly.summary import summarise

# What CI calls the revision, the page of this run's artifacts, and the file whose text it shows on the job's page.
REVISIONS = ("GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT")
JOB_PAGE = "GITHUB_STEP_SUMMARY"
UNREADABLE = 2


def main(arguments: Sequence[str], say: Callable[[str], Any] = print, environ: Mapping[str, str] = os.environ) -> int:
    """Run the command; returns the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        listed = quarantine.load(asked.quarantine) if asked.quarantine else quarantine.Quarantine()
        lanes = results.read(asked.folders)
        past = history.read(asked.history) if asked.history else []
        jobs = _jobs(asked.jobs)
    except (HarnessError, quarantine.BadQuarantine) as error:
        print(f"python -m harness nightly: {error}", file=sys.stderr)
        return UNREADABLE
    tallies = [one for lane in lanes for one in tally.of(lane)]
    revision = asked.revision or next((environ[name] for name in REVISIONS if environ.get(name)), "")
    link = asked.link or _link(environ)
    night = history.tonight(asked.night or f"{datetime.now(UTC):%Y-%m-%d}", revision, link, tallies)
    nights = [*history.before(past, night.night), night]
    summary = summarise(Case(lanes, tallies, nights, listed, asked.today or date.today(), jobs, link))
    say(tables.text(summary))
    page = asked.markdown or (Path(environ[JOB_PAGE]) if environ.get(JOB_PAGE) else None)
    try:
        if page is not None:
            with page.open("a", encoding="utf-8") as file:  # steps of a job write one after the other
                file.write(tables.markdown(summary) + "\n")
        if asked.json:
            asked.json.write_text(tables.document(summary) + "\n", encoding="utf-8")
        if asked.history:
            history.write(asked.history, past, night, asked.keep)
    except OSError as error:
        print(f"python -m harness nightly: {error.filename} cannot be written: {error.strerror}", file=sys.stderr)
        return UNREADABLE
    return summary.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m harness nightly",
        description="What the runs of a night tell together, and many nights: failing, flaky, slower scenarios.",
        epilog="Exit codes: 0 nothing is wrong, 1 something is, 2 the night cannot be read, or a file not be written.",
    )
    parser.add_argument(
        "folders", nargs="+", type=Path, metavar="FOLDER", help="holds a folder a lane, one for each job"
    )
    parser.add_argument("--history", type=Path, metavar="FILE", help="nights that were; tonight is added")
    parser.add_argument("--keep", type=count, default=history.KEPT, help=f"nights kept there (default {history.KEPT})")
    parser.add_argument("--quarantine", type=Path, metavar="FILE", help="scenarios that may fail: docs/ci.md")
    parser.add_argument("--night", help="its name, which sorts after the nights before (default: today's date in UTC)")
    parser.add_argument("--revision", help=f"of the code (default: {', '.join(REVISIONS)} of the environment)")
    parser.add_argument(
        "--link", help="where the artifacts are; {lane} in it is the lane's name (default: CI's own page)"
    )
    parser.add_argument("--jobs", help='how CI says its jobs ended: {"JOB": {"result": "success"}}; @FILE reads a file')
    parser.add_argument("--markdown", type=Path, metavar="FILE", help=f"page to add to (default: ${JOB_PAGE})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the same for programs")
    parser.add_argument("--today", type=_day, help="the day quarantine is judged by (default: today)")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"takes a day, such as 2026-12-24, not '{text}'") from None


def _jobs(told: str | None) -> dict[str, str]:
    if not told:
        return {}
    try:
        text = Path(told[1:]).read_text(encoding="utf-8") if told.startswith("@") else told
        return {str(name): str(job["result"]) for name, job in json.loads(text).items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise HarnessError(
            "--jobs cannot be read", saw=repr(error), hint='give {"JOB": {"result": "success"}}, as GitHub does'
        ) from None


def _link(environ: Mapping[str, str]) -> str:
    """CI's own page of this run's artifacts, where it says one."""
    if environ.get("GITHUB_RUN_ID"):
        run = f"{environ.get('GITHUB_REPOSITORY', '')}/actions/runs/{environ['GITHUB_RUN_ID']}"
        return f"{environ.get('GITHUB_SERVER_URL', '')}/{run}#artifacts"
    if environ.get("CI_PIPELINE_URL"):
        return environ["CI_PIPELINE_URL"]
    return f"{environ['BUILD_URL']}artifact/nightly/{{lane}}/report.html" if environ.get("BUILD_URL") else ""
