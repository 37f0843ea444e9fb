"""The app is not running: iOS shows the push by itself, and only the person's tap starts the app (R29, R35, R99)."""

import pytest

from harness import AppState, CallState, eventually, stays

pytestmark = pytest.mark.push_type("regular")


@pytest.mark.catches(
    "delegate-too-late", "relays-twice", "never-answers", "launch-options-only", "drops-pushes-before-ready"
)
@pytest.mark.routes
@pytest.mark.guide("G6", "G9", "G12", "G27", "G65", "G68")
async def test_a_cold_start_by_tap_answers_exactly_once(alice, bob, calls):
    await alice.app.terminate()

    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    assert await alice.app.state() is AppState.TERMINATED

    await alice.banner.tap()

    await eventually(alice.in_call.state, equals="established", within=5)
    await eventually(call.state, equals=CallState.ESTABLISHED, within=3)
    await stays(alice.incoming.is_shown, equals=False, during=3)
    assert (await call.history()).count("established") == 1
    assert await alice.app_journal.count("incoming") == 1
    await stays(alice.notification_center.texts, equals=[], during=3)


@pytest.mark.catches("never-answers", "delegate-too-late", "service:gone-clients-count-as-online")
@pytest.mark.routes
@pytest.mark.guide("G5", "G6", "G9", "G65", "G68")
async def test_an_alert_does_not_start_a_force_quit_app_but_its_tap_does(alice, bob, calls):
    await alice.app.force_quit()

    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.is_shown, equals=True, within=5)
    await stays(alice.app.state, equals=AppState.TERMINATED, during=5)

    await alice.notification_center.open("Incoming call from Bob")

    await eventually(alice.app.state, equals=AppState.FOREGROUND, within=5)
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
