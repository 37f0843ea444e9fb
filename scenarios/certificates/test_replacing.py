"""A new certificate takes the place of the old one of its type, from the next push on; an old one runs out."""

import pytest

from harness import eventually, stays

pytestmark = [pytest.mark.token_key("none"), pytest.mark.needs("member_center")]

HOUR = 3600


@pytest.mark.push_type("regular")
@pytest.mark.guide("G107", "G108")
@pytest.mark.catches("service:replaced-certificate-still-used")
async def test_the_next_call_rings_by_the_new_certificate(alice, bob, calls, operator, member_center):
    old, new = await member_center.issues("development"), await member_center.issues("development")
    await operator.uploads(old)
    await alice.app.send_to_background()
    first = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    await first.hang_up()
    await eventually(alice.banner.is_shown, equals=False, within=15)

    slot = await operator.uploads(new)
    await member_center.revokes(old)

    assert (slot.serial, slot.replaced) == (new.serial, (old.serial,))
    second = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    assert await second.credentials() == [f"Development certificate {new.serial[-8:]}"]
    assert await second.refusals() == []


@pytest.mark.push_type("regular")
@pytest.mark.guide("G107")
@pytest.mark.catches("service:replaced-certificate-still-used")
async def test_a_revoked_certificate_rings_nowhere_until_it_is_replaced(alice, bob, calls, operator, member_center):
    old = await member_center.issues("development")
    await operator.uploads(old)
    await alice.app.send_to_background()
    await member_center.revokes(old)

    first = await calls.dial(caller=bob, callee=alice)

    await eventually(first.refusals, equals=["BadCertificate"], within=3)
    (words,) = await operator.reads_of(first)
    assert "upload a new one" in words
    await stays(alice.banner.is_shown, equals=False, during=10)
    await first.hang_up()

    await operator.uploads(await member_center.issues("development"))
    await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)


@pytest.mark.guide("G108")
@pytest.mark.catches("service:one-slot-for-all", "service:voip-taken-for-production")
@pytest.mark.parametrize(
    ("renewed", "other"),
    [
        pytest.param("voip", "development", marks=pytest.mark.push_type("regular"), id="VoIP renewed, regular call"),
        pytest.param("development", "voip", marks=pytest.mark.push_type("voip"), id="regular renewed, VoIP call"),
        pytest.param("production", "voip", marks=pytest.mark.push_type("voip"), id="production renewed, VoIP call"),
    ],
)
async def test_certificates_of_the_other_types_stay(
    alice, bob, calls, operator, member_center, ringing, renewed, other
):
    for kind in ("development", "production", "voip"):
        await operator.uploads(await member_center.issues(kind))
    before = await operator.certificate(other)

    await operator.uploads(await member_center.issues(renewed))

    assert await operator.certificate(other) == before
    assert set((await operator.certificate_states()).values()) == {"active"}
    await alice.app.send_to_background()
    await calls.dial(caller=bob, callee=alice)
    await eventually(ringing(alice), equals=True, within=5)


@pytest.mark.push_type("regular")
@pytest.mark.guide("G107")
@pytest.mark.catches("service:expiry-never-looked-at")
@pytest.mark.needs("exact_time")
async def test_a_certificate_runs_out_and_its_renewal_rings_again(
    alice, bob, calls, operator, member_center, phone_time
):
    await operator.uploads(await member_center.issues("development", valid_for=HOUR))
    await alice.app.send_to_background()
    await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)

    await phone_time.pass_(2 * HOUR)

    assert (await operator.certificate_states())["development"] == "expired"
    second = await calls.dial(caller=bob, callee=alice)
    await eventually(second.refusals, equals=["certificate_expired"], within=3)
    await stays(alice.banner.is_shown, equals=False, during=10)
    await second.hang_up()

    slot = await operator.uploads(await member_center.issues("development"))
    assert (slot.state, len(slot.replaced)) == ("active", 1)
    await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)


@pytest.mark.token_key("beside certificates")
@pytest.mark.push_type("regular")
@pytest.mark.guide("G107")
@pytest.mark.catches("service:expiry-never-looked-at")
@pytest.mark.needs("exact_time")
async def test_a_token_key_takes_over_when_the_certificate_has_run_out(
    alice, bob, calls, operator, member_center, phone_time
):
    slot = await operator.uploads(await member_center.issues("development", valid_for=HOUR))
    await alice.app.send_to_background()
    first = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    assert await first.credentials() == [f"Development certificate {slot.serial[-8:]}"]

    await phone_time.pass_(2 * HOUR)

    second = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    (credential,) = await second.credentials()
    assert credential.startswith("token key")
