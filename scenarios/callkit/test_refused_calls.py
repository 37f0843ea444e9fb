"""Calls the system does not show: Focus is on, or the caller is blocked. They count as reported (R131, R132)."""

import pytest

from harness import CallState, eventually, stays

pytestmark = [
    pytest.mark.ios("13+"),
    pytest.mark.push_type("voip"),
    pytest.mark.needs("voip_push", "call_screen", "settings"),
]


@pytest.mark.parametrize(("setting", "value"), [("focus", "on"), ("blocked-callers", "bob")], ids=["focus", "blocked"])
@pytest.mark.catches("no-missed-call-after-callkit", "refusal-declines")
@pytest.mark.states("R131")
async def test_a_call_the_system_refuses_is_missed_in_silence(alice, bob, calls, setting, value):
    await alice.app.send_to_background()
    pid = await alice.app.pid()
    await alice.phone.set(setting, value)

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(call.state, equals=CallState.RINGING, within=5)
    await stays(alice.call_screen.is_shown, equals=False, during=10)
    assert await alice.app.pid() == pid
    await call.hang_up()
    await eventually(alice.notification_center.titles, equals=["Missed call from Bob"], within=10)
    assert await call.cause() == "canceled"


@pytest.mark.catches("refusal-ignored", "refusal-declines")
async def test_who_opens_the_app_under_focus_can_still_answer(alice, bob, calls):
    await alice.app.send_to_background()
    await alice.phone.set("focus", "on")
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(call.state, equals=CallState.RINGING, within=5)

    await alice.app.bring_forward()

    await eventually(alice.incoming.caller, equals="Bob", within=3)
    await alice.incoming.answer()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
