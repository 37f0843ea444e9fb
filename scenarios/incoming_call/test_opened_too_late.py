"""A row nobody could take away is opened when its call is over: the app says what has become of the call (R4)."""

import pytest

from harness import eventually, stays

pytestmark = pytest.mark.needs("network")


@pytest.mark.needs("collapse_id")
@pytest.mark.guide("G59", "G60", "G61", "G71")
@pytest.mark.catches(
    "result-forgets-the-end", "assumes-the-call-exists", "user-info-without-caller", "trusts-stale-push"
)
async def test_a_call_that_timed_out_meanwhile_is_told_with_its_caller(alice, bob, calls, composed, phone_time):
    await alice.app.send_to_background()
    await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=["Bob"], within=5)
    await alice.app.terminate()
    await alice.phone.go_offline()
    await phone_time.pass_(60)

    await alice.notification_center.open("Bob")

    await eventually(alice.ended.message, equals="Call ended", within=3)
    await eventually(alice.ended.about, equals="Call from Bob: timed out", within=1)
    await stays(alice.in_call.is_shown, equals=False, during=3)
    await stays(alice.notification_center.titles, equals=[], during=3)
    await alice.ended.close()
    await eventually(alice.recents.rows, equals=["Bob, missed"], within=3)


@pytest.mark.guide("G62")
@pytest.mark.catches("user-info-without-video")
async def test_a_video_call_that_timed_out_meanwhile_is_told_as_one(alice, bob, calls, composed, phone_time):
    await alice.app.send_to_background()
    await calls.dial(caller=bob, callee=alice, video=True)
    await eventually(alice.banner.body, equals="Incoming video call", within=5)
    await alice.app.terminate()
    await alice.phone.go_offline()
    await phone_time.pass_(60)

    await alice.notification_center.open("Bob")

    await eventually(alice.ended.about, equals="Video call from Bob: timed out", within=3)


@pytest.mark.needs("collapse_id")
@pytest.mark.guide("G59", "G61")
@pytest.mark.catches("screen-stays-after-end")
async def test_a_call_that_was_canceled_meanwhile_connects_to_nobody(alice, bob, calls, composed):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=["Bob"], within=5)
    await alice.app.terminate()
    await alice.phone.go_offline()
    await call.hang_up()

    await alice.notification_center.open("Bob")
    await eventually(alice.in_call.state, equals="connecting", within=3)  # nobody can know better without a network
    await alice.phone.go_online()

    await eventually(alice.ended.about, equals="Call from Bob: canceled", within=5)
    await stays(alice.in_call.is_shown, equals=False, during=3)


@pytest.mark.needs("collapse_id")
@pytest.mark.app_settings(call_actions="background")
@pytest.mark.guide("G61")
@pytest.mark.catches("too-late-decline-forgotten")
async def test_a_decline_of_a_call_that_timed_out_meanwhile_leaves_a_missed_call(
    alice, bob, calls, composed, phone_time
):
    await alice.app.send_to_background()
    await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=["Bob"], within=5)
    await alice.app.terminate()
    await alice.phone.go_offline()
    await phone_time.pass_(60)

    await alice.notification_center.expand("Bob")
    await alice.notification_center.press("Decline")

    await eventually(alice.notification_center.titles, equals=["Missed call from Bob"], within=5)
    await alice.app.bring_forward()
    await eventually(alice.recents.rows, equals=["Bob, missed"], within=3)
