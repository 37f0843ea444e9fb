"""Wires bench and harness together; with `bench_setup`, the only place that knows both.

A session on the embedded target starts a device set of its own (through `xcrun`, as on a Mac) and a call service on
its clock, and ends both; on Apple's targets the call service runs by the wall. With `--driver appium` a run has one
Appium server, unless it names one. Every scenario gets an application of its own at the call service, so none sees
another's.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from bench_setup import SERVICE_DEFECT
from bench_setup.app_needed import without_token
from bench_setup.call_service import way_in
from bench_setup.hooks import pytest_collection_modifyitems as pytest_collection_modifyitems
from bench_setup.hooks import pytest_configure as pytest_configure
from bench_setup.hooks import pytest_report_header as pytest_report_header
from bench_setup.hooks import pytest_ringproof_checks as pytest_ringproof_checks
from bench_setup.hooks import refuse_unknown
from bench_setup.sample_parts import signs_in_at, tells_of_registration
from bench_setup.told import pytest_runtest_makereport as pytest_runtest_makereport
from harness import Person, PhoneOwner, Seeded
from harness.app_profile import AppProfile
from harness.backends.call_service import CallServiceBackend
from harness.clock import Clock
from harness.http import Client
from harness.people import Introduce
from harness.phone import Phone
from harness.runs import SETTINGS
from harness.second_phone import LendPhone
from harness.settings import Settings
from harness.targets.base import ApnsAccess, Target, TargetSettings
from harness.targets.embedded import embedded

if TYPE_CHECKING:
    from bench_setup.call_service import CallService
    from bench_setup.member_center import BenchMemberCenter
    from bench_setup.processes import Bench
    from harness.backends.base import CallBackend

ANSWER_WITHIN = 30.0  # wall seconds
EAGER_PATIENCE = 3.0  # on an eager clock things take up to three times as long


@pytest.fixture
def seeded(request: pytest.FixtureRequest, settings: Settings) -> Seeded:
    """What is wrong in this scenario: nothing, unless --defect, --rule-off or `make defects` asked for it."""
    given: Seeded = getattr(request, "param", Seeded(settings.defects, settings.rules_off))
    refuse_unknown(given)
    return given


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def bench(pytestconfig: pytest.Config) -> AsyncIterator[Bench]:
    """The bench of this session: started by the first scenario on the embedded target, ended with the session.

    Where a Grid hands phones out, it is that of one of them.
    """
    from bench_setup import grid_of_run
    from bench_setup.processes import Bench

    if grid_of_run.holds_a_phone(pytestconfig):
        bench: Bench = await grid_of_run.bench_of(pytestconfig)
    else:
        bench = await Bench.start(guard=pytestconfig.stash[SETTINGS].guard)
    yield bench
    await bench.close()


@pytest.fixture(scope="session")
def appium_url(settings: Settings, pytestconfig: pytest.Config) -> str:
    """The Appium server that --appium-url names, else the one this run has started."""
    from bench_setup import appium_of_run

    return settings.appium_url or appium_of_run.url(pytestconfig)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The sample app's bundle, made once per set of options."""
    from app_bundler import Options, build

    @functools.cache
    def make(configuration: str, profile: str, **options: Any) -> Path:
        return build(tmp_path_factory.mktemp("app"), Options(configuration=configuration, profile=profile, **options))

    return make


@pytest.fixture
def app_bundle(request: pytest.FixtureRequest, settings: Settings, built: Callable[..., Path]) -> Path | None:
    """The sample app, bundled for the embedded phone; elsewhere what --app names."""
    if settings.target != "embedded" or settings.app is not None:
        return settings.app
    marker = request.node.get_closest_marker("build")
    configuration, profile = marker.args if marker and marker.args else ("Debug", "development")
    return built(configuration, profile, **(marker.kwargs if marker else {}))


@pytest.fixture(scope="session")
def target_settings(settings: Settings, request: pytest.FixtureRequest) -> TargetSettings:
    """How phones are reached: on the embedded target over the bench of this session."""
    if settings.target != "embedded":
        from harness.runs import apple_target_settings

        return apple_target_settings(settings)
    bench: Bench = request.getfixturevalue("bench")
    facts = bench.phone_service
    where = facts["apns"]["development"]
    apns = ApnsAccess(
        Path(facts["provider_key_file"]).read_text(),
        facts["key_id"],
        facts["team_id"],
        server=where["host"],
        port=where["port"],
        ca_file=Path(facts["ca_file"]),
    )
    return embedded(
        bench_url=facts["bench_url"],
        bench_token=facts["bench_token"],
        ios=settings.ios[-1],
        xcrun=bench.xcrun,
        environment=bench.environment,
        apns=apns,
        slot=getattr(bench, "slot", None),
        patience=settings.patience or (EAGER_PATIENCE if settings.clock == "eager" else 1.0),
        guard=settings.guard,
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def call_service(request: pytest.FixtureRequest, target_settings: TargetSettings) -> AsyncIterator[CallService]:
    """The call service of this session: on the embedded phone's clock, or by the wall beside a phone of Apple's."""
    if target_settings.name == "embedded":
        bench: Bench = request.getfixturevalue("bench")
        yield bench.calls
        return
    from bench_setup.beside_apple import call_service_beside

    async with call_service_beside(target_settings, request.getfixturevalue("settings").bench_bind) as service:
        yield service


@pytest_asyncio.fixture(loop_scope="session")
async def call_backend(
    request: pytest.FixtureRequest, call_service: CallService, seeded: Seeded, push_route: str, app_profile: AppProfile
) -> AsyncIterator[CallServiceBackend]:
    """The bench's call service, with an application of this scenario's own."""
    ready = await call_service.ready(
        tuple(name.removeprefix(SERVICE_DEFECT) for name in seeded.defects if _of_service(name))
    )
    key = "app-" + hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:16]
    rest = Client(ready["url"], ready["operator_token"], timeout=ANSWER_WITHIN)
    made = await rest.request("POST", "/v1/apps", {"name": "Sample", "bundle_id": app_profile.bundle_id, "key": key})
    took = made
    if call_service.push_key is not None and not _marked(request, "token_key", "none"):
        push_key = dataclasses.asdict(call_service.push_key)
        took = await rest.request("PUT", f"/v1/apps/{key}/push-key", push_key)
    assert max(made.status, took.status) < 300, f"the call service refused the app: {made.text} {took.text}"
    await rest.aclose()
    backend = CallServiceBackend(ready["url"], ready["operator_token"], key)
    backend.application_secret = made.json()["application_secret"]
    backend.app_settings = way_in(ready)
    backend.ws_url = backend.app_settings["service_url"]
    for certificate in call_service.certificates:
        await backend.upload_certificate(certificate, None)
    await backend.set_push_route("handover" if push_route == "simctl" else "apns")
    yield backend
    await backend.close()


