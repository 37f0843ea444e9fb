"""Instant messages: over the connection while the app is in front, else announced by push; they never ring."""

import pytest

from harness import AppState, MessageState, eventually, stays

pytestmark = pytest.mark.needs("messages")


@pytest.mark.push_type("regular")
@pytest.mark.guide("G10")
@pytest.mark.catches("message-not-acknowledged")
async def test_a_message_reaches_an_app_in_front_over_its_connection(alice, bob, messages):
    message = await messages.send(sender=bob, to=alice, text="See you at six")

    await eventually(alice.messages.news, equals="Messages, 1 new", within=3)
    await eventually(message.state, equals=MessageState.DELIVERED, within=3)
    await alice.messages.open()
    await eventually(alice.messages.rows, equals=["Bob: See you at six"], within=3)
    await stays(alice.banner.is_shown, equals=False, during=5)
    await stays(alice.notification_center.texts, equals=[], during=1)
    assert await message.pushes() == ()


@pytest.mark.push_type("regular")
@pytest.mark.routes
@pytest.mark.guide("G10", "G37", "G38", "G59")
@pytest.mark.catches("message-taken-for-a-call", "message-tap-only-opens", "service:message-announced-as-call")
@pytest.mark.parametrize("state", [AppState.BACKGROUND, AppState.SUSPENDED, AppState.TERMINATED])
async def test_a_tap_on_the_banner_of_a_message_opens_the_list_and_rings_nothing(alice, bob, messages, bring, state):
    await bring(alice.app, state)

    message = await messages.send(sender=bob, to=alice, text="See you at six")
    await eventually(alice.banner.text, equals="Incoming message from Bob", within=5)
    await stays(message.state, equals=MessageState.WAITING, during=3)  # no app code ran (R2)

    await alice.banner.tap()

    await eventually(alice.app.state, equals=AppState.FOREGROUND, within=5)
    await eventually(alice.messages.rows, equals=["Bob: See you at six"], within=5)
    await eventually(message.state, equals=MessageState.DELIVERED, within=3)
    await stays(alice.incoming.is_shown, equals=False, during=3)
    await stays(alice.in_call.is_shown, equals=False, during=1)
    await stays(alice.notification_center.texts, equals=[], during=1)
    assert [(push.event, push.type) for push in await message.pushes()] == [("message", "alert")]


@pytest.mark.push_type("regular")
@pytest.mark.guide("G10")
@pytest.mark.catches("message-not-acknowledged")
async def test_messages_that_came_one_by_one_each_have_a_row_and_are_listed_once(alice, bob, carol, messages):
    await alice.app.send_to_background()
    for sender, text in ((bob, "See you at six"), (carol, "Where are you?"), (bob, "Or at seven?")):
        message = await messages.send(sender=sender, to=alice, text=text)
    await eventually(
        alice.notification_center.texts,
        equals=["Incoming message from Bob", "Incoming message from Carol", "Incoming message from Bob"],
        within=5,
    )

    await alice.notification_center.open("Incoming message from Carol")

    await eventually(alice.messages.is_shown, equals=True, within=5)
    listed = ["Bob: Or at seven?", "Carol: Where are you?", "Bob: See you at six"]
    await eventually(alice.messages.rows, equals=listed, within=5)
    await stays(alice.messages.rows, equals=listed, during=5)
    await eventually(message.state, equals=MessageState.DELIVERED, within=1)


@pytest.mark.push_type("regular")
@pytest.mark.routes("apns")
@pytest.mark.guide("G10", "G83")
@pytest.mark.catches("message-row-stays")
async def test_opening_the_app_by_its_icon_takes_the_rows_of_messages_away(alice, bob, carol, messages):
    await alice.app.send_to_background()
    await messages.send(sender=bob, to=alice, text="See you at six")
    await messages.send(sender=carol, to=alice, text="Where are you?")
    rows = ["Incoming message from Carol", "Incoming message from Bob"]
    await eventually(alice.notification_center.texts, equals=rows, within=5)

    await alice.app.bring_forward()

    await eventually(alice.messages.news, equals="Messages, 2 new", within=5)
    await eventually(alice.notification_center.texts, equals=[], within=5)
    await stays(alice.notification_center.texts, equals=[], during=3)


