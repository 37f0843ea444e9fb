"""The summary of a night: what runs left behind, counted, held against the nights before, judged and shown."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from harness import __main__ as harness_main
from harness.errors import HarnessError
from harness.nightly import command, history, results, tables, tally, trends
from harness.nightly.tally import Verdict

from harness.tests.nightly.nights import ENDS, RINGS, leave_history, leave_run, row

ROOT = Path(__file__).parents[3]
RECORDED = Path(__file__).parent / "recorded"
pytest_plugins = ["pytester"]


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


# --- trends


def test_slower_is_half_as_long_again_as_usual_and_noticeably(tmp_path: Path) -> None:
    def told(*seconds: float) -> tuple[float, float] | None:
        nights = [
            history.Night(f"n{number}", lanes={"lane": {RINGS: history.Mark(Verdict.PASSED, 1, 0, one)}})
            for number, one in enumerate(seconds)
        ]
        return trends.slower(nights, "lane", RINGS)

    assert told(1.0, 1.2, 1.1, 2.0) == (1.1, 2.0)
    assert told(1.0, 1.2, 1.1, 1.5) is None  # not half as long again
    assert told(0.1, 0.1, 0.1, 0.5) is None  # no half second
    assert told(1.0, 1.0, 2.0) is None  # what is usual is not known yet
    assert told(9.0, *[1.0] * 8, 2.0) == (1.0, 2.0)  # of the nights long past nothing counts


def test_slower_scenarios_are_told_and_fail_nothing(tmp_path: Path) -> None:
    leave_run(tmp_path / "night/lane", {RINGS: "passed"}, seconds=3.0)
    leave_history(
        tmp_path / "history.jsonl", "lane", {f"2026-11-2{day}": {RINGS: ["p", 1, 0, 1.0]} for day in range(4, 8)}
    )
    told = Told(tmp_path, f"--history={tmp_path / 'history.jsonl'}")
    assert told.code == 0
    assert told.rows["Slower"] == [
        {"scenario": RINGS, "lane": "lane", "usual": "1.0 s", "tonight": "3.0 s", "nights": "▃▃▃▃█"}
    ]


def test_nights_are_a_table_with_a_line_over_them(tmp_path: Path) -> None:
    leave_run(tmp_path / "night/lane", {RINGS: "failed", ENDS: "passed"})
    nights: dict[str, dict[str, Sequence[Any]]] = {
        "2026-11-26": {RINGS: ["p", 1, 0, 1.0], ENDS: ["s", 0, 0, None]},
        "2026-11-27": {RINGS: ["~", 1, 1, 1.0], ENDS: ["p", 1, 0, 2.0]},
    }
    leave_history(tmp_path / "history.jsonl", "lane", nights)
    told = Told(tmp_path, f"--history={tmp_path / 'history.jsonl'}")
    shown = [(row["night"], row["scenarios"], row["not passed"], row["flake rate"]) for row in told.rows["Nights"]]
    assert shown == [
        ("2026-11-26", "1", "0", "0.0 %"),
        ("2026-11-27", "2", "1", "50.0 %"),
        ("2026-11-28", "2", "1", "0.0 %"),
    ]
    assert "not passed ▁██  flaky ▁█▁" in told.text


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


def test_a_night_of_junit_files_alone(pytester: pytest.Pytester, tmp_path: Path) -> None:
    pytester.makepyfile(
        test_units="""
        import pytest

        class TestCalls:
            def test_passes(self): pass

        @pytest.mark.parametrize("n", [1])
        def test_fails(n): assert n == 2, "not two"

        def test_is_skipped(): pytest.skip("no Mac")

        @pytest.fixture
        def broken(): raise RuntimeError("no bench")

        def test_errs(broken): pass
    """
    )
    junit = tmp_path / "night/units/junit.xml"
    pytester.runpytest_subprocess(f"--junitxml={junit}", "-p", "no:cacheprovider")
    (lane,) = results.read([tmp_path / "night"])
    assert [(one.scenario, one.verdict, one.reason) for one in lane.attempts] == [
        ("test_units.py::TestCalls::test_passes", "passed", ""),
        ("test_units.py::test_fails[1]", "failed", "AssertionError: not two"),
        ("test_units.py::test_is_skipped", "skipped", "no Mac"),
        ("test_units.py::test_errs", "error", 'failed on setup with "RuntimeError: no bench"'),
    ]


# --- the history file


def test_the_history_grows_by_a_night_and_forgets_the_oldest(tmp_path: Path) -> None:
    file = tmp_path / "kept/history.jsonl"
    leave_run(tmp_path / "night/lane", {RINGS: "passed", ENDS: "skipped"}, seconds=1.23456)
    for night in ("2026-11-26", "2026-11-28", "2026-11-27", "2026-11-28"):
        Told(tmp_path, f"--night={night}", f"--history={file}", "--keep=2", "--revision=abc", "--link=https://x")
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["night"] for line in lines] == ["2026-11-27", "2026-11-28"]
    assert lines[1] == {
        "night": "2026-11-28",
        "revision": "abc",
        "link": "https://x",
        "lanes": {"lane": {RINGS: ["p", 1, 0, 1.235], ENDS: ["s", 0, 0, None]}},
    }
    assert [path.name for path in file.parent.iterdir()] == ["history.jsonl"]


def test_a_night_told_again_is_not_its_own_past(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    leave_run(tmp_path / "night/lane", {RINGS: "failed"})
    Told(tmp_path, f"--history={file}")
    told = Told(tmp_path, f"--history={file}")
    assert told.rows["Failed"][0]["nights"] == "✗"


# --- what cannot be read


def no_history(folder: Path) -> list[str]:
    (folder / "h.jsonl").write_text('{"night": "2026-11-27", "lanes": {}}\n{"night": 3}\n')
    return [f"--history={folder / 'h.jsonl'}"]


def no_quarantine(folder: Path) -> list[str]:
    return [f"--quarantine={folder / 'none.toml'}"]


def no_run(folder: Path) -> list[str]:
    (folder / "night/lane/run.json").write_text('{"results": [{}]}')
    return []


def no_junit(folder: Path) -> list[str]:
    (folder / "night/other").mkdir()
    (folder / "night/other/junit.xml").write_text("<testsuites>")
    return []


def no_score(folder: Path) -> list[str]:
    (folder / "night/lane/defects.json").write_text("{}")
    return []


def no_jobs(folder: Path) -> list[str]:
    return ["--jobs=[]"]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (no_history, "line 2 is no night"),
        (no_quarantine, "none.toml cannot be read: No such file"),
        (no_run, "run.json cannot be read as a run"),
        (no_junit, "junit.xml cannot be read as a run"),
        (no_score, "defects.json cannot be read as a score"),
        (no_jobs, "--jobs cannot be read"),
    ],
)
def test_what_cannot_be_read_is_named_and_changes_nothing(
    tmp_path: Path, spoil: Any, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    leave_run(tmp_path / "night/lane", {RINGS: "passed"})
    told = Told(tmp_path, *spoil(tmp_path))
    assert told.code == 2
    assert (told.text, told.page) == ("", "")
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["folder", "lanes"])
def test_a_night_without_lanes_is_refused(tmp_path: Path, missing: str) -> None:
    if missing == "lanes":
        (tmp_path / "night").mkdir()
    with pytest.raises(HarnessError, match="there is no"):
        results.read([tmp_path / "night"])


def test_two_lanes_of_one_name_are_refused(tmp_path: Path) -> None:
    for half in ("one", "two"):
        leave_run(tmp_path / half / "lane", {RINGS: "passed"})
    with pytest.raises(HarnessError, match="two lanes are called lane"):
        results.read([tmp_path / "one", tmp_path / "two"])


# --- the page


def test_what_a_product_says_cannot_break_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "night/lane"
    leave_run(folder, {RINGS: "failed"})
    told = json.loads((folder / "run.json").read_text())
    told["results"][0]["reason"] = "a | b\n<script>alert(1)</script> [x](javascript:1) *y*"
    (folder / "run.json").write_text(json.dumps(told))
    page = Told(tmp_path).page
    assert r"a \| b &lt;script&gt;alert(1)&lt;/script&gt; \[x\](javascript:1) \*y\*" in page
    assert "<script>" not in page


def test_a_long_table_ends_with_how_much_is_left_out(tmp_path: Path) -> None:
    leave_run(tmp_path / "night/lane", {f"{RINGS}[{number}]": "failed" for number in range(tables.MOST_ROWS + 7)})
    told = Told(tmp_path)
    assert "… and 7 more" in told.text
    assert "… and 7 more" in told.page
    assert len(told.rows["Failed"]) == tables.MOST_ROWS + 7


def test_a_terminal_shows_the_end_of_a_scenarios_name(tmp_path: Path) -> None:
    name = f"scenarios/{'a_long_folder/' * 6}test_calls.py::test_a_call_rings"
    leave_run(tmp_path / "night/lane", {f"{name}[{route}]": "failed" for route in ("apns", "simctl")})
    told = Told(tmp_path)
    assert "test_calls.py::test_a_call_rings[apns]  lane" in told.text
    assert "test_calls.py::test_a_call_rings[simctl]  lane" in told.text
    assert "scenarios/a_long_folder" not in told.text


def test_the_documentation_shows_a_real_night(tmp_path: Path) -> None:
    page = ROOT / "docs/ci.md"
    if not page.exists():
        pytest.skip("the documents come with a clone only")
    shown = page.read_text(encoding="utf-8").partition("quarantine.toml\n")[2].partition("\n```")[0]
    shutil.copytree(RECORDED, tmp_path, dirs_exist_ok=True)
    options = [f"--history={tmp_path / 'history.jsonl'}", f"--quarantine={tmp_path / 'quarantine.toml'}"]
    assert Told(tmp_path, *options, "--revision=71fdd41a20", "--today=2026-11-28").text == shown


def test_ci_names_revision_artifacts_and_page(tmp_path: Path) -> None:
    leave_run(tmp_path / "night/lane", {RINGS: "passed"})
    page = tmp_path / "summary.md"
    page.write_text("what another step wrote\n")
    environ = {
        "GITHUB_SHA": "4f2c1ab9e27d5",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "me/app",
        "GITHUB_RUN_ID": "7",
        "GITHUB_STEP_SUMMARY": str(page),
    }
    lines: list[str] = []
    assert command.main(["--night=n", str(tmp_path / "night")], lines.append, environ) == 0
    assert "at 4f2c1ab9e2" in lines[0]
    assert "artifacts  https://github.com/me/app/actions/runs/7#artifacts" in lines[0]
    assert page.read_text().startswith("what another step wrote\n## ✅ Night n")
    gitlab = {"CI_COMMIT_SHA": "abc", "CI_PIPELINE_URL": "https://gitlab.example/p/7"}
    assert "artifacts  https://gitlab.example/p/7" in Told(tmp_path, environ=gitlab).text
    jenkins = {"GIT_COMMIT": "abc", "BUILD_URL": "https://ci.example/job/7/"}
    assert "[lane](https://ci.example/job/7/artifact/nightly/lane/report.html)" in Told(tmp_path, environ=jenkins).page


def test_the_harness_has_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    leave_run(tmp_path / "night/lane", {RINGS: "failed"})
    assert harness_main.main(["nightly", "--night=n", str(tmp_path / "night")]) == 1
    assert "Night n" in capsys.readouterr().out


def test_rows_of_an_older_run_lack_what_came_later(tmp_path: Path) -> None:
    folder = tmp_path / "night/lane"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"results": [row(RINGS, "passed")]}))
    assert Told(tmp_path).code == 0
