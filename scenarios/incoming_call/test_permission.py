"""Notifications are not allowed: what still rings, and what falls silent (R88, R89, R105)."""

import pytest

from harness import CallState, eventually, stays

pytestmark = pytest.mark.permission("denied")


@pytest.mark.needs("apns_refusals")
@pytest.mark.push_type("regular")
@pytest.mark.states("R89")
async def test_without_permission_a_regular_push_shows_nothing(alice, bob, calls):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await stays(alice.banner.is_shown, equals=False, during=10)
    assert await alice.notification_center.texts() == []
    assert await alice.home.icon_badge() == 0
    assert [push.fate for push in await call.pushes()] == ["accepted"]
    await eventually(call.cause, equals="timeout", within=70)


@pytest.mark.ios("13+")
@pytest.mark.push_type("voip")
@pytest.mark.needs("voip_push", "call_screen")
@pytest.mark.catches("call-not-reported")
async def test_without_permission_a_voip_call_still_rings(alice, bob, calls):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await alice.call_screen.answer()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await stays(alice.notification_center.texts, equals=[], during=3)


@pytest.mark.ios("below 13")
@pytest.mark.push_type("voip")
@pytest.mark.needs("voip_push")
@pytest.mark.catches("relay-dropped", "timeout-ignored")
async def test_without_permission_the_apps_own_notification_is_not_shown(alice, bob, calls):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(call.state, equals=CallState.RINGING, within=5)
    await stays(alice.banner.is_shown, equals=False, during=10)
    await eventually(call.cause, equals="timeout", within=70)
    await stays(alice.notification_center.titles, equals=[], during=10)
    await alice.app.bring_forward()
    await eventually(alice.recents.latest, equals="Bob, missed", within=5)
