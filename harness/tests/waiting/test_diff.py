"""Expected and seen as lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from harness import AppState
from harness.waiting.diff import MOVED, WIDTH, lines


@dataclass(frozen=True)
class Shown:
    title: str
    text: str = ""
    badge: int | None = None
    rect: tuple[int, int] = field(default=(0, 0), compare=False)


BOB, CAROL = "Missed call from Bob", "Missed call from Carol"


@pytest.mark.parametrize(
    ("expected", "seen", "told"),
    [
        pytest.param(
            "Incoming call from Bob", "Incoming call", ["- Incoming call from Bob", "+ Incoming call"], id="texts"
        ),
        pytest.param("x", "", ["- x", "+ (an empty text)"], id="empty text"),
        pytest.param([BOB], [BOB, BOB], [f"  {BOB}", f"+ {BOB}"], id="one too many"),
        pytest.param([BOB, CAROL], [CAROL], [f"- {BOB}", f"  {CAROL}"], id="missing"),
        pytest.param([BOB], [CAROL], [f"- {BOB}", f"+ {CAROL}"], id="another"),
        pytest.param([CAROL, BOB], [BOB, CAROL], [f"+ {BOB}  {MOVED}", f"  {CAROL}", f"- {BOB}  {MOVED}"], id="order"),
        pytest.param([], [BOB], ["  (nothing was expected)", f"+ {BOB}"], id="none expected"),
        pytest.param([BOB], (), [f"- {BOB}", "  (nothing was there)"], id="none there"),
        pytest.param(
            [Shown("Bob", "Incoming call", 1)],
            [Shown("Bob", "", 1)],
            ["- Bob / Incoming call / 1", "+ Bob / 1"],
            id="rows",
        ),
        pytest.param(
            Shown("Bob", "Incoming call", rect=(1, 1)),
            Shown("Bob", "Missed call", 1),
            ["  title: Bob", "- text: Incoming call", "+ text: Missed call", "- badge: None", "+ badge: 1"],
            id="a notification",
        ),
        pytest.param({"id": "1", "a": 2}, {"id": "1", "b": 3}, ["  id: 1", "- a: 2", "+ b: 3"], id="mappings"),
        pytest.param("two\nlines", "one", ["- two", "  lines", "+ one"], id="line breaks"),
        pytest.param("Bob", None, [], id="nothing seen"),
        pytest.param(AppState.FOREGROUND, AppState.BACKGROUND, [], id="states"),
        pytest.param(1, 2, [], id="numbers"),
        pytest.param(True, False, [], id="yes and no"),
        pytest.param([1], "x", [], id="unlike"),
    ],
)
def test_what_is_told(expected: Any, seen: Any, told: list[str]) -> None:
    assert lines(expected, seen) == told


def test_long_texts_are_broken_to_fit() -> None:
    told = lines("word " * 40, ["x" * 200])
    assert told == []
    told = lines(["word " * 40], ["x" * 200])
    assert all(len(line) <= WIDTH for line in told)
    assert "".join(line[2:] for line in told if "x" in line) == "x" * 200
