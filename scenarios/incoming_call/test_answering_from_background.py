"""What a tap on the call's notification means: yes, or show me the answer button; the app chooses (R10)."""

import pytest

from harness import AppState, CallState, eventually, stays

ASKING = pytest.mark.app_settings(answering="ask")
MEANWHILE = pytest.mark.parametrize("meanwhile", [AppState.BACKGROUND, AppState.TERMINATED])
ACTING_IN_BACKGROUND = pytest.mark.app_settings(call_actions="background")


@pytest.mark.catches("never-answers", "tests-for-background-state", "voip-taken-for-regular", "service:silent-invite")
@pytest.mark.guide("G1", "G2", "G4", "G28", "G55", "G63", "G65", "G68", "G77")
@pytest.mark.parametrize("state", [AppState.BACKGROUND, AppState.SUSPENDED, AppState.TERMINATED])
async def test_a_tap_answers(alice, bob, calls, bring, announced, state):
    await bring(alice.app, state)
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=[announced.row], within=5)

    await alice.notification_center.open(announced.row)

    await eventually(alice.app.state, equals=AppState.FOREGROUND, within=3)
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.state, equals="established", within=3)
    assert await call.times_answered() == 1


@ASKING
@pytest.mark.catches("asks-never")
@pytest.mark.guide("G64", "G68")
@pytest.mark.parametrize("state", [AppState.BACKGROUND, AppState.SUSPENDED, AppState.TERMINATED])
async def test_an_app_that_asks_shows_the_answer_button_after_the_tap(alice, bob, calls, bring, announced, state):
    await bring(alice.app, state)
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=[announced.row], within=5)

    await alice.notification_center.open(announced.row)

    await eventually(alice.incoming.caller, equals="Bob", within=5)
    await eventually(call.state, equals=CallState.RINGING, within=3)
    await stays(call.state, equals=CallState.RINGING, during=5)
    await alice.incoming.answer()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)


@pytest.mark.needs("collapse_id")
@pytest.mark.catches("icon-counts-as-answer", "opened-call-keeps-its-row", "ends-calls-of-an-earlier-launch")
@pytest.mark.guide("G66", "G67")
async def test_opening_the_app_by_its_icon_is_no_answer(alice, bob, calls, announced):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.is_shown, equals=True, within=5)
    await eventually(alice.banner.is_shown, equals=False, within=10)

    await alice.app.bring_forward()

    await eventually(alice.incoming.caller, equals="Bob", within=5)
    await stays(call.state, equals=CallState.RINGING, during=5)
    await eventually(alice.notification_center.titles, equals=[], within=3)


@pytest.mark.push_type("regular")
@pytest.mark.catches("icon-counts-as-answer", "answers-in-front")
@pytest.mark.guide("G66", "G67")
async def test_a_call_that_comes_under_notification_center_asks(alice, bob, calls):
    await stays(alice.notification_center.titles, equals=[], during=1)  # a look pulls it down, and leaves it so

    call = await calls.dial(caller=bob, callee=alice)
    await stays(alice.notification_center.titles, equals=[], during=3)

    await eventually(alice.incoming.caller, equals="Bob", within=3)
    await stays(call.state, equals=CallState.RINGING, during=5)


@ACTING_IN_BACKGROUND
@pytest.mark.catches(
    "background-answer-at-once",
    "pending-answer-forgotten",
    "call-category-misspelt",
    "answered-call-announced-again",
)
@pytest.mark.guide("G50", "G88", "G89")
@MEANWHILE
async def test_an_answer_given_in_the_background_waits_for_the_foreground(
    alice, bob, calls, composed, bring, meanwhile
):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=["Bob"], within=5)
    await bring(alice.app, meanwhile)
    await alice.notification_center.expand("Bob")
    await eventually(alice.notification_center.buttons, equals=["Answer", "Decline"], within=3)

    await alice.notification_center.press("Answer")

    await stays(call.state, equals=CallState.RINGING, during=5)
    await eventually(alice.app.state, equals=AppState.BACKGROUND, within=1)
    await alice.app.bring_forward()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.state, equals="established", within=3)
    await stays(alice.notification_center.titles, equals=[], during=3)


@ACTING_IN_BACKGROUND
@pytest.mark.catches("background-answer-at-once", "service:no-timeout-push")
@pytest.mark.guide("G89")
async def test_an_answer_that_never_reaches_the_foreground_ends_as_a_missed_call(alice, bob, calls, composed):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=["Bob"], within=5)
    await alice.notification_center.expand("Bob")
    await alice.notification_center.press("Answer")

    await eventually(call.cause, equals="timeout", within=70)

    await eventually(alice.notification_center.titles, equals=["Missed call from Bob"], within=5)
    await alice.app.bring_forward()
    await eventually(alice.recents.latest, equals="Bob, missed", within=5)
    await stays(alice.in_call.is_shown, equals=False, during=3)


@ACTING_IN_BACKGROUND
@pytest.mark.catches("decline-before-relay")
@pytest.mark.guide("G50")
@MEANWHILE
async def test_declining_in_the_background_reaches_the_caller(alice, bob, calls, composed, bring, meanwhile):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=["Bob"], within=5)
    await bring(alice.app, meanwhile)
    await alice.notification_center.expand("Bob")

    await alice.notification_center.press("Decline")

    await eventually(call.cause, equals="denied", within=5)
    await stays(alice.notification_center.titles, equals=[], during=5)
    assert await alice.app.state() is not AppState.FOREGROUND
