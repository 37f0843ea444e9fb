"""What scenarios share beside the people: states an app can be brought into before the call comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from harness import App, AppState, eventually

Bring = Callable[[App, AppState], Awaitable[None]]


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
    """How a call is announced in the guide's world: what its row says first, and who wrote it."""

    row: str
    by_the_app: bool


@pytest.fixture(
    params=[
        pytest.param(
            Announced("Incoming call from Bob", by_the_app=False),
            id="regular",
            marks=[pytest.mark.push_type("regular")],
        ),
        pytest.param(
            Announced("Bob", by_the_app=True),
            id="voip",
            marks=[pytest.mark.push_type("voip"), pytest.mark.ios("below 13"), pytest.mark.needs("voip_push")],
        ),
    ]
)
def announced(request: pytest.FixtureRequest) -> Announced:
    """Bob's call as the guide has it: by a regular push that iOS shows, or by the app's local notification after a
    VoIP push below iOS 13."""
    found: Announced = request.param
    return found


@pytest.fixture
def background_time(ios_version: str) -> float:
    """Seconds iOS lets an app run in the background that asked for time (R32)."""
    return 180.0 if float(ios_version) < 13 else 30.0


@pytest.fixture
def word_from_the_other_phone() -> Callable[[Any], dict[str, Any]]:
    """What the call service pushes to the callee's other phones once one of them has answered: nothing to show."""

    def word(call: Any) -> dict[str, Any]:
        ours = {
            "v": 1,
            "event": "cancel",
            "call_id": call.call_id,
            "from": call.caller.user_id,
            "to": call.callee.user_id,
            "display_name": call.caller.display_name,
            "cause": "answered_elsewhere",
        }
        return {"aps": {"content-available": 1}, "ringproof": ours}

    return word
