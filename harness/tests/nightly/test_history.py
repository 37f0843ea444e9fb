"""Nights held against those before: trends, and the file of history."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harness.nightly import history, trends
from harness.nightly.tally import Verdict
from harness.tests.nightly.nights import ENDS, RINGS, Told, leave_history, leave_run


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
