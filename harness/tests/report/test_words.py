"""The journal in a person's words."""

from __future__ import annotations

from typing import Any

import pytest

from harness.report.words import last_events


def entry(t: int, source: str, kind: str, **data: Any) -> dict[str, Any]:
    return {"phone": {"t": t, "source": source, "kind": kind, "data": data}, "wall": {}}


def words(*entries: dict[str, Any]) -> list[str]:
    return [told for _, _, told in last_events(entries, 20)]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (entry(0, "test", "hand", text="alice.banner: taps 'Bob'"), "alice.banner: taps 'Bob'"),
        (entry(0, "test", "failed", text="x was never y"), "the scenario fails"),
        (
            entry(0, "call service", "push invite", type="alert", fate="refused", reason="BadDeviceToken"),
            "call service: the call's alert push is refused BadDeviceToken",
        ),
        (
            entry(0, "call service", "push invite", type="voip", fate="accepted", reason=None),
            "call service: the call's voip push is accepted",
        ),
        (
            entry(0, "usernotificationsd", "presented", title="Bob", body="Incoming call", places=["banner", "list"]),
            "iOS shows 'Bob: Incoming call' in banner, list",
        ),
        (entry(0, "usernotificationsd", "removed", why="opened"), "a notification without text is removed: opened"),
        (entry(0, "lifecycle", "crashed", exception="OSError", reason="no", status=1), "the app crashes: OSError no"),
        (entry(0, "lifecycle", "killed", why="took too long", reason="system"), "iOS ends the app: took too long"),
        (entry(0, "callkitd", "log", text="post a call"), "iOS logs: post a call"),
        (
            entry(0, "usernotificationsd", "response", action="com.apple.UNNotificationDefaultActionIdentifier"),
            "the person opens the notification",
        ),
        (
            entry(0, "usernotificationsd", "response", action="decline"),
            "the person chooses 'decline' on the notification",
        ),
        (entry(0, "apsd", "network", online=False), "the phone is online: no"),
        (
            entry(0, "call service", "message waiting", message="m1", **{"from": "bob", "to": "alice"}),
            "call service: a message from bob for alice",
        ),
        (entry(0, "app", "message", n=3, sender="Bob", message="m1"), "app: lists a message from Bob"),
        (
            entry(0, "app", "callback", selector="application:didReceiveRemoteNotification:fetchCompletionHandler:"),
            "iOS calls didReceiveRemoteNotification",
        ),
        (
            entry(0, "app", "callback", selector="applicationWillTerminate:"),
            "iOS calls applicationWillTerminate",
        ),
        (
            entry(
                0, "other", "odd-thing", n=4, app="com.example", call="9392f3b2-790c-4f36-a174-d47019a41f8f", why="x"
            ),
            "other: odd-thing (call …, why x)",
        ),
        (
            entry(0, "app", "finding", app="com.example", rule=9, text="NSLocale.currentLocale was used undeclared"),
            "app: a mistake that an iPhone punishes: NSLocale.currentLocale was used undeclared",
        ),
        (entry(0, "other", "nothing-more"), "other: nothing-more"),
    ],
)
def test_an_entry_is_told_in_a_sentence(told: dict[str, Any], sentence: str) -> None:
    assert words(told) == [sentence]


def test_what_the_harness_does_to_look_and_what_says_nothing_new_is_left_out() -> None:
    assert not words(
        entry(0, "test", "scenario", text="a title"),
        entry(0, "springboard", "notification-center-opened"),
        entry(0, "app", "callback", selector="sceneDidBecomeActive:"),
        entry(0, "app", "callback", selector=""),
        entry(0, "app", "active", state="active"),
        entry(0, "lifecycle", "killed", why="it crashed", reason="crash"),
    )


def test_at_one_instant_what_the_test_did_comes_first_and_what_it_saw_last() -> None:
    told = words(
        entry(5, "test", "stayed", text="nothing moved"),
        entry(5, "test", "hand", text="tap"),
        entry(5, "test", "saw", text="the app is in front"),
        entry(5, "lifecycle", "state", **{"from": "background", "to": "active"}),
        entry(7, "test", "saw", text="later"),
        entry(7, "app", "call.ended"),
    )
    assert told == [
        *("nothing moved", "tap", "the app goes from background to active", "the app is in front"),
        *("app: the call is over", "later"),
    ]


def test_the_last_ones_are_told_the_oldest_first() -> None:
    entries = [entry(number, "other", str(number)) for number in range(30)]
    assert last_events(entries, 2) == [(28, "other", "other: 28"), (29, "other", "other: 29")]


def test_long_ones_are_cut() -> None:
    (told,) = words(entry(0, "test", "saw", text="x" * 300))
    assert told == "x" * 300  # the test's own words are its business
    (told,) = words(entry(0, "other", "x" * 300))
    assert len(told) == 200 and told.endswith("…")


def test_what_led_to_a_crash_ends_with_it() -> None:
    crashed = entry(2_000_040, "lifecycle", "crashed", exception="NSException", reason="boom")
    later = entry(2_000_040, "lifecycle", "launched", to="front")
    entries = [entry(1, "lifecycle", "launched", to="back"), crashed, later, entry(3_000_000, "apsd", "network")]
    told = [text for _, _, text in last_events(entries, 8, until=2_000_100)]
    assert told == ["iOS launches the app (back)", "the app crashes: NSException boom"]
    assert [text for _, _, text in last_events(entries, 8, until=5)] == ["iOS launches the app (back)"]
