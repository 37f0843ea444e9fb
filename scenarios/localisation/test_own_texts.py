"""What the app itself puts into its notifications, in the language of the phone, the name where that wants it (R80)."""

from dataclasses import dataclass

import pytest

from harness import eventually


@dataclass(frozen=True)
class Texts:
    """What the app says in a language: bodies of its notifications of calls, a button, and a missed call's row."""

    code: str
    call: str
    video_call: str
    answer: str
    missed: str
    tap: str


LANGUAGES = {
    "Japanese": Texts("ja", "着信", "ビデオ通話の着信", "応答", "Bobさんからの不在着信", "タップして履歴を表示"),
    "Turkish": Texts(
        "tr",
        "Gelen arama",
        "Gelen görüntülü arama",
        "Yanıtla",
        "Bob aradı, cevaplanmadı",
        "Son aramaları görmek için dokunun",
    ),
}

in_another_language = pytest.mark.parametrize(
    "texts",
    [
        pytest.param(texts, id=name, marks=[pytest.mark.language(code=texts.code), pytest.mark.needs("settings")])
        for name, texts in LANGUAGES.items()
    ],
)


@in_another_language
@pytest.mark.guide("G49", "G50", "G53", "G73")
@pytest.mark.catches("own-texts-in-english", "numbered-name-not-filled-in")
async def test_a_call_is_announced_and_missed_in_the_language_of_the_phone(alice, bob, calls, composed, texts):
    await alice.app.send_to_background()

    first = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.body, equals=texts.call, within=5)
    await alice.banner.expand()
    await eventually(alice.banner.buttons, equals=[texts.answer], within=3)
    await first.hang_up()
    await eventually(alice.notification_center.titles, equals=[texts.missed], within=5)
    await eventually(alice.notification_center.texts, equals=[texts.tap], within=1)
    await calls.dial(caller=bob, callee=alice, video=True)
    await eventually(alice.banner.body, equals=texts.video_call, within=5)
