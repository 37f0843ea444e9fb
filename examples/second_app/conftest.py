"""Scenarios for an app that is not the sample app: its own bundle, screens, journal and pushes.

Run them with `python -m pytest examples/second_app`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import pytest_asyncio

from app_bundler import build, read_config
from harness import AppProfile, Introduce, Person, PhoneOwner, eventually
from harness.backends.payloads import PayloadBackend
from harness.push.sender import PushSender

FOLDER = Path(__file__).parent


@pytest.fixture(scope="session")
def app_profile() -> AppProfile:
    """How the app calls its things."""
    return AppProfile.load(FOLDER / "app.toml")


@pytest.fixture(scope="session")
def app_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The app, packed for the embedded phone."""
    return build(tmp_path_factory.mktemp("doorbell"), config=read_config(FOLDER, "doorbell"))


@pytest.fixture
def app_arguments() -> list[str]:
    return []


@pytest.fixture
def tokens() -> dict[str, str]:
    """User id to device token; a scenario that pushes through APNs fills it."""
    return {}


@pytest.fixture
def call_backend(push_sender: PushSender, app_profile: AppProfile, tokens: dict[str, str]) -> PayloadBackend:
    """The door: its server is not here, its pushes are."""
    return PayloadBackend(FOLDER / "payloads", app_profile.topic, {"alice": push_sender}, tokens)


@pytest_asyncio.fixture(loop_scope="session")
async def alice(introduce: Introduce) -> PhoneOwner:
    person = introduce("alice", display_name="Alice")
    await eventually(person.permission_alert.is_shown, equals=True, within=5)
    await person.permission_alert.allow()
    return person


@pytest.fixture
def postman() -> Person:
    return Person("postman", display_name="The postman")
