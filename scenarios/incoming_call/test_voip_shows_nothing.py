"""A VoIP push shows nothing by itself and carries none of the localisation keys: the app announces the call (R104)."""

import pytest

from harness import CallState, eventually, stays

pytestmark = [pytest.mark.push_type("voip"), pytest.mark.needs("voip_push")]


@pytest.mark.needs("settings")
@pytest.mark.ios("below 13")
@pytest.mark.guide("G45")
@pytest.mark.catches("service:keys-in-voip-push", "no-local-notification")
@pytest.mark.language(code="ja")
async def test_a_voip_push_uses_no_key_and_the_apps_notification_announces_the_call(alice, bob, calls):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.title, equals="Bob", within=5)
    await eventually(alice.banner.body, equals="着信", within=1)
    await eventually(call.state, equals=CallState.RINGING, within=3)
    assert [(push.type, push.alert_key) for push in await call.pushes()] == [("voip", None)]


@pytest.mark.ios("13+")
@pytest.mark.needs("call_screen")
@pytest.mark.guide("G45")
@pytest.mark.catches("service:keys-in-voip-push", "notification-beside-call-screen")
async def test_from_ios_13_on_a_voip_push_uses_no_key_either(alice, bob, calls):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await stays(alice.banner.is_shown, equals=False, during=5)
    assert [(push.type, push.alert_key) for push in await call.pushes()] == [("voip", None)]


@pytest.mark.ios("below 13")
@pytest.mark.states("R104")
async def test_an_alert_in_a_voip_push_is_shown_by_nobody(alice, push):
    await alice.app.send_to_background()

    await push.send(to=alice, push_type="voip", payload={"aps": {"alert": "Never shown", "sound": "default"}})

    await stays(alice.banner.is_shown, equals=False, during=10)
    assert await alice.notification_center.texts() == []
