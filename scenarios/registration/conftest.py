"""Phones on which nobody is signed in, and people who share one."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import pytest_asyncio

from harness import Person, PhoneOwner, eventually

Introduce = Callable[..., PhoneOwner]


@pytest_asyncio.fixture(loop_scope="session")
async def newcomer(introduce: Introduce) -> PhoneOwner:
    """Alice has just opened the app for the first time; nobody is signed in, and nothing was asked yet."""
    newcomer = introduce("alice", display_name="Alice")
    await eventually(newcomer.login.is_shown, equals=True, within=5)
    return newcomer


@pytest_asyncio.fixture(loop_scope="session")
async def unheard(introduce: Introduce) -> PhoneOwner:
    """Alice is signed in with a service that does not answer."""
    unheard = introduce("alice", display_name="Alice")
    await eventually(unheard.permission_alert.is_shown, equals=True, within=5)
    await unheard.permission_alert.allow()
    return unheard


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """A port of this machine that is taken, and at which nobody listens, whatever else runs here."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def dora() -> Person:
    """Dora borrows Alice's phone."""
    return Person("dora", display_name="Dora")


@pytest_asyncio.fixture(loop_scope="session")
async def phone_without_pushkit(phone: Any) -> None:
    """The phone's iOS has no PushKit, as below iOS 8; ask for it before anybody who holds the phone."""
    await phone.set("missing-frameworks", "PushKit")


@pytest_asyncio.fixture(loop_scope="session")
async def without_push(introduce: Introduce) -> PhoneOwner:
    """Alice is signed in with an app that does without push notifications."""
    without_push = introduce("alice", display_name="Alice")
    await eventually(without_push.permission_alert.is_shown, equals=True, within=5)
    await without_push.permission_alert.allow()
    await eventually(without_push.status.connection, equals="connected", within=5)
    return without_push
