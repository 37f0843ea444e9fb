"""Pushes: what is checked when one is made."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness import HarnessError
from harness.push.notification import Push

APP = "com.example.app"
ALERT = {"aps": {"alert": "Incoming call from Bob"}}


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"push_type": "telegram"}, "push type 'telegram'; choose alert, background, voip"),
        ({"payload": {"aps": {"alert": "x" * 4096}}}, "alert allows 4096"),
        ({"payload": {"alert": "x"}}, "its payload has no 'aps' object"),
        ({"push_type": "voip"}, "VoIP topics end in .voip"),
        ({"topic": f"{APP}.voip"}, "VoIP topics end in .voip"),
        ({"collapse_id": "é" * 33}, "its collapse id has 66 bytes"),
        ({"priority": 7}, "priority 7; choose 1, 5 or 10"),
        ({"push_type": "background", "priority": 10}, "it must be 5"),
    ],
)
def test_a_push_apple_would_refuse_is_not_made_by_accident(parts: dict[str, Any], problem: str) -> None:
    whole = {"topic": APP, "payload": ALERT} | parts
    with pytest.raises(HarnessError) as failure:
        Push(**whole)
    assert problem in str(failure.value) and "checked=False" in str(failure.value)
    assert problem in str(Push(**whole, checked=False).problem())


def test_a_voip_push_may_be_longer_and_needs_no_aps() -> None:
    assert Push(f"{APP}.voip", {"call": "x" * 4500}, "voip").problem() is None


def test_a_push_says_what_it_needs_of_a_route() -> None:
    push = Push(APP, ALERT, priority=5, expires_in=0, collapse_id="c")
    assert push.needs == ("collapse_id", "expiration", "priority")
    assert json.loads(push.body) == ALERT
