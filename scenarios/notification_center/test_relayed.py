"""A notification that was handed to the SDK is dealt with, and so is every other row of its call (R11, R79)."""

import pytest

from harness import CallState, eventually, stays

pytestmark = [
    pytest.mark.ios("below 13"),
    pytest.mark.push_type("both"),
    pytest.mark.needs("voip_push", "collapse_id"),
]


@pytest.mark.guide("G83")
@pytest.mark.catches("own-row-only")
async def test_the_row_of_a_push_for_the_same_call_goes_with_it(alice, bob, calls, push):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=["Bob"], within=5)
    alert = {"loc-key": "SIN_INCOMING_CALL_DISPLAY_NAME", "loc-args": ["Bob"]}
    await push.send(to=alice, payload={"aps": {"alert": alert}}, collapse_id=call.call_id)  # a second service (R272)
    await eventually(alice.notification_center.titles, equals=["Incoming call from Bob", "Bob"], within=5)

    await alice.notification_center.open("Bob")

    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.notification_center.titles, equals=[], within=5)
    await stays(alice.notification_center.titles, equals=[], during=3)
