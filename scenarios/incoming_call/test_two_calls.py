"""The same caller twice: what ends one call leaves the other alone (R275, R276, R279). Bob calls from two devices."""

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
