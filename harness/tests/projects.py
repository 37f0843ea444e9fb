"""Projects of their own for tests of the plugin: a fake target, and a scenario that passes and one that fails."""

from __future__ import annotations

from pathlib import Path

import pytest

CONFTEST = """
import pytest, pytest_asyncio
from harness import Person, eventually
from harness.tests.fakes import EventClock, FakeDriver, FakeTarget, seen

TARGET = FakeTarget()

@pytest.fixture(scope="session")
def target():
    return TARGET

@pytest.fixture
def app_arguments():
    return ["-user_id", "alice"]

@pytest_asyncio.fixture(loop_scope="session")
async def alice(introduce):
    return introduce("alice", display_name="Alice")

@pytest.fixture
def bob():
    return Person("bob", display_name="Bob")
"""

INI = """
[pytest]
asyncio_mode = auto
addopts = -p no:cacheprovider -p no:hypothesispytest -p no:anyio --strict-markers --strict-config
asyncio_default_fixture_loop_scope = function
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project with a fake target, and an event loop per test unless our plugin says otherwise."""
    pytester.makeini(INI)
    pytester.makeconftest(CONFTEST)
    return pytester


ASKED = "await eventually(alice.permission_alert.is_shown, equals=True, within=5)"


def introduced(project: pytest.Pytester, *statements: str) -> None:
    """Alice is introduced with these statements."""
    conftest = project.path / "conftest.py"
    usual = 'return introduce("alice", display_name="Alice")'
    lines = (usual.replace("return", "alice ="), *statements, "return alice")
    conftest.write_text(conftest.read_text().replace(usual, "\n    ".join(lines)))


PASSING = """
    from harness import AppState, eventually

    async def test_the_app_is_there(alice):
        await eventually(alice.app.state, equals=AppState.FOREGROUND, within=1)
"""
FAILING = """
    from harness import eventually

    async def test_the_phone_rings(alice):
        await alice.app.send_to_background()
        await eventually(alice.call_screen.caller, equals="Bob", within=5)
"""


def folder_of(evidence: Path, part: str) -> Path:
    (found,) = [path for path in evidence.iterdir() if path.is_dir() and part in path.name]
    return found
