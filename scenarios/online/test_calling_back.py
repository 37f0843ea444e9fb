"""Alice calls back whoever called: what she sees until it is answered or over, and what the other side has of it."""

import pytest

from harness import AppState, eventually, stays

GIVEN_UP = 40  # seconds; the service waits for a while for whoever has gone to come back

pytestmark = [pytest.mark.push_type("regular"), pytest.mark.needs("second_phone")]


@pytest.fixture
def alice_calls_dave_back(alice, dave, calls):
    """Dave has called, and Alice has declined; she calls back, while his app is in this state."""

    async def call_back(bring, state: AppState = AppState.BACKGROUND) -> None:
        call = await calls.dial(caller=dave, callee=alice)
        await eventually(alice.incoming.caller, equals="Dave", within=3)
        await alice.incoming.decline()
        await eventually(call.cause, equals="denied", within=3)
        if state is not AppState.FOREGROUND:
            await bring(dave.app, state)
        await alice.recents.call_back()

    return call_back


@pytest.mark.catches("hangup-not-signalled", "shown-connected-too-early", "why-it-ended-not-told")
async def test_calling_back_connects_both_sides_until_one_hangs_up(alice, dave, bring, alice_calls_dave_back):
    await alice_calls_dave_back(bring)
    await eventually(dave.banner.text, equals="Incoming call from Alice", within=5)
    await stays(alice.in_call.state, equals="connecting", during=3)

    await dave.banner.tap()

    await eventually(alice.in_call.state, equals="established", within=5)
    await eventually(alice.in_call.peer, equals="dave", within=1)
    await eventually(dave.in_call.peer, equals="Alice", within=3)
    await alice.in_call.hang_up()
    await eventually(alice.ended.about, equals="Call to dave: hung up", within=3)
    await eventually(dave.ended.about, equals="Call from Alice: hung up", within=3)
    await stays(dave.notification_center.texts, equals=[], during=3)


@pytest.mark.catches("decline-not-signalled")
async def test_calling_back_says_that_the_call_was_declined(alice, dave, bring, alice_calls_dave_back):
    await alice_calls_dave_back(bring, AppState.FOREGROUND)
    await eventually(dave.incoming.caller, equals="Alice", within=5)

    await dave.incoming.decline()

    await eventually(alice.ended.about, equals="Call to dave: declined", within=3)
    await eventually(dave.recents.latest, equals="Alice, declined", within=3)
    await alice.ended.close()
    await eventually(alice.recents.rows, equals=["Dave, declined"], within=3)  # the list is of calls received


@pytest.mark.needs("collapse_id")
@pytest.mark.catches("hangup-not-signalled")
async def test_giving_up_leaves_a_missed_call_on_the_other_phone(alice, dave, bring, alice_calls_dave_back):
    await alice_calls_dave_back(bring)
    await eventually(dave.banner.text, equals="Incoming call from Alice", within=5)

    await alice.in_call.hang_up()

    await eventually(alice.ended.about, equals="Call to dave: hung up", within=3)
    await eventually(dave.notification_center.titles, equals=["Missed call from Alice"], within=5)
    await stays(dave.notification_center.titles, equals=["Missed call from Alice"], during=5)


@pytest.mark.needs("network", "collapse_id")
@pytest.mark.catches("missed-call-not-posted")
async def test_a_caller_who_drops_off_the_network_leaves_a_missed_call_on_the_other_phone(
    alice, dave, bring, alice_calls_dave_back
):
    await alice_calls_dave_back(bring)
    await eventually(dave.banner.text, equals="Incoming call from Alice", within=5)

    await alice.phone.go_offline()

    await eventually(dave.notification_center.titles, equals=["Missed call from Alice"], within=GIVEN_UP)
    await alice.phone.go_online()
    await eventually(alice.ended.message, equals="Call ended", within=GIVEN_UP)
    await stays(dave.notification_center.titles, equals=["Missed call from Alice"], during=5)


@pytest.mark.needs("network")
@pytest.mark.catches("answered-call-survives-its-line")
async def test_a_call_one_side_of_which_drops_off_the_network_is_over_on_both(
    alice, dave, bring, alice_calls_dave_back
):
    await alice_calls_dave_back(bring)
    await eventually(dave.banner.text, equals="Incoming call from Alice", within=5)
    await dave.banner.tap()
    await eventually(alice.in_call.state, equals="established", within=5)

    await alice.phone.go_offline()

    await eventually(dave.ended.message, equals="Call ended", within=GIVEN_UP)
    await alice.phone.go_online()
    await eventually(alice.ended.message, equals="Call ended", within=GIVEN_UP)
    await dave.ended.close()
    await eventually(dave.recents.latest, equals="Alice, answered", within=3)


@pytest.mark.needs("network")
@pytest.mark.catches("dialled-call-waits-for-ever")
async def test_a_call_the_service_never_heard_of_is_over_when_the_line_breaks(
    alice, dave, calls, bring, alice_calls_dave_back
):
    await calls.slow_connections(20)
    await alice_calls_dave_back(bring)
    await eventually(alice.in_call.state, equals="connecting", within=3)
    await stays(alice.in_call.state, equals="connecting", during=3)

    await alice.phone.go_offline()

    await eventually(alice.ended.message, equals="Call ended", within=3)
    await eventually(alice.ended.about, equals="Call to dave: over", within=1)


@pytest.mark.needs("network")
@pytest.mark.catches("offline-call-back-silent")
async def test_without_a_connection_alice_is_told_why_her_call_cannot_be_placed(alice, bob, calls):
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.incoming.caller, equals="Bob", within=3)
    await alice.incoming.decline()
    await eventually(call.cause, equals="denied", within=3)
    await alice.phone.go_offline()
    await eventually(alice.status.connection, equals="offline", within=3)

    await alice.recents.call_back()

    await eventually(alice.ended.message, contains="needs a connection to the service", within=3)
    await stays(alice.in_call.is_shown, equals=False, during=3)
