"""Several people call at once: each call has a row of its own, and a tap answers the one that was tapped (R279)."""

import pytest

from harness import CallState, eventually, stays
from scenarios.texts import OWN_MISSED_ROW


@pytest.mark.needs("collapse_id")
@pytest.mark.guide("G55", "G56")
@pytest.mark.catches("one-row-for-all-calls", "opens-the-latest-call", "relays-twice")
@pytest.mark.states("R249")
async def test_the_call_that_was_tapped_is_answered_and_the_other_one_rings_on(alice, bob, carol, calls, announced):
    await alice.app.send_to_background()
    from_bob = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=[announced.row_of("Bob")], within=5)
    from_carol = await calls.dial(caller=carol, callee=alice)
    both = [announced.row_of("Carol"), announced.row_of("Bob")]
    await eventually(alice.notification_center.titles, equals=both, within=5)

    await alice.notification_center.open(announced.row_of("Bob"))

    await eventually(from_bob.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.peer, equals="Bob", within=3)
    await eventually(from_carol.state, equals=CallState.RINGING, within=3)
    await eventually(alice.notification_center.titles, equals=[], within=3)
    await alice.in_call.hang_up()
    await eventually(alice.incoming.caller, equals="Carol", within=5)
    await alice.incoming.answer()
    await eventually(from_carol.state, equals=CallState.ESTABLISHED, within=5)


@pytest.mark.needs("collapse_id")
@pytest.mark.guide("G85")
@pytest.mark.catches("one-row-for-all-calls", "clears-every-notification")
async def test_the_end_of_one_call_leaves_the_row_of_the_other(alice, bob, carol, calls, announced):
    await alice.app.send_to_background()
    from_bob = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=[announced.row_of("Bob")], within=5)
    from_carol = await calls.dial(caller=carol, callee=alice)
    await eventually(alice.notification_center.titles, contains=announced.row_of("Carol"), within=5)

    await from_bob.hang_up()

    await eventually(alice.notification_center.texts, contains=OWN_MISSED_ROW, within=5)  # the app's own row
    left = ["Missed call from Bob", announced.row_of("Carol")]
    await eventually(alice.notification_center.titles, equals=left, within=5)
    await stays(alice.notification_center.titles, equals=left, during=5)
    await alice.notification_center.open(announced.row_of("Carol"))
    await eventually(from_carol.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.peer, equals="Carol", within=3)
