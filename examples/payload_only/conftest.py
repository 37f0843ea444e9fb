"""Scenarios for an app whose server we do not have: a push file from a folder stands for a call.

Needs a clone of Ringproof, whose own conftest.py provides phone and app; the app here is the sample app, not signed in
anywhere. For an app of your own change app.toml, give its bundle with `--app`, and write its push into payloads/.
Run it with `python -m pytest examples/payload_only`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import pytest_asyncio

from harness import AppProfile, Introduce, Person, PhoneOwner, eventually
from harness.backends.payloads import PayloadBackend
from harness.push.sender import PushSender

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def app_profile() -> AppProfile:
    return AppProfile.load(HERE / "app.toml")


@pytest.fixture
def app_arguments() -> list[str]:
    """The app is launched as by a tap on its icon."""
    return []


@pytest.fixture
def call_backend(push_sender: PushSender, app_profile: AppProfile) -> PayloadBackend:
    return PayloadBackend(HERE / "payloads", app_profile.topic, {"alice": push_sender})


@pytest_asyncio.fixture(loop_scope="session")
async def alice(introduce: Introduce) -> PhoneOwner:
    """Alice holds the phone with the app and lets it notify her."""
    alice = introduce("alice", display_name="Alice")
    await eventually(alice.permission_alert.is_shown, equals=True, within=5)
    await alice.permission_alert.allow()
    return alice


@pytest.fixture
def bob() -> Person:
    return Person("bob", display_name="Bob")
