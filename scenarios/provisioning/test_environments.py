"""Which APNs a device token is good at: the provisioning profile decides, and the app has to know (R17, R92).

Xcode signs a Debug build with a development profile and a Release build with a distribution profile, unless somebody
says otherwise. `Automatic` follows the build, so it is right as long as the two go together.
"""

import pytest

from harness import CallState, EndCause, eventually, stays

pytestmark = pytest.mark.needs("app_builds", "apns_refusals")

regular, voip = pytest.mark.push_type("regular"), pytest.mark.push_type("voip")


@pytest.mark.guide("G15", "G20", "G109", "G110", "G111", "G112", "G113", "G114")
@pytest.mark.catches(
    "automatic-misreads-the-build",
    "wrong-push-environment",
    "voip-means-production",
    "service:production-host-only",
    "service:development-host-only",
)
@pytest.mark.parametrize("push_type", [pytest.param("regular", marks=regular), pytest.param("voip", marks=voip)])
@pytest.mark.parametrize(
    "environment",
    [
        pytest.param("development", marks=pytest.mark.build("Debug", "development"), id="Debug, development profile"),
        pytest.param(
            "production", marks=pytest.mark.build("Release", "distribution"), id="Release, distribution profile"
        ),
    ],
)
async def test_the_automatic_environment_is_right_for_a_build_signed_as_usual(
    alice, bob, calls, ringing, environment, push_type
):
    (device,) = await calls.devices_of(alice)
    assert device.environment == environment
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(ringing(alice), equals=True, within=5)
    await stays(call.refusals, equals=[], during=2)


@pytest.mark.push_type("regular")
@pytest.mark.guide("G15", "G109", "G114")
@pytest.mark.states("R17")
@pytest.mark.parametrize(
    "told",
    [
        pytest.param("development", marks=pytest.mark.build("Debug", "distribution"), id="Debug, distribution profile"),
        pytest.param(
            "production", marks=pytest.mark.build("Release", "development"), id="Release, development profile"
        ),
    ],
)
async def test_a_build_signed_the_other_way_round_rings_nowhere_and_the_operator_reads_why(
    alice, bob, calls, operator, told
):
    (device,) = await calls.devices_of(alice)
    assert device.environment == told  # Automatic goes by the build
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(call.refusals, equals=["BadDeviceToken"], within=3)
    (words,) = await operator.reads_of(call)
    assert "profile" in words
    await stays(alice.banner.is_shown, equals=False, during=10)
    assert await call.state() is CallState.INITIATED  # the caller hears it ring, and nobody takes the call
    await eventually(call.cause, equals=EndCause.TIMEOUT, within=65)
    assert await alice.notification_center.texts() == []


@pytest.mark.push_type("regular")
@pytest.mark.guide("G15", "G109", "G110", "G111")
@pytest.mark.catches("told-environment-ignored")
@pytest.mark.parametrize(
    "told",
    [
        pytest.param(
            "production",
            marks=[pytest.mark.build("Debug", "distribution"), pytest.mark.app_settings(aps_environment="production")],
            id="Debug, distribution profile, told production",
        ),
        pytest.param(
            "development",
            marks=[
                pytest.mark.build("Release", "development"),
                pytest.mark.app_settings(aps_environment="development"),
            ],
            id="Release, development profile, told development",
        ),
    ],
)
async def test_told_the_environment_of_its_profile_any_build_rings(alice, bob, calls, told):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    assert await call.refusals() == []
    assert [device.environment for device in await calls.devices_of(alice)] == [told]


@pytest.mark.push_type("regular")
@pytest.mark.token_key("none")
@pytest.mark.needs("member_center")
@pytest.mark.build("Release", "distribution")
@pytest.mark.guide("G99", "G106", "G111")
@pytest.mark.catches("service:development-host-only")
@pytest.mark.parametrize("kind", ["production", "universal"])
async def test_a_release_rings_by_the_production_certificate(alice, bob, calls, operator, member_center, kind):
    slot = await operator.uploads(await member_center.issues(kind))
    await operator.uploads(await member_center.issues("development"))
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    assert await call.credentials() == [f"Production certificate {slot.serial[-8:]}"]
