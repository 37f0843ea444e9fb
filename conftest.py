"""Wires bench and harness together; the only place that knows both.

A session on the embedded target starts a device set of its own (through `xcrun`, as on a Mac) and a call service on
its clock, and ends both. Every scenario gets an application of its own at the call service, so none sees another's.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from harness import CertificateFile, Person, PhoneOwner, Seeded, eventually
from harness.backends.call_service import CallServiceBackend
from harness.clock import SECOND, Clock
from harness.errors import EnvironmentFault
from harness.http import Client
from harness.phone import Phone
from harness.plugin import Introduce
from harness.second_phone import LendPhone
from harness.settings import Settings
from harness.targets.base import ApnsAccess, Target, TargetSettings
from harness.targets.embedded import embedded

if TYPE_CHECKING:
    from embedded_phone.wires.apns import Issued, MemberCenter

READY_WITHIN = 30.0  # wall seconds for a part of the bench to start
MEMORY_FOLDER = "/dev/shm"
MEMORY_NEEDED = 128 * 2**20  # bytes free; a phone with the app takes 2 MB
EAGER_PATIENCE = 3.0  # on an eager clock things take up to three times as long
SERVICE_DEFECT = "service:"  # a defect of the call service, not of the app


@dataclass(slots=True)
class Bench:
    """The embedded phone's service and the call service beside it, each a child process tree of this session."""

    device_set: Path
    xcrun: Path
    phone_service: dict[str, Any]  # service.json
    environment: dict[str, str]
    _defects: tuple[str, ...] = ()
    _calls: subprocess.Popen[str] | None = None
    _calls_ready: dict[str, Any] = field(default_factory=dict)

    def call_service(self, defects: tuple[str, ...] = ()) -> dict[str, Any]:
        """The call service's addresses. It is started again when it has ended, or should have other defects."""
        if self._calls is not None and self._calls.poll() is None:
            if defects == self._defects:
                return self._calls_ready
            self._end_call_service()
        self._defects = defects
        apns = self.phone_service["apns"]
        command = [
            *(sys.executable, "-m", "call_service", "--seed", "1"),
            *("--port", str(self._calls_ready.get("port", 0)), "--clock", self.phone_service["clock_socket"]),
            *("--token-file", str(self.device_set / "operator-token"), "--apns-ca", self.phone_service["ca_file"]),
            *(f"--apns-{env}={where['host']}:{where['port']}" for env, where in apns.items()),
            *(f"--defect={name}" for name in defects),
        ]
        with (self.device_set / "call-service.log").open("a") as log:
            self._calls = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, **self.environment}
            )
        assert self._calls.stdout is not None
        line = self._calls.stdout.readline()
        if not line:
            said = (self.device_set / "call-service.log").read_text()[-1500:]
            raise EnvironmentFault("the call service did not start", saw=said)
        self._calls_ready = json.loads(line)
        return self._calls_ready

    def _end_call_service(self) -> None:
        if self._calls is not None:
            _end(self._calls.pid)
            self._calls.wait(READY_WITHIN)
            if self._calls.stdout is not None:
                self._calls.stdout.close()

    def close(self) -> None:
        self._end_call_service()
        service = self.device_set / "service.json"
        if service.exists():
            _end(json.loads(service.read_text())["pid"])
        # The service takes its file away as the last thing it does; its owner's end would end it all the same.
        shutil.rmtree(self.device_set, ignore_errors=True)


def _end(pid: int) -> None:
    """SIGTERM, and wait: nothing of the bench outlives the session."""
    try:
        os.kill(pid, signal.SIGTERM)
        descriptor = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else None
    except ProcessLookupError:
        return
    if descriptor is not None:
        import select

        ready, _, _ = select.select([descriptor], [], [], READY_WITHIN)
        os.close(descriptor)
        if not ready:
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def seeded(request: pytest.FixtureRequest, settings: Settings) -> Seeded:
    """What is wrong in this scenario: nothing, unless --defect, --rule-off or `make defects` asked for it."""
    from call_service import rules
    from sample_app.defects import catalogue

    given: Seeded = getattr(request, "param", Seeded(settings.defects, settings.rules_off))
    known = [*catalogue.DEFECTS, *(SERVICE_DEFECT + name for name in rules.DEFECTS)]
    if unknown := [name for name in given.defects if name not in known]:
        raise pytest.UsageError(f"unknown defect '{unknown[0]}'; choose from {', '.join(known)}")
    return given


