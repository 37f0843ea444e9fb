"""Scenarios for the app that follows the SDK's product page. Run them with `python -m pytest examples/guide_app`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import pytest_asyncio

from app_bundler import Options, build, read_config
from harness import AppProfile, Introduce, Person, PhoneOwner, eventually
from harness.backends.call_service import CallServiceBackend

FOLDER = Path(__file__).parent


@pytest.fixture(scope="session")
def app_profile() -> AppProfile:
    """How the app calls its things."""
    return AppProfile.load(FOLDER / "app.toml")


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[frozenset[str]], Path]:
    """The app without some of its background modes, packed once."""

    @cache
    def pack(without_modes: frozenset[str]) -> Path:
        options = Options(without_modes=without_modes)
        return build(tmp_path_factory.mktemp("ringer"), options, read_config(FOLDER, "ringer"))

    return pack


@pytest.fixture
def app_bundle(request: pytest.FixtureRequest, packed: Callable[[frozenset[str]], Path]) -> Path:
    """With VoIP pushes, or without the background mode that they need."""
    marker = request.node.get_closest_marker("push_type")
    return packed(frozenset({"voip"} if marker and marker.args[0] == "regular" else ()))


@pytest.fixture
def app_arguments(call_backend: CallServiceBackend) -> list[str]:
    signed_in = {
        "application_key": call_backend.application_key,
        "application_secret": call_backend.application_secret,
        "user_id": "alice",
        "service_url": call_backend.ws_url,
    }
    return [word for name, value in signed_in.items() for word in (f"-{name}", value)]


@pytest_asyncio.fixture(loop_scope="session")
async def alice(introduce: Introduce) -> PhoneOwner:
    person = introduce("alice", display_name="Alice")
    await eventually(person.permission_alert.is_shown, equals=True, within=5)
    await person.permission_alert.allow()
    await eventually(person.status.registration, equals="registered", within=10)
    return person


@pytest.fixture
def bob() -> Person:
    return Person("bob", display_name="Bob")
