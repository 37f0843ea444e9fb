"""The caller gives up in the moment alice answers: one outcome on both sides, never a call with nobody in it (R277)."""

from typing import Any

import pytest

from harness import AppState, CallState, PhoneOwner, eventually, stays

MISSED = "Missed call from Bob"


async def nobody_talks_to_nobody(alice: PhoneOwner, call: Any) -> None:
    await eventually(call.cause, equals="canceled", within=5)
    await eventually(alice.ended.message, equals="Call ended", within=5)
    await eventually(alice.ended.about, equals="Call from Bob: canceled", within=1)
    await stays(alice.in_call.is_shown, equals=False, during=5)
    await alice.ended.close()
    await eventually(alice.recents.rows, equals=["Bob, missed"], within=3)
    await stays(alice.notification_center.titles, equals=[], during=5)


@pytest.mark.guide("G65", "G72")
@pytest.mark.catches("screen-stays-after-end", "why-it-ended-not-told")
async def test_a_tap_just_after_the_caller_has_gone_says_so(alice, bob, calls, announced):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.is_shown, equals=True, within=5)

    await call.hang_up()
    await alice.banner.tap()  # the cancel push is on its way

    await nobody_talks_to_nobody(alice, call)


@pytest.mark.needs("network")
@pytest.mark.guide("G65")
@pytest.mark.catches("screen-stays-after-end")
async def test_an_answer_from_a_dead_spot_comes_too_late(alice, bob, calls, announced, phone_time):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.is_shown, equals=True, within=5)
    await alice.phone.go_offline()
    await alice.banner.tap()
    await eventually(alice.in_call.state, equals="connecting", within=3)

    await call.hang_up()
    await phone_time.pass_(2)
    await alice.phone.go_online()

    await nobody_talks_to_nobody(alice, call)


@pytest.mark.guide("G65")
@pytest.mark.catches("screen-stays-after-end")
async def test_a_caller_who_gives_up_just_after_the_tap_hangs_up_a_call_that_was_answered(alice, bob, calls, announced):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.is_shown, equals=True, within=5)

    await alice.banner.tap()
    await call.hang_up()

    await eventually(call.state, equals=CallState.ENDED, within=5)
    await eventually(alice.ended.message, equals="Call ended", within=5)
    await stays(alice.in_call.is_shown, equals=False, during=5)
    await stays(alice.notification_center.titles, equals=[], during=5)


async def one_ring_in_the_app(alice: PhoneOwner, call: Any) -> None:
    await eventually(alice.incoming.caller, equals="Bob", within=3)
    await stays(alice.notification_center.titles, equals=[], during=5)
    await eventually(alice.incoming.caller, equals="Bob", within=1)
    await eventually(call.state, equals=CallState.RINGING, within=1)
    await eventually(alice.app.state, equals=AppState.FOREGROUND, within=1)


@pytest.mark.ios("below 13")
@pytest.mark.push_type("voip")
@pytest.mark.needs("voip_push", "exact_time")
@pytest.mark.guide("G67", "G83")
@pytest.mark.catches("icon-counts-as-answer")
async def test_opening_the_app_between_push_and_notification_leaves_one_ring(alice, bob, calls, phone_time):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await phone_time.pass_(0.12)  # the push is there, its notification not yet (R291)

    await alice.app.bring_forward()

    await one_ring_in_the_app(alice, call)


@pytest.mark.push_type("regular")
@pytest.mark.app_settings(active_connection_in_background="yes")
@pytest.mark.needs("exact_time")  # a moment later the banner lies over the icon, and takes the tap
@pytest.mark.guide("G67", "G83")
@pytest.mark.catches("icon-counts-as-answer")
async def test_opening_the_app_as_the_call_comes_over_the_connection_leaves_one_ring(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)

    await alice.app.bring_forward()

    await one_ring_in_the_app(alice, call)
