"""The same caller twice, or on two of alice's phones: what ends one call leaves the other alone (R275, R276, R279).

Bob calls from two devices. Alice's second phone is played by the push the call service sends when it answers.
"""

import pytest

from harness import CallState, eventually, stays

pytestmark = pytest.mark.push_type("regular")


@pytest.mark.catches("cancel-matched-by-caller")
async def test_giving_up_one_call_leaves_the_answered_one_alone(alice, bob, calls):
    await alice.app.send_to_background()
    first = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    await eventually(alice.banner.is_shown, equals=False, within=10)
    second = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    await alice.banner.tap()
    await eventually(second.state, equals=CallState.ESTABLISHED, within=5)
    await alice.app.send_to_background()

    await first.hang_up()

    await eventually(first.cause, equals="canceled", within=1)
    await stays(second.state, equals=CallState.ESTABLISHED, during=4)


@pytest.mark.routes("apns")
@pytest.mark.catches("settled-elsewhere-counts-as-missed", "incoming-row-stays")
@pytest.mark.guide("G72", "G85")
async def test_a_call_answered_on_the_other_phone_is_not_missed(alice, bob, calls, push, word_from_the_other_phone):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.texts, equals=["Incoming call from Bob"], within=5)

    await push.send(to=alice, push_type="background", priority=5, payload=word_from_the_other_phone(call))

    await eventually(alice.notification_center.texts, equals=[], within=5)
    await stays(alice.notification_center.texts, equals=[], during=10)
