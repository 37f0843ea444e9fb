"""After an outage at most one stored push arrives; what was missed the app learns from the service when it connects,
and lists it all without ringing (R51, R281)."""

import pytest

from harness import AppState, Person, eventually, stays

pytestmark = pytest.mark.needs("network")


def list_all_three(rows: list[str]) -> bool:
    return sorted(rows) == ["Bob, missed", "Carol, missed", "Dave, missed"]


def tell_of_all_three(titles: list[str]) -> bool:
    return sorted(titles) == ["Missed call from Bob", "Missed call from Carol", "Missed call from Dave"]


@pytest.fixture
def missed_by(calls, phone_time, bob, carol):
    """Bob, Carol and Dave call somebody, one after another, and give up after five seconds each."""

    async def missed_by(callee) -> None:
        for caller in (bob, carol, Person("dave", display_name="Dave")):
            call = await calls.dial(caller=caller, callee=callee)
            await phone_time.pass_(5)
            await call.hang_up()
            await phone_time.pass_(1)

    return missed_by


@pytest.mark.push_type("regular")
@pytest.mark.catches("truth-not-listened-to", "service:forgets-missed-calls", "missed-while-away-rings")
async def test_the_app_in_front_lists_all_it_missed(alice, missed_by):
    await alice.phone.go_offline()
    await missed_by(alice)

    await alice.phone.go_online()

    await eventually(alice.recents.rows, that=list_all_three, within=40)
    await stays(alice.recents.rows, that=list_all_three, during=10)
    await stays(alice.incoming.is_shown, equals=False, during=3)


@pytest.mark.push_type("regular")
@pytest.mark.guide("G70")
@pytest.mark.catches("truth-not-asked-for", "truth-not-listened-to", "service:forgets-missed-calls")
async def test_the_one_cancel_push_that_was_kept_leads_to_all_missed_calls(alice, missed_by, bring):
    await bring(alice.app, AppState.SUSPENDED)
    await alice.phone.go_offline()
    await missed_by(alice)

    await alice.phone.go_online()

    await eventually(alice.notification_center.titles, that=tell_of_all_three, within=10)
    await stays(alice.notification_center.titles, that=tell_of_all_three, during=10)
    assert await alice.app_journal.count("push") == 1
    await alice.app.bring_forward()
    await eventually(alice.recents.rows, that=list_all_three, within=3)


@pytest.mark.ios("13+")
@pytest.mark.push_type("voip")
@pytest.mark.needs("voip_push", "call_screen")
@pytest.mark.catches("truth-not-listened-to", "service:forgets-missed-calls")
async def test_with_callkit_the_one_voip_push_that_was_kept_ends_at_once_and_all_calls_are_missed(
    alice, missed_by, bring
):
    await bring(alice.app, AppState.SUSPENDED)
    pid = await alice.app.pid()
    await alice.phone.go_offline()
    await missed_by(alice)

    await alice.phone.go_online()

    await eventually(alice.notification_center.titles, that=tell_of_all_three, within=10)
    await stays(alice.call_screen.is_shown, equals=False, during=10)
    assert await alice.app_journal.count("push") == 1
    assert await alice.app.pid() == pid
