"""What the operator hands over is looked at: the wrong file is refused in words, and what was there before stays."""

import pytest

from harness import eventually, stays

pytestmark = [pytest.mark.token_key("none"), pytest.mark.needs("member_center"), pytest.mark.push_type("regular")]

EMPTY = {"development": "empty", "production": "empty", "voip": "empty"}


@pytest.mark.guide("G105", "G106")
@pytest.mark.catches("service:password-trimmed")
@pytest.mark.parametrize(
    "password",
    [None, "open sesame", " blanks around ", "Öffne dich"],
    ids=["no password", "plain", "blanks", "umlauts"],
)
async def test_the_password_opens_the_file_and_the_next_call_rings(
    alice, bob, calls, operator, member_center, password
):
    slot = await operator.uploads(await member_center.issues("development", password=password))
    assert (slot.type, slot.state) == ("development", "active")
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    await stays(call.refusals, equals=[], during=2)


@pytest.mark.guide("G105")
@pytest.mark.catches("service:password-trimmed")
async def test_a_wrong_password_is_asked_for_again(alice, bob, calls, operator, member_center):
    file = await member_center.issues("development", password="open sesame ")

    forgotten = await operator.is_refused(file, password=None)
    assert forgotten.code == "password_needed"
    mistyped = await operator.is_refused(file, password="Open sesame ")
    assert mistyped.code == "wrong_password"
    assert await operator.certificate_states() == EMPTY

    await operator.uploads(file)
    await alice.app.send_to_background()
    await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)


@pytest.mark.guide("G98")
@pytest.mark.catches(
    "service:any-certificate-taken", "service:expired-certificate-taken", "service:wallet-taken-for-production"
)
@pytest.mark.parametrize(
    ("file", "code"),
    [
        pytest.param({"kind": "development", "valid_for": -3600}, "certificate_expired", id="expired"),
        pytest.param({"kind": "voip", "bundle_id": "com.example.other"}, "other_bundle_id", id="another app's"),
        pytest.param({"kind": "signing"}, "not_a_push_certificate", id="for signing apps"),
        pytest.param({"kind": "wallet"}, "not_a_push_certificate", id="for Wallet passes"),
    ],
)
async def test_the_wrong_certificate_is_refused_in_words_and_nothing_rings(
    alice, bob, calls, operator, member_center, file, code
):
    refused = await operator.is_refused(await member_center.issues(**file))

    assert (refused.code, bool(refused.hint)) == (code, True)
    assert await operator.certificate_states() == EMPTY
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(call.refusals, equals=["no_push_credentials"], within=3)
    await stays(alice.banner.is_shown, equals=False, during=5)


@pytest.mark.guide("G98", "G107")
@pytest.mark.catches("service:any-certificate-taken", "service:expired-certificate-taken")
@pytest.mark.parametrize(
    "file",
    [
        pytest.param({"kind": "development", "valid_for": -3600}, id="expired"),
        pytest.param({"kind": "development", "bundle_id": "com.example.other"}, id="another app's"),
    ],
)
async def test_a_refused_file_leaves_the_certificate_that_was_there(alice, bob, calls, operator, member_center, file):
    good = await operator.uploads(await member_center.issues("development"))

    await operator.is_refused(await member_center.issues(**file))

    assert await operator.certificate("development") == good
    await alice.app.send_to_background()
    await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
