"""A regular push whose call ends unanswered: the row goes, exactly one missed call stays (R12, R13, R79)."""

import pytest

from harness import AppState, eventually, stays

pytestmark = [pytest.mark.push_type("regular"), pytest.mark.ios("12.4", "26.4")]


@pytest.mark.catches("cancel-ignored", "missed-call-posted-twice", "missed-call-without-name")
async def test_a_cancelled_call_leaves_one_missed_call(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.texts, equals=["Incoming call from Bob"], within=5)

    await call.hang_up()

    await eventually(alice.notification_center.titles, equals=["Missed call from Bob"], within=10)
    await stays(alice.notification_center.titles, equals=["Missed call from Bob"], during=10)
    await eventually(call.cause, equals="canceled", within=1)


@pytest.mark.catches("cancel-ignored", "missed-tap-calls-back")
async def test_its_tap_leads_to_recents(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.is_shown, equals=True, within=5)
    await call.hang_up()
    await eventually(alice.notification_center.titles, equals=["Missed call from Bob"], within=10)

    await alice.notification_center.open("Missed call from Bob")

    await eventually(alice.app.state, equals=AppState.FOREGROUND, within=5)
    await eventually(alice.recents.latest, equals="Bob, missed", within=3)
    await stays(alice.in_call.is_shown, equals=False, during=3)
    await stays(alice.notification_center.titles, equals=[], during=3)


@pytest.mark.catches("timeout-ignored")
async def test_a_call_that_rings_out_leaves_one_missed_call(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.is_shown, equals=True, within=5)

    await eventually(call.cause, equals="timeout", within=70)

    await eventually(alice.notification_center.titles, equals=["Missed call from Bob"], within=10)
    await stays(alice.notification_center.titles, equals=["Missed call from Bob"], during=10)