@pytest.fixture(scope="session")
def bench() -> Iterator[Bench]:
    """The bench of this session: started by the first scenario on the embedded target, ended with the session."""
    from embedded_phone.wires.simctl.link import install_xcrun

    device_set = Path(tempfile.mkdtemp(prefix="ringproof-", dir=_memory_folder()))
    environment = {
        "RINGPROOF_DEVICE_SET": str(device_set),
        "RINGPROOF_OWNER_PID": str(os.getpid()),
        "RINGPROOF_TEMPORARY": "1",
        "PYTHONHASHSEED": "0",
    }
    xcrun = install_xcrun(device_set)
    try:
        started = subprocess.run(
            [xcrun, "simctl", "list", "runtimes"],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=READY_WITHIN,
        )
        if started.returncode:
            log = device_set / "service.log"
            said = log.read_text()[-1500:] if log.exists() else ""
            raise EnvironmentFault(f"the phone service did not start: {started.stderr.strip()}", saw=said)
        facts = json.loads((device_set / "service.json").read_text())
        bench = Bench(device_set, xcrun, facts, environment)
    except BaseException:
        shutil.rmtree(device_set, ignore_errors=True)
        raise
    yield bench
    bench.close()


def _memory_folder() -> str | None:
    """Where files are kept in memory, if this machine has such a place: on a disk, erasing a phone takes a while."""
    try:
        facts = os.statvfs(MEMORY_FOLDER)
    except OSError:
        return None
    # Containers forbid to run programs there, and the device set holds one: xcrun.
    usable = os.access(MEMORY_FOLDER, os.W_OK) and not facts.f_flag & os.ST_NOEXEC
    return MEMORY_FOLDER if usable and facts.f_bavail * facts.f_frsize >= MEMORY_NEEDED else None


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
    if settings.app is not None and not settings.app.exists():
        raise pytest.UsageError(
            f"--app {settings.app} does not exist; give the .app folder that Xcode or the bundler built"
        )
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
        patience=settings.patience or (EAGER_PATIENCE if settings.clock == "eager" else 1.0),
        guard=settings.guard,
    )


@pytest_asyncio.fixture(loop_scope="session")
async def call_backend(
    request: pytest.FixtureRequest, seeded: Seeded, push_route: str
) -> AsyncIterator[CallServiceBackend]:
    """The bench's call service, with an application of this scenario's own."""
    bench: Bench = request.getfixturevalue("bench")
    ready = bench.call_service(tuple(name.removeprefix(SERVICE_DEFECT) for name in seeded.defects if _of_service(name)))
    facts = bench.phone_service
    key = "app-" + hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:16]
    rest = Client(ready["url"], ready["operator_token"], timeout=READY_WITHIN)
    made = await rest.request("POST", "/v1/apps", {"name": "Sample", "bundle_id": BUNDLE_ID, "key": key})
    push_key = {
        "team_id": facts["team_id"],
        "key_id": facts["key_id"],
        "private_key": Path(facts["provider_key_file"]).read_text(),
    }
    took = made
    if not _marked(request, "token_key", "none"):
        took = await rest.request("PUT", f"/v1/apps/{key}/push-key", push_key)
    assert max(made.status, took.status) < 300, f"the call service refused the app: {made.text} {took.text}"
    await rest.aclose()
    backend = CallServiceBackend(ready["url"], ready["operator_token"], key)
    backend.application_secret = made.json()["application_secret"]
    backend.ws_url = ready["ws_url"]
    await backend.set_push_route("handover" if push_route == "simctl" else "apns")
    yield backend
    await backend.close()


def _marked(request: pytest.FixtureRequest, name: str, value: str) -> bool:
    marker = request.node.get_closest_marker(name)
    return marker is not None and value in marker.args


@dataclass
class BenchMemberCenter:
    """The bench's member center, in the scenario's words; its dates go by the phone's calendar."""

    center: MemberCenter
    clock: Clock
    issued: dict[str, Issued] = field(default_factory=dict)

    async def issues(
        self,
        kind: str,
        *,
        password: str | None = None,
        valid_for: float | None = None,
        bundle_id: str | None = None,
        trusted: bool = True,
    ) -> CertificateFile:
        lasts = {} if valid_for is None else {"valid_for": timedelta(seconds=valid_for)}
        # What has ended must have ended by the wall, too: TLS looks there.
        now = time.time() + (await self.clock.now() / SECOND if valid_for is None or valid_for > 0 else 0)
        made = self.center.issue(kind, bundle_id or BUNDLE_ID, now=now, password=password, trusted=trusted, **lasts)
        serial = f"{made.serial:x}"
        self.issued[serial] = made
        return CertificateFile(made.name, made.p12, made.password, serial)

    async def revokes(self, file: CertificateFile) -> None:
        self.center.revoke(self.issued[file.serial])


