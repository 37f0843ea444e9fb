"""The app is on screen: a call arrives over its own connection, and no push is needed (R1)."""

import pytest

from harness import AppState, CallState, eventually, stays


@pytest.mark.catches("no-incoming-screen", "presents-in-foreground", "answers-in-front", "service:pushes-while-online")
@pytest.mark.guide("G48", "G64", "G67")
async def test_a_call_rings_inside_the_app(alice, bob, calls):
    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.incoming.caller, equals="Bob", within=3)
    await eventually(alice.incoming.choices, equals=["Answer", "Decline"], within=1)
    await eventually(call.state, equals=CallState.RINGING, within=3)
    await stays(alice.banner.is_shown, equals=False, during=3)
    await stays(call.state, equals=CallState.RINGING, during=3)
    assert await call.pushes() == ()

    await alice.incoming.answer()

    await eventually(alice.in_call.state, equals="established", within=3)
    await eventually(alice.in_call.peer, equals="Bob", within=1)
    await eventually(call.state, equals=CallState.ESTABLISHED, within=3)
    await stays(alice.notification_center.titles, equals=[], during=3)


@pytest.mark.catches("decline-not-signalled")
async def test_a_decline_reaches_the_caller(alice, bob, calls):
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.incoming.caller, equals="Bob", within=3)

    await alice.incoming.decline()

    await eventually(call.cause, equals="denied", within=3)
    await eventually(alice.incoming.is_shown, equals=False, within=3)
    await eventually(alice.recents.latest, equals="Bob, declined", within=3)
    await stays(alice.notification_center.titles, equals=[], during=3)


@pytest.mark.catches("list-oldest-first")
async def test_the_newest_call_is_listed_first_and_is_the_one_called_back(alice, bob, carol, calls):
    for caller in (bob, carol):
        call = await calls.dial(caller=caller, callee=alice)
        await eventually(alice.incoming.caller, equals=caller.display_name, within=3)
        await alice.incoming.decline()
        await eventually(call.cause, equals="denied", within=3)
    await eventually(alice.recents.rows, equals=["Carol, declined", "Bob, declined"], within=3)

    await alice.recents.call_back()

    await eventually(alice.ended.about, equals="Call to carol: over", within=3)  # Carol only calls: nobody to reach


@pytest.mark.catches("hangup-not-signalled")
async def test_hanging_up_ends_the_call_on_both_sides(alice, bob, calls):
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.incoming.caller, equals="Bob", within=3)
    await alice.incoming.answer()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=3)

    await alice.in_call.hang_up()

    await eventually(call.cause, equals="hung_up", within=3)
    await eventually(alice.ended.message, equals="Call ended", within=3)
    await alice.ended.close()
    await eventually(alice.recents.latest, equals="Bob, answered", within=3)
    assert await alice.app.state() is AppState.FOREGROUND


@pytest.mark.catches("screen-stays-after-end")
async def test_the_caller_hanging_up_takes_the_call_screen_away(alice, bob, calls):
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.incoming.caller, equals="Bob", within=3)
    await alice.incoming.answer()
    await eventually(alice.in_call.state, equals="established", within=3)

    await call.hang_up()

    await eventually(alice.in_call.is_shown, equals=False, within=3)
    await eventually(alice.ended.message, equals="Call ended", within=3)
    await eventually(call.cause, equals="hung_up", within=3)
