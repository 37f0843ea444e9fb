"""The caller gives up, and a second push says so: one missed call, and nothing that rings (R12, R13, R270-R274)."""

import pytest

from harness import AppState, eventually, stays
from scenarios.texts import OWN_MISSED_ROW

MISSED = "Missed call from Bob"


def says_something(title: str | None) -> bool:
    return title is not None


@pytest.mark.needs("collapse_id")
@pytest.mark.guide("G69", "G70", "G72", "G73", "G85")
@pytest.mark.catches(
    "cancel-ignored",
    "missed-call-posted-twice",
    "missed-call-not-posted",
    "missed-call-without-name",
    "incoming-row-stays",
    "service:no-cancel-push",
)
@pytest.mark.parametrize("state", [AppState.BACKGROUND, AppState.SUSPENDED, AppState.TERMINATED])
async def test_a_caller_who_gives_up_leaves_one_missed_call(alice, bob, calls, bring, announced, state):
    await bring(alice.app, state)
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=[announced.row], within=5)

    await call.hang_up()

    await eventually(alice.notification_center.texts, equals=[OWN_MISSED_ROW], within=5)
    await stays(alice.notification_center.titles, equals=[MISSED], during=10)
    await eventually(call.cause, equals="canceled", within=1)
    await alice.app.bring_forward()
    await eventually(alice.recents.rows, equals=["Bob, missed"], within=5)


@pytest.mark.needs("collapse_id")
@pytest.mark.guide("G84")
@pytest.mark.catches("timeout-ignored", "service:no-timeout-push")
@pytest.mark.parametrize("state", [AppState.BACKGROUND, AppState.SUSPENDED, AppState.TERMINATED])
async def test_a_call_that_rings_out_leaves_one_missed_call(alice, bob, calls, bring, announced, state):
    await bring(alice.app, state)
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=[announced.row], within=5)

    await eventually(call.cause, equals="timeout", within=70)

    await eventually(alice.notification_center.titles, equals=[MISSED], within=5)
    await stays(alice.notification_center.titles, equals=[MISSED], during=10)


@pytest.mark.needs("network", "collapse_id")
@pytest.mark.guide("G70", "G72")
@pytest.mark.catches("cancel-taken-for-a-call", "service:no-cancel-push")
async def test_a_call_heard_of_only_when_it_is_over_is_missed_and_never_rings(alice, bob, calls, announced, phone_time):
    await alice.app.terminate()
    await alice.phone.go_offline()
    call = await calls.dial(caller=bob, callee=alice)
    await phone_time.pass_(5)
    await call.hang_up()
    await phone_time.pass_(1)

    await alice.phone.go_online()  # of the two pushes the newer one is all that was kept (R51)

    news = await eventually(alice.banner.title, that=says_something, within=5)
    assert news == MISSED
    await eventually(alice.notification_center.titles, equals=[MISSED], within=5)
    await stays(alice.notification_center.titles, equals=[MISSED], during=10)


@pytest.mark.needs("network", "collapse_id")
@pytest.mark.guide("G72", "G85")
@pytest.mark.catches("unknown-cancel-dropped")
async def test_a_cancel_that_overtakes_its_call_leaves_nothing_to_ring(
    alice, bob, calls, announced, resend, phone_time
):
    await alice.app.terminate()
    await alice.phone.go_offline()
    call = await calls.dial(caller=bob, callee=alice)
    await call.hang_up()
    await phone_time.pass_(1)
    await calls.slow_connections(60)  # the app has to do with what the pushes say
    await alice.phone.go_online()
    await eventually(alice.notification_center.texts, equals=[OWN_MISSED_ROW], within=5)

    await resend(call)

    if announced.by_the_app:
        await stays(alice.notification_center.titles, equals=[MISSED], during=10)
    else:  # iOS shows every regular push
        await eventually(alice.notification_center.titles, equals=[announced.row, MISSED], within=3)
        await alice.notification_center.open(announced.row)
        await eventually(alice.ended.message, equals="Call ended", within=1)
        await stays(alice.in_call.is_shown, equals=False, during=10)


@pytest.mark.needs("collapse_id")
@pytest.mark.guide("G70")
@pytest.mark.catches("missed-under-the-calls-identifier", "missed-call-posted-twice")
async def test_the_end_told_twice_is_one_missed_call(alice, bob, calls, announced, resend, phone_time):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=[announced.row], within=5)
    await call.hang_up()
    await eventually(alice.notification_center.texts, equals=[OWN_MISSED_ROW], within=5)

    await resend(call, "cancel", cause="canceled")

    await phone_time.pass_(2)  # a regular push is shown by iOS until the app takes it away
    await eventually(alice.notification_center.texts, equals=[OWN_MISSED_ROW], within=10)
    await stays(alice.notification_center.titles, equals=[MISSED], during=10)


