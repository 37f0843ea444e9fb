"""A regular push whose call ends unanswered: the row goes, exactly one missed call stays (R12, R13, R79)."""

import pytest

from harness import AppState, eventually, stays
from scenarios.texts import OWN_MISSED_ROW

pytestmark = pytest.mark.push_type("regular")


@pytest.mark.catches("completion-never-called")
@pytest.mark.guide("G26")
@pytest.mark.needs("process_id", "collapse_id")
async def test_an_app_that_made_a_missed_call_of_a_push_lives_on(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.texts, equals=["Incoming call from Bob"], within=5)

    pid = await alice.app.pid()
    await call.hang_up()

    await eventually(alice.notification_center.texts, equals=[OWN_MISSED_ROW], within=10)
    await stays(alice.app.pid, equals=pid, during=40)  # R58: a push not completed within 30 s costs the app its life


@pytest.mark.needs("collapse_id")
@pytest.mark.catches("cancel-ignored", "missed-tap-calls-back", "calls-back-by-itself", "badge-never-cleared")
@pytest.mark.states("R159")
async def test_a_tap_on_a_missed_call_leads_to_recents(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.is_shown, equals=True, within=5)
    await call.hang_up()
    await eventually(alice.notification_center.texts, equals=[OWN_MISSED_ROW], within=10)
    await eventually(alice.home.icon_badge, equals=1, within=1)

    await alice.notification_center.open("Missed call from Bob")

    await eventually(alice.app.state, equals=AppState.FOREGROUND, within=5)
    await eventually(alice.recents.latest, equals="Bob, missed", within=3)
    await stays(alice.recents.latest, equals="Bob, missed", during=3)
    await stays(alice.notification_center.titles, equals=[], during=3)
    await alice.phone.press_home()
    await eventually(alice.home.icon_badge, equals=0, within=3)


@pytest.mark.needs("sounds", "collapse_id")
@pytest.mark.catches("missed-call-in-silence")
@pytest.mark.guide("G70")
async def test_a_missed_call_is_heard_and_counted_on_the_icon(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.is_shown, equals=True, within=5)
    heard = await alice.phone.sounds()

    await call.hang_up()

    await eventually(alice.notification_center.texts, equals=[OWN_MISSED_ROW], within=10)
    await eventually(alice.phone.sounds, equals=[*heard, "default"], within=1)
    await eventually(alice.home.icon_badge, equals=1, within=1)


@pytest.mark.needs("messages", "collapse_id")
@pytest.mark.catches("missed-row-opens-where-left")
@pytest.mark.guide("G58")
async def test_a_tap_on_a_missed_call_leads_to_recents_from_wherever_the_app_was_left(alice, bob, calls):
    await alice.messages.open()
    await eventually(alice.messages.is_shown, equals=True, within=3)
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.is_shown, equals=True, within=5)
    await call.hang_up()
    await eventually(alice.notification_center.texts, equals=[OWN_MISSED_ROW], within=10)

    await alice.notification_center.open("Missed call from Bob")

    await eventually(alice.recents.latest, equals="Bob, missed", within=5)
    await stays(alice.messages.is_shown, equals=False, during=3)


@pytest.mark.needs("collapse_id")
@pytest.mark.catches("badge-zero-on-open", "one-row-for-all-missed-calls")
@pytest.mark.guide("G70", "G73")
async def test_opening_one_missed_call_leaves_the_other(alice, bob, carol, calls):
    await alice.app.send_to_background()
    for caller in (bob, carol):
        call = await calls.dial(caller=caller, callee=alice)
        await eventually(alice.banner.is_shown, equals=True, within=5)
        await call.hang_up()
        await eventually(alice.banner.is_shown, equals=False, within=20)
    both = ["Missed call from Carol", "Missed call from Bob"]
    await eventually(alice.notification_center.titles, equals=both, within=10)

    await alice.notification_center.open("Missed call from Carol")

    await eventually(alice.app.state, equals=AppState.FOREGROUND, within=5)
    await eventually(alice.notification_center.titles, equals=["Missed call from Bob"], within=5)
    await stays(alice.notification_center.titles, equals=["Missed call from Bob"], during=5)


@pytest.mark.needs("collapse_id")
@pytest.mark.catches("launch-push-kept")
async def test_opening_the_app_by_its_icon_later_answers_nothing(alice, bob, calls):
    await alice.app.terminate()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.is_shown, equals=True, within=5)
    await call.hang_up()
    await eventually(alice.notification_center.titles, equals=["Missed call from Bob"], within=10)

    await alice.app.bring_forward()

    await eventually(alice.recents.latest, equals="Bob, missed", within=5)
    await stays(alice.in_call.is_shown, equals=False, during=5)
    await stays(alice.ended.message, equals=None, during=3)
