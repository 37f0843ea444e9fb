"""VoIP pushes in the world before iOS 13: the push wakes the app, and the app posts a local notification (R109)."""

import pytest

from harness import AppState, CallState, eventually, stays

pytestmark = [pytest.mark.ios("below 13"), pytest.mark.push_type("voip"), pytest.mark.needs("voip_push")]


def says_something(title: str | None) -> bool:
    return title is not None


@pytest.mark.catches("no-local-notification", "completion-before-posting", "local-notification-not-relayed")
@pytest.mark.parametrize("state", [AppState.BACKGROUND, AppState.SUSPENDED, AppState.TERMINATED])
@pytest.mark.guide("G2", "G48", "G49", "G55", "G57", "G59", "G63", "G65", "G75", "G83")
async def test_a_tap_on_the_local_notification_answers(alice, bob, calls, bring, state):
    await bring(alice.app, state)

    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.title, equals="Bob", within=5)
    await eventually(alice.banner.body, equals="Incoming call", within=1)
    await eventually(call.state, equals=CallState.RINGING, within=3)

    await alice.banner.tap()

    await eventually(alice.in_call.state, equals="established", within=5)
    await eventually(call.state, equals=CallState.ESTABLISHED, within=3)
    await stays(alice.notification_center.titles, equals=[], during=3)


@pytest.mark.catches(
    "missed-call-posted-twice",
    "missed-call-not-posted",
    "missed-call-without-name",
    "missed-row-removed-too",
    "incoming-row-stays",
)
@pytest.mark.guide("G70", "G73", "G85")
async def test_a_cancelled_call_leaves_one_missed_call(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.title, equals="Bob", within=5)

    await call.hang_up()

    await eventually(alice.notification_center.titles, equals=["Missed call from Bob"], within=10)
    await stays(alice.notification_center.titles, equals=["Missed call from Bob"], during=10)
    await eventually(call.cause, equals="canceled", within=1)


@pytest.mark.catches("service:no-cancel-push", "cancel-ignored", "cancel-taken-for-a-call")
@pytest.mark.guide("G69", "G70", "G72")
async def test_an_app_the_system_ended_meanwhile_learns_that_the_caller_gave_up(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.title, equals="Bob", within=5)
    await eventually(alice.banner.is_shown, equals=False, within=10)
    await alice.app.terminate()

    await call.hang_up()

    news = await eventually(alice.banner.title, that=says_something, within=5)
    assert news == "Missed call from Bob"
    await eventually(alice.notification_center.titles, equals=["Missed call from Bob"], within=5)
    await stays(alice.notification_center.titles, equals=["Missed call from Bob"], during=10)


@pytest.mark.catches("service:no-timeout-push")
async def test_an_app_the_system_ended_meanwhile_learns_that_the_call_rang_out(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.title, equals="Bob", within=5)
    await alice.app.terminate()

    await eventually(call.cause, equals="timeout", within=70)

    await eventually(alice.notification_center.titles, equals=["Missed call from Bob"], within=5)
    await stays(alice.notification_center.titles, equals=["Missed call from Bob"], during=10)


@pytest.mark.catches("never-times-out")
@pytest.mark.needs("network")
@pytest.mark.guide("G84")
async def test_the_ringing_ends_by_itself_when_no_word_of_the_end_can_come(alice, bob, calls):
    await alice.app.send_to_background()
    await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.title, equals="Bob", within=5)

    await alice.phone.go_offline()

    await eventually(alice.notification_center.titles, equals=["Missed call from Bob"], within=70)
