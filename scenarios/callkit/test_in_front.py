"""A VoIP push that comes while Alice uses the app: when the call screen rings, and when the app does (R113, R114)."""

import pytest

from harness import AppState, CallState, eventually, stays

pytestmark = [pytest.mark.push_type("voip"), pytest.mark.needs("voip_push", "call_screen", "network")]


@pytest.fixture
def a_push_on_its_way(alice, bob, calls):
    """Bob calls while Alice's phone is out of reach; his push comes when she is using the app."""

    async def dial():
        await alice.app.send_to_background()
        await eventually(alice.app.state, equals=AppState.SUSPENDED, within=60)
        await alice.phone.go_offline()
        call = await calls.dial(caller=bob, callee=alice)
        await alice.app.bring_forward()
        await alice.phone.go_online()
        return call

    return dial


@pytest.mark.ios("13 to 26.3")
@pytest.mark.catches("not-reported-in-front")
async def test_each_push_is_reported_in_front_of_the_app_too(alice, a_push_on_its_way):
    pid = await alice.app.pid()

    call = await a_push_on_its_way()

    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await stays(alice.app.pid, equals=pid, during=5)
    await alice.call_screen.answer()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    await eventually(alice.in_call.state, equals="established", within=3)


@pytest.mark.ios("26.4+")
@pytest.mark.catches("metadata-not-read")
@pytest.mark.states("R114")
async def test_the_apps_own_screen_is_enough_where_the_system_says_so(alice, a_push_on_its_way):
    pid = await alice.app.pid()

    call = await a_push_on_its_way()

    await eventually(alice.incoming.caller, equals="Bob", within=5)
    await stays(alice.call_screen.is_shown, equals=False, during=5)
    assert await alice.app.pid() == pid
    await alice.incoming.answer()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)


@pytest.mark.ios("26.4+")
@pytest.mark.catches("metadata-overrated")
async def test_a_second_caller_rings_on_the_call_screen_although_no_report_is_demanded(alice, bob, carol, calls):
    await alice.app.send_to_background()
    first = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await alice.call_screen.answer()
    await eventually(first.state, equals=CallState.ESTABLISHED, within=5)
    await alice.app.send_to_background()

    await alice.phone.go_offline()
    await calls.dial(caller=carol, callee=alice)
    await alice.phone.go_online()

    await eventually(alice.call_screen.caller, equals="Carol", within=5)
    await stays(first.state, equals=CallState.ESTABLISHED, during=5)


@pytest.mark.ios("13+")
@pytest.mark.catches("system-keeps-what-the-app-took")
async def test_a_push_that_comes_after_the_answer_in_the_app_leaves_the_call_alone(alice, bob, calls, resend_by_voip):
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.incoming.caller, equals="Bob", within=3)
    await alice.incoming.answer()
    await eventually(call.state, equals=CallState.ESTABLISHED, within=3)
    await alice.app.send_to_background()
    pid = await alice.app.pid()

    await resend_by_voip(call)

    await stays(alice.call_screen.is_shown, equals=False, during=5)
    await eventually(alice.call_screen.is_going_on, equals=False, within=1)
    await stays(call.state, equals=CallState.ESTABLISHED, during=5)
    assert await alice.app.pid() == pid
