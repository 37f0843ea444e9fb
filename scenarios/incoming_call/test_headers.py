"""Small pieces of information travel with the call: custom headers, at most 1024 bytes (R18)."""

import pytest

from harness import CallServiceRefused, CallState, eventually

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


@pytest.mark.catches("service:header-limit-off-by-one")
@pytest.mark.guide("G91")
async def test_one_byte_too_many_is_refused_at_the_sender(alice, bob, calls):
    longest = {"note": "x" * (1024 - len('{"note":""}'))}
    await calls.dial(caller=bob, callee=alice, headers=longest)

    with pytest.raises(CallServiceRefused, match="1024"):
        await calls.dial(caller=bob, callee=alice, headers={"note": longest["note"] + "x"})
