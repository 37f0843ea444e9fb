"""Pushes nobody should send: APNs and simctl refuse them in Apple's words, and the phone shows nothing of them.

These scenarios send their pushes themselves. What is refused, and how, is what APNs and simctl do; the right push
at the end shows that it was the mistake that was refused.
"""

import pytest

from harness import Refused, eventually, stays

pytestmark = pytest.mark.push_type("regular")


def says(text: str) -> dict[str, object]:
    return {"aps": {"alert": text}}


@pytest.mark.routes("apns")
@pytest.mark.needs("apns_refusals")
@pytest.mark.states("R79")
@pytest.mark.parametrize(
    ("mistake", "status", "reason"),
    [
        pytest.param({"token": "00" * 32}, 400, "BadDeviceToken", id="unknown token"),
        pytest.param({"topic": "com.example.somebody-else"}, 400, "DeviceTokenNotForTopic", id="another app's topic"),
        pytest.param({"payload": says("x" * 4096)}, 413, "PayloadTooLarge", id="too large"),
        pytest.param({"priority": 7}, 400, "BadPriority", id="unknown priority"),
        pytest.param({"push_type": "loud"}, 400, "InvalidPushType", id="unknown push type"),
    ],
)
async def test_apns_refuses_a_wrong_push_and_the_row_stays_as_it_was(alice, calls, push, mistake, status, reason):
    await alice.app.send_to_background()
    await push.send(to=alice, payload=says("Hello"), collapse_id="greeting")
    await eventually(alice.notification_center.texts, equals=["Hello"], within=5)

    push_for_alice = {"payload": says("Never shown"), "token": await calls.token_of(alice), "collapse_id": "greeting"}
    fate = await push.try_to_send(**{**push_for_alice, **mistake})

    assert isinstance(fate, Refused)
    assert (fate.status, fate.reason) == (status, reason)
    await stays(alice.notification_center.texts, equals=["Hello"], during=10)

    await push.send(to=alice, payload=says("Hello again"), collapse_id="greeting")
    await eventually(alice.notification_center.texts, equals=["Hello again"], within=5)


@pytest.mark.routes("simctl")
@pytest.mark.states("R169")
@pytest.mark.parametrize(
    ("mistake", "status", "reason"),
    [
        pytest.param({"topic": "com.example.not-installed"}, 211, "NotAuthorized", id="no such app"),
        pytest.param({"payload": {"alert": "Never shown"}}, 22, "BadPayload", id="no aps"),
        pytest.param({"payload": says("x" * 4096)}, 28, "PayloadTooLarge", id="too large"),
    ],
)
async def test_simctl_refuses_a_wrong_push_and_no_banner_comes(alice, push, mistake, status, reason):
    await alice.app.send_to_background()

    fate = await push.try_to_send(to=alice, **{"payload": says("Never shown"), **mistake})

    assert isinstance(fate, Refused)
    assert (fate.status, fate.reason) == (status, reason)
    await stays(alice.banner.is_shown, equals=False, during=10)

    await push.send(to=alice, payload=says("Hello"))
    await eventually(alice.banner.text, equals="Hello", within=5)
    await eventually(alice.banner.is_shown, equals=False, within=10)


@pytest.mark.needs("apns_refusals")
@pytest.mark.permission("denied")
@pytest.mark.states("R89")
async def test_accepted_is_not_shown_where_the_person_said_no(alice, push):
    await alice.app.send_to_background()

    await push.send(to=alice, payload=says("Never shown"))

    await stays(alice.banner.is_shown, equals=False, during=10)
    assert await alice.notification_center.texts() == []


@pytest.mark.routes("simctl")
@pytest.mark.permission("denied")
@pytest.mark.states("R89")
async def test_simctl_refuses_a_push_where_the_person_said_no(alice, push):
    await alice.app.send_to_background()

    fate = await push.try_to_send(to=alice, payload=says("Never shown"))

    assert isinstance(fate, Refused)
    assert (fate.status, fate.reason) == (211, "NotAuthorized")
    await stays(alice.banner.is_shown, equals=False, during=10)
