"""What the app itself puts into its notifications, in the language of the phone, the name where that wants it (R80)."""

import pytest

from harness import eventually

LANGUAGES = {
    "Japanese": ("ja", "着信", "ビデオ通話の着信", "応答", "Bobさんからの不在着信", "タップして履歴を表示"),
    "Turkish": (
        "tr",
        "Gelen arama",
        "Gelen görüntülü arama",
        "Yanıtla",
        "Bob aradı, cevaplanmadı",
        "Son aramaları görmek için dokunun",
    ),
}

in_another_language = pytest.mark.parametrize(
    ("call", "video_call", "answer", "missed", "tap"),
    [
        pytest.param(*said, id=name, marks=[pytest.mark.language(code=code), pytest.mark.needs("settings")])
        for name, (code, *said) in LANGUAGES.items()
    ],
)


@in_another_language
@pytest.mark.guide("G49", "G50", "G53", "G73")
@pytest.mark.catches("own-texts-in-english", "numbered-name-not-filled-in")
async def test_a_call_is_announced_and_missed_in_the_language_of_the_phone(
    alice, bob, calls, composed, call, video_call, answer, missed, tap
):
    await alice.app.send_to_background()

    first = await calls.dial(caller=bob, callee=alice)

    await eventually(alice.banner.body, equals=call, within=5)
    await alice.banner.expand()
    await eventually(alice.banner.buttons, equals=[answer], within=3)
    await first.hang_up()
    await eventually(alice.notification_center.titles, equals=[missed], within=5)
    await eventually(alice.notification_center.texts, equals=[tap], within=1)
    await calls.dial(caller=bob, callee=alice, video=True)
    await eventually(alice.banner.body, equals=video_call, within=5)
