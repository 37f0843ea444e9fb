"""Nobody is signed in at first: managed push is there, its tokens wait for a client, and permission may be asked for
later (R88, R93)."""

import pytest

from harness import AppState, eventually, stays

pytestmark = [pytest.mark.app_settings(user_id="", permission="login"), pytest.mark.push_type("regular")]


@pytest.mark.guide("G1", "G4", "G11", "G13", "G14", "G18", "G19", "G22", "G31")
@pytest.mark.catches("asks-permission-at-once", "never-asks-at-login", "token-comes-too-early", "push-not-enabled")
@pytest.mark.catches("device-token-not-forwarded")
async def test_whoever_logs_in_is_asked_for_permission_then_and_can_be_called(newcomer, bob, calls):
    await stays(newcomer.permission_alert.is_shown, equals=False, during=10)

    await newcomer.login.log_in("Alice")

    await eventually(newcomer.permission_alert.is_shown, equals=True, within=3)
    await newcomer.permission_alert.allow()
    await eventually(newcomer.status.user, equals="alice", within=3)
    await eventually(newcomer.status.registration, equals="registered", within=5)
    await newcomer.app.send_to_background()
    await calls.dial(caller=bob, callee=newcomer)
    await eventually(newcomer.banner.text, equals="Incoming call from Bob", within=5)


@pytest.mark.guide("G18", "G19")
@pytest.mark.states("R88")
async def test_until_the_person_has_answered_a_push_shows_nothing(newcomer, bob, calls):
    await newcomer.login.log_in("Alice")
    await eventually(newcomer.permission_alert.is_shown, equals=True, within=3)
    await eventually(lambda: calls.device_types(newcomer), equals=["regular"], within=3)  # a token needs no permission
    await newcomer.app.terminate()

    call = await calls.dial(caller=bob, callee=newcomer)

    await stays(newcomer.banner.is_shown, equals=False, during=5)
    await eventually(call.push_events, equals=["invite"], within=1)
    assert await newcomer.notification_center.texts() == []


@pytest.mark.guide("G14", "G16")
@pytest.mark.catches("managed-push-per-login", "managed-push-without-delegate")
async def test_the_managed_push_made_at_launch_serves_whoever_logs_in_later(newcomer, bob, calls):
    await newcomer.login.log_in("Alice")
    await eventually(newcomer.permission_alert.is_shown, equals=True, within=3)
    await newcomer.permission_alert.allow()
    await eventually(newcomer.status.registration, equals="registered", within=5)
    await newcomer.app.send_to_background()
    call = await calls.dial(caller=bob, callee=newcomer)
    await eventually(newcomer.banner.is_shown, equals=True, within=5)

    await newcomer.banner.tap()

    await eventually(newcomer.in_call.state, equals="established", within=5)
    await eventually(call.times_answered, equals=1, within=1)


@pytest.mark.guide("G19")
@pytest.mark.app_settings(permission="launch")
@pytest.mark.states("R93")
async def test_asked_at_launch_nobody_is_asked_again_at_login(newcomer):
    await eventually(newcomer.permission_alert.is_shown, equals=True, within=3)
    await newcomer.permission_alert.allow()

    await newcomer.login.log_in("Alice")

    await eventually(newcomer.status.registration, equals="registered", within=5)
    await stays(newcomer.permission_alert.is_shown, equals=False, during=5)  # iOS asks once (R93)
    assert await newcomer.app.state() is AppState.FOREGROUND


@pytest.mark.guide("G21")
@pytest.mark.app_settings(permission="launch")
@pytest.mark.catches("connects-when-next-opened")
async def test_whoever_has_logged_in_is_connected_from_then_on(newcomer, bob, calls):
    await eventually(newcomer.permission_alert.is_shown, equals=True, within=3)
    await newcomer.permission_alert.allow()

    await newcomer.login.log_in("Alice")

    await eventually(newcomer.status.connection, equals="connected", within=5)
    await stays(newcomer.status.connection, equals="connected", during=10)
    call = await calls.dial(caller=bob, callee=newcomer)
    await eventually(newcomer.incoming.caller, equals="Bob", within=1)
    assert await call.pushes() == ()
