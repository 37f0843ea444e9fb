"""VoIP pushes today: every push is reported to CallKit at once, and the system rings (R110, R130-R137)."""

import pytest

from harness import AppState, CallState, eventually, stays

pytestmark = [pytest.mark.ios("13+"), pytest.mark.push_type("voip"), pytest.mark.needs("voip_push", "call_screen")]


@pytest.mark.catches(
    "call-not-reported",
    "report-too-late",
    "report-in-next-turn",
    "caller-name-dropped",
    "notification-beside-call-screen",
    "hang-up-leaves-system-call",
)
@pytest.mark.parametrize("state", [AppState.BACKGROUND, AppState.SUSPENDED])
async def test_the_call_screen_rings_and_answers(alice, bob, calls, bring, state):
    await bring(alice.app, state)

    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await eventually(call.state, equals=CallState.RINGING, within=3)
    await stays(alice.notification_center.titles, equals=[], during=2)

    await alice.call_screen.answer()

    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.state, equals="established", within=3)
    await eventually(alice.in_call.peer, equals="Bob", within=1)
    await stays(call.state, equals=CallState.ESTABLISHED, during=10)
    await stays(alice.notification_center.titles, equals=[], during=3)

    await alice.in_call.hang_up()

    await eventually(call.cause, equals="hung_up", within=3)
    await eventually(alice.ended.message, equals="Call ended", within=3)
    await alice.phone.press_home()
    await eventually(alice.call_screen.is_going_on, equals=False, within=3)


@pytest.mark.catches("registry-after-login", "sign-in-when-shown")
@pytest.mark.parametrize("how", ["terminate", "force_quit"])
@pytest.mark.guide("G9", "G13", "G25", "G75")
async def test_the_push_starts_an_app_that_is_not_running(alice, bob, calls, how):
    await getattr(alice.app, how)()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await eventually(alice.app.is_running, equals=True, within=1)
    await eventually(call.state, equals=CallState.RINGING, within=3)  # the woken app told the caller
    await alice.call_screen.answer()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)


@pytest.mark.needs("network")
@pytest.mark.catches("decline-not-held")
async def test_a_decline_in_a_dead_spot_reaches_the_caller_later(alice, bob, calls, phone_time):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.is_shown, equals=True, within=5)

    await alice.phone.go_offline()
    await alice.call_screen.decline()
    await phone_time.pass_(5)
    await alice.phone.go_online()

    await eventually(call.cause, equals="denied", within=10)
    await stays(alice.notification_center.titles, equals=[], during=5)


@pytest.mark.catches(
    "callkit-end-not-reported", "no-missed-call-after-callkit", "uuid-per-push", "service:voip-cancel-push"
)
async def test_a_cancelled_call_stops_ringing_and_is_missed(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)

    await call.hang_up()

    await eventually(alice.call_screen.is_shown, equals=False, within=5)
    await eventually(alice.notification_center.titles, equals=["Missed call from Bob"], within=10)
    await stays(alice.notification_center.titles, equals=["Missed call from Bob"], during=10)
    assert await call.push_events() == ["invite"]  # from iOS 13 a cancel push would be one more call (R117)


@pytest.mark.catches("call-not-reported", "report-too-late")
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


@pytest.mark.catches("throws-without-display-name")
async def test_a_caller_without_display_name_is_shown_by_user_id(alice, bob, calls):
    await alice.app.send_to_background()

    await calls.dial(caller=bob, callee=alice, display_name=None)

    await eventually(alice.call_screen.caller, equals="bob", within=5)


@pytest.mark.catches("report-first-call-only", "ends-all-calls")
async def test_a_second_caller_leaves_the_first_call_alone(alice, bob, carol, calls):
    await alice.app.send_to_background()
    first = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await alice.call_screen.answer()
    await eventually(first.state, equals=CallState.ESTABLISHED, within=5)
    pid = await alice.app.pid()
    await alice.app.send_to_background()

    second = await calls.dial(caller=carol, callee=alice)
    await eventually(alice.call_screen.caller, equals="Carol", within=5)
    await eventually(second.state, equals=CallState.RINGING, within=5)
    await second.hang_up()

    await eventually(second.cause, equals="canceled", within=3)
    await stays(first.state, equals=CallState.ESTABLISHED, during=10)
    assert await alice.app.pid() == pid


@pytest.mark.needs("network")
@pytest.mark.catches("no-missed-call-after-callkit", "callkit-end-not-reported")
async def test_a_push_that_comes_too_late_is_reported_and_ended_at_once(alice, bob, calls, phone_time):
    await alice.app.send_to_background()
    pid = await alice.app.pid()
    await alice.phone.go_offline()
    call = await calls.dial(caller=bob, callee=alice)
    await phone_time.pass_(5)
    await call.hang_up()

    await alice.phone.go_online()

    await eventually(alice.notification_center.titles, equals=["Missed call from Bob"], within=10)
    await stays(alice.call_screen.is_shown, equals=False, during=10)
    assert await alice.app.pid() == pid


@pytest.mark.needs("network")
@pytest.mark.catches("service:push-never-expires")
@pytest.mark.states("R52")
async def test_a_push_that_expired_meanwhile_never_arrives(alice, bob, calls, phone_time):
    await alice.app.terminate()
    await alice.phone.go_offline()
    await calls.dial(caller=bob, callee=alice)

    await phone_time.pass_(120)
    await alice.phone.go_online()

    await stays(alice.app.is_running, equals=False, during=10)
    await stays(alice.notification_center.titles, equals=[], during=5)
