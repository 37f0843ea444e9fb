"""Whoever signed out hears nothing any more (R16)."""

import pytest

from harness import eventually, stays


@pytest.mark.push_type("regular")
@pytest.mark.ios("12.4", "26.4")
@pytest.mark.catches("unregister-not-sent")
async def test_an_unregistered_phone_hears_nothing(alice, bob, calls):
    await alice.status.unregister()
    await eventually(alice.status.registration, equals="not registered", within=5)
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await stays(alice.banner.is_shown, equals=False, during=10)
    assert await alice.notification_center.texts() == []
    assert await call.pushes() == ()
    await eventually(call.cause, equals="timeout", within=70)
