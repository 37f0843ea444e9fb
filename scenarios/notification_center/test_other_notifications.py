"""Calls leave alone what is not theirs, and are left alone by it: the app's other notifications (R155)."""

import pytest

from harness import AppState, CallState, eventually, stays
from scenarios.texts import OWN_MISSED_ROW

REMINDER = "Reminder"
SILENT_NEWS = {"aps": {"content-available": 1}, "news": {"id": 7, "picture": None}}
NEWS = {"aps": {"alert": {"title": "News", "body": "Calls are free on Sunday"}}}


@pytest.mark.needs("collapse_id")
@pytest.mark.guide("G58", "G85")
@pytest.mark.catches("clears-every-notification", "badge-zero-on-open")
async def test_a_reminder_survives_a_call_that_was_missed_and_one_that_was_answered(alice, bob, calls, announced):
    await alice.status.remind_later()
    await alice.app.send_to_background()
    await eventually(alice.notification_center.titles, equals=[REMINDER], within=15)
    missed = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=[announced.row, REMINDER], within=5)
    await missed.hang_up()
    await eventually(alice.notification_center.texts, contains=OWN_MISSED_ROW, within=5)
    await eventually(alice.notification_center.titles, equals=["Missed call from Bob", REMINDER], within=5)

    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, contains=announced.row, within=5)
    await alice.notification_center.open(announced.row)

    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.notification_center.titles, equals=["Missed call from Bob", REMINDER], within=3)
    await stays(alice.notification_center.titles, equals=["Missed call from Bob", REMINDER], during=5)


@pytest.mark.guide("G58", "G59")
@pytest.mark.catches("foreign-notification-ends-a-call")
async def test_a_tap_on_a_reminder_opens_the_app_and_nothing_else(alice, announced):
    await alice.status.remind_later()
    await alice.app.send_to_background()
    await eventually(alice.banner.title, equals=REMINDER, within=15)

    await alice.banner.tap()

    await eventually(alice.app.state, equals=AppState.FOREGROUND, within=3)
    await eventually(alice.status.user, equals="alice", within=3)
    await stays(alice.ended.message, equals=None, during=3)


@pytest.mark.guide("G58")
@pytest.mark.catches("icon-counts-as-answer")
async def test_a_reminder_opened_while_a_call_rings_does_not_touch_the_call(alice, bob, calls, announced):
    await alice.status.remind_later()
    await alice.app.send_to_background()
    await eventually(alice.notification_center.titles, equals=[REMINDER], within=15)
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=[announced.row, REMINDER], within=5)

    await alice.notification_center.open(REMINDER)

    await eventually(alice.incoming.caller, equals="Bob", within=5)
    await stays(call.state, equals=CallState.RINGING, during=5)


@pytest.mark.needs("collapse_id")
@pytest.mark.push_type("regular")
@pytest.mark.guide("G58")
@pytest.mark.catches("clears-every-notification")
async def test_a_push_of_another_service_is_no_call(alice, bob, calls, push):
    await alice.app.send_to_background()
    await push.send(to=alice, payload=NEWS)
    await eventually(alice.notification_center.titles, equals=["News"], within=5)
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=["Incoming call from Bob", "News"], within=5)
    await call.hang_up()
    await eventually(alice.notification_center.titles, equals=["Missed call from Bob", "News"], within=5)
    await stays(alice.notification_center.titles, equals=["Missed call from Bob", "News"], during=3)

    await alice.notification_center.open("News")

    await eventually(alice.app.state, equals=AppState.FOREGROUND, within=3)
    await eventually(alice.recents.latest, equals="Bob, missed", within=3)
    await stays(alice.ended.message, equals=None, during=3)


@pytest.mark.needs("priority")
@pytest.mark.push_type("regular")
@pytest.mark.guide("G58")
@pytest.mark.catches("push-kept-as-it-came")
async def test_a_silent_push_of_another_service_leaves_no_trace(alice, bob, calls, push):
    await alice.app.send_to_background()
    await push.send(to=alice, payload=SILENT_NEWS, push_type="background", priority=5)

    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    await alice.banner.tap()

    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await stays(alice.notification_center.texts, equals=[], during=3)
