"""The fixtures of the plugin about calls: who rings, messages, certificates, pushes a scenario sends itself.

`fixtures.py` lists them with the others.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from harness import runs

if TYPE_CHECKING:
    from harness.app_profile import AppProfile
    from harness.backends.base import CallBackend
    from harness.calls import Calls
    from harness.messages import Messages
    from harness.operator import MemberCenter, Operator
    from harness.phone import Phone
    from harness.push.pusher import Pusher
    from harness.push.sender import PushSender
    from harness.scenario import Scenario
    from harness.targets.base import Target


@pytest.fixture
def call_backend() -> CallBackend | None:
    """Who rings. Override it with a call backend; None means the scenarios place no calls."""
    return None


@pytest_asyncio.fixture(loop_scope="session")
async def calls(
    request: pytest.FixtureRequest, ringproof_scenario: Scenario, call_backend: CallBackend | None
) -> AsyncIterator[Calls]:
    """The telephone exchange: `await calls.dial(caller=bob, callee=alice)`."""
    from harness.calls import Calls
    from harness.report import sources

    if call_backend is None:
        raise pytest.UsageError(
            "this project has no call backend; override the fixture call_backend in conftest.py, "
            "for instance with CallServiceBackend or PayloadBackend"
        )
    sources.read_backend_journal(ringproof_scenario, call_backend)
    calls = Calls(call_backend)
    ringproof_scenario.stage.explain.append(calls.explain)
    yield calls
    if ringproof_scenario.stage.lost is None:
        try:
            await runs.measure_rings(request.node, ringproof_scenario, call_backend)
        except Exception as error:  # a measurement that is not to be had changes no verdict
            ringproof_scenario.misses(error)
    await ringproof_scenario.finish()
    if ringproof_scenario.stage.lost is None:
        await calls.leave_quiet()


@pytest.fixture
def messages(ringproof_scenario: Scenario, call_backend: CallBackend | None) -> Messages:
    """Instant messages: `await messages.send(sender=bob, to=alice, text="See you at six")`."""
    from harness.messages import Messages

    if call_backend is None:
        raise pytest.UsageError("this project has no call backend, so nobody can write; override call_backend")
    return Messages(call_backend)


@pytest.fixture
def operator(ringproof_scenario: Scenario, call_backend: CallBackend | None) -> Operator:
    """The operator of the application: `await operator.uploads(await member_center.issues("voip"))`."""
    from harness.operator import Operator

    return Operator(call_backend)


@pytest.fixture
def member_center() -> MemberCenter:
    """Where certificates are made: the bench's stand-in for Apple's. Override."""
    raise pytest.UsageError("nobody makes certificates here; override the fixture member_center in conftest.py")


@pytest_asyncio.fixture(loop_scope="session")
async def push_sender(
    request: pytest.FixtureRequest, target: Target, phone: Phone, app_profile: AppProfile, push_route: str
) -> AsyncIterator[PushSender]:
    """Sends pushes to this phone over this scenario's route."""
    sender = runs.make_sender(push_route, target, phone, app_profile, seed=request.node.nodeid)
    yield sender
    await sender.close()


@pytest.fixture
def push(push_sender: PushSender, app_profile: AppProfile, call_backend: CallBackend | None) -> Pusher:
    """Pushes the scenario sends by itself: `await push.send(to=alice, payload={…})`."""
    from harness.push.pusher import Pusher

    return Pusher(push_sender, app_profile, call_backend)
