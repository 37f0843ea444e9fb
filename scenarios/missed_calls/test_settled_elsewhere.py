"""Another of alice's phones has taken or declined the call: nothing rings on here, nothing was missed (R275, R276).

The other phone is played by the push the call service sends to this one.
"""

import pytest

from harness import AppState, CallState, eventually, stays

SETTLED = pytest.mark.parametrize(
    "cause", ["answered_elsewhere", "declined_elsewhere"], ids=lambda cause: cause.partition("_")[0]
)


@pytest.mark.needs("priority")
@SETTLED
@pytest.mark.guide("G72", "G85")
@pytest.mark.catches(
    "settled-elsewhere-counts-as-missed", "incoming-row-stays", "completes-before-removal", "elsewhere-not-handled"
)
@pytest.mark.parametrize("state", [AppState.BACKGROUND, AppState.SUSPENDED])
async def test_the_row_of_a_call_settled_elsewhere_goes_and_no_call_was_missed(
    alice, bob, calls, bring, announced, resend, cause, state
):
    await bring(alice.app, state)
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=[announced.row], within=5)

    await resend(call, "cancel", cause=cause)

    await eventually(alice.notification_center.titles, equals=[], within=5)
    await stays(alice.notification_center.titles, equals=[], during=10)
    await eventually(alice.home.icon_badge, equals=0, within=1)


@pytest.mark.needs("priority")
@SETTLED
@pytest.mark.guide("G72")
@pytest.mark.catches("cancel-ends-answered-call")
async def test_late_word_of_another_phone_does_not_end_the_call_this_one_has_answered(
    alice, bob, calls, announced, resend, cause
):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=[announced.row], within=5)
    await alice.notification_center.open(announced.row)
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)

    await resend(call, "cancel", cause=cause)

    await stays(call.state, equals=CallState.ESTABLISHED, during=10)
    await eventually(alice.in_call.state, equals="established", within=1)
