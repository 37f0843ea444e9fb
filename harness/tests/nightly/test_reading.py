"""What a night is read from: runs, JUnit files, lists; and what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.errors import HarnessError
from harness.nightly import results
from harness.tests.nightly.nights import RINGS, Told, leave_run, row

pytest_plugins = ["pytester"]


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


# --- what cannot be read


def no_history(folder: Path) -> list[str]:
    (folder / "h.jsonl").write_text('{"night": "2026-11-27", "lanes": {}}\n{"night": 3}\n')
    return [f"--history={folder / 'h.jsonl'}"]


def no_text(folder: Path) -> list[str]:
    (folder / "h.jsonl").write_bytes(b"\xff\xfe")
    return [f"--history={folder / 'h.jsonl'}"]


def no_file(folder: Path) -> list[str]:
    return [f"--history={folder / 'night'}"]


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
        (no_file, "night is no file"),
        (no_text, "h.jsonl cannot be read as a history"),
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


@pytest.mark.parametrize("option", ["--markdown", "--json", "--history"])
def test_what_cannot_be_written_is_named(tmp_path: Path, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    leave_run(tmp_path / "night/lane", {RINGS: "passed"})
    (tmp_path / "file").touch()
    assert Told(tmp_path, f"{option}={tmp_path / 'file' / 'page'}").code == 2
    assert "cannot be written: " in (said := capsys.readouterr().err) and f"{tmp_path / 'file'}" in said


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


def test_rows_of_an_older_run_lack_what_came_later(tmp_path: Path) -> None:
    folder = tmp_path / "night/lane"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"results": [row(RINGS, "passed")]}))
    assert Told(tmp_path).code == 0


def test_a_day_is_no_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        Told(tmp_path, "--today=tomorrow")
    assert "--today: takes a day, such as 2026-12-24, not 'tomorrow'" in capsys.readouterr().err
