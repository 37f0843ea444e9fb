"""VoIP pushes today: every push is reported to CallKit at once, and the system rings (R110, R130-R137)."""

import pytest

from harness import AppState, CallState, eventually, stays

pytestmark = [pytest.mark.ios("26.4"), pytest.mark.push_type("voip"), pytest.mark.needs("voip_push", "call_screen")]


@pytest.mark.catches("call-not-reported", "report-too-late", "caller-name-dropped", "answer-never-fulfilled")
@pytest.mark.parametrize("state", [AppState.BACKGROUND, AppState.SUSPENDED])
async def test_the_call_screen_rings_and_answers(alice, bob, calls, bring, state):
    await bring(alice.app, state)

    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await eventually(call.state, equals=CallState.RINGING, within=3)

    await alice.call_screen.answer()

    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.state, equals="established", within=3)
    await eventually(alice.in_call.peer, equals="Bob", within=1)
    await stays(alice.notification_center.titles, equals=[], during=3)

    await alice.in_call.hang_up()

    await eventually(call.cause, equals="hung_up", within=3)
    await eventually(alice.ended.message, equals="Call ended", within=3)


@pytest.mark.catches("registry-after-login")
@pytest.mark.parametrize("how", ["terminate", "force_quit"])
async def test_the_push_starts_an_app_that_is_not_running(alice, bob, calls, how):
    await getattr(alice.app, how)()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await eventually(alice.app.is_running, equals=True, within=1)
    await alice.call_screen.answer()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)


@pytest.mark.catches("callkit-decline-ignored")
async def test_declining_reaches_the_caller(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.is_shown, equals=True, within=5)

    await alice.call_screen.decline()

    await eventually(call.cause, equals="denied", within=5)
    await eventually(alice.call_screen.is_shown, equals=False, within=3)
    await stays(alice.notification_center.titles, equals=[], during=5)


@pytest.mark.catches("callkit-end-not-reported", "no-missed-call-after-callkit")
async def test_a_cancelled_call_stops_ringing_and_is_missed(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)

    await call.hang_up()

    await eventually(alice.call_screen.is_shown, equals=False, within=5)
    await eventually(alice.notification_center.titles, equals=["Missed call from Bob"], within=10)
    await stays(alice.notification_center.titles, equals=["Missed call from Bob"], during=10)


@pytest.mark.catches("call-not-reported")
@pytest.mark.states("R110")
async def test_the_app_survives_its_push(alice, bob, calls, bring):
    await bring(alice.app, AppState.SUSPENDED)
    pid = await alice.app.pid()

    await calls.dial(caller=bob, callee=alice)

    await eventually(alice.call_screen.is_shown, equals=True, within=5)
    await stays(alice.app.pid, equals=pid, during=5)


@pytest.mark.catches("call-uuid-reused")
async def test_the_second_call_rings_like_the_first(alice, bob, calls):
    await alice.app.send_to_background()
    first = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.is_shown, equals=True, within=5)
    await first.hang_up()
    await eventually(alice.call_screen.is_shown, equals=False, within=5)

    await calls.dial(caller=bob, callee=alice)

    await eventually(alice.call_screen.caller, equals="Bob", within=5)
