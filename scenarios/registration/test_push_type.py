"""Which pushes an app registers for when it leaves the choice to managed push: VoIP where PushKit is linked and there,
regular everywhere else (R6)."""

import pytest

from harness import eventually, stays


async def push_types_of_a_call(caller, callee, calls) -> list[str]:
    """Let somebody call the app in the background; the types of the pushes that announced it."""
    await callee.app.send_to_background()
    call = await calls.dial(caller=caller, callee=callee)
    await eventually(call.push_events, equals=["invite"], within=3)
    return [push.type for push in await call.pushes()]


@pytest.mark.needs("voip_push")
@pytest.mark.guide("G17", "G77", "G78")
@pytest.mark.catches("regular-for-everybody", "both-push-types")
async def test_an_app_linked_with_pushkit_gets_voip_pushes(alice, bob, calls):
    await stays(lambda: calls.device_types(alice), equals=["voip"], during=3)

    assert await push_types_of_a_call(bob, alice, calls) == ["voip"]


@pytest.mark.needs("app_builds")
@pytest.mark.build(pushkit="none")
@pytest.mark.guide("G17", "G77", "G78")
@pytest.mark.catches("voip-for-everybody")
async def test_an_app_that_is_not_linked_with_pushkit_gets_regular_pushes(alice, bob, calls):
    await stays(lambda: calls.device_types(alice), equals=["regular"], during=3)

    assert await push_types_of_a_call(bob, alice, calls) == ["alert"]
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)


@pytest.mark.needs("app_builds")
@pytest.mark.build(without_modes=frozenset({"voip"}))
@pytest.mark.guide("G79")
@pytest.mark.catches("voip-for-everybody")
async def test_a_build_that_does_not_support_voip_gets_regular_pushes(alice, bob, calls):
    assert await push_types_of_a_call(bob, alice, calls) == ["alert"]
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)


@pytest.mark.needs("settings")
@pytest.mark.guide("G79", "G81")
@pytest.mark.catches("hard-linked-pushkit", "voip-for-everybody")
async def test_where_pushkit_is_optional_a_phone_without_it_gets_regular_pushes(
    phone_without_pushkit, alice, bob, calls
):
    await stays(lambda: calls.device_types(alice), equals=["regular"], during=3)

    assert await push_types_of_a_call(bob, alice, calls) == ["alert"]
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
