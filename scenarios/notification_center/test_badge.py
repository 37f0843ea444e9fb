"""The number on the icon counts missed calls and, if the app wants so, ringing ones; iOS counts nothing (R75, R76)."""

import pytest

from harness import eventually, stays

pytestmark = pytest.mark.app_settings(ringing_badge="count")


@pytest.mark.guide("G51")
@pytest.mark.catches("ringing-badge-stays")
async def test_a_ringing_call_counts_until_it_is_answered(alice, bob, calls, composed):
    await alice.app.send_to_background()
    await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.title, equals="Bob", within=5)
    await eventually(alice.home.icon_badge, equals=1, within=1)

    await alice.banner.tap()

    await eventually(alice.in_call.state, equals="established", within=5)
    await alice.phone.press_home()
    await eventually(alice.home.icon_badge, equals=0, within=3)


@pytest.mark.guide("G51")
@pytest.mark.catches("badge-emptied-with-the-call", "ringing-badge-stays")
async def test_a_settled_call_leaves_the_apps_other_notification_in_the_list(alice, bob, calls, composed):
    await alice.status.remind_later()
    await alice.app.send_to_background()
    await eventually(alice.notification_center.titles, equals=["Reminder"], within=15)
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=["Bob", "Reminder"], within=5)
    await eventually(alice.home.icon_badge, equals=1, within=1)

    await alice.notification_center.open("Bob")
    await eventually(alice.in_call.state, equals="established", within=5)
    await call.hang_up()

    await eventually(alice.ended.message, equals="Call ended", within=3)
    await stays(alice.notification_center.titles, equals=["Reminder"], during=5)
    await alice.phone.press_home()
    await eventually(alice.home.icon_badge, equals=0, within=3)


@pytest.mark.guide("G51")
@pytest.mark.catches("badge-never-cleared")
async def test_missed_and_ringing_calls_add_up(alice, bob, carol, calls, composed):
    await alice.app.send_to_background()
    missed = await calls.dial(caller=carol, callee=alice)
    await eventually(alice.home.icon_badge, equals=1, within=5)
    await missed.hang_up()
    await eventually(alice.notification_center.titles, equals=["Missed call from Carol"], within=5)
    await eventually(alice.home.icon_badge, equals=1, within=1)

    await calls.dial(caller=bob, callee=alice)

    await eventually(alice.home.icon_badge, equals=2, within=5)
    await eventually(alice.banner.is_shown, equals=False, within=10)
    await alice.app.bring_forward()
    await eventually(alice.incoming.is_shown, equals=True, within=3)
    await alice.incoming.decline()
    await alice.phone.press_home()
    await eventually(alice.home.icon_badge, equals=0, within=3)
    await eventually(alice.notification_center.titles, equals=["Missed call from Carol"], within=3)
    await stays(alice.notification_center.titles, equals=["Missed call from Carol"], during=3)


@pytest.mark.app_settings(ringing_badge="zero")
@pytest.mark.guide("G51")
@pytest.mark.catches("badge-zero-passed-on")
async def test_a_notification_with_badge_zero_leaves_badge_and_list_alone(alice, bob, carol, calls, composed):
    await alice.app.send_to_background()
    rows: list[str] = []
    for _ in range(2):
        missed = await calls.dial(caller=carol, callee=alice)
        await eventually(alice.notification_center.titles, equals=["Carol", *rows], within=5)
        await missed.hang_up()
        rows.append("Missed call from Carol")
        await eventually(alice.notification_center.titles, equals=rows, within=5)

    await calls.dial(caller=bob, callee=alice)

    await eventually(alice.notification_center.titles, equals=["Bob", *rows], within=5)
    await eventually(alice.home.icon_badge, equals=2, within=1)
