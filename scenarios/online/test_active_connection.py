"""With an active connection, an app in the background is not offline: the call comes over its connection and the SDK
shows a notification of its own, as long as iOS lets the app run (R1, R32). After that, pushes do it."""

import pytest

from harness import AppState, CallState, eventually, stays
from scenarios.texts import OWN_MISSED_ROW

pytestmark = [pytest.mark.app_settings(active_connection_in_background="yes"), pytest.mark.push_type("regular")]

FROM_THE_SDK = "Incoming call"  # the caller is in the title
FROM_THE_PUSH = "Incoming call from Bob"


@pytest.mark.guide("G1", "G2", "G3", "G7", "G8")
@pytest.mark.catches("offline-in-background", "silent-in-background", "hangs-up-the-line", "never-acknowledges")
async def test_a_call_to_the_background_is_announced_by_the_app_and_its_tap_answers(alice, bob, calls):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.title, equals="Bob", within=1)
    await eventually(alice.banner.body, equals=FROM_THE_SDK, within=1)
    await eventually(call.state, equals=CallState.RINGING, within=1)
    await stays(call.push_events, equals=[], during=4)
    await stays(alice.notification_center.texts, equals=[FROM_THE_SDK], during=1)

    await alice.notification_center.open("Bob")

    await eventually(alice.in_call.state, equals="established", within=5)
    await eventually(call.state, equals=CallState.ESTABLISHED, within=3)
    await stays(alice.notification_center.texts, equals=[], during=3)


@pytest.mark.guide("G7")
@pytest.mark.app_settings(active_connection_in_background="no")
@pytest.mark.catches("always-online")
async def test_without_an_active_connection_the_same_call_is_pushed(alice, bob, calls):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.text, equals=FROM_THE_PUSH, within=3)
    await eventually(call.push_events, equals=["invite"], within=1)


@pytest.mark.guide("G3", "G8")
@pytest.mark.catches("not-kept-awake")
async def test_the_active_connection_lasts_as_long_as_ios_lets_the_app_run(
    alice, bob, calls, phone_time, background_time
):
    await alice.app.send_to_background()
    await phone_time.pass_(background_time - 10)

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.body, equals=FROM_THE_SDK, within=1)
    await stays(call.push_events, equals=[], during=3)


@pytest.mark.guide("G3", "G7", "G9")
@pytest.mark.catches("background-time-not-given-back")
@pytest.mark.needs("process_id")
@pytest.mark.routes
async def test_once_ios_has_suspended_the_app_the_push_rings(alice, bob, calls, bring):
    pid = await alice.app.pid()
    await bring(alice.app, AppState.SUSPENDED)

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.text, equals=FROM_THE_PUSH, within=5)
    assert await call.push_events() == ["invite"]
    assert await alice.app.pid() == pid
    await alice.banner.tap()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)


@pytest.mark.catches("service:silence-is-consent", "late-copy-rings-again")
@pytest.mark.routes
async def test_a_slow_connection_is_made_up_by_the_push_and_the_late_copy_is_the_same_call(alice, bob, calls):
    await alice.app.send_to_background()
    await calls.slow_connections(3)

    call = await calls.dial(caller=bob, callee=alice)

    await stays(alice.banner.is_shown, equals=False, during=1.9)
    await eventually(alice.banner.text, equals=FROM_THE_PUSH, within=0.5)
    await eventually(call.state, equals=CallState.RINGING, within=3)  # the copy came, and the app said so
    await stays(alice.notification_center.texts, equals=[FROM_THE_PUSH], during=5)
    assert await call.push_events() == ["invite"]
    await calls.slow_connections(0)
    await alice.notification_center.open(FROM_THE_PUSH)
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    assert await call.times_answered() == 1


@pytest.mark.needs("collapse_id")
@pytest.mark.guide("G69")
@pytest.mark.catches("service:no-cancel-push")
async def test_a_call_that_was_pushed_for_a_slow_connection_is_taken_back_by_push(alice, bob, calls):
    await alice.app.send_to_background()
    await calls.slow_connections(20)
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals=FROM_THE_PUSH, within=3)

    await call.hang_up()

    await eventually(alice.notification_center.texts, equals=[OWN_MISSED_ROW], within=5)
    await stays(alice.notification_center.texts, equals=[OWN_MISSED_ROW], during=30)
    assert await call.push_events() == ["invite", "cancel"]


@pytest.mark.guide("G69", "G85")
@pytest.mark.catches("incoming-row-stays", "missed-call-not-posted")
async def test_a_cancelled_call_leaves_one_missed_call_and_no_push_was_needed(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.title, equals="Bob", within=3)

    await call.hang_up()

    await eventually(alice.notification_center.texts, equals=[OWN_MISSED_ROW], within=5)
    await stays(alice.notification_center.titles, equals=["Missed call from Bob"], during=5)
    assert await call.push_events() == []


@pytest.mark.needs("collapse_id")
@pytest.mark.ios("13+")  # below, the ringing ends before the app is suspended
@pytest.mark.catches("service:no-cancel-push", "service:forgets-whom-it-told")
async def test_an_app_suspended_while_it_announces_a_call_learns_of_the_end_by_push(
    alice, bob, calls, bring, phone_time
):
    await alice.app.send_to_background()
    await phone_time.pass_(20)
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.texts, equals=[FROM_THE_SDK], within=3)
    await bring(alice.app, AppState.SUSPENDED)

    await call.hang_up()

    await eventually(alice.notification_center.texts, equals=[OWN_MISSED_ROW], within=5)
    await stays(alice.notification_center.titles, equals=["Missed call from Bob"], during=5)
