"""A VoIP push makes the app ring by itself, and that reaches the caller; no call screen is looked at (R106, R110)."""

import pytest

from harness import AppState, CallState, eventually, stays

pytestmark = [pytest.mark.ios("13+"), pytest.mark.push_type("voip"), pytest.mark.needs("voip_push", "app_journal")]


@pytest.mark.parametrize("state", [AppState.BACKGROUND, AppState.SUSPENDED])
@pytest.mark.catches("voip-push-not-forwarded", "relay-dropped")
async def test_an_app_in_the_background_reports_the_call_and_the_caller_hears_it_ring(alice, bob, calls, bring, state):
    await bring(alice.app, state)

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(call.state, equals=CallState.RINGING, within=5)
    assert [push.type for push in await call.pushes()] == ["voip"]
    await call.hang_up()
    await eventually(call.state, equals=CallState.ENDED, within=5)
    await stays(call.cause, equals="canceled", during=3)
