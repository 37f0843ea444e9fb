"""A video call: what announces it, what the call screen says, and what the app learns of it (R4)."""

import pytest

from harness import CallState, eventually


@pytest.mark.guide("G62")
@pytest.mark.catches("video-screen-says-call")
async def test_in_front_the_apps_own_screen_says_that_the_caller_offers_video(alice, bob, carol, calls):
    call = await calls.dial(caller=bob, callee=alice, video=True)
    await eventually(alice.incoming.title, equals="Incoming video call", within=3)
    await eventually(alice.incoming.caller, equals="Bob", within=1)
    await alice.incoming.decline()
    await eventually(call.cause, equals="denied", within=3)

    await calls.dial(caller=carol, callee=alice)
    await eventually(alice.incoming.title, equals="Incoming call", within=3)


@pytest.mark.push_type("regular")
@pytest.mark.routes
@pytest.mark.app_settings(answering="ask")
@pytest.mark.guide("G40", "G62", "G64")
@pytest.mark.catches("video-screen-says-call", "video-flag-by-identity", "service:video-announced-as-call")
async def test_a_regular_push_announces_a_video_call_and_the_app_opened_by_it_asks(alice, bob, calls):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice, video=True)
    await eventually(alice.banner.text, equals="Incoming video call from Bob", within=5)
    await alice.banner.tap()

    await eventually(alice.incoming.title, equals="Incoming video call", within=5)
    await eventually(call.state, equals=CallState.RINGING, within=3)
    await alice.incoming.answer()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=3)


@pytest.mark.push_type("voip")
@pytest.mark.ios("below 13")
@pytest.mark.needs("voip_push")
@pytest.mark.guide("G45", "G49", "G62")
@pytest.mark.catches("video-notification-says-call", "video-flag-by-identity", "no-local-notification")
async def test_below_ios_13_the_apps_own_notification_speaks_of_video(alice, bob, calls):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice, video=True)

    await eventually(alice.banner.title, equals="Bob", within=5)
    await eventually(alice.banner.body, equals="Incoming video call", within=1)
    await alice.banner.tap()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)


@pytest.mark.push_type("voip")
@pytest.mark.ios("13+")
@pytest.mark.needs("voip_push", "call_screen")
@pytest.mark.guide("G62", "G75")
@pytest.mark.catches("call-update-without-video", "video-flag-by-identity")
@pytest.mark.parametrize(
    ("video", "kind"), [pytest.param(True, "video", id="video"), pytest.param(False, "audio", id="no video")]
)
async def test_the_call_screen_says_whether_the_caller_offers_video(alice, bob, calls, video, kind):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice, video=video)

    await eventually(alice.call_screen.kind, equals=kind, within=5)
    await alice.call_screen.answer()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
