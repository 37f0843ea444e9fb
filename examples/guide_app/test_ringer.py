"""An app that does what the product page says, and nothing else, rings, answers, and tells of missed calls.

The page is of the time before iOS 13, when neither scenes nor CallKit were an app's duty.
"""

import pytest

from harness import AppState, CallState, eventually, stays

pytestmark = [pytest.mark.ios("below 13"), pytest.mark.routes("apns")]

HEADERS = {"id": "0429", "message": "Greetings from Alice."}
STATES = [AppState.BACKGROUND, AppState.SUSPENDED, AppState.TERMINATED]


async def bring(app, state):
    await (app.terminate() if state is AppState.TERMINATED else app.send_to_background())
    await eventually(app.state, equals=state, within=200)


@pytest.mark.push_type("regular")
async def test_in_front_a_call_rings_inside_the_app(alice, bob, calls):
    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.incoming.caller, equals="Bob", within=5)
    await alice.incoming.answer()

    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.state, equals="established", within=3)


@pytest.mark.push_type("voip")
@pytest.mark.parametrize("state", STATES)
async def test_a_voip_push_is_announced_by_the_app_and_its_tap_answers(alice, bob, calls, state):
    await bring(alice.app, state)

    call = await calls.dial(caller=bob, callee=alice, headers=HEADERS)
    await eventually(alice.banner.text, equals="Incoming call", within=5)
    await alice.banner.tap()

    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.state, equals="established", within=3)
    await eventually(alice.status.headers, equals=HEADERS, within=1)
    await stays(alice.notification_center.texts, equals=[], during=3)


@pytest.mark.push_type("voip")
@pytest.mark.parametrize("state", STATES)
async def test_a_canceled_call_leaves_a_missed_one(alice, bob, calls, state):
    await bring(alice.app, state)
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call", within=5)

    await call.hang_up()

    await eventually(alice.notification_center.texts, equals=["You missed a call from bob"], within=10)
    await stays(alice.notification_center.texts, equals=["You missed a call from bob"], during=3)


@pytest.mark.push_type("regular")
async def test_a_regular_push_starts_the_app_by_its_tap_and_is_answered(alice, bob, calls):
    await alice.app.terminate()

    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    await alice.banner.tap()

    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.state, equals="established", within=3)
    assert await call.times_answered() == 1


@pytest.mark.push_type("regular")
async def test_a_regular_push_brings_the_app_to_the_front_where_the_call_rings(alice, bob, calls):
    await bring(alice.app, AppState.SUSPENDED)

    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    await alice.banner.tap()

    await eventually(alice.incoming.caller, equals="Bob", within=5)  # iOS tells the app nothing of this tap (R38)
    await alice.incoming.answer()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)


@pytest.mark.push_type("voip")
async def test_whoever_logs_out_is_called_no_more(alice, bob, calls):
    await alice.status.unregister()
    await eventually(alice.status.registration, equals="not registered", within=5)
    await bring(alice.app, AppState.SUSPENDED)

    await calls.dial(caller=bob, callee=alice)

    await stays(alice.notification_center.texts, equals=[], during=10)
