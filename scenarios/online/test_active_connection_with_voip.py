"""VoIP push and active connection together: whichever brings the call first, it rings once (R278)."""

import pytest

from harness import AppState, CallState, eventually, stays
from scenarios.texts import OWN_MISSED_ROW

pytestmark = [
    pytest.mark.app_settings(active_connection_in_background="yes"),
    pytest.mark.push_type("voip"),
    pytest.mark.needs("voip_push"),
]

both_ways = pytest.mark.parametrize("lag", [pytest.param(0, id="connection only"), pytest.param(3, id="push first")])


@pytest.mark.ios("below 13")
@pytest.mark.guide("G3", "G8")
@pytest.mark.catches("push-and-connection-have-two-ids", "silent-in-background")
@both_ways
async def test_before_callkit_the_call_has_one_notification_and_its_tap_answers(alice, bob, calls, lag):
    await alice.app.send_to_background()
    await calls.slow_connections(lag)

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.title, equals="Bob", within=3)
    await stays(alice.notification_center.titles, equals=["Bob"], during=6)
    assert len(await call.pushes()) == (1 if lag else 0)
    await calls.slow_connections(0)
    await alice.notification_center.open("Bob")
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    assert await call.times_answered() == 1
    await stays(alice.notification_center.titles, equals=[], during=3)


@pytest.mark.ios("13+")
@pytest.mark.needs("call_screen")
@pytest.mark.guide("G3", "G8")
@pytest.mark.catches("connection-not-reported", "push-and-connection-have-two-ids")
@both_ways
async def test_with_callkit_the_call_screen_rings_once_and_answers(alice, bob, calls, lag):
    await alice.app.send_to_background()
    await calls.slow_connections(lag)

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.call_screen.caller, equals="Bob", within=3)
    await stays(alice.call_screen.caller, equals="Bob", during=4)
    await stays(alice.notification_center.titles, equals=[], during=1)
    assert len(await call.pushes()) == (1 if lag else 0)
    await calls.slow_connections(0)
    await alice.call_screen.answer()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.state, equals="established", within=3)
    await stays(call.state, equals=CallState.ESTABLISHED, during=5)
    await call.hang_up()
    await eventually(alice.ended.message, equals="Call ended", within=3)
    await stays(alice.call_screen.is_shown, equals=False, during=5)


@pytest.mark.ios("13+")
@pytest.mark.needs("call_screen")
@pytest.mark.catches("connection-not-reported", "callkit-end-not-reported")
async def test_with_callkit_a_cancelled_call_stops_ringing_and_is_missed_once(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=3)

    await call.hang_up()

    await eventually(alice.call_screen.is_shown, equals=False, within=3)
    await eventually(alice.notification_center.texts, equals=[OWN_MISSED_ROW], within=5)
    await stays(alice.notification_center.titles, equals=["Missed call from Bob"], during=5)
    assert await call.push_events() == []


@pytest.mark.ios("13+")
@pytest.mark.needs("call_screen")
@pytest.mark.catches("background-time-not-given-back")
async def test_with_callkit_a_suspended_app_is_woken_by_the_push(alice, bob, calls, bring):
    await bring(alice.app, AppState.SUSPENDED)
    pid = await alice.app.pid()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await stays(alice.call_screen.caller, equals="Bob", during=5)
    assert [push.type for push in await call.pushes()] == ["voip"]
    assert await alice.app.pid() == pid
