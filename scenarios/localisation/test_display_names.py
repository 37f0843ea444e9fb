"""Alice calls from her phone: how Dave's phone names her is what she set, on managed push or on the client (R8)."""

import pytest

from harness import eventually
from scenarios.texts import OWN_MISSED_ROW

pytestmark = [pytest.mark.push_type("regular"), pytest.mark.needs("second_phone")]

in_turn = {
    "on managed push": ({"push_display_name": "Alice Archer", "display_name": ""}, "Incoming call from Alice Archer"),
    "on the client": ({"display_name": "Alice B."}, "Incoming call from Alice B."),
    "on both": (
        {"push_display_name": "The family phone", "display_name": "Alice B."},
        "Incoming call from Alice B.",
    ),
    "nowhere": ({"display_name": ""}, "Incoming call"),
}


@pytest.fixture
def alice_calls_dave(alice, dave, calls):
    """Dave has called; Alice declines, and calls him back while his app is in the background."""

    async def call_back():
        await dave.app.send_to_background()
        await calls.dial(caller=dave, callee=alice)
        await eventually(alice.incoming.is_shown, equals=True, within=5)
        await alice.incoming.decline()
        await eventually(alice.incoming.is_shown, equals=False, within=5)
        await alice.recents.call_back()

    return call_back


@pytest.mark.guide("G41", "G42")
@pytest.mark.catches("managed-push-name-lost", "managed-push-name-wins", "service:alert-without-name")
@pytest.mark.parametrize(
    "banner", [pytest.param(text, id=name, marks=pytest.mark.app_settings(**s)) for name, (s, text) in in_turn.items()]
)
async def test_the_callers_name_is_the_one_she_set(dave, alice_calls_dave, banner):
    await alice_calls_dave()

    await eventually(dave.banner.text, equals=banner, within=5)


@pytest.mark.guide("G42")
@pytest.mark.catches("service:alert-without-name")
async def test_a_changed_name_is_used_from_the_next_call_on_and_one_taken_back_is_gone(alice, dave, alice_calls_dave):
    for name, banner in (
        ("Alice Archer", "Incoming call from Alice Archer"),
        ("Alice B.", "Incoming call from Alice B."),
        ("", "Incoming call"),
    ):
        await alice.app.terminate()
        await alice.app.launch("-display_name", name)
        await eventually(alice.status.registration, equals="registered", within=5)

        await alice_calls_dave()

        await eventually(dave.banner.text, equals=banner, within=5)
        await alice.in_call.hang_up()
        await eventually(dave.banner.body, equals=OWN_MISSED_ROW, within=10)
        await eventually(dave.banner.is_shown, equals=False, within=10)
