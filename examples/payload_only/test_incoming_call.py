"""A pushed call is seen, and leads into the app; judged by the screen alone."""

import pytest

from harness import AppState, eventually, stays

pytestmark = pytest.mark.routes("simctl")  # through APNs the backend would need the app's device token


async def test_a_tap_on_the_call_opens_the_app(alice, bob, calls):
    await alice.app.send_to_background()

    await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.title, equals="Bob", within=5)
    await eventually(alice.banner.body, equals="Incoming call", within=1)

    await alice.banner.tap()

    await eventually(alice.app.state, equals=AppState.FOREGROUND, within=5)
    await stays(alice.notification_center.titles, equals=[], during=3)
