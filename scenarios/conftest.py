"""What scenarios share beside the people: states an app can be brought into before the call comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from harness import App, AppState, PhoneOwner, eventually

Ringing = Callable[[PhoneOwner], Callable[[], Awaitable[bool]]]
Bring = Callable[[App, AppState], Awaitable[None]]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A VoIP push to an app that does not run has to start it, whichever of a scenario's parameters say so."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        needs = {name for mark in item.iter_markers("needs") for name in mark.args}
        if callspec is not None and "voip_push" in needs and AppState.TERMINATED in callspec.params.values():
            item.add_marker(pytest.mark.needs("voip_wake"))


@pytest.fixture
def bring() -> Bring:
    """Bring an app into a state as a person, time or the system would: `await bring(alice.app, AppState.SUSPENDED)`."""

    async def bring(app: App, state: AppState) -> None:
        match state:
            case AppState.BACKGROUND:
                await app.send_to_background()
            case AppState.SUSPENDED:
                await app.send_to_background()
                await eventually(app.state, equals=AppState.SUSPENDED, within=200)
            case AppState.TERMINATED:
                await app.terminate()
            case _:
                raise ValueError(f"an app is not brought into {state.name}; launch it")

    return bring


@dataclass(frozen=True)
class Announced:
    """How calls are announced in the guide's world: what the row of a caller says first, and who wrote it."""

    words: str
    by_the_app: bool

    def row_of(self, caller: str) -> str:
        return self.words.format(caller)

    @property
    def row(self) -> str:
        """The row of Bob's call."""
        return self.row_of("Bob")


BY_REGULAR_PUSH = pytest.param(
    Announced("Incoming call from {}", by_the_app=False), id="regular", marks=[pytest.mark.push_type("regular")]
)
BY_VOIP_PUSH = pytest.param(
    Announced("{}", by_the_app=True),
    id="voip",
    marks=[pytest.mark.push_type("voip"), pytest.mark.ios("below 13"), pytest.mark.needs("voip_push")],
)
BY_CONNECTION = pytest.param(
    Announced("{}", by_the_app=True),
    id="connection",
    marks=[pytest.mark.push_type("regular"), pytest.mark.app_settings(active_connection_in_background="yes")],
)


@pytest.fixture(params=[BY_REGULAR_PUSH, BY_VOIP_PUSH])
def announced(request: pytest.FixtureRequest) -> Announced:
    """Calls as the guide has them: a regular push that iOS shows, or the app's local notification after a VoIP push
    below iOS 13."""
    found: Announced = request.param
    return found


@pytest.fixture(params=[BY_VOIP_PUSH, BY_CONNECTION])
def composed(request: pytest.FixtureRequest) -> Announced:
    """Calls the app in the background composes a local notification for: after a VoIP push below iOS 13, or when they
    come over an active connection, on any version."""
    found: Announced = request.param
    return found


Resend = Callable[..., Awaitable[None]]


def about(call: Any, event: str, cause: str | None) -> dict[str, Any]:
    """What the call service's pushes carry about a call, beside Apple's part."""
    ours = {
        "v": 1,
        "event": event,
        "call_id": call.call_id,
        "from": call.caller.user_id,
        "to": call.callee.user_id,
        "display_name": call.caller.display_name,
    }
    return ours if cause is None else {**ours, "cause": cause}


@pytest.fixture
def resend(push: Any, announced: Announced) -> Resend:
    """Send what the call service pushes about a call, once more or too late, as networks do: `await resend(call)`, or
    `await resend(call, "cancel", cause="canceled")`."""

    async def resend(call: Any, event: str = "invite", cause: str | None = None) -> None:
        ours = about(call, event, cause)
        if announced.by_the_app:
            await push.send(to=call.callee, push_type="voip", payload={"ringproof": ours})
        elif cause is not None and cause.endswith("elsewhere"):
            payload = {"aps": {"content-available": 1}, "ringproof": ours}  # nobody missed this call: nothing to show
            await push.send(to=call.callee, push_type="background", priority=5, payload=payload)
        else:
            key = "SIN_INCOMING_CALL" if event == "invite" else "RINGPROOF_MISSED_CALL"
            alert = {"loc-key": f"{key}_DISPLAY_NAME", "loc-args": [call.caller.display_name]}
            more = {"sound": "default"} if event == "invite" else {"content-available": 1}
            payload = {"aps": {"alert": alert, **more}, "ringproof": ours}
            await push.send(to=call.callee, payload=payload, collapse_id=call.call_id)

    return resend


@pytest.fixture
def resend_by_voip(push: Any) -> Resend:
    """`resend` where CallKit announces calls: by VoIP push."""

    async def resend(call: Any, event: str = "invite", cause: str | None = None) -> None:
        await push.send(to=call.callee, push_type="voip", payload={"ringproof": about(call, event, cause)})

    return resend


@pytest.fixture
def background_time(ios_version: str) -> float:
    """Seconds iOS lets an app run in the background that asked for time (R32)."""
    return 180.0 if float(ios_version) < 13 else 30.0


@pytest.fixture
def ringing() -> Ringing:
    """Whether somebody's phone rings, by banner or call screen: `await eventually(ringing(alice), equals=True, …)`."""

    def of(person: PhoneOwner) -> Callable[[], Awaitable[bool]]:
        async def rings() -> bool:
            return await person.banner.is_shown() or await person.call_screen.is_shown()

        rings.__name__ = f"{person.name}'s phone rings"
        return rings

    return of
