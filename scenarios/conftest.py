"""What scenarios share beside the people: states an app can be brought into before the call comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

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
                await eventually(app.state, equals=AppState.SUSPENDED, within=60)
            case AppState.TERMINATED:
                await app.terminate()
            case _:
                raise ValueError(f"an app is not brought into {state.name}; launch it")

    return bring
