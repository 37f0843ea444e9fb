"""Whoever the service does not want is told so in words, and left in peace; the right login works afterwards."""

from collections.abc import Callable

import pytest

from harness import eventually, stays

pytestmark = [pytest.mark.push_type("regular"), pytest.mark.guide("G21")]

Mistake = tuple[str, Callable[[str], str]]

MISTAKES = {
    "wrong application key": ("application_key", lambda _: "nobodys-key", "no application has the key 'nobodys-key'"),
    "wrong secret": ("application_secret", lambda _: "wrong", "does not fit the secret of application 'Sample'"),
    "user id too long": ("user_id", lambda _: "a" * 129, "user_id: String should have at most 128 characters"),
    "host of something else": ("service_url", lambda url: f"{url}/elsewhere", "it answers HTTP 403"),
    "address that is none": ("service_url", lambda _: "calls.example", "isn't a valid URI"),
}
NOBODY_LISTENS = "nobody listens"


@pytest.fixture(params=MISTAKES)
def mistake(request, deaf_port):
    """What is wrong, how it comes about, and what the app says of it."""
    if request.param == NOBODY_LISTENS:
        return "service_url", lambda _: f"ws://127.0.0.1:{deaf_port}", ""
    return MISTAKES[request.param]


@pytest.fixture
def app_arguments(app_arguments, mistake):
    """Alice's app is set up with one mistake."""
    name, change, _ = mistake
    place = app_arguments.index(f"-{name}") + 1
    return [*app_arguments[:place], change(app_arguments[place]), *app_arguments[place + 1 :]]


@pytest.fixture
def rightly(app_arguments, call_backend, mistake):
    """What makes the mistake good at the next launch; the last word counts."""
    right = {
        "application_key": call_backend.application_key,
        "application_secret": call_backend.application_secret,
        "service_url": call_backend.ws_url,
        "user_id": "alice",
    }
    return f"-{mistake[0]}", right[mistake[0]]


@pytest.mark.catches("refusal-not-shown", "knocks-for-ever")
async def test_a_refusal_is_shown_and_final_until_the_mistake_is_made_good(newcomer, bob, calls, mistake, rightly):
    await newcomer.permission_alert.allow()
    await eventually(newcomer.login.problem, contains=mistake[2], within=5)
    refused = await calls.refused_logins()
    await stays(calls.refused_logins, equals=refused, during=60)

    await newcomer.app.terminate()
    await newcomer.app.launch(*rightly)

    await eventually(newcomer.status.registration, equals="registered", within=5)
    await newcomer.app.send_to_background()
    await calls.dial(caller=bob, callee=newcomer)
    await eventually(newcomer.banner.text, equals="Incoming call from Bob", within=5)


@pytest.mark.catches("refusal-not-shown")
@pytest.mark.parametrize("mistake", [NOBODY_LISTENS], indirect=True)
async def test_a_service_that_does_not_answer_is_named_and_tried_again(unheard, rightly):
    await eventually(unheard.status.problem, contains="nobody answers at ws://127.0.0.1/", within=5)
    assert await unheard.status.connection() == "offline"
    await unheard.app.terminate()

    await unheard.app.launch(*rightly)

    await eventually(unheard.status.registration, equals="registered", within=5)
