"""What the scenarios about certificates share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from harness import PhoneOwner

Ringing = Callable[[PhoneOwner], Callable[[], Awaitable[bool]]]


@pytest.fixture
def ringing() -> Ringing:
    """Whether somebody's phone rings, by banner or call screen: `await eventually(ringing(alice), equals=True, …)`."""

    def of(person: PhoneOwner) -> Callable[[], Awaitable[bool]]:
        async def rings() -> bool:
            return await person.banner.is_shown() or await person.call_screen.is_shown()

        rings.__name__ = f"{person.name}'s phone rings"
        return rings

    return of
