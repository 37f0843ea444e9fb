"""The guide's own way to hear of a tap: `didReceiveLocalNotification`, while no notification delegate is set (R158)."""

import pytest

from harness import AppState, CallState, eventually, stays

pytestmark = [
    pytest.mark.app_settings(notification_callbacks="legacy"),
    pytest.mark.ios("12.4"),
    pytest.mark.needs("voip_push"),
    pytest.mark.push_type("voip"),
]


@pytest.mark.guide("G55", "G57", "G59", "G63")
@pytest.mark.catches("legacy-callback-not-forwarded")
@pytest.mark.parametrize("state", [AppState.BACKGROUND, AppState.TERMINATED])
async def test_a_tap_answers(alice, bob, calls, bring, state):
    await bring(alice.app, state)
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.title, equals="Bob", within=5)

    await alice.banner.tap()

    await eventually(alice.in_call.state, equals="established", within=5)
    await eventually(call.state, equals=CallState.ESTABLISHED, within=3)
    await stays(alice.notification_center.titles, equals=[], during=3)


@pytest.mark.guide("G57", "G58")
@pytest.mark.catches("foreign-notification-ends-a-call")
async def test_a_tap_on_a_reminder_opens_the_app_and_nothing_else(alice):
    await alice.status.remind_later()
    await alice.app.send_to_background()
    await eventually(alice.banner.title, equals="Reminder", within=15)

    await alice.banner.tap()

    await eventually(alice.app.state, equals=AppState.FOREGROUND, within=3)
    await stays(alice.ended.message, equals=None, during=3)


@pytest.mark.guide("G57")
@pytest.mark.catches("calls-back-by-itself")
async def test_a_tap_on_a_missed_call_leads_to_the_list(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.title, equals="Bob", within=5)
    await call.hang_up()
    await eventually(alice.banner.title, equals="Missed call from Bob", within=5)

    await alice.banner.tap()

    await eventually(alice.recents.latest, equals="Bob, missed", within=3)
    await stays(alice.in_call.is_shown, equals=False, during=5)
