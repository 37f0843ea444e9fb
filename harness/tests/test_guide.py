"""`make guide` on this repository: what it collects, and what it says when page or documents do not keep up."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from harness import ios_versions, statements
from harness.report.coverage import Breaks, Shown
from harness.statements import Statement

try:
    from scenarios import catalogue, guide
except ImportError:
    pytest.skip("the scenarios come with a clone only", allow_module_level=True)

ROOT = Path(__file__).parents[2]


def test_every_scenario_is_collected_once_with_its_versions_and_known_defects() -> None:
    collected = guide.scenarios()
    assert len(collected) > 100
    assert len({(scenario.file, scenario.title) for scenario in collected}) == len(collected)
    known = {defect.name for defect in catalogue.seeded()}
    for scenario in collected:
        assert (ROOT / scenario.file).exists()
        assert "[" not in scenario.title
        assert set(scenario.versions) <= set(ios_versions.EMBEDDED)
        assert set(scenario.catches) <= known, scenario.title
    versions = {scenario.title: scenario.versions for scenario in collected}
    assert versions["a call rings inside the app"] == ios_versions.EMBEDDED
    assert versions["a tap on the local notification answers"] == ("12.4",)


def test_statements_rest_on_rules_there_are() -> None:
    rules = catalogue.rules()
    guide_of_ours = statements.load(guide.GUIDE)
    assert {rule for statement in guide_of_ours.values() for rule in statement.rules} <= set(rules)


def test_a_section_that_is_not_there_is_missed() -> None:
    def met(where: str) -> list[str]:
        return list(guide._sections_missing([Statement("G1", "x", "background", "It is so.", met=where)]))

    assert met("README, section What you need; dashboard") == []
    assert met("dashboard, its push page") == []
    assert met("ARCHITECTURE.md, section Gaps: not modelled") == []
    (sentence,) = met("README, section What nobody needs")
    assert sentence == "G1 is met in README, section What nobody needs, and there is no such section"


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A guide of one statement, kept; returns where its page goes."""
    file = tmp_path / "guide.toml"
    row = '[[section]]\ntitle = "Calls"\n[[section.statement]]\nid = "G1"\nkind = "behaviour"\nsays = "It rings."\n'
    file.write_text(row)
    monkeypatch.setattr(guide, "GUIDE", file)
    monkeypatch.setattr(guide, "ROOT", tmp_path)
    monkeypatch.setattr(guide, "PAGE", tmp_path / "coverage.md")
    monkeypatch.setattr(
        guide, "scenarios", lambda: [Shown("scenarios/x.py", "it rings", ("G1",), ("mute",), ("26.4",))]
    )
    monkeypatch.setattr(catalogue, "seeded", lambda: [Breaks("mute", ("G1",))])
    monkeypatch.setattr(catalogue, "rules", dict)
    return tmp_path / "coverage.md"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["guide", *arguments])
    return guide.main()


def test_a_stale_page_fails_the_check_and_writing_mends_it(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--check") == 1
    assert (
        "coverage.md does not say what scenarios and defects say; write it with: make guide" in capsys.readouterr().out
    )
    assert not small.exists()
    assert run(monkeypatch) == 0
    assert run(monkeypatch, "--check") == 0
    small.write_text(small.read_text() + "\n")
    assert run(monkeypatch, "--check") == 1


def test_what_is_missing_fails_both_ways(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(guide, "scenarios", list)
    assert run(monkeypatch) == 1
    assert "  G1 (behaviour) has no scenario: It rings." in capsys.readouterr().out
    assert run(monkeypatch, "--check") == 1
