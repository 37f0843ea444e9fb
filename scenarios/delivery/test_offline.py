"""The phone is out of reach for a while: APNs keeps the newest push, and none that has expired (R51, R52)."""

import pytest

from harness import eventually, stays

pytestmark = [pytest.mark.push_type("regular"), pytest.mark.needs("network")]


@pytest.mark.states("R51")
async def test_only_the_newest_push_arrives_after_an_outage(alice, bob, carol, calls, phone_time):
    await alice.app.send_to_background()
    await alice.phone.go_offline()
    await calls.dial(caller=bob, callee=alice)
    await calls.dial(caller=carol, callee=alice)

    await phone_time.pass_(5)
    await alice.phone.go_online()

    await eventually(alice.notification_center.texts, equals=["Incoming call from Carol"], within=5)
    await stays(alice.notification_center.texts, equals=["Incoming call from Carol"], during=10)


@pytest.mark.catches("service:no-timeout-push")
async def test_an_expired_call_never_rings(alice, bob, calls, phone_time):
    await alice.app.force_quit()
    await alice.phone.go_offline()
    call = await calls.dial(caller=bob, callee=alice)

    await phone_time.pass_(120)
    await eventually(call.cause, equals="timeout", within=1)
    await alice.phone.go_online()

    await eventually(alice.notification_center.texts, equals=["Missed call from Bob"], within=5)
    await stays(alice.notification_center.texts, equals=["Missed call from Bob"], during=10)
