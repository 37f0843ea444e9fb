"""Who rings is shown, opened and forgotten: on the system's screens and on the app's own."""

import pytest

from harness import AppState, eventually, stays

pytestmark = pytest.mark.routes("simctl")  # needs no device token


async def test_a_tap_shows_who_is_at_the_door(alice, postman, calls):
    await alice.app.send_to_background()

    await calls.dial(caller=postman, callee=alice)
    await eventually(alice.banner.text, equals="The postman is at the door", within=5)
    await alice.banner.tap()

    await eventually(alice.app.state, equals=AppState.FOREGROUND, within=5)
    await eventually(alice.incoming.caller, equals="The postman", within=3)

    await alice.incoming.decline()
    await eventually(alice.status.user, equals="Nobody at the door", within=3)


async def test_a_tap_opens_an_app_that_does_not_run(alice, postman, calls):
    await alice.app.terminate()

    await calls.dial(caller=postman, callee=alice)
    await eventually(alice.banner.text, equals="The postman is at the door", within=5)
    await alice.banner.tap()

    await eventually(alice.incoming.caller, equals="The postman", within=5)


async def test_a_visitor_who_has_left_is_taken_off_the_list(alice, postman, calls):
    await alice.app.send_to_background()

    visit = await calls.dial(caller=postman, callee=alice)
    await eventually(alice.notification_center.texts, equals=["The postman is at the door"], within=5)

    await visit.hang_up()
    await eventually(alice.notification_center.texts, equals=[], within=5)
    await stays(alice.notification_center.texts, equals=[], during=3)


@pytest.mark.needs("app_journal")
async def test_the_push_that_says_so_runs_the_app_once(alice, postman, calls):
    await alice.app.send_to_background()

    visit = await calls.dial(caller=postman, callee=alice)
    await eventually(alice.banner.text, equals="The postman is at the door", within=5)
    await visit.hang_up()

    await eventually(alice.app_journal.kinds, that=ran_once, within=5)
    await eventually(alice.notification_center.texts, equals=[], within=3)
    await stays(alice.app_journal.kinds, that=ran_once, during=3)


def ran_once(kinds):
    return kinds.count("launched") == kinds.count("push") == 1


@pytest.mark.routes("apns")
@pytest.mark.needs("app_journal")
async def test_a_visitor_comes_through_apns(alice, postman, calls, tokens):
    await eventually(alice.app_journal.kinds, contains="token", within=5)
    (line,) = await alice.app_journal.lines("token")
    tokens["alice"] = line["wall"]["token"]
    await alice.app.send_to_background()

    await calls.dial(caller=postman, callee=alice)
    await eventually(alice.banner.text, equals="The postman is at the door", within=5)
