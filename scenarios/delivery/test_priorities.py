"""A push of the lowest priority wakes nobody: it is there once the phone is awake for another reason (R53).

These scenarios send their pushes themselves; calls never go out with this priority.
"""

import pytest

from harness import eventually, stays

pytestmark = [
    pytest.mark.push_type("regular"),
    pytest.mark.routes("apns"),
    pytest.mark.needs("priority", "lock_screen"),
]


def says(text: str) -> dict[str, object]:
    return {"aps": {"alert": text}}


@pytest.mark.states("R53")
async def test_a_push_of_lowest_priority_waits_on_a_locked_phone_until_the_person_looks(alice, push):
    await alice.app.send_to_background()
    await alice.phone.lock()

    await push.send(to=alice, payload=says("No hurry"), priority=1)
    await stays(alice.notification_center.texts, equals=[], during=60)

    await alice.phone.press_home()
    await eventually(alice.notification_center.texts, equals=["No hurry"], within=3)


@pytest.mark.states("R53")
async def test_a_push_of_lowest_priority_comes_with_one_that_may_wake_the_phone(alice, push):
    await alice.app.send_to_background()
    await alice.phone.lock()
    await push.send(to=alice, payload=says("No hurry"), priority=1)
    await stays(alice.notification_center.texts, equals=[], during=10)

    await push.send(to=alice, payload=says("Now"), priority=10)

    await eventually(alice.notification_center.texts, equals=["No hurry", "Now"], within=5)
