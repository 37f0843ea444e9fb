"""Alice has two phones: a call settled on one stops ringing on the other, and is not missed there (R137, R275)."""

import pytest

from harness import CallState, eventually, stays

pytestmark = [
    pytest.mark.ios("13+"),
    pytest.mark.push_type("voip"),
    pytest.mark.needs("voip_push", "call_screen", "second_phone"),
]


@pytest.fixture
async def other(lend_phone):
    """Alice's other phone, which rings as well."""
    other = await lend_phone("other", "-user_id", "alice", display_name="Alice")
    await eventually(other.permission_alert.is_shown, equals=True, within=5)
    await other.permission_alert.allow()
    await eventually(other.status.registration, equals="registered", within=5)
    await other.app.send_to_background()
    return other


@pytest.mark.catches("callkit-end-not-reported", "settled-elsewhere-counts-as-missed", "elsewhere-not-handled")
async def test_a_call_answered_on_the_other_phone_is_no_missed_call_here(alice, other, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await eventually(other.call_screen.caller, equals="Bob", within=5)

    await other.call_screen.answer()

    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.call_screen.is_shown, equals=False, within=5)
    await stays(alice.notification_center.titles, equals=[], during=5)
    await stays(call.state, equals=CallState.ESTABLISHED, during=10)
    await alice.app.bring_forward()
    await eventually(alice.recents.latest, equals="Bob, answered", within=3)


@pytest.mark.catches("callkit-end-not-reported", "settled-elsewhere-counts-as-missed", "elsewhere-not-handled")
async def test_a_call_declined_on_the_other_phone_is_no_missed_call_here(alice, other, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await eventually(other.call_screen.caller, equals="Bob", within=5)

    await other.call_screen.decline()

    await eventually(call.cause, equals="denied", within=5)
    await eventually(alice.call_screen.is_shown, equals=False, within=5)
    await stays(alice.notification_center.titles, equals=[], during=5)
    await alice.app.bring_forward()
    await eventually(alice.recents.latest, equals="Bob, declined", within=3)
