"""The phone is locked: it lights up, and the call waits on the lock screen (R40, R167, R173)."""

import pytest

from harness import AppState, CallState, eventually, stays

pytestmark = pytest.mark.needs("lock_screen")


@pytest.mark.push_type("regular")
@pytest.mark.catches("never-answers")
@pytest.mark.routes
@pytest.mark.guide("G1", "G65", "G68")
async def test_a_regular_push_is_answered_from_the_lock_screen(alice, bob, calls):
    await alice.phone.lock()

    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.lock_screen.texts, equals=["Incoming call from Bob"], within=5)
    await stays(alice.banner.is_shown, equals=False, during=3)

    await alice.lock_screen.open("Incoming call from Bob")

    await eventually(alice.app.state, equals=AppState.FOREGROUND, within=5)
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)


@pytest.mark.ios("13+")
@pytest.mark.push_type("voip")
@pytest.mark.needs("voip_push", "call_screen")
@pytest.mark.catches(
    "call-not-reported", "verification-ends-answered-call", "answer-never-fulfilled", "believes-an-old-list"
)
async def test_a_voip_call_rings_over_the_lock_screen(alice, bob, calls):
    await alice.phone.lock()

    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await alice.call_screen.answer()

    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.call_screen.status, equals="connected", within=1)
    await stays(call.state, equals=CallState.ESTABLISHED, during=40)  # R135: an action left open ends the call
    assert await alice.phone.is_locked()


@pytest.mark.ios("13+")
@pytest.mark.push_type("voip")
@pytest.mark.needs("voip_push", "call_screen")
@pytest.mark.catches("sign-in-when-shown")
@pytest.mark.guide("G75")
async def test_an_app_that_was_not_running_is_answered_without_being_shown(alice, bob, calls):
    await alice.app.terminate()
    await alice.phone.lock()

    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await alice.call_screen.answer()

    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.call_screen.status, equals="connected", within=1)
    assert await alice.phone.is_locked()


@pytest.mark.ios("13+")
@pytest.mark.push_type("voip")
@pytest.mark.needs("voip_push", "call_screen", "network")
@pytest.mark.catches(
    "answer-fulfilled-at-once",
    "answer-lost-before-ready",
    "answer-needs-the-connection",
    "answer-never-fulfilled",
    "push-and-connection-make-two-calls",
)
async def test_an_answer_in_a_dead_spot_counts_once_the_phone_is_back(alice, bob, calls):
    await alice.phone.lock()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)

    await alice.phone.go_offline()
    await alice.call_screen.answer()
    await stays(alice.call_screen.status, equals="connecting…", during=5)  # R119: connected only once the call is
    await alice.phone.go_online()

    await eventually(call.state, equals=CallState.ESTABLISHED, within=10)
    await eventually(alice.call_screen.status, equals="connected", within=1)
    await stays(call.state, equals=CallState.ESTABLISHED, during=10)


@pytest.mark.ios("13+")
@pytest.mark.push_type("voip")
@pytest.mark.needs("voip_push", "call_screen")
@pytest.mark.catches("no-missed-call-after-callkit", "missed-tap-calls-back")
async def test_a_missed_call_waits_on_the_locked_phone_and_leads_to_recents(alice, bob, calls):
    await alice.phone.lock()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await call.hang_up()
    await eventually(alice.call_screen.is_shown, equals=False, within=5)
    await eventually(alice.lock_screen.titles, equals=["Missed call from Bob"], within=10)

    await alice.phone.unlock()
    await alice.notification_center.open("Missed call from Bob")

    await eventually(alice.app.state, equals=AppState.FOREGROUND, within=5)
    await eventually(alice.recents.latest, equals="Bob, missed", within=3)
    await stays(alice.notification_center.titles, equals=[], during=5)


@pytest.mark.app_settings(call_actions="background")
@pytest.mark.guide("G50", "G88", "G89")
@pytest.mark.catches("background-answer-at-once", "call-category-misspelt", "pending-answer-forgotten")
async def test_an_answer_on_the_lock_screen_counts_once_the_phone_is_unlocked(alice, bob, calls, composed):
    await alice.phone.lock()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.lock_screen.titles, equals=["Bob"], within=5)

    await alice.lock_screen.expand("Bob")
    await alice.lock_screen.press("Answer")

    await stays(call.state, equals=CallState.RINGING, during=5)
    await eventually(alice.lock_screen.titles, equals=[], within=1)
    await alice.phone.unlock()  # the app was in front when it was locked
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.peer, equals="Bob", within=3)


@pytest.mark.app_settings(call_actions="background")
@pytest.mark.guide("G50")
@pytest.mark.catches("call-category-misspelt")
async def test_a_call_declined_on_the_lock_screen_leaves_the_phone_locked(alice, bob, calls, composed):
    await alice.phone.lock()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.lock_screen.titles, equals=["Bob"], within=5)

    await alice.lock_screen.expand("Bob")
    await alice.lock_screen.press("Decline")

    await eventually(call.cause, equals="denied", within=5)
    await stays(alice.lock_screen.titles, equals=[], during=5)
    await eventually(alice.phone.is_locked, equals=True, within=1)
