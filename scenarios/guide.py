"""`make guide`: hold the guide against scenarios and seeded defects, and write docs/guide-coverage.md.

Statements stand in docs/guide-statements.toml. Scenarios are collected, not run, on all iOS versions; that they catch
what they claim to catch is `make defects`' business. With `--check` nothing is written, and a page that does not say
what it should is a failure of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from harness import commandline, ios_versions, naming, statements
from harness.report.coverage import Breaks, Coverage, Shown
from scenarios import catalogue

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "guide-statements.toml"
PAGE = ROOT / "docs" / "guide-coverage.md"


def main() -> int:
    """The exit status: 0 when every statement is kept and the page says so."""
    parser = argparse.ArgumentParser(prog="python -m scenarios.guide", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; a stale page is a failure")
    chosen = parser.parse_args()
    guide = statements.load(GUIDE)
    defects = [Breaks(defect.name, defect.guide) for defect in catalogue.seeded()]
    coverage = Coverage(guide, scenarios(), defects, ios_versions.EMBEDDED, catalogue.rules())
    problems = [*coverage.problems(), *_sections_missing(guide.values())]
    page = coverage.page()
    if not chosen.check:
        PAGE.write_text(page, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        problems.append(
            f"{PAGE.relative_to(ROOT)} does not say what scenarios and defects say; write it with: make guide"
        )
    print("\n".join(coverage.summary()))
    if not chosen.check:
        print(f"written to {PAGE.relative_to(ROOT)}")
    for sentence in problems:
        print(f"  {sentence}")
    return int(bool(problems))


def scenarios() -> list[Shown]:
    """Every scenario, as pytest collects it; one that runs in variants counts once."""
    collector = _Collector()
    arguments = ["--collect-only", "-q", "-p", "no:cacheprovider", "--ios", ios_versions.ALL, str(ROOT / "scenarios")]
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        status = pytest.main([f"--rootdir={ROOT}", *arguments], plugins=[collector])
    if status != pytest.ExitCode.OK:
        sys.exit(f"the scenarios could not be collected:\n{said.getvalue()}")
    variants: dict[str, list[pytest.Item]] = {}
    for item in collector.items:
        variants.setdefault(item.nodeid.split("[")[0], []).append(item)
    return [_scenario(items) for items in variants.values()]


def _scenario(items: list[pytest.Item]) -> Shown:
    first = items[0]
    on = {_version(item) for item in items if item.get_closest_marker("skip") is None}
    return Shown(
        file=first.nodeid.split("::")[0],
        title=naming.title(first).split(" [")[0],
        guide=_values(items, "guide"),
        catches=_values(items, "catches"),
        versions=tuple(version for version in ios_versions.EMBEDDED if version in on),
    )


def _values(items: Iterable[pytest.Item], marker: str) -> tuple[str, ...]:
    """What the variants' markers name; a parameter may carry one of its own."""
    return tuple(dict.fromkeys(value for item in items for value in naming.marker_values(item, marker)))


def _version(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    return str(callspec.params.get("ios_version", "")) if callspec is not None else ""


class _Collector:
    """Takes the items out of pytest's run."""

    def __init__(self) -> None:
        self.items: list[pytest.Item] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.items = list(session.items)


def _sections_missing(guide: Iterable[statements.Statement]) -> Iterable[str]:
    """Where a statement says it is met in a section of a document, and the document has none of that name."""
    for statement in guide:
        for page, section in re.findall(r"\b(README|ARCHITECTURE)(?:\.md)?, section ([^;:,]+)", statement.met):
            text = (ROOT / f"{page}.md").read_text(encoding="utf-8")
            if section.strip() not in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
                yield f"{statement.id} is met in {page}, section {section.strip()}, and there is no such section"


if __name__ == "__main__":
    commandline.run(main)