@pytest.mark.needs("collapse_id")
@pytest.mark.guide("G84", "G85")
@pytest.mark.catches("repeated-push-rings-again", "relays-twice")
async def test_the_call_told_twice_rings_once(alice, bob, calls, announced, resend):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.is_shown, equals=True, within=5)
    await eventually(alice.banner.is_shown, equals=False, within=10)

    await resend(call)

    if announced.by_the_app:
        await stays(alice.banner.is_shown, equals=False, during=3)  # a regular push iOS shows again by itself
    await eventually(alice.notification_center.titles, equals=[announced.row], within=3)
    await alice.notification_center.open(announced.row)
    await eventually(alice.in_call.state, equals="established", within=5)
    await eventually(call.times_answered, equals=1, within=1)
    await stays(alice.notification_center.titles, equals=[], during=5)


@pytest.mark.needs("collapse_id")
@pytest.mark.guide("G61", "G72")
@pytest.mark.catches("missed-under-the-calls-identifier", "result-forgets-the-end")
async def test_a_call_told_again_after_its_end_rings_nowhere(alice, bob, calls, announced, resend):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=[announced.row], within=5)
    await call.hang_up()
    await eventually(alice.notification_center.texts, equals=[OWN_MISSED_ROW], within=5)

    await resend(call)

    if announced.by_the_app:
        await stays(alice.notification_center.titles, equals=[MISSED], during=10)
    else:  # iOS shows every regular push; its tap leads to what has become of the call
        await eventually(alice.notification_center.titles, equals=[announced.row, MISSED], within=3)
        await alice.notification_center.open(announced.row)
        await eventually(alice.ended.message, equals="Call ended", within=5)
        await eventually(alice.ended.about, equals="Call from Bob: canceled", within=1)
        await stays(alice.in_call.is_shown, equals=False, during=3)
        await alice.ended.close()
    await alice.app.bring_forward()
    await eventually(alice.recents.rows, equals=["Bob, missed"], within=3)


@pytest.mark.needs("collapse_id", "network")
@pytest.mark.guide("G61")
@pytest.mark.catches("trusts-stale-push")
async def test_a_call_told_for_the_first_time_after_its_end_is_at_most_missed(alice, bob, calls, announced, resend):
    await alice.app.terminate()
    await alice.phone.go_offline()
    call = await calls.dial(caller=bob, callee=alice)
    await call.hang_up()
    await alice.phone.go_online()
    await eventually(alice.notification_center.texts, equals=[OWN_MISSED_ROW], within=5)
    await alice.notification_center.clear(MISSED)
    await alice.app.force_quit()  # a process that remembers nothing

    await resend(call)

    if not announced.by_the_app:
        await eventually(alice.notification_center.titles, equals=[announced.row], within=3)
        await alice.notification_center.open(announced.row)
        await eventually(alice.ended.message, equals="Call ended", within=5)
    await stays(alice.in_call.is_shown, equals=False, during=5)
    await stays(alice.notification_center.titles, equals=[], during=10)


@pytest.mark.needs("collapse_id")
@pytest.mark.guide("G72")
@pytest.mark.catches("cancel-needs-a-cause")
async def test_a_cancel_that_does_not_say_why_is_a_missed_call(alice, bob, calls, announced, resend):
    await alice.app.send_to_background()
    await calls.slow_connections(60)  # the push is all the app has
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.notification_center.titles, equals=[announced.row], within=5)

    await resend(call, "cancel")

    await eventually(alice.notification_center.texts, equals=[OWN_MISSED_ROW], within=5)
    await stays(alice.notification_center.titles, equals=[MISSED], during=10)


@pytest.mark.permission("denied")
@pytest.mark.guide("G70")
@pytest.mark.catches("unannounced-call-not-listed")
async def test_without_permission_the_call_is_missed_in_the_app(alice, bob, calls, announced):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await stays(alice.banner.is_shown, equals=False, during=5)

    await call.hang_up()

    await stays(alice.notification_center.titles, equals=[], during=5)
    await alice.app.bring_forward()
    await eventually(alice.recents.rows, equals=["Bob, missed"], within=5)
