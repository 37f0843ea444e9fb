"""From iOS 13 an app has to report a call for each VoIP push; what becomes of one that does not (R110-R115).

The apps of the first scenarios are wrong on purpose: they show what iOS does. Those of the others are right.
"""

import pytest

from harness import AppState, eventually, stays

pytestmark = [pytest.mark.ios("13+"), pytest.mark.push_type("voip"), pytest.mark.needs("voip_push", "call_screen")]

NEVER_POSTED = "Killing app because it never posted an incoming call to the system after receiving a PushKit VoIP push"
NOT_LINKED = "PushKit apps that use VoIP push must link either CallKit or IncomingCallNotifications frameworks."
MORE_THAN_IOS_FORGIVES = 4
REPAIRED = ("-defects", "")


@pytest.mark.app_settings(defects="call-not-reported")
@pytest.mark.needs("defects", "crash_log")
@pytest.mark.states("R110")
@pytest.mark.parametrize("state", [AppState.BACKGROUND, AppState.SUSPENDED, AppState.TERMINATED])
async def test_an_app_that_reports_nothing_is_ended_in_apples_words(alice, bob, calls, bring, state):
    await bring(alice.app, state)

    call = await calls.dial(caller=bob, callee=alice)

    reason = await eventually(alice.app.crash_reason, that=is_there, within=5)
    assert reason in (f"{NEVER_POSTED}.", f"{NEVER_POSTED} callback.")  # the last word is iOS 13's
    await stays(alice.app.is_running, equals=False, during=10)
    assert await alice.app.pid() is None
    assert not await alice.call_screen.is_shown()
    await eventually(call.cause, equals="timeout", within=70)


@pytest.mark.app_settings(defects="callkit-not-linked")
@pytest.mark.needs("defects", "crash_log")
@pytest.mark.states("R110")
async def test_an_app_without_callkit_is_ended_in_other_words(alice, bob, calls):
    await alice.app.send_to_background()

    await calls.dial(caller=bob, callee=alice)

    await eventually(alice.app.crash_reason, equals=NOT_LINKED, within=5)
    await stays(alice.app.is_running, equals=False, during=10)


@pytest.mark.app_settings(defects="call-not-reported")
@pytest.mark.needs("defects", "restart", "crash_log")
@pytest.mark.states("R115")
async def test_after_repeated_offences_only_a_reinstalled_app_is_launched(alice, bob, calls, phone_time):
    async def bob_calls_and_nothing_runs() -> None:
        call = await calls.dial(caller=bob, callee=alice)
        await stays(alice.app.is_running, equals=False, during=10)
        await call.hang_up()

    await alice.app.terminate()
    for _ in range(MORE_THAN_IOS_FORGIVES):
        offence = await calls.dial(caller=bob, callee=alice)
        await phone_time.pass_(5)
        await offence.hang_up()
    await bob_calls_and_nothing_runs()
    await eventually(alice.app.crash_reasons, that=name_nothing_but_unreported_calls, within=5)

    await alice.app.launch(*REPAIRED)  # the repaired version comes too late
    await alice.app.terminate()
    await bob_calls_and_nothing_runs()
    await alice.phone.restart()
    await bob_calls_and_nothing_runs()

    await alice.app.reinstall()
    await alice.app.launch(*REPAIRED)
    await eventually(alice.permission_alert.is_shown, equals=True, within=5)
    await alice.permission_alert.allow()
    await eventually(alice.status.registration, equals="registered", within=5)
    await alice.app.terminate()
    await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)


@pytest.mark.catches(
    *("call-not-reported", "callkit-not-linked", "report-in-next-turn", "report-too-late", "completion-before-report")
)
async def test_missed_calls_never_cost_the_next_one_its_ring(alice, bob, calls):
    for _ in range(MORE_THAN_IOS_FORGIVES):
        await alice.app.terminate()
        missed = await calls.dial(caller=bob, callee=alice)
        await eventually(alice.call_screen.caller, equals="Bob", within=5)
        await missed.hang_up()
        await eventually(alice.call_screen.is_shown, equals=False, within=5)

    await calls.dial(caller=bob, callee=alice)

    await eventually(alice.call_screen.caller, equals="Bob", within=5)


@pytest.mark.catches("declined-calls-not-reported")
async def test_a_push_behind_a_declined_call_is_reported_as_any_other(alice, bob, calls, resend_by_voip):
    await alice.app.send_to_background()
    pid = await alice.app.pid()
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await alice.call_screen.decline()
    await eventually(call.cause, equals="denied", within=5)

    await resend_by_voip(call, "cancel", cause="canceled")

    await stays(alice.notification_center.titles, equals=[], during=5)
    assert not await alice.call_screen.is_shown()
    assert await alice.app.pid() == pid
    await alice.app.bring_forward()
    await eventually(alice.recents.rows, equals=["Bob, declined"], within=3)


@pytest.mark.ios("17+")
@pytest.mark.app_settings(defects="call-uuid-reused")
@pytest.mark.needs("defects", "restart")
@pytest.mark.states("R140")
async def test_a_second_call_under_the_same_uuid_is_a_small_sign_until_the_phone_restarts(alice, bob, calls):
    await alice.app.send_to_background()
    await one_call_goes_by(alice, bob, calls)

    second = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.is_going_on, equals=True, within=5)
    await stays(alice.call_screen.is_shown, equals=False, during=5)
    await second.hang_up()

    await alice.phone.restart()
    await one_call_goes_by(alice, bob, calls)


@pytest.mark.ios("13 to 16")
@pytest.mark.app_settings(defects="call-uuid-reused")
@pytest.mark.needs("defects")
@pytest.mark.catches("callkit-end-not-reported")
async def test_before_ios_17_the_same_uuid_rings_again(alice, bob, calls):
    await alice.app.send_to_background()
    for _ in range(3):
        await one_call_goes_by(alice, bob, calls)


async def one_call_goes_by(alice, bob, calls) -> None:
    call = await calls.dial(caller=bob, callee=alice)
    await eventually(alice.call_screen.caller, equals="Bob", within=5)
    await call.hang_up()
    await eventually(alice.call_screen.is_shown, equals=False, within=5)


def is_there(seen):
    return seen is not None


def name_nothing_but_unreported_calls(seen):
    return seen and all(reason.startswith(NEVER_POSTED) for reason in seen)