@pytest.mark.push_type("regular")
@pytest.mark.routes("apns")
@pytest.mark.app_settings(active_connection_in_background="yes")
@pytest.mark.guide("G10")
@pytest.mark.states("R79")
async def test_a_slow_connection_and_the_push_sent_meanwhile_leave_one_row(alice, bob, calls, messages):
    await alice.app.send_to_background()
    await calls.slow_connections(3)

    message = await messages.send(sender=bob, to=alice, text="See you at six")

    await eventually(alice.banner.text, equals="Incoming message from Bob", within=5)
    await eventually(alice.banner.text, equals="See you at six", within=5)
    await eventually(alice.notification_center.texts, equals=["See you at six"], within=3)
    await stays(alice.notification_center.texts, equals=["See you at six"], during=5)
    assert len(await message.pushes()) == 1


@pytest.mark.push_type("voip")
@pytest.mark.needs("voip_push", "process_id")
@pytest.mark.guide("G10")
@pytest.mark.catches("service:message-by-voip-push")
@pytest.mark.ios("13+")
async def test_a_message_for_a_phone_with_voip_pushes_only_waits_and_rings_nothing(alice, bob, messages):
    await alice.app.send_to_background()
    await eventually(alice.app.state, equals=AppState.SUSPENDED, within=60)
    pid = await alice.app.pid()

    message = await messages.send(sender=bob, to=alice, text="See you at six")

    await stays(alice.call_screen.is_shown, equals=False, during=5)
    await stays(message.state, equals=MessageState.WAITING, during=3)
    assert await message.pushes() == ()
    assert await alice.app.pid() == pid
    await alice.app.bring_forward()
    await eventually(alice.messages.news, equals="Messages, 1 new", within=5)
    await eventually(message.state, equals=MessageState.DELIVERED, within=3)


def both_kinds(types: list[str]) -> bool:
    return sorted(types) == ["regular", "voip"]


@pytest.mark.push_type("both")
@pytest.mark.needs("voip_push")
@pytest.mark.guide("G10")
@pytest.mark.catches("service:message-by-voip-push")
async def test_a_phone_with_both_tokens_is_told_of_a_message_by_a_regular_push(alice, bob, calls, messages):
    await eventually(lambda: calls.device_types(alice), that=both_kinds, within=5)
    await alice.app.send_to_background()

    message = await messages.send(sender=bob, to=alice, text="See you at six")

    await eventually(alice.banner.text, equals="Incoming message from Bob", within=5)
    assert [push.type for push in await message.pushes()] == ["alert"]


@pytest.mark.push_type("regular")
@pytest.mark.app_settings(active_connection_in_background="yes")
@pytest.mark.guide("G58", "G59")
@pytest.mark.catches("no-message-notification", "messages-in-front-only", "message-taken-for-a-call")
async def test_with_an_active_connection_the_app_shows_the_text_and_its_tap_rings_nothing(alice, bob, messages):
    await alice.app.send_to_background()

    message = await messages.send(sender=bob, to=alice, text="See you at six")
    await eventually(alice.banner.title, equals="Bob", within=5)
    await eventually(alice.banner.body, equals="See you at six", within=1)
    await eventually(message.state, equals=MessageState.DELIVERED, within=3)
    assert await message.pushes() == ()

    await alice.banner.tap()

    await eventually(alice.messages.rows, equals=["Bob: See you at six"], within=5)
    await stays(alice.incoming.is_shown, equals=False, during=3)
    await stays(alice.notification_center.titles, equals=[], during=1)


@pytest.mark.push_type("regular")
@pytest.mark.needs("network")
@pytest.mark.guide("G10")
@pytest.mark.catches("message-tap-only-opens")
async def test_a_message_sent_while_the_phone_was_out_of_reach_arrives_when_it_is_back(alice, bob, messages):
    await alice.app.send_to_background()
    await alice.phone.go_offline()
    message = await messages.send(sender=bob, to=alice, text="See you at six")
    await stays(alice.banner.is_shown, equals=False, during=5)

    await alice.phone.go_online()

    await eventually(alice.banner.text, equals="Incoming message from Bob", within=5)
    await alice.banner.tap()
    await eventually(alice.messages.rows, equals=["Bob: See you at six"], within=5)
    await eventually(message.state, equals=MessageState.DELIVERED, within=3)


