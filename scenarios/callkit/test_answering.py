"""What becomes of an answer and of a decline on the call screen, in time and too late (R119, R134, R135, R147)."""

import pytest

from harness import CallState, eventually, stays

pytestmark = [pytest.mark.ios("13+"), pytest.mark.push_type("voip"), pytest.mark.needs("voip_push", "call_screen")]

A_LITTLE_LONGER_THAN_THE_SYSTEM_WAITS = 35  # phone seconds (R135)


@pytest.mark.needs("network", "lock_screen")
@pytest.mark.catches("late-answer-kept")
async def test_an_answer_given_up_by_the_system_never_becomes_a_call(alice, bob, calls):
    await alice.phone.lock()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)

    await alice.phone.go_offline()
    await alice.call_screen.answer()
    await eventually(alice.call_screen.is_shown, equals=False, within=A_LITTLE_LONGER_THAN_THE_SYSTEM_WAITS)
    await alice.phone.go_online()
    await alice.phone.unlock()
    await alice.app.bring_forward()

    await eventually(call.state, equals=CallState.ENDED, within=40)
    assert await call.times_answered() == 0
    await stays(alice.call_screen.is_shown, equals=False, during=5)


@pytest.mark.needs("network", "lock_screen")
@pytest.mark.catches("answer-timer-outlives-its-call")
async def test_a_call_ended_before_it_was_connected_leaves_nothing_to_the_next(alice, bob, carol, calls):
    await alice.phone.lock()
    first = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await alice.phone.go_offline()
    await alice.call_screen.answer()
    await stays(alice.call_screen.status, equals="connecting…", during=2)
    await alice.call_screen.end()
    await alice.phone.go_online()
    await eventually(first.state, equals=CallState.ENDED, within=10)
    assert await first.times_answered() == 0

    second = await calls.dial(caller=carol, callee=alice)
    await eventually(alice.call_screen.caller, equals="Carol", within=5)
    await stays(alice.call_screen.caller, equals="Carol", during=12)
    await alice.call_screen.answer()

    await eventually(second.state, equals=CallState.ESTABLISHED, within=5)
    await stays(second.state, equals=CallState.ESTABLISHED, during=12)


@pytest.mark.needs("network", "lock_screen")
@pytest.mark.catches("pending-answer-outlives-its-call")
async def test_a_caller_who_gives_up_before_the_answer_arrives_leaves_a_missed_call(alice, bob, calls):
    await alice.phone.lock()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await alice.phone.go_offline()
    await alice.call_screen.answer()
    await call.hang_up()
    await stays(alice.call_screen.status, equals="connecting…", during=3)

    await alice.phone.go_online()

    await eventually(alice.call_screen.is_shown, equals=False, within=10)
    await eventually(alice.lock_screen.titles, equals=["Missed call from Bob"], within=5)
    assert await call.times_answered() == 0


@pytest.mark.needs("lock_screen")
@pytest.mark.catches("sign-in-when-shown")
async def test_an_answer_before_the_started_app_is_ready_counts(alice, bob, calls):
    await alice.app.force_quit()
    await alice.phone.lock()
    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.call_screen.is_ringing, equals=True, within=5)
    await alice.call_screen.answer()

    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.call_screen.status, equals="connected", within=1)
    await stays(call.state, equals=CallState.ESTABLISHED, during=10)


@pytest.mark.catches("decline-taken-for-timeout", "callkit-decline-ignored")
async def test_a_declined_call_is_declined_on_both_sides_and_not_missed(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)

    await alice.call_screen.decline()

    await eventually(call.cause, equals="denied", within=5)
    await eventually(alice.call_screen.is_shown, equals=False, within=3)
    await stays(alice.notification_center.titles, equals=[], during=5)
    await alice.app.bring_forward()
    await eventually(alice.recents.latest, equals="Bob, declined", within=3)


@pytest.mark.needs("settings")
@pytest.mark.catches("reset-ignored")
async def test_when_the_system_loses_its_calls_they_end_for_the_caller_too(alice, bob, carol, calls):
    await alice.app.send_to_background()
    lost = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await alice.call_screen.answer()
    await eventually(lost.state, equals=CallState.ESTABLISHED, within=5)

    await alice.phone.lose_its_calls()

    await eventually(lost.cause, equals="hung_up", within=5)
    await eventually(alice.in_call.is_shown, equals=False, within=3)
    await alice.app.send_to_background()
    await calls.dial(caller=carol, callee=alice)
    await eventually(alice.call_screen.caller, equals="Carol", within=5)
