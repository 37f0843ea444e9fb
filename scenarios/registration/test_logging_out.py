"""Whoever logs out is not called here any more, whoever logs in next is (R16, R284, R285)."""

import pytest

from harness import AppState, CallState, eventually, stays


async def a_call_is_on_its_way_when_dora_takes_the_phone_over(alice, bob, calls) -> None:
    await alice.phone.go_offline()
    await calls.dial(caller=bob, callee=alice)
    await alice.app.bring_forward()
    await alice.status.log_out()
    await eventually(alice.login.is_shown, equals=True, within=3)
    await alice.login.log_in("Dora")
    await alice.app.send_to_background()


@pytest.mark.push_type("regular")
@pytest.mark.guide("G29", "G30")
@pytest.mark.catches("logout-keeps-token", "unregister-not-sent", "service:token-kept-after-logout")
async def test_after_logging_out_no_call_rings_not_even_when_the_app_is_opened_again(alice, bob, calls):
    await alice.status.log_out()
    await eventually(alice.login.is_shown, equals=True, within=3)
    await alice.app.send_to_background()

    call = await calls.dial(caller=bob, callee=alice)

    await stays(alice.banner.is_shown, equals=False, during=5)
    assert await call.pushes() == ()
    await alice.app.force_quit()
    await alice.app.bring_forward()
    await eventually(alice.login.is_shown, equals=True, within=5)
    await stays(alice.incoming.is_shown, equals=False, during=5)
    assert await alice.notification_center.texts() == []
    assert await call.state() is CallState.INITIATED


@pytest.mark.push_type("regular")
@pytest.mark.needs("network")
@pytest.mark.guide("G29", "G30")
@pytest.mark.catches("logout-cuts-the-line", "logout-keeps-token")
async def test_logging_out_in_a_dead_spot_is_made_good_afterwards(alice, bob, calls, phone_time):
    await alice.phone.go_offline()
    await alice.status.log_out()
    await eventually(alice.login.is_shown, equals=True, within=3)
    await phone_time.pass_(5)

    await alice.phone.go_online()

    await eventually(lambda: calls.device_types(alice), equals=[], within=20)
    await alice.app.send_to_background()
    await calls.dial(caller=bob, callee=alice)
    await stays(alice.banner.is_shown, equals=False, during=10)


@pytest.mark.routes("apns")
@pytest.mark.push_type("regular")
@pytest.mark.guide("G14", "G30")
@pytest.mark.catches("second-login-without-push")
async def test_the_phone_rings_for_whoever_logged_in_last_and_for_nobody_else(alice, dora, bob, carol, calls):
    await alice.status.log_out()
    await eventually(alice.login.is_shown, equals=True, within=3)
    await alice.login.log_in("Dora")
    await eventually(alice.status.registration, equals="registered", within=5)
    await stays(alice.permission_alert.is_shown, equals=False, during=2)
    assert await alice.status.user() == "dora"
    await alice.app.send_to_background()

    await calls.dial(caller=bob, callee=alice)
    await stays(alice.banner.is_shown, equals=False, during=5)
    call = await calls.dial(caller=carol, callee=dora)
    await eventually(alice.banner.text, equals="Incoming call from Carol", within=5)
    await alice.banner.tap()

    await eventually(call.state, equals=CallState.ESTABLISHED, within=5)
    assert await alice.notification_center.texts() == []


@pytest.mark.push_type("voip")
@pytest.mark.ios("below 13")
@pytest.mark.needs("voip_push", "network")
@pytest.mark.guide("G30")
@pytest.mark.catches("pushes-for-anybody")
async def test_a_push_on_its_way_to_the_last_person_is_not_shown_to_the_next(alice, dora, bob, carol, calls, bring):
    await bring(alice.app, AppState.SUSPENDED)
    await a_call_is_on_its_way_when_dora_takes_the_phone_over(alice, bob, calls)

    await alice.phone.go_online()

    await stays(alice.banner.is_shown, equals=False, during=10)
    assert await alice.notification_center.titles() == []
    await calls.dial(caller=carol, callee=dora)
    await eventually(alice.banner.title, equals="Carol", within=5)


@pytest.mark.push_type("voip")
@pytest.mark.ios("13+")
@pytest.mark.needs("voip_push", "network", "call_screen")
@pytest.mark.guide("G30")
@pytest.mark.catches("pushes-for-anybody", "ended-calls-not-reported")
async def test_with_callkit_a_push_on_its_way_to_the_last_person_is_ended_at_once(
    alice, dora, bob, carol, calls, bring
):
    await bring(alice.app, AppState.SUSPENDED)
    pid = await alice.app.pid()
    await a_call_is_on_its_way_when_dora_takes_the_phone_over(alice, bob, calls)

    await alice.phone.go_online()

    await stays(alice.call_screen.is_shown, equals=False, during=10)
    assert await alice.app.pid() == pid
    assert await alice.notification_center.titles() == []
    await calls.dial(caller=carol, callee=dora)
    await eventually(alice.call_screen.caller, equals="Carol", within=5)


@pytest.mark.routes("apns")
@pytest.mark.push_type("regular")
@pytest.mark.needs("network")
@pytest.mark.guide("G30")
@pytest.mark.catches("pushes-for-anybody")
async def test_a_tap_on_a_push_to_the_last_person_leads_to_no_call(alice, bob, calls, bring):
    await bring(alice.app, AppState.SUSPENDED)
    await alice.phone.go_offline()
    await calls.dial(caller=bob, callee=alice)
    await alice.app.bring_forward()
    await alice.status.log_out()
    await eventually(alice.login.is_shown, equals=True, within=3)
    await alice.login.log_in("Dora")
    await alice.app.send_to_background()
    await alice.phone.go_online()
    await eventually(alice.banner.text, equals="Incoming call from Bob", within=5)  # no app code runs, iOS shows it

    await alice.banner.tap()

    await eventually(alice.status.user, equals="dora", within=5)
    await stays(alice.in_call.is_shown, equals=False, during=5)
    await stays(alice.incoming.is_shown, equals=False, during=3)


@pytest.mark.needs("collapse_id")
@pytest.mark.push_type("regular")
@pytest.mark.guide("G29")
@pytest.mark.catches("logout-keeps-the-list")
async def test_the_missed_calls_of_whoever_logged_out_are_nobody_elses_business(alice, bob, calls):
    await alice.app.send_to_background()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.banner.is_shown, equals=True, within=5)
    await call.hang_up()
    await eventually(alice.notification_center.titles, equals=["Missed call from Bob"], within=10)
    await alice.app.bring_forward()
    await eventually(alice.recents.rows, equals=["Bob, missed"], within=5)

    await alice.status.log_out()
    await eventually(alice.login.is_shown, equals=True, within=3)
    await alice.login.log_in("Dora")

    await eventually(alice.status.user, equals="dora", within=5)
    await stays(alice.recents.rows, equals=[], during=3)
    await eventually(alice.notification_center.titles, equals=[], within=5)
