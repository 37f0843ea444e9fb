"""Hints: which values say something about the mistake behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from harness import NeverHappened, NotStable, eventually, stays
from harness.hints import from_seen, missing_string
from harness.phone import Phone
from harness.tests.fakes import EventClock, FakeDriver, FakeTarget, on_stage


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
        (["BadDeviceToken"], "BadDeviceToken: most often the token is of the other APNs environment"),
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


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("SIN_INCOMING_CALL", "SIN_INCOMING_CALL"),
        (["SIN_INCOMING_IM", "SIN_INCOMING_IM"], "SIN_INCOMING_IM"),
        ("RINGPROOF", ""),  # the app's name, as labels have it
        ("A_KEY", ""),
        ("Sin_incoming_call", ""),
        ("SIN_INCOMING_CALL from Bob", ""),
    ],
)
def test_a_key_in_place_of_its_text_is_named_with_the_language(value: Any, key: str) -> None:
    told = from_seen([value], [missing_string("ja")])
    assert told == (f"no string for {key} in ja: Localizable.strings of the app lacks the key" if key else "")


async def test_a_failed_wait_names_the_language_of_its_phone() -> None:
    phone = Phone(FakeTarget(), "UDID-1", "26.4", "http://127.0.0.1:1", FakeDriver())
    with on_stage(clock=EventClock()), pytest.raises(NeverHappened, match="no string for SIN_INCOMING_CALL in tr: "):
        await phone.set("language", "tr")
        await eventually(lambda: "SIN_INCOMING_CALL", equals="Gelen arama", within=1)


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