@pytest.mark.push_type("regular")
@pytest.mark.guide("G38", "G41", "G42")
@pytest.mark.needs("second_phone")
@pytest.mark.catches("reply-goes-to-the-last-caller")
async def test_an_answer_goes_from_phone_to_phone_under_the_senders_name(alice, dave, bob, calls, messages):
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.incoming.is_shown, equals=True, within=3)
    await alice.incoming.decline()
    await eventually(call.cause, equals="denied", within=3)
    await dave.app.send_to_background()
    await messages.send(sender=dave, to=alice, text="Can we talk?")
    await eventually(alice.messages.news, equals="Messages, 1 new", within=3)

    await alice.messages.open()
    await eventually(alice.messages.is_shown, equals=True, within=3)
    await alice.messages.reply()

    await eventually(dave.banner.text, equals="Incoming message from Alice", within=5)
    await dave.banner.tap()
    await eventually(dave.messages.rows, equals=["Alice: Can’t talk right now"], within=5)
    assert await messages.written_to(bob) == []


@pytest.mark.push_type("regular")
@pytest.mark.guide("G10")
@pytest.mark.catches("messages-kept-in-memory")
async def test_messages_nobody_has_looked_at_are_there_after_the_app_was_ended(alice, bob, carol, messages):
    for sender, text in ((bob, "See you at six"), (carol, "Where are you?")):
        message = await messages.send(sender=sender, to=alice, text=text)
        await eventually(message.state, equals=MessageState.DELIVERED, within=3)

    await alice.app.terminate()
    await alice.app.launch()

    await eventually(alice.messages.news, equals="Messages, 2 new", within=5)
    await alice.messages.open()
    await eventually(alice.messages.rows, equals=["Carol: Where are you?", "Bob: See you at six"], within=3)
    await alice.messages.close()
    await eventually(alice.messages.news, equals="Messages", within=3)
    await stays(alice.banner.is_shown, equals=False, during=3)


@pytest.mark.push_type("regular")
@pytest.mark.needs("second_phone")
@pytest.mark.guide("G10")
@pytest.mark.catches("delivery-not-told", "message-not-acknowledged", "sent-counts-as-delivered")
async def test_who_writes_sees_when_the_message_has_arrived_and_not_before(alice, dave, messages):
    await dave.app.send_to_background()
    await messages.send(sender=dave, to=alice, text="Can we talk?")
    await eventually(alice.messages.news, equals="Messages, 1 new", within=3)
    await alice.messages.open()
    await eventually(alice.messages.is_shown, equals=True, within=3)
    await alice.messages.reply()
    await eventually(dave.banner.text, equals="Incoming message from Alice", within=5)
    await stays(alice.messages.rows, equals=["You: Can’t talk right now", "Dave: Can we talk?"], during=1)

    await dave.banner.tap()

    told = ["You: Can’t talk right now, delivered", "Dave: Can we talk?"]
    await eventually(alice.messages.rows, equals=told, within=5)


@pytest.mark.push_type("regular")
@pytest.mark.needs("network")
@pytest.mark.guide("G10")
@pytest.mark.catches("failed-message-not-told")
async def test_a_message_that_cannot_be_sent_is_said_to_be_and_reaches_nobody(alice, bob, messages):
    await messages.send(sender=bob, to=alice, text="See you at six")
    await eventually(alice.messages.news, equals="Messages, 1 new", within=3)
    await alice.messages.open()
    await eventually(alice.messages.is_shown, equals=True, within=3)
    await alice.phone.go_offline()

    await alice.messages.reply()

    await eventually(alice.ended.message, equals="Message not sent", within=5)
    await alice.phone.go_online()
    await stays(lambda: messages.written_to(bob), equals=[], during=20)


@pytest.mark.push_type("regular")
@pytest.mark.needs("network")
@pytest.mark.guide("G10")
@pytest.mark.catches("lost-message-not-told")
async def test_a_message_the_service_has_not_confirmed_when_the_line_breaks_is_said_not_to_be_sent(
    alice, bob, calls, messages
):
    await messages.send(sender=bob, to=alice, text="See you at six")
    await eventually(alice.messages.news, equals="Messages, 1 new", within=3)
    await alice.messages.open()
    await eventually(alice.messages.is_shown, equals=True, within=3)
    await calls.slow_connections(20)
    await alice.messages.reply()
    await stays(alice.messages.rows, equals=["Bob: See you at six"], during=3)

    await alice.phone.go_offline()

    await eventually(alice.ended.message, equals="Message not sent", within=3)
    await eventually(alice.ended.about, equals="connection lost", within=1)
