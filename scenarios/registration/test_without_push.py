"""Managed push notifications are not enabled on the client: calls reach it while it is connected, and no other way."""

import json

import pytest

from harness import CallState, eventually, stays

pytestmark = [pytest.mark.app_settings(push="off"), pytest.mark.push_type("regular")]

HEADERS = {"id": "0429", "message": "Greetings from Dave."}


@pytest.mark.guide("G22", "G74")
@pytest.mark.catches("push-for-everybody")
async def test_a_client_without_push_is_sent_neither_a_call_nor_its_cancel(without_push, bob, calls):
    assert await calls.device_types(without_push) == []
    await without_push.app.send_to_background()

    call = await calls.dial(caller=bob, callee=without_push)

    await stays(without_push.banner.is_shown, equals=False, during=5)
    await call.hang_up()
    await stays(without_push.banner.is_shown, equals=False, during=5)
    assert await call.pushes() == ()
    assert await without_push.notification_center.texts() == []


@pytest.mark.guide("G22")
@pytest.mark.catches("no-incoming-screen")
async def test_a_client_without_push_rings_in_the_foreground(without_push, bob, calls):
    call = await calls.dial(caller=bob, callee=without_push)

    await eventually(without_push.incoming.caller, equals="Bob", within=3)
    await without_push.incoming.answer()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=3)


@pytest.mark.needs("app_builds")
@pytest.mark.build("Debug", "none")
@pytest.mark.app_settings(push="on")
@pytest.mark.guide("G31")
@pytest.mark.catches("failed-registration-swallowed")
async def test_where_ios_gives_no_device_token_the_app_says_so(without_push, bob, calls):
    await eventually(without_push.status.problem, contains="No push notifications", within=3)
    await eventually(without_push.status.registration, equals="not registered", within=1)

    await calls.dial(caller=bob, callee=without_push)

    await eventually(without_push.incoming.caller, equals="Bob", within=3)  # in the foreground all is well


@pytest.mark.needs("second_phone")
@pytest.mark.guide("G42", "G93")
@pytest.mark.app_settings(call_headers=json.dumps(HEADERS))
@pytest.mark.catches("push-for-everybody", "headers-without-push", "name-told-with-tokens-only")
async def test_calls_of_a_client_without_push_carry_no_headers(without_push, lend_phone, calls):
    dave = await lend_phone("dave", "-user_id", "dave", "-display_name", "Dave", "-push", "on", display_name="Dave")
    await eventually(dave.status.connection, equals="connected", within=5)
    await dave.permission_alert.allow()
    asking = await calls.dial(caller=dave, callee=without_push)
    await eventually(without_push.incoming.caller, equals="Dave", within=3)
    await asking.hang_up()
    await eventually(without_push.ended.message, equals="Call ended", within=3)
    await without_push.ended.close()
    await eventually(without_push.recents.latest, equals="Dave, missed", within=3)

    await without_push.recents.call_back()

    await eventually(dave.incoming.caller, equals="Alice", within=5)  # her name is no header: it needs no push
    await stays(dave.incoming.headers, equals={}, during=2)
