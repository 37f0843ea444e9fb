"""The summary of a night: what runs left behind, counted, held against the nights before, judged and shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from harness.nightly import results, tally
from harness.nightly.tally import Verdict
from harness.tests.nightly.nights import ENDS, RINGS, Told, leave_history, leave_run, quarantined

# --- verdicts of several attempts


@pytest.mark.parametrize(
    ("attempts", "verdict", "column"),
    [
        ([("passed", {}), ("passed", {})], Verdict.PASSED, "passed"),
        ([("failed", {}), ("error", {})], Verdict.FAILED, "failed"),
        ([("passed", {}), ("failed", {})], Verdict.FLAKY, "flaky"),
        ([("passed", {}), ("passed", {"seed": "1"}), ("failed", {"seed": "2"})], Verdict.BY_INPUTS, "by inputs"),
        ([("passed", {"seed": "2"}), ("failed", {"seed": "2"}), ("passed", {})], Verdict.FLAKY, "flaky"),
        ([("skipped", {}), ("passed", {})], Verdict.PASSED, "passed"),
        ([("skipped", {}), ("skipped", {})], Verdict.SKIPPED, "skipped"),
    ],
)
def test_what_attempts_say_together(
    tmp_path: Path, attempts: list[tuple[str, dict[str, str]]], verdict: Verdict, column: str
) -> None:
    for number, (one, inputs) in enumerate(attempts):
        leave_run(tmp_path / "night/lane" / f"run-{number}", {RINGS: one}, inputs)
    (lane,) = results.read([tmp_path / "night"])
    (counted,) = tally.of(lane)
    assert counted.verdict is verdict
    told = Told(tmp_path)
    assert told.rows["Lanes"][0][column] == "1"
    assert told.code == (1 if verdict.is_bad else 0)


def test_a_night_without_faults_says_so(tmp_path: Path) -> None:
    leave_run(tmp_path / "night/lane", {RINGS: "passed", ENDS: "skipped"})
    told = Told(tmp_path, "--revision=4f2c1ab9e27d5")
    assert told.code == 0
    assert told.says == "Night 2026-11-28 at 4f2c1ab9e2: 2 scenarios in 1 lane, 1 attempt: all good"
    assert told.text.endswith("✓ nothing is wrong")
    assert told.page.startswith("## ✅ Night 2026-11-28")


def test_a_failure_says_since_when_how_often_why_and_how_to_repeat_it(tmp_path: Path) -> None:
    leave_run(tmp_path / "night/lane/run", {RINGS: "failed", ENDS: "passed"})
    nights: dict[str, dict[str, Sequence[Any]]] = {
        "2026-11-24": {RINGS: ["f", 0, 1, 1.0]},
        "2026-11-25": {RINGS: ["p", 1, 0, 1.0]},
        "2026-11-26": {RINGS: ["f", 0, 1, 1.0]},
        "2026-11-27": {},
    }
    leave_history(tmp_path / "history.jsonl", "lane", nights)
    told = Told(tmp_path, f"--history={tmp_path / 'history.jsonl'}", "--revision=new")
    assert told.code == 1
    assert told.problems == ["1 scenario fails: in every attempt"]
    (failed,) = told.rows["Failed"]
    assert failed["since"] == "2026-11-26 code of 20"
    assert failed["nights"] == "✗✓✗·✗"
    assert failed["why"].startswith("NeverHappened: alice.call_screen.caller")
    assert failed["again"] == f"pytest {RINGS}"
    assert "✗ 1 scenario fails: in every attempt" in told.text


@pytest.mark.parametrize(("before", "new"), [("p", True), ("f", False), ("~", False)])
def test_a_new_failure_is_one_that_passed_in_the_night_before(tmp_path: Path, before: str, new: bool) -> None:
    leave_run(tmp_path / "night/lane", {RINGS: "failed"})
    leave_history(tmp_path / "history.jsonl", "lane", {"2026-11-27": {RINGS: [before, 1, 1, 1.0]}})
    told = Told(tmp_path, f"--history={tmp_path / 'history.jsonl'}")
    assert told.rows["Failed"][0]["since"].endswith(" new") is new


def test_a_flaky_scenario_says_where_it_failed_and_how_often_of_late(tmp_path: Path) -> None:
    for number, verdict in enumerate(("passed", "failed", "passed", "failed")):
        leave_run(tmp_path / "night/lane" / f"exact-{number}", {RINGS: verdict})
    leave_history(tmp_path / "history.jsonl", "lane", {"2026-11-27": {RINGS: ["p", 4, 0, 1.0]}})
    told = Told(tmp_path, f"--history={tmp_path / 'history.jsonl'}")
    (flaky,) = told.rows["Flaky"]
    assert flaky["failed tonight"] == "2 of 4"
    assert flaky["failed of late"] == "25 % of 8"
    assert flaky["failed in"] == "exact-1, exact-3"
    assert flaky["nights"] == "✓~"
    assert "Failed" not in told.rows
    assert told.problems == ["1 scenario is flaky: passed and failed with the same inputs"]


@pytest.mark.parametrize(("revision", "section"), [("abc", "Flaky"), ("def", "Failed")])
def test_what_passed_last_night_on_the_same_code_is_flaky_as_well(tmp_path: Path, revision: str, section: str) -> None:
    leave_run(tmp_path / "night/lane", {RINGS: "failed"})
    leave_history(tmp_path / "history.jsonl", "lane", {"2026-11-27": {RINGS: ["p", 1, 0, 1.0]}}, revision="abc")
    told = Told(tmp_path, f"--history={tmp_path / 'history.jsonl'}", f"--revision={revision}")
    assert len(told.rows[section]) == 1
    if section == "Flaky":
        assert told.rows[section][0]["failed in"] == "passed 2026-11-27 on the same code"


def test_a_scenario_that_fails_with_some_seeds_says_which(tmp_path: Path) -> None:
    for seed, verdict in {"1": "passed", "2": "failed", "3": "failed"}.items():
        leave_run(tmp_path / "night/lane" / f"eager-{seed}", {RINGS: verdict}, {"seed": seed, "clock": "eager"})
    told = Told(tmp_path)
    (row,) = told.rows["Fails with some inputs only"]
    assert "seed 2/3" in row["fails with"]
    assert "seed 1" not in row["fails with"]
    assert row["again"] == f"pytest {RINGS}"


def test_of_several_lanes_each_is_counted_for_itself(tmp_path: Path) -> None:
    leave_run(tmp_path / "night/one", {RINGS: "passed"})
    leave_run(tmp_path / "night/two", {RINGS: "failed"})
    told = Told(tmp_path, "--link=https://ci.example/{lane}/report.html")
    assert [lane["lane"] for lane in told.rows["Lanes"]] == ["one", "two"]
    assert [row["lane"] for row in told.rows["Failed"]] == ["two"]
    assert "| [two](https://ci.example/two/report.html) | 1 |" in told.page


# --- quarantine


@pytest.mark.parametrize(
    ("verdict", "today", "code", "tonight"),
    [
        ("failed", "2026-12-24", 0, "failed 1 of 1"),
        ("failed", "2026-12-25", 1, "failed 1 of 1"),
        ("passed", "2026-12-24", 0, "passed all 1"),
        ("passed", "2026-12-25", 1, "passed all 1"),
    ],
)
def test_quarantine_excuses_until_its_last_day(
    tmp_path: Path, verdict: str, today: str, code: int, tonight: str
) -> None:
    leave_run(tmp_path / "night/lane", {RINGS: verdict})
    told = Told(tmp_path, quarantined(tmp_path, RINGS, "2026-12-24"), f"--today={today}")
    assert told.code == code
    (row,) = told.rows["Quarantine"]
    assert (row["owner"], row["tonight"]) == ("calls team", tonight)
    expired = f"the quarantine of {RINGS} expired after 2026-12-24; calls team decides"
    assert (expired in told.problems) is (today == "2026-12-25")
    assert ("Failed" in told.rows) is (verdict == "failed" and code == 1)


def test_quarantine_of_what_did_not_run_is_a_problem(tmp_path: Path) -> None:
    leave_run(tmp_path / "night/lane", {RINGS: "passed"})
    told = Told(tmp_path, quarantined(tmp_path, f"{RINGS}[apns]", "2999-12-24"))
    assert told.code == 1
    assert told.problems == [f"the quarantine of {RINGS}[apns] names nothing that ran tonight; calls team takes it out"]


# --- lanes, jobs and scores


def test_a_lane_that_left_nothing_is_a_problem(tmp_path: Path) -> None:
    leave_run(tmp_path / "night/one", {RINGS: "passed"})
    (tmp_path / "night/died").mkdir()
    told = Told(tmp_path)
    assert told.code == 1
    assert told.problems == ["lane died left neither a run nor a score"]


def test_jobs_that_did_not_end_well_are_a_problem(tmp_path: Path) -> None:
    leave_run(tmp_path / "night/one", {RINGS: "passed"})
    ends = {"linux": "failure", "macos": "cancelled", "device": "skipped", "power": "success"}
    told = Told(tmp_path, f"--jobs={json.dumps({name: {'result': end, 'outputs': {}} for name, end in ends.items()})}")
    assert told.code == 1
    assert told.problems == ["job linux ended as failure", "job macos ended as cancelled"]


def test_scores_of_defects_and_mutants_are_shown(tmp_path: Path) -> None:
    (tmp_path / "night/power/defects").mkdir(parents=True)
    summary = {"defects": 3, "caught": 2, "survivors": ["never-answers"]}
    (tmp_path / "night/power/defects/defects.json").write_text(json.dumps({"summary": summary}))
    fates = [{"id": "a:1", "fate": "killed"}, {"id": "b:2", "fate": "survived"}, {"id": "c:3", "fate": "argued"}]
    (tmp_path / "night/power/mutants.json").write_text(json.dumps({"summary": {"score": 50.0}, "mutants": fates}))
    told = Told(tmp_path)
    assert told.problems == ["power: no scenario catches never-answers"]
    assert [(row["score"], row["not noticed"]) for row in told.rows["What the scenarios notice"]] == [
        ("2 of 3 seeded defects caught", "never-answers"),
        ("50.0 % of 3 mutants noticed", "b:2"),
    ]
