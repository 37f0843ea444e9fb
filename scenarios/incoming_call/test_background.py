"""The app is in the background: iOS itself shows the call's push, and a tap on it answers (R2, R10, R36)."""

import pytest

from harness import AppState, CallState, eventually, stays

pytestmark = pytest.mark.push_type("regular")


@pytest.mark.catches(
    "never-answers",
    "relay-dropped",
    "tests-for-background-state",
    "answers-twice",
    "token-not-registered",
    "wrong-push-environment",
    "service:alert-without-name",
    "service:low-priority-call",
    "service:silent-invite",
)
@pytest.mark.routes
@pytest.mark.guide("G1", "G4", "G5", "G9", "G11", "G15", "G20", "G23", "G33", "G36", "G65", "G66", "G68", "G71")
async def test_a_tap_on_the_banner_answers(alice, bob, calls):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    await stays(call.state, equals=CallState.INITIATED, during=2)  # no app code ran (R2)

    await alice.banner.tap()

    await eventually(alice.app.state, equals=AppState.FOREGROUND, within=3)
    await eventually(alice.in_call.state, equals="established", within=5)  # the tap answers (R10, G65)
    await eventually(alice.in_call.peer, equals="Bob", within=1)
    await eventually(call.state, equals=CallState.ESTABLISHED, within=3)
    await stays(call.state, equals=CallState.ESTABLISHED, during=5)
    await stays(alice.notification_center.texts, equals=[], during=3)
    assert [(push.event, push.priority) for push in await call.pushes()] == [("invite", 10)]


@pytest.mark.needs("settings")
@pytest.mark.language(code="ja")
@pytest.mark.catches("service:alert-without-name")
@pytest.mark.routes
@pytest.mark.guide("G34", "G36")
async def test_the_alert_speaks_the_phones_language(alice, bob, calls):
    await alice.app.send_to_background()

    await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.text, equals="Bobさんから着信", within=5)


@pytest.mark.catches("throws-without-display-name")
@pytest.mark.routes
@pytest.mark.guide("G35")
async def test_without_a_display_name_the_alert_says_so_little(alice, bob, calls):
    await alice.app.send_to_background()

    await calls.dial(caller=bob, callee=alice, display_name=None)

    await eventually(alice.banner.text, equals="Incoming call", within=5)
    await alice.banner.tap()
    await eventually(alice.in_call.state, equals="established", within=5)
    await eventually(alice.in_call.peer, equals="bob", within=1)


@pytest.mark.states("R169")
@pytest.mark.routes
@pytest.mark.guide("G4")
async def test_a_banner_nobody_touches_stays_in_the_list(alice, bob, calls):
    await alice.app.send_to_background()
    await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.is_shown, equals=True, within=5)

    await eventually(alice.banner.is_shown, equals=False, within=10)  # R169: about five seconds

    await eventually(alice.notification_center.texts, equals=["Incoming call from Bob"], within=3)


@pytest.mark.parametrize("state", [AppState.BACKGROUND, AppState.SUSPENDED, AppState.TERMINATED])
@pytest.mark.needs("process_id", "app_journal")
@pytest.mark.routes
@pytest.mark.guide("G4", "G5")
@pytest.mark.catches("service:call-push-wakes-the-app")
async def test_ios_shows_the_push_and_the_app_gets_no_control(alice, bob, calls, bring, state):
    await bring(alice.app, state)
    pid, noted = await alice.app.pid(), await alice.app_journal.count("push")

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    await stays(alice.app.pid, equals=pid, during=4)
    await stays(call.state, equals=CallState.INITIATED, during=4)
    assert await alice.app_journal.count("push") == noted
