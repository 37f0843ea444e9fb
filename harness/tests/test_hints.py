"""Hints: which values say something about the mistake behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from harness import NeverHappened, NotStable, eventually, stays
from harness.hints import from_seen
from harness.tests.fakes import EventClock, on_stage


@dataclass(frozen=True)
class Row:
    title: str
    badge: int | None = None


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("Incoming call from %@", "'Incoming call from %@' has an unfilled %@"),
        ("Anruf von %1$@", "'Anruf von %1$@' has an unfilled %@"),
        (["Hello", {"body": ("%@",)}], "'%@' has an unfilled"),
        ([Row("%@ called")], "'%@ called' has an unfilled"),
        ("100 %", ""),
        (None, ""),
        ([1, 2.0, b"%@"], ""),
    ],
)
def test_what_a_value_says(value: Any, says: str) -> None:
    told = from_seen([value])
    assert told.startswith(says) and bool(told) == bool(says)


def test_each_thing_is_said_once() -> None:
    assert from_seen(["%@", None, ["%@"]]).count("\n") == 0
    assert from_seen(["%@", "%@ called"]).count("\n") == 1


async def test_a_failed_wait_says_what_its_values_say_after_the_scenarios_own_hint() -> None:
    with on_stage(clock=EventClock()), pytest.raises(NeverHappened) as failure:
        await eventually(lambda: "Call from %@", equals="Call from Bob", within=1, hint="the name travels in loc-args")
    first, second = failure.value.hint.splitlines()
    assert first == "the name travels in loc-args"
    assert second.startswith("'Call from %@' has an unfilled")


async def test_a_value_that_did_not_stay_says_it_too_and_the_expected_one_says_nothing() -> None:
    with on_stage(clock=EventClock()), pytest.raises(NotStable) as failure:
        await stays(lambda: "%@", equals="", during=1)
    assert "unfilled" in failure.value.hint
    with on_stage(clock=EventClock()), pytest.raises(NeverHappened) as never:
        await eventually(lambda: "", equals="%@", within=1)
    assert never.value.hint == ""
