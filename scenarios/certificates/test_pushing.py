"""A push needs a certificate for it: with the right one the phone rings, without it the operator reads why not."""

import pytest

from harness import CallState, EndCause, eventually, stays

pytestmark = [pytest.mark.token_key("none"), pytest.mark.needs("member_center")]

regular, voip = pytest.mark.push_type("regular"), pytest.mark.push_type("voip")


@pytest.mark.guide("G98", "G99", "G106")
@pytest.mark.catches(
    "service:one-certificate-for-both-hosts",
    "service:voip-with-the-regular-certificate",
    "service:voip-taken-for-production",
)
@pytest.mark.parametrize(
    ("kind", "used"),
    [
        pytest.param("development", "Development", marks=regular, id="regular push by the development certificate"),
        pytest.param("voip", "VoIP Services", marks=voip, id="VoIP push by the VoIP certificate"),
    ],
)
async def test_a_call_rings_by_the_certificate_made_for_it(
    alice, bob, calls, operator, member_center, ringing, kind, used
):
    for each in ("development", "production", "voip"):
        await operator.uploads(await member_center.issues(each))
    held = await operator.certificate(kind)
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(ringing(alice), equals=True, within=5)
    assert await call.credentials() == [f"{used} certificate {held.serial[-8:]}"]
    await stays(call.refusals, equals=[], during=3)


@pytest.mark.guide("G99")
@pytest.mark.catches("service:other-slots-unread")
@pytest.mark.parametrize("push_type", [pytest.param("regular", marks=regular), pytest.param("voip", marks=voip)])
async def test_one_certificate_for_sandbox_and_production_is_enough_for_both_kinds(
    alice, bob, calls, operator, member_center, ringing, push_type
):
    slot = await operator.uploads(await member_center.issues("universal"))
    assert (slot.type, slot.state) == ("production", "active")
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(ringing(alice), equals=True, within=5)
    assert await call.credentials() == [f"Production certificate {slot.serial[-8:]}"]


@pytest.mark.guide("G98")
@pytest.mark.catches("service:unsent-push-called-accepted")
@pytest.mark.parametrize("push_type", [pytest.param("regular", marks=regular), pytest.param("voip", marks=voip)])
async def test_without_any_certificate_nobody_rings_and_the_operator_reads_why(
    alice, bob, calls, operator, ringing, push_type
):
    assert set((await operator.certificate_states()).values()) == {"empty"}
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(call.refusals, equals=["no_push_credentials"], within=3)
    (words,) = await operator.reads_of(call)
    assert "upload a" in words
    await stays(ringing(alice), equals=False, during=10)
    assert await call.state() is CallState.INITIATED  # the caller hears it ring, and nobody takes the call
    await eventually(call.cause, equals=EndCause.TIMEOUT, within=65)


@pytest.mark.guide("G98", "G99")
@pytest.mark.catches("service:voip-with-the-regular-certificate", "service:one-certificate-for-both-hosts")
@pytest.mark.parametrize(
    ("there", "reason"),
    [
        pytest.param(
            ["development", "production"], "no_voip_certificate", marks=voip, id="VoIP call, regular ones only"
        ),
        pytest.param(["voip"], "no_development_certificate", marks=regular, id="regular call, VoIP one only"),
        pytest.param(
            ["production"], "no_development_certificate", marks=regular, id="development token, production only"
        ),
    ],
)
async def test_another_certificate_is_no_help_and_the_operator_reads_which_one_is(
    alice, bob, calls, operator, member_center, ringing, there, reason
):
    for kind in there:
        await operator.uploads(await member_center.issues(kind))
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(call.refusals, equals=[reason], within=3)
    await stays(ringing(alice), equals=False, during=10)
    await call.hang_up()

    missing = {"no_voip_certificate": "voip", "no_development_certificate": "development"}[reason]
    await operator.uploads(await member_center.issues(missing))
    again = await calls.dial(caller=bob, callee=alice)
    await eventually(ringing(alice), equals=True, within=5)
    assert await again.refusals() == []


@pytest.mark.push_type("regular")
@pytest.mark.guide("G98")
@pytest.mark.catches("service:unsent-push-called-accepted")
async def test_a_certificate_apns_does_not_know_rings_nowhere_and_the_operator_reads_why(
    alice, bob, calls, operator, member_center, ringing
):
    await operator.uploads(await member_center.issues("development", trusted=False))
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(call.refusals, equals=["certificate_refused"], within=3)
    (words,) = await operator.reads_of(call)
    assert "does not take this certificate" in words
    await stays(ringing(alice), equals=False, during=10)
