"""What iOS says of a push by itself: the app's own texts, in the language of the phone (R8, R80, R84)."""

from dataclasses import dataclass

import pytest

from harness import eventually

pytestmark = pytest.mark.push_type("regular")


@dataclass(frozen=True)
class Said:
    """What a banner says of somebody without a name, and of Bob."""

    nobody: str
    bob: str


@dataclass(frozen=True)
class Texts:
    """What is said of a call, a video call and a message in a language."""

    code: str
    call: Said
    video_call: Said
    message: Said


LANGUAGES = {
    "English": Texts(
        "en",
        Said("Incoming call", "Incoming call from Bob"),
        Said("Incoming video call", "Incoming video call from Bob"),
        Said("Incoming message", "Incoming message from Bob"),
    ),
    "Japanese": Texts(
        "ja",
        Said("着信", "Bobさんから着信"),
        Said("ビデオ通話の着信", "Bobさんからビデオ通話"),
        Said("新着メッセージ", "Bobさんからメッセージ"),
    ),
    "Arabic, right to left": Texts(
        "ar",
        Said("مكالمة واردة", "مكالمة واردة من Bob"),
        Said("مكالمة فيديو واردة", "مكالمة فيديو واردة من Bob"),
        Said("رسالة جديدة", "رسالة جديدة من Bob"),
    ),
    "Turkish, name first": Texts(
        "tr",
        Said("Gelen arama", "Bob arıyor"),
        Said("Gelen görüntülü arama", "Bob görüntülü arıyor"),
        Said("Yeni mesaj", "Bob bir mesaj gönderdi"),
    ),
}

in_every_language = pytest.mark.parametrize(
    "texts",
    [
        pytest.param(texts, id=name, marks=[pytest.mark.language(code=texts.code), pytest.mark.needs("settings")])
        for name, texts in LANGUAGES.items()
    ],
)


@in_every_language
@pytest.mark.guide("G4", "G33", "G34", "G35", "G36")
@pytest.mark.catches("service:alert-without-name", "service:misspelt-alert-key")
@pytest.mark.states("R84")
async def test_a_call_is_announced_in_the_language_of_the_phone(alice, bob, calls, texts):
    await alice.app.send_to_background()

    await calls.dial(caller=bob, callee=alice, display_name=None)
    await eventually(alice.banner.text, equals=texts.call.nobody, within=5)
    await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.text, equals=texts.call.bob, within=5)


@pytest.mark.guide("G36", "G73")
@pytest.mark.catches("service:alert-without-name", "name-read-as-a-text")
@pytest.mark.needs("collapse_id")
@pytest.mark.parametrize("name", ["50 % off %@ %1$@ %%", "👩‍👩‍👧 Zoë", "علي", '"Bob" \\ Sons', "B"])
async def test_any_name_is_shown_as_it_is(alice, bob, calls, name):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice, display_name=name)
    await eventually(alice.banner.text, equals=f"Incoming call from {name}", within=5)
    await call.hang_up()

    await eventually(
        alice.notification_center.texts, equals=["Tap to see your recent calls"], within=5
    )  # the app's own
    await eventually(alice.notification_center.titles, equals=[f"Missed call from {name}"], within=1)


@in_every_language
@pytest.mark.guide("G33", "G34", "G39", "G40")
@pytest.mark.catches("service:video-announced-as-call")
async def test_a_video_call_is_announced_as_one(alice, bob, calls, texts):
    await alice.app.send_to_background()

    await calls.dial(caller=bob, callee=alice, video=True, display_name=None)
    await eventually(alice.banner.text, equals=texts.video_call.nobody, within=5)
    await calls.dial(caller=bob, callee=alice, video=True)

    await eventually(alice.banner.text, equals=texts.video_call.bob, within=5)


@in_every_language
@pytest.mark.guide("G10", "G33", "G34", "G37", "G38")
@pytest.mark.catches("service:message-announced-as-call")
async def test_a_message_is_announced_as_one(alice, bob, messages, texts):
    await alice.app.send_to_background()

    await messages.send(sender=bob, to=alice, text="See you at six", display_name=None)
    await eventually(alice.banner.text, equals=texts.message.nobody, within=5)
    await messages.send(sender=bob, to=alice, text="Or at seven?")

    await eventually(alice.banner.text, equals=texts.message.bob, within=5)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Missed call from Bob on Ringproof", id="English", marks=pytest.mark.language(code="en")),
        pytest.param("RingproofでBobさんからの不在着信", id="Japanese", marks=pytest.mark.language(code="ja")),
        pytest.param(
            "Ringproof uygulamasında Bob kişisinden cevapsız arama", id="Turkish", marks=pytest.mark.language(code="tr")
        ),
    ],
)
@pytest.mark.needs("settings")
@pytest.mark.states("R80")
async def test_a_language_puts_the_arguments_where_it_wants_them(alice, push, text):
    await alice.app.send_to_background()
    alert = {"loc-key": "RINGPROOF_MISSED_CALL_DISPLAY_NAME_AND_APP", "loc-args": ["Bob", "Ringproof"]}

    await push.send(to=alice, payload={"aps": {"alert": alert}})

    await eventually(alice.banner.text, equals=text, within=5)


@pytest.mark.states("R81")
async def test_a_text_that_is_spelled_out_goes_before_a_key(alice, push):
    await alice.app.send_to_background()
    alert = {"body": "Bob is at the door", "loc-key": "SIN_INCOMING_CALL_DISPLAY_NAME", "loc-args": ["Bob"]}

    await push.send(to=alice, payload={"aps": {"alert": alert}})

    await eventually(alice.banner.text, equals="Bob is at the door", within=5)


@pytest.mark.guide("G46")
@pytest.mark.catches("service:default-keys-always")
async def test_an_application_has_its_own_keys_in_place_of_the_services(alice, bob, calls, messages):
    await calls.use_alert_keys(call=("RINGPROOF_RINGING", "RINGPROOF_RINGING_DISPLAY_NAME"))
    await alice.app.send_to_background()

    await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.text, equals="Bob wants to talk to you", within=5)
    await calls.dial(caller=bob, callee=alice, display_name=None)
    await eventually(alice.banner.text, equals="A call for you", within=5)

    # What the operator did not set is announced as ever.
    await messages.send(sender=bob, to=alice, text="Hello")
    await eventually(alice.banner.text, equals="Incoming message from Bob", within=5)