@pytest.fixture
def member_center(bench: Bench, clock: Clock) -> BenchMemberCenter:
    """Apple's Member Center, as far as push certificates go."""
    from embedded_phone.wires.apns import Authority, MemberCenter

    folder = Path(bench.phone_service["ca_file"]).parent
    return BenchMemberCenter(MemberCenter(Authority.load_or_create(folder)), clock)


def _of_service(defect: str) -> bool:
    return defect.startswith(SERVICE_DEFECT)


BUNDLE_ID = "com.example.ringproof.sample"

MARKERS = (
    "push_type(kind): what alice's app registers for: regular or voip; both where the app may choose unless given",
    "permission(answer): what alice said when asked about notifications: granted (unless given) or denied",
    "language(code): the language of alice's phone",
    "build(configuration, profile, **options): Debug or Release, development or distribution; Options of app_bundler",
    "token_key(which): none: the application starts without a token key for APNs, so certificates alone count",
    "app_settings(**settings): further settings of alice's app, such as answering='ask'; settings.py of the sample app",
)


def pytest_configure(config: pytest.Config) -> None:
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)


@pytest.fixture
def app_arguments(request: pytest.FixtureRequest, seeded: Seeded, call_backend: CallServiceBackend) -> list[str]:
    """What the sample app is told at its first launch: who signs in where, and which defects it has."""
    push_type = request.node.get_closest_marker("push_type")
    arguments = {
        "service_url": call_backend.ws_url,
        "application_key": call_backend.application_key,
        "application_secret": call_backend.application_secret,
        "user_id": "alice",
        "display_name": "Alice",
        "push_types": push_type.args[0] if push_type else "auto",
    }
    for marker in reversed(list(request.node.iter_markers("app_settings"))):  # the closest one wins
        arguments |= marker.kwargs
    defects = [name for name in seeded.defects if not _of_service(name)]
    if defects:
        arguments["defects"] = ",".join(defects)
    return [word for name, value in arguments.items() for word in (f"-{name}", value)]


@pytest_asyncio.fixture(loop_scope="session")
async def rules_of_ios(target: Target, seeded: Seeded) -> None:
    """Which rules the phone of this scenario does not follow; must be said before it boots."""
    if target.bench is not None:
        await target.bench.rules_off(seeded.rules_off)


@pytest_asyncio.fixture(loop_scope="session")
async def phone(request: pytest.FixtureRequest, rules_of_ios: None, phone: Phone) -> AsyncIterator[Phone]:
    """A fresh phone that speaks the scenario's language."""
    language = request.node.get_closest_marker("language")
    if language:
        await phone.set("language", language.args[0])
    yield phone


@pytest_asyncio.fixture(loop_scope="session")
async def alice(request: pytest.FixtureRequest, introduce: Introduce) -> PhoneOwner:
    """Alice holds a phone with the sample app, signed in; she has said whether it may notify her."""
    permission = request.node.get_closest_marker("permission")
    return await _settled(introduce("alice", display_name="Alice"), permission.args[0] if permission else "granted")


@pytest_asyncio.fixture(loop_scope="session")
async def dave(alice: PhoneOwner, lend_phone: LendPhone) -> PhoneOwner:
    """Dave holds a phone as well, with the sample app, and is signed in there under his own name."""
    return await _settled(
        await lend_phone("dave", "-user_id", "dave", "-display_name", "Dave", display_name="Dave"), "granted"
    )


async def _settled(owner: PhoneOwner, permission: str) -> PhoneOwner:
    """The app has asked whether it may notify, and has registered."""
    await eventually(owner.permission_alert.is_shown, equals=True, within=5)
    if permission == "denied":
        await owner.permission_alert.deny()
    else:
        await owner.permission_alert.allow()
    await eventually(owner.status.registration, equals="registered", within=5)
    return owner


@pytest.fixture
def bob() -> Person:
    """Bob only calls."""
    return Person("bob", display_name="Bob")


@pytest.fixture
def carol() -> Person:
    """Carol only calls."""
    return Person("carol", display_name="Carol")
