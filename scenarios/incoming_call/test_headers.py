"""Small pieces of information travel with the call: custom headers, at most 1024 bytes (R18)."""

import json

import pytest

from harness import CallServiceRefused, CallState, eventually, stays

HEADERS = {"id": "0429", "message": "Greetings from Bob."}


@pytest.mark.push_type("regular")
@pytest.mark.catches("headers-dropped")
@pytest.mark.routes
@pytest.mark.guide("G90", "G92", "G94")
async def test_headers_arrive_with_a_regular_push(alice, bob, calls):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice, headers=HEADERS)
    await eventually(alice.banner.is_shown, equals=True, within=5)
    await alice.banner.tap()

    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.headers, equals=HEADERS, within=3)


@pytest.mark.ios("13+")
@pytest.mark.push_type("voip")
@pytest.mark.needs("voip_push", "call_screen")
@pytest.mark.catches("headers-dropped")
@pytest.mark.guide("G90", "G92", "G94")
async def test_headers_arrive_with_a_voip_push(alice, bob, calls):
    await alice.app.send_to_background()

    await calls.dial(caller=bob, callee=alice, headers=HEADERS)
    await eventually(alice.call_screen.is_shown, equals=True, within=5)
    await alice.call_screen.answer()
    await alice.app.bring_forward()

    await eventually(alice.in_call.headers, equals=HEADERS, within=3)


@pytest.mark.push_type("regular")
@pytest.mark.catches("headers-in-escapes")
@pytest.mark.guide("G94")
async def test_headers_are_shown_in_their_own_letters(alice, bob, calls):
    await calls.dial(caller=bob, callee=alice, headers={"note": "à bientôt, 山"})
    await eventually(alice.incoming.caller, equals="Bob", within=3)

    await alice.incoming.answer()

    await eventually(alice.in_call.headers_as_written, equals='{"note": "à bientôt, 山"}', within=3)


LONGEST = 1024 - len('{"note":""}')  # what is left for the text, in bytes


@pytest.mark.guide("G91")
@pytest.mark.catches("service:header-limit-off-by-one", "service:headers-counted-in-characters")
@pytest.mark.parametrize(
    "letter",
    [pytest.param("x", id="one byte"), pytest.param("é", id="two bytes"), pytest.param("山", id="three bytes")],
)
async def test_headers_one_byte_too_long_are_refused_at_the_sender(alice, bob, calls, letter):
    count, rest = divmod(LONGEST, len(letter.encode()))
    note = letter * count + "x" * rest
    await calls.dial(caller=bob, callee=alice, headers={"note": note})
    await eventually(alice.incoming.headers, equals={"note": note}, within=3)

    with pytest.raises(CallServiceRefused, match="1025 bytes as compact JSON; at most 1024"):
        await calls.dial(caller=bob, callee=alice, headers={"note": note + "x"})


FITTING = {"note": "é" * (LONGEST // 2) + "x"}
TOO_LONG = json.dumps({"note": "é" * (LONGEST // 2) + "xx"}, ensure_ascii=False)


@pytest.mark.guide("G91", "G92")
@pytest.mark.app_settings(call_headers=TOO_LONG)
@pytest.mark.catches("own-headers-counted-in-characters")
async def test_the_app_that_calls_is_told_of_headers_that_are_too_long_and_nobody_is_rung(alice, bob, calls):
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.incoming.is_shown, equals=True, within=3)
    await alice.incoming.decline()
    await eventually(call.cause, equals="denied", within=3)

    await alice.recents.call_back()

    refusal = "custom headers take 1025 bytes; a push has room for 1024"
    await eventually(alice.ended.message, equals=refusal, within=3)


async def dave_takes_the_call_alice_makes(alice, dave, calls) -> None:
    """Alice declines a call of his and calls back; he taps the banner of hers."""
    await dave.app.send_to_background()
    await calls.dial(caller=dave, callee=alice)
    await eventually(alice.incoming.is_shown, equals=True, within=3)
    await alice.incoming.decline()
    await eventually(alice.incoming.is_shown, equals=False, within=3)

    await alice.recents.call_back()

    await eventually(dave.banner.text, equals="Incoming call from Alice", within=5)
    await dave.banner.tap()


@pytest.mark.push_type("regular")
@pytest.mark.needs("second_phone")
@pytest.mark.guide("G90", "G92", "G94")
@pytest.mark.app_settings(call_headers=json.dumps({"id": "0429", "message": "Greetings from Alice."}))
@pytest.mark.catches("headers-dropped")
async def test_headers_set_in_the_app_that_calls_arrive_in_the_other_app(alice, dave, calls):
    await dave_takes_the_call_alice_makes(alice, dave, calls)

    await eventually(dave.in_call.headers, equals={"id": "0429", "message": "Greetings from Alice."}, within=5)
    await eventually(alice.in_call.state, equals="established", within=3)


@pytest.mark.push_type("regular")
@pytest.mark.needs("second_phone")
@pytest.mark.guide("G91", "G92", "G94")
@pytest.mark.app_settings(call_headers=json.dumps(FITTING))
@pytest.mark.catches("own-header-limit-off-by-one")
async def test_headers_of_the_largest_size_arrive_in_the_other_app(alice, dave, calls):
    await dave_takes_the_call_alice_makes(alice, dave, calls)

    await eventually(dave.in_call.headers, equals=FITTING, within=5)


@pytest.mark.push_type("regular")
@pytest.mark.guide("G94", "G95", "G96")
@pytest.mark.catches("headers-by-relaying")
async def test_the_headers_are_there_for_the_asking_although_nobody_is_signed_in(alice, bob, calls):
    await alice.app.terminate()
    await alice.app.launch("-user_id", "")
    await eventually(alice.login.is_shown, equals=True, within=3)
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice, headers=HEADERS)
    await eventually(alice.banner.is_shown, equals=True, within=5)
    await alice.banner.tap()

    await eventually(alice.status.headers, equals=HEADERS, within=5)
    await stays(alice.in_call.is_shown, equals=False, during=3)
    await stays(call.state, equals=CallState.INITIATED, during=1)


@pytest.mark.push_type("voip")
@pytest.mark.ios("below 13")
@pytest.mark.needs("voip_push")
@pytest.mark.guide("G94", "G95", "G97")
@pytest.mark.catches("headers-looked-at-only", "headers-dropped")
async def test_looking_at_the_headers_changes_nothing_and_the_push_can_be_relayed_afterwards(alice, bob, calls):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice, headers=HEADERS)

    await eventually(alice.banner.title, equals="Bob", within=5)
    await eventually(call.state, equals=CallState.RINGING, within=3)
    await eventually(alice.notification_center.titles, equals=["Bob"], within=3)
    await alice.notification_center.open("Bob")
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.headers, equals=HEADERS, within=3)
    assert await call.times_answered() == 1
    await stays(alice.notification_center.titles, equals=[], during=3)
