"""Whoever signed out hears nothing any more (R16)."""

import pytest

from harness import eventually, stays


@pytest.mark.push_type("regular")
@pytest.mark.ios("12.4", "26.4")
@pytest.mark.catches("unregister-not-sent", "service:token-kept-after-logout")
async def test_an_unregistered_phone_hears_nothing(alice, bob, calls):
    await alice.status.unregister()
    await eventually(alice.status.registration, equals="not registered", within=5)
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await stays(alice.banner.is_shown, equals=False, during=10)
    assert await alice.notification_center.texts() == []
    assert await call.pushes() == ()
    await eventually(call.cause, equals="timeout", within=70)


@pytest.mark.ios("12.4", "26.4")
@pytest.mark.needs("voip_push")
@pytest.mark.catches("both-push-types")
async def test_the_app_chooses_one_push_type_by_itself(alice, calls):
    await stays(lambda: calls.device_types(alice), equals=["voip"], during=3)


@pytest.mark.ios("26.4")
@pytest.mark.push_type("both")
@pytest.mark.needs("voip_push", "call_screen")
@pytest.mark.catches("service:both-push-kinds")
async def test_an_app_with_both_tokens_gets_one_push_for_a_call(alice, bob, calls):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await stays(alice.notification_center.texts, equals=[], during=3)
    assert [push.type for push in await call.pushes()] == ["voip"]