def _marked(request: pytest.FixtureRequest, name: str, value: str) -> bool:
    marker = request.node.get_closest_marker(name)
    return marker is not None and value in marker.args


@pytest.fixture
def member_center(bench: Bench, clock: Clock) -> BenchMemberCenter:
    """Apple's Member Center, as far as push certificates go."""
    from bench_setup.member_center import BenchMemberCenter

    return BenchMemberCenter.of(bench, clock, BUNDLE_ID)


def _of_service(defect: str) -> bool:
    return defect.startswith(SERVICE_DEFECT)


BUNDLE_ID = "com.example.ringproof.sample"


@pytest.fixture
def app_arguments(
    request: pytest.FixtureRequest, settings: Settings, seeded: Seeded, call_backend: CallBackend | None
) -> list[str]:
    """What the sample app is told at its first launch: who signs in where, and which defects it has."""
    service = signs_in_at(call_backend)
    push_type = request.node.get_closest_marker("push_type")
    arguments = {
        "application_key": service.application_key,
        "application_secret": service.application_secret,
        "user_id": "alice",
        "display_name": "Alice",
        "push_types": push_type.args[0] if push_type else "auto",
        **service.app_settings,
    }
    for marker in reversed(list(request.node.iter_markers("app_settings"))):  # the closest one wins
        arguments |= marker.kwargs
    if settings.target == "simulator":
        arguments["voip_bridge"] = "yes"  # PushKit gives no token there (R203)
    defects = [name for name in seeded.defects if not _of_service(name)]
    if defects:
        arguments["defects"] = ",".join(defects)
    return [word for name, value in arguments.items() for word in (f"-{name}", value)]


@pytest_asyncio.fixture(loop_scope="session")
async def rules_of_ios(target: Target, seeded: Seeded) -> None:
    """Which rules the phone of this scenario does not follow; must be said before it boots."""
    if target.bench is not None:
        await target.bench.rules_off(seeded.rules_off)


@pytest.fixture
def a_token_can_be_had(settings: Settings, ios_version: str) -> None:
    """Skip before a phone is brought up: the sample app registers with a device token, in every scenario."""
    if sentence := without_token(settings, ios_version):
        pytest.skip(sentence)


@pytest_asyncio.fixture(loop_scope="session")
async def phone(
    request: pytest.FixtureRequest, a_token_can_be_had: None, rules_of_ios: None, phone: Phone
) -> AsyncIterator[Phone]:
    """A fresh phone that speaks the scenario's language."""
    language = request.node.get_closest_marker("language")
    if language:
        await phone.set("language", language.kwargs["code"])
    yield phone


@pytest_asyncio.fixture(loop_scope="session")
async def alice(
    request: pytest.FixtureRequest, app_profile: AppProfile, introduce: Introduce, app_bundle: Path | None
) -> PhoneOwner:
    """Alice holds a phone with the sample app, signed in; she has said whether it may notify her."""
    from bench_setup.settled import settled

    tells_of_registration("alice", app_profile)
    marker = request.node.get_closest_marker("permission")
    permission = marker.args[0] if marker else "granted"
    return await settled(introduce("alice", display_name="Alice"), permission, asked_anew=app_bundle is not None)


@pytest_asyncio.fixture(loop_scope="session")
async def dave(alice: PhoneOwner, lend_phone: LendPhone, app_profile: AppProfile) -> PhoneOwner:
    """Dave holds a phone as well, with the sample app, and is signed in there under his own name."""
    from bench_setup.settled import settled

    tells_of_registration("dave", app_profile)
    return await settled(
        await lend_phone("dave", "-user_id", "dave", "-display_name", "Dave", display_name="Dave"), "granted"
    )


@pytest.fixture
def bob() -> Person:
    """Bob only calls."""
    return Person("bob", display_name="Bob")


@pytest.fixture
def carol() -> Person:
    """Carol only calls."""
    return Person("carol", display_name="Carol")
