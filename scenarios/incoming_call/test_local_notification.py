"""The app in the background composes the notification of a call (R2, R109), and this is what the person has of it.

It does so when a VoIP push has woken it below iOS 13, and on any version when the call came over an active connection.
"""

import pytest

from harness import AppState, CallState, eventually, stays

MEANWHILE = pytest.mark.parametrize("meanwhile", [AppState.BACKGROUND, AppState.TERMINATED])


@pytest.mark.catches("no-local-notification", "caller-name-dropped")
@pytest.mark.guide("G48", "G49", "G53")
async def test_the_notification_says_who_calls(alice, bob, calls, composed):
    await alice.app.send_to_background()

    await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.title, equals="Bob", within=5)
    await eventually(alice.banner.body, equals="Incoming call", within=1)


@pytest.mark.catches("alert-action-forgotten", "answer-without-opening")
@pytest.mark.guide("G50", "G54", "G55")
async def test_the_expanded_banner_offers_to_answer(alice, bob, calls, composed):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.title, equals="Bob", within=5)

    await alice.banner.expand()
    await eventually(alice.banner.buttons, equals=["Answer"], within=3)
    await alice.banner.press("Answer")

    await eventually(alice.app.state, equals=AppState.FOREGROUND, within=3)
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.peer, equals="Bob", within=3)


@pytest.mark.catches("alert-action-forgotten", "local-notification-not-relayed")
@pytest.mark.guide("G50")
@MEANWHILE
async def test_the_expanded_row_offers_to_answer(alice, bob, calls, composed, bring, meanwhile):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=["Bob"], within=5)
    await bring(alice.app, meanwhile)

    await alice.notification_center.expand("Bob")
    await eventually(alice.notification_center.buttons, equals=["Answer"], within=3)
    await alice.notification_center.press("Answer")

    await eventually(alice.in_call.state, equals="established", within=5)
    await eventually(call.state, equals=CallState.ESTABLISHED, within=3)


@pytest.mark.needs("sounds")
@pytest.mark.catches("sound-without-extension", "silence-not-possible")
@pytest.mark.guide("G52")
@pytest.mark.parametrize(
    "heard",
    [
        pytest.param(["incoming.wav"], id="a file of the app's"),
        pytest.param(["default"], marks=pytest.mark.app_settings(ringing_sound="default"), id="the default"),
        pytest.param(["default"], marks=pytest.mark.app_settings(ringing_sound="none.wav"), id="a file it has not"),
        pytest.param([], marks=pytest.mark.app_settings(ringing_sound="none"), id="silence"),
    ],
)
async def test_the_call_is_heard_as_the_app_chose(alice, bob, calls, composed, heard):
    await alice.app.send_to_background()

    await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.title, equals="Bob", within=5)
    await eventually(alice.phone.sounds, equals=heard, within=1)
    await stays(alice.phone.sounds, equals=heard, during=3)


@pytest.mark.catches("user-info-overwritten", "headers-dropped")
@pytest.mark.guide("G53", "G56")
@MEANWHILE
async def test_what_the_app_put_into_the_notification_comes_back_with_the_tap(
    alice, bob, calls, composed, bring, meanwhile
):
    await alice.app.send_to_background()
    await calls.dial(caller=bob, callee=alice, headers={"id": "0429"})
    await eventually(alice.notification_center.titles, equals=["Bob"], within=5)
    await bring(alice.app, meanwhile)

    await alice.notification_center.open("Bob")

    await eventually(alice.in_call.state, equals="established", within=5)
    await eventually(alice.in_call.note, equals="via notification", within=1)
    await eventually(alice.in_call.headers, equals={"id": "0429"}, within=1)


@pytest.mark.catches("presents-in-foreground")
@pytest.mark.guide("G48", "G67")
async def test_in_the_foreground_no_notification_is_asked_for(alice, bob, calls, composed):
    await calls.dial(caller=bob, callee=alice)

    await eventually(alice.incoming.caller, equals="Bob", within=3)
    await stays(alice.banner.is_shown, equals=False, during=5)
    await stays(alice.notification_center.titles, equals=[], during=3)
    assert await alice.app_journal.count("notify") == 0


@pytest.mark.needs("sounds")
@pytest.mark.app_settings(announces_calls="no")
@pytest.mark.guide("G48", "G49")
@pytest.mark.catches("silent-call-hung-up", "timeout-ignored")
async def test_an_app_that_composes_nothing_lets_the_call_ring_unseen_until_it_is_missed(alice, bob, calls, composed):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(call.state, equals=CallState.RINGING, within=3)
    await stays(alice.notification_center.titles, equals=[], during=10)
    await eventually(alice.phone.sounds, equals=[], within=1)
    await eventually(call.cause, equals="timeout", within=70)
    await eventually(alice.notification_center.titles, equals=["Missed call from Bob"], within=5)
