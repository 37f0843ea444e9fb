"""Alice is on the phone, on a cellular call: the app hangs up instead of ringing, and the caller hears so (R14)."""

import pytest

from harness import CallState, eventually, stays

pytestmark = pytest.mark.needs("settings", "sounds")


@pytest.mark.guide("G86", "G87")
@pytest.mark.catches("busy-line-not-noticed", "busy-line-hides-the-call", "hung-up-call-delivered-later")
async def test_a_call_to_somebody_on_the_phone_is_declined_and_never_shown(alice, bob, calls, composed):
    await alice.app.send_to_background()
    await alice.phone.set("cellular-call", "on")

    call = await calls.dial(caller=bob, callee=alice)

    await eventually(call.cause, equals="denied", within=3)
    await stays(alice.notification_center.titles, equals=[], during=5)
    await eventually(alice.phone.sounds, equals=[], within=1)
    await alice.phone.set("cellular-call", "off")
    await alice.app.bring_forward()
    await stays(alice.incoming.is_shown, equals=False, during=5)
    await eventually(alice.recents.rows, equals=["Bob, declined"], within=3)


@pytest.mark.guide("G86")
@pytest.mark.catches("busy-line-not-noticed")
async def test_the_next_call_rings_once_the_phone_is_down(alice, bob, calls, composed):
    await alice.app.send_to_background()
    await alice.phone.set("cellular-call", "on")
    first = await calls.dial(caller=bob, callee=alice)
    await eventually(first.cause, equals="denied", within=3)
    await alice.phone.set("cellular-call", "off")

    second = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.title, equals="Bob", within=3)
    await alice.banner.tap()
    await eventually(second.state, equals=CallState.ESTABLISHED, within=5)
