"""Where no app code runs, a stale row is what iOS leaves behind; its tap must say the call has ended (R161, R274)."""

import pytest

from harness import AppState, eventually, stays

pytestmark = pytest.mark.push_type("regular")


@pytest.mark.needs("collapse_id")
@pytest.mark.catches("service:cancel-beside-the-call", "service:no-cancel-push")
@pytest.mark.states("R29")
@pytest.mark.guide("G69")
async def test_after_a_force_quit_the_row_tells_of_the_missed_call_and_its_tap_of_the_end(alice, bob, calls):
    await alice.app.force_quit()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.texts, equals=["Incoming call from Bob"], within=5)

    await call.hang_up()

    await eventually(alice.notification_center.texts, equals=["Missed call from Bob"], within=5)
    await stays(alice.app.state, equals=AppState.TERMINATED, during=5)

    await alice.notification_center.open("Missed call from Bob")
    await eventually(alice.recents.latest, equals="Bob, missed", within=5)
    await stays(alice.in_call.is_shown, equals=False, during=3)


@pytest.mark.routes("simctl")
@pytest.mark.catches("screen-stays-after-end")
@pytest.mark.guide("G61")
async def test_a_row_sent_by_simctl_stays_and_its_tap_says_the_call_has_ended(alice, bob, calls):
    await alice.app.force_quit()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.texts, equals=["Incoming call from Bob"], within=5)
    await call.hang_up()

    await eventually(
        alice.notification_center.texts, equals=["Missed call from Bob", "Incoming call from Bob"], within=5
    )  # simctl has no collapse id (R193)
    await alice.notification_center.open("Incoming call from Bob")

    await eventually(alice.ended.message, equals="Call ended", within=5)
    await stays(alice.in_call.is_shown, equals=False, during=3)
