"""One delegate method hears of every push, whichever way it came: from PushKit, from the app delegate's callback, among
the launch options, or with the scene's connection options; of each push once, and of its type (R3, R27, R28, R99)."""

import pytest

from harness import AppState, CallState, eventually, stays
from scenarios.texts import OWN_MISSED_ROW

pytestmark = pytest.mark.needs("app_journal")


async def pushes_heard_of(person) -> list[tuple[str, str]]:
    """Type and event of each push the delegate method was given."""
    return [(entry["type"], entry["event"]) for entry in await person.app_journal.entries("push")]


CALLBACKS = [
    pytest.param("notification center", id="center"),
    pytest.param("app delegate", id="app delegate", marks=pytest.mark.app_settings(notification_callbacks="legacy")),
]
STATES = [AppState.BACKGROUND, AppState.SUSPENDED, AppState.TERMINATED]


@pytest.mark.push_type("regular")
@pytest.mark.guide("G12", "G16", "G23", "G24", "G26", "G27", "G28")
@pytest.mark.catches("managed-push-without-delegate", "launch-push-counted-twice", "tapped-push-taken-for-arrived")
@pytest.mark.parametrize("callback", CALLBACKS)
@pytest.mark.parametrize("state", STATES)
async def test_a_tapped_push_is_heard_of_once(alice, bob, calls, bring, state, callback):
    await bring(alice.app, state)
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)

    await alice.banner.tap()

    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await stays(alice.in_call.state, equals="established", during=3)
    assert await call.times_answered() == 1
    assert await pushes_heard_of(alice) == [("regular", "invite")]


@pytest.mark.needs("collapse_id")
@pytest.mark.push_type("regular")
@pytest.mark.guide("G12", "G24", "G26", "G27", "G28", "G32")
@pytest.mark.catches("remote-notification-not-forwarded", "launch-option-not-forwarded", "launch-push-counted-twice")
@pytest.mark.parametrize("state", STATES)
async def test_a_push_that_wakes_the_app_is_heard_of_once(alice, bob, calls, bring, state):
    await bring(alice.app, state)
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)
    assert await pushes_heard_of(alice) == []  # iOS shows it, and no app code runs

    await call.hang_up()

    await eventually(alice.notification_center.texts, equals=[OWN_MISSED_ROW], within=10)
    await stays(alice.notification_center.texts, equals=[OWN_MISSED_ROW], during=3)
    assert await pushes_heard_of(alice) == [("regular", "cancel")]


@pytest.mark.push_type("voip")
@pytest.mark.needs("voip_push")
@pytest.mark.ios("below 13")
@pytest.mark.guide("G12", "G16", "G24", "G25", "G28")
@pytest.mark.catches("voip-push-not-forwarded", "push-type-mixed-up", "managed-push-without-delegate")
@pytest.mark.parametrize("state", STATES)
async def test_a_voip_push_is_heard_of_once(alice, bob, calls, bring, state):
    await bring(alice.app, state)

    await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.title, equals="Bob", within=5)
    await stays(alice.notification_center.titles, equals=["Bob"], during=3)
    assert await pushes_heard_of(alice) == [("voip", "invite")]


@pytest.mark.push_type("voip")
@pytest.mark.needs("voip_push", "call_screen")
@pytest.mark.ios("13+")
@pytest.mark.guide("G12", "G16", "G24", "G25", "G28")
@pytest.mark.catches("voip-push-not-forwarded", "push-type-mixed-up", "managed-push-without-delegate")
@pytest.mark.parametrize("state", STATES)
async def test_with_callkit_a_voip_push_is_heard_of_once(alice, bob, calls, bring, state):
    await bring(alice.app, state)

    await calls.dial(caller=bob, callee=alice)

    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await stays(alice.call_screen.caller, equals="Bob", during=3)
    assert await pushes_heard_of(alice) == [("voip", "invite")]


@pytest.mark.needs("collapse_id")
@pytest.mark.guide("G24", "G26", "G28")
@pytest.mark.catches("managed-push-without-delegate", "push-type-mixed-up")
async def test_a_push_that_comes_while_the_app_is_in_front_is_heard_of_once(alice, bob, calls, announced, resend):
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.incoming.caller, equals="Bob", within=3)
    await call.hang_up()
    await eventually(alice.ended.message, equals="Call ended", within=3)

    await resend(call, "cancel", cause="canceled")

    kind = "voip" if announced.by_the_app else "regular"
    await stays(alice.ended.about, equals="Call from Bob: canceled", during=3)
    assert await pushes_heard_of(alice) == [(kind, "cancel")]
    await eventually(alice.notification_center.titles, equals=[], within=1)
