"""Device tokens change, and end with their app: the service keeps the one that is good (R50, R102, R282, R283)."""

import pytest

from harness import eventually, stays

TYPES = [
    pytest.param("regular", marks=pytest.mark.push_type("regular")),
    pytest.param("voip", marks=[pytest.mark.push_type("voip"), pytest.mark.needs("voip_push", "voip_token")]),
]
either_type = pytest.mark.parametrize("kind", TYPES)


@pytest.mark.needs("settings")
@pytest.mark.guide("G11")
@pytest.mark.catches("first-token-for-good")
@either_type
async def test_a_new_token_takes_the_old_one_s_place(alice, bob, calls, kind):
    before = await calls.token_of(alice, kind)

    await alice.phone.set("device-tokens", "new")

    await eventually(lambda: calls.tokens_of(alice), that=lambda tokens: tokens and before not in tokens, within=5)
    await stays(lambda: calls.device_types(alice), equals=[kind], during=3)
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(call.fates, equals=["accepted"], within=3)
    await stays(call.fates, equals=["accepted"], during=3)


@pytest.mark.needs("settings")
@pytest.mark.guide("G11")
@pytest.mark.catches("registers-at-first-launch-only")
@either_type
async def test_a_token_that_changed_while_the_app_was_not_running_is_registered_at_the_next_launch(
    alice, bob, calls, kind
):
    before = await calls.token_of(alice, kind)
    await alice.app.force_quit()
    await alice.phone.set("device-tokens", "new")

    await alice.app.bring_forward()

    await eventually(lambda: calls.tokens_of(alice), that=lambda tokens: tokens and before not in tokens, within=5)
    await stays(lambda: calls.device_types(alice), equals=[kind], during=3)
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(call.fates, equals=["accepted"], within=3)


@pytest.mark.needs("apns_refusals")
@pytest.mark.push_type("regular")
@pytest.mark.catches("service:keeps-dead-tokens")
async def test_the_token_of_a_deleted_app_is_forgotten_once_apns_says_that_it_is_gone(alice, bob, calls):
    before = await calls.token_of(alice)
    await alice.app.reinstall()
    first = await calls.dial(caller=bob, callee=alice)  # APNs does not know yet (R96)
    await eventually(first.fates, equals=["accepted"], within=3)

    await first.hang_up()

    await eventually(first.fates, equals=["accepted", "refused"], within=3)
    assert [push.status for push in await first.pushes()] == [200, 410]
    await eventually(lambda: calls.device_types(alice), equals=[], within=3)
    await alice.app.launch()
    await eventually(alice.permission_alert.is_shown, equals=True, within=5)
    await alice.permission_alert.allow()
    await eventually(alice.status.registration, equals="registered", within=5)
    assert before not in await calls.tokens_of(alice)
    await alice.app.send_to_background()
    await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
