"""A further call while one rings or goes on: each has its own buttons, and none costs another (R139, R141, R279)."""

import pytest

from harness import CallState, Person, eventually, stays

pytestmark = [pytest.mark.ios("13+"), pytest.mark.push_type("voip"), pytest.mark.needs("voip_push", "call_screen")]


@pytest.fixture
def erin():
    """Erin only calls."""
    return Person("erin", display_name="Erin")


@pytest.fixture
def talking_to_bob(alice, bob, calls):
    """Alice has answered Bob on the call screen, and put the app away."""

    async def talk():
        await alice.app.send_to_background()
        call = await calls.dial(caller=bob, callee=alice)
        await eventually(alice.call_screen.caller, equals="Bob", within=5)
        await alice.call_screen.answer()
        await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
        await alice.app.send_to_background()
        return call

    return talk


@pytest.mark.catches("end-forgets-other-calls", "system-call-ended-once-answered")
@pytest.mark.states("R141")
async def test_end_and_accept_hangs_up_on_the_first_and_takes_the_second(alice, carol, calls, talking_to_bob):
    first = await talking_to_bob()

    second = await calls.dial(caller=carol, callee=alice)
    await eventually(alice.call_screen.caller, equals="Carol", within=5)
    await eventually(alice.call_screen.offers, equals="End & Accept", within=1)
    await alice.call_screen.answer()

    await eventually(first.cause, equals="hung_up", within=5)
    await eventually(second.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.peer, equals="Carol", within=3)
    await stays(second.state, equals=CallState.ESTABLISHED, during=10)


@pytest.mark.catches("ends-all-calls")
async def test_declining_the_second_call_leaves_the_first(alice, carol, calls, talking_to_bob):
    first = await talking_to_bob()

    second = await calls.dial(caller=carol, callee=alice)
    await eventually(alice.call_screen.caller, equals="Carol", within=5)
    await alice.call_screen.decline()

    await eventually(second.cause, equals="denied", within=5)
    await stays(first.state, equals=CallState.ESTABLISHED, during=10)
    assert await alice.call_screen.is_going_on()


@pytest.mark.catches("one-call-at-a-time", "report-first-call-only")
async def test_declining_the_first_of_two_that_ring_shows_the_second(alice, bob, carol, calls):
    await alice.app.send_to_background()
    first = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    second = await calls.dial(caller=carol, callee=alice)
    await eventually(second.state, equals=CallState.RINGING, within=5)
    assert await alice.call_screen.caller() == "Bob"

    await alice.call_screen.decline()

    await eventually(first.cause, equals="denied", within=5)
    await eventually(alice.call_screen.caller, equals="Carol", within=5)
    await alice.call_screen.answer()
    await eventually(second.state, equals=CallState.ESTABLISHED, within=5)


@pytest.mark.catches("one-call-at-a-time")
async def test_accepting_the_first_of_two_that_ring_never_answers_the_second(alice, bob, carol, calls):
    await alice.app.send_to_background()
    first = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    second = await calls.dial(caller=carol, callee=alice)
    await eventually(second.state, equals=CallState.RINGING, within=5)

    await alice.call_screen.answer()

    await eventually(first.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.peer, equals="Bob", within=3)
    await stays(second.times_answered, equals=0, during=10)
    await stays(first.state, equals=CallState.ESTABLISHED, during=3)


@pytest.mark.catches("report-first-call-only", "no-missed-call-after-callkit")
@pytest.mark.states("R139")
async def test_a_caller_the_system_has_no_room_for_is_missed(alice, carol, erin, calls, talking_to_bob):
    first = await talking_to_bob()
    pid = await alice.app.pid()
    second = await calls.dial(caller=carol, callee=alice)
    await eventually(alice.call_screen.caller, equals="Carol", within=5)

    third = await calls.dial(caller=erin, callee=alice)
    await eventually(third.state, equals=CallState.RINGING, within=5)
    await alice.call_screen.decline()
    await eventually(second.cause, equals="denied", within=5)
    await stays(alice.call_screen.is_ringing, equals=False, during=5)
    await third.hang_up()

    await eventually(alice.notification_center.titles, equals=["Missed call from Erin"], within=10)
    await stays(first.state, equals=CallState.ESTABLISHED, during=3)
    assert await alice.app.pid() == pid


@pytest.mark.catches("hang-up-leaves-system-call", "ends-under-another-uuid")
async def test_calls_hung_up_in_the_app_leave_room_for_the_next(alice, bob, calls):
    for _ in range(3):  # more than the system has room for
        await alice.app.send_to_background()
        call = await calls.dial(caller=bob, callee=alice)
        await eventually(alice.call_screen.offers, equals="Accept", within=5)  # no other call to end
        await alice.call_screen.answer()
        await eventually(alice.in_call.state, equals="established", within=5)

        await alice.in_call.hang_up()

        await eventually(call.cause, equals="hung_up", within=5)
        await eventually(alice.ended.message, equals="Call ended", within=3)
