"""How a night is shown: CI's page, the terminal, the document."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from harness import __main__ as harness_main
from harness.nightly import command, tables
from harness.tests.nightly.nights import RINGS, Told, leave_run

ROOT = Path(__file__).parents[3]
RECORDED = Path(__file__).parent / "recorded"


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
