"""What an app was woken for is done in a moment. Then it gives the time back that iOS had lent it, and every completion
handler has been called: the app is suspended, and iOS has no reason to end it (R32, R58, R122)."""

import pytest

from harness import AppState, eventually, stays
from scenarios.texts import OWN_MISSED_ROW

pytestmark = pytest.mark.needs("process_id")

SOON = 10  # seconds; iOS lends an app thirty, and below 13 three minutes
LONGER_THAN_IOS_WAITS = 40

MISSED = "Missed call from Bob"


@pytest.fixture
def goes_back_to_sleep(alice):
    """Alice's app is suspended soon, and is still there when iOS would have ended one that was not done."""

    async def goes_back_to_sleep() -> None:
        pid = await alice.app.pid()
        await eventually(alice.app.state, equals=AppState.SUSPENDED, within=SOON)
        await stays(alice.app.pid, equals=pid, during=LONGER_THAN_IOS_WAITS)

    return goes_back_to_sleep


@pytest.mark.needs("collapse_id")
@pytest.mark.catches("completion-never-called")
@pytest.mark.parametrize("state", [AppState.SUSPENDED, AppState.TERMINATED])
async def test_the_app_sleeps_again_after_a_missed_call(alice, bob, calls, bring, announced, goes_back_to_sleep, state):
    await bring(alice.app, state)
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=[announced.row], within=5)

    await call.hang_up()

    await eventually(alice.notification_center.texts, equals=[OWN_MISSED_ROW], within=5)
    await goes_back_to_sleep()
    assert await alice.notification_center.titles() == [MISSED]


@pytest.mark.needs("collapse_id", "network")
@pytest.mark.catches("completion-never-called")
@pytest.mark.parametrize("cause", ["answered_elsewhere", "canceled"])
async def test_the_app_sleeps_again_after_word_of_a_call_that_was_over_before(
    alice, bob, calls, bring, announced, resend, goes_back_to_sleep, cause
):
    await bring(alice.app, AppState.SUSPENDED)
    await alice.phone.go_offline()
    call = await calls.dial(caller=bob, callee=alice)
    await call.hang_up()
    await alice.phone.go_online()
    await eventually(alice.notification_center.titles, equals=[MISSED], within=5)
    await goes_back_to_sleep()

    await resend(call, "cancel", cause=cause)

    await eventually(alice.app.state, equals=AppState.BACKGROUND, within=3)
    await goes_back_to_sleep()


@pytest.mark.app_settings(call_actions="background")
@pytest.mark.catches("decline-before-relay", "call-category-misspelt")
async def test_the_app_sleeps_again_after_a_decline_in_the_background(alice, bob, calls, composed, goes_back_to_sleep):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=["Bob"], within=5)
    await alice.app.terminate()

    await alice.notification_center.expand("Bob")
    await alice.notification_center.press("Decline")

    await eventually(call.cause, equals="denied", within=5)
    await goes_back_to_sleep()


@pytest.mark.ios("13+")
@pytest.mark.push_type("voip")
@pytest.mark.needs("voip_push", "call_screen")
@pytest.mark.catches("call-not-reported")
@pytest.mark.parametrize("end", ["the caller gives up", "Alice declines"])
async def test_with_callkit_the_app_sleeps_again_after_a_call_nobody_took(
    alice, bob, calls, bring, goes_back_to_sleep, end
):
    await bring(alice.app, AppState.SUSPENDED)
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)

    if end == "Alice declines":
        await alice.call_screen.decline()
    else:
        await call.hang_up()

    await eventually(alice.call_screen.is_shown, equals=False, within=5)
    await goes_back_to_sleep()
