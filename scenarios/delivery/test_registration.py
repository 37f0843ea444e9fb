"""Which pushes a phone is registered for, and that whoever signed out hears nothing any more (R16, R282)."""

import pytest

from harness import AppState, eventually, stays


@pytest.mark.push_type("regular")
@pytest.mark.catches("unregister-not-sent", "service:token-kept-after-logout")
@pytest.mark.guide("G29", "G30")
async def test_an_unregistered_phone_hears_nothing(alice, bob, calls):
    await alice.status.unregister()
    await eventually(alice.status.registration, equals="not registered", within=5)
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await stays(alice.banner.is_shown, equals=False, during=10)
    assert await alice.notification_center.texts() == []
    assert await call.pushes() == ()
    await eventually(call.cause, equals="timeout", within=70)


@pytest.mark.push_type("regular")
@pytest.mark.catches("unregistered-for-good")
@pytest.mark.guide("G11", "G22")
async def test_a_phone_that_is_registered_again_is_called_again(alice, bob, calls):
    await alice.status.unregister()
    await eventually(alice.status.registration, equals="not registered", within=5)

    await alice.status.register()

    await eventually(alice.status.registration, equals="registered", within=5)
    await alice.app.send_to_background()
    await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)


@pytest.mark.push_type("regular")
@pytest.mark.catches("forgets-being-unregistered")
@pytest.mark.guide("G30")
async def test_a_phone_stays_unregistered_when_the_app_is_started_again(alice, bob, calls):
    await alice.status.unregister()
    await eventually(alice.status.registration, equals="not registered", within=5)
    await alice.app.terminate()
    await alice.app.launch()
    await stays(alice.status.registration, equals="not registered", during=5)
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await stays(alice.banner.is_shown, equals=False, during=5)
    assert await call.pushes() == ()


@pytest.mark.push_type("voip")
@pytest.mark.needs("voip_push")
@pytest.mark.catches("old-token-kept")
async def test_a_phone_that_changes_to_regular_pushes_gets_no_voip_push_any_more(alice, bob, calls):
    await alice.app.terminate()
    await alice.app.launch("-push_types", "regular")  # as an update of the app may decide
    await eventually(lambda: calls.device_types(alice), equals=["regular"], within=5)
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    assert [push.type for push in await call.pushes()] == ["alert"]


@pytest.mark.ios("13+")
@pytest.mark.push_type("voip")
@pytest.mark.needs("voip_push", "call_screen", "network")
@pytest.mark.catches("ended-calls-not-reported")
async def test_a_push_on_its_way_while_alice_signs_out_does_not_cost_the_app_its_life(alice, bob, calls):
    pid = await alice.app.pid()
    await alice.app.send_to_background()
    await eventually(alice.app.state, equals=AppState.SUSPENDED, within=60)
    await alice.phone.go_offline()
    await calls.dial(caller=bob, callee=alice)
    await alice.app.bring_forward()
    await alice.status.unregister()
    await alice.app.send_to_background()

    await alice.phone.go_online()

    await stays(alice.call_screen.is_shown, equals=False, during=10)
    assert await alice.app.pid() == pid


def both_kinds(types: list[str]) -> bool:
    return sorted(types) == ["regular", "voip"]


@pytest.mark.ios("13+")
@pytest.mark.push_type("both")
@pytest.mark.needs("voip_push", "call_screen")
@pytest.mark.catches("service:both-push-kinds")
async def test_an_app_with_both_tokens_gets_one_push_for_a_call(alice, bob, calls):
    await eventually(lambda: calls.device_types(alice), that=both_kinds, within=5)
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await stays(alice.notification_center.texts, equals=[], during=3)
    assert [push.type for push in await call.pushes()] == ["voip"]
