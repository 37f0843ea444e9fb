"""With VoIP pushes an app must be able to compose notifications of calls; one that is not is told so at once (R7)."""

import pytest

from harness import eventually, stays

pytestmark = pytest.mark.app_settings(call_delegate="bare")


@pytest.mark.push_type("voip")
@pytest.mark.guide("G80")
@pytest.mark.catches("required-method-not-checked")
async def test_an_app_that_composes_no_notification_is_refused_in_words_before_any_call_is_lost(introduce):
    alice = introduce("alice", display_name="Alice")
    await eventually(alice.permission_alert.is_shown, equals=True, within=5)
    await alice.permission_alert.allow()

    await eventually(alice.login.problem, contains="local_notification_for_incoming_call", within=5)
    await stays(alice.status.registration, equals=None, during=3)


@pytest.mark.push_type("regular")
@pytest.mark.guide("G80", "G4")
@pytest.mark.catches("token-not-registered")
async def test_with_regular_pushes_the_app_need_not_compose_one(alice, bob, calls):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    await alice.banner.tap()
    await eventually(alice.in_call.state, equals="established", within=5)
    await eventually(call.times_answered, equals=1, within=1)
