"""The display name is best effort: what a phone's push has no room for is left out, and the phone rings (R8, R55)."""

import pytest

from harness import CallState, eventually

HEADERS = {"note": "é" * 500}
LONG = "山" * 1200  # 3,600 bytes


@pytest.mark.push_type("regular")
@pytest.mark.routes("apns")
@pytest.mark.guide("G43")
@pytest.mark.catches("service:payload-counted-in-characters")
async def test_a_name_that_is_too_long_is_left_out_of_the_banner(alice, bob, calls):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice, display_name=LONG, headers=HEADERS)

    await eventually(alice.banner.text, equals="Incoming call", within=5)
    assert [(push.fate, push.left_out) for push in await call.pushes()] == [("accepted", ("display_name",))]
    await alice.banner.tap()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.headers, equals=HEADERS, within=3)


@pytest.mark.push_type("regular")
@pytest.mark.routes("apns")
@pytest.mark.guide("G43")
@pytest.mark.catches("service:alert-without-name")
async def test_a_long_name_that_fits_is_shown(alice, bob, calls):
    name = "山" * 400
    await alice.app.send_to_background()

    await calls.dial(caller=bob, callee=alice, display_name=name, headers=HEADERS)

    await eventually(alice.banner.text, equals=f"Incoming call from {name}", within=5)


@pytest.mark.push_type("voip")
@pytest.mark.ios("13+")
@pytest.mark.needs("voip_push", "call_screen")
@pytest.mark.guide("G43")
@pytest.mark.catches("service:payload-counted-in-characters")
async def test_a_voip_push_without_room_for_the_name_rings_with_the_callers_id(alice, bob, calls):
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice, display_name="山" * 1400, headers=HEADERS)

    await eventually(alice.call_screen.caller, equals="bob", within=5)
    await alice.call_screen.answer()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    assert [push.left_out for push in await call.pushes()] == [("display_name",)]


@pytest.mark.push_type("regular")
@pytest.mark.routes("apns")
@pytest.mark.guide("G43", "G44")
@pytest.mark.catches("service:one-limit-for-all")
@pytest.mark.parametrize(
    ("ios", "name", "text"),
    [
        pytest.param("7.1.2", "Bob", "Incoming call", id="iOS 7, 255 bytes"),
        pytest.param("8.4", "Bob", "Incoming call from Bob", id="iOS 8, 2048 bytes"),
        pytest.param("8.4", "B" * 1000, "Incoming call", id="iOS 8, a long name"),
    ],
)
async def test_a_phone_of_former_days_is_sent_what_it_can_take(alice, bob, calls, ios, name, text):
    await calls.say_it_runs(ios, alice)
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice, display_name=name)

    await eventually(alice.banner.text, equals=text, within=5)
    await alice.banner.tap()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
