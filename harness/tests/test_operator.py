"""The operator's vocabulary, against a backend whose answers are known; and what a failed wait is told of pushes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness import CallServiceRefused, CertificateFile, CertificateSlot, NeverHappened, Operator, Person, eventually
from harness.backends.base import CallInfo, CallState, SentPush
from harness.backends.payloads import PayloadBackend
from harness.calls import Calls, PlacedCall
from harness.errors import CallServiceLost, HarnessError, NotOffered, ProductFailure
from harness.tests.fakes import EventClock, on_stage

FILE = CertificateFile("VoIP Services: com.example", b"p12", "secret")
REFUSED = SentPush(
    "1", "call", "invite", "alice", "voip", "com.example.voip", "refused", "no_voip_certificate", hint="upload one"
)


class Backend:
    """Takes what opens with the right password, and tells what is given to it of pushes."""

    name = "a backend"

    def __init__(self, *pushes: SentPush) -> None:
        self.slot = CertificateSlot("voip", "empty")
        self.sent = pushes
        self.lost = False

    async def upload_certificate(self, content: bytes, password: str | None) -> CertificateSlot:
        if password != "secret":
            raise CallServiceRefused("refused", code="wrong_password", status=400, hint="try again")
        self.slot = CertificateSlot("voip", "active", FILE.name)
        return self.slot

    async def certificates(self) -> tuple[CertificateSlot, ...]:
        return (CertificateSlot("development", "empty"), self.slot)

    async def pushes(self, call_id: str | None = None) -> tuple[SentPush, ...]:
        if self.lost:
            raise CallServiceLost("gone")
        return self.sent


async def test_a_file_is_uploaded_with_its_own_password_unless_another_is_typed() -> None:
    operator = Operator(Backend())
    for typed in (None, "Secret"):
        assert (await operator.is_refused(FILE, typed)).code == "wrong_password"
    assert await operator.certificate_states() == {"development": "empty", "voip": "empty"}
    assert (await operator.uploads(FILE)).state == "active"
    assert (await operator.certificate("voip")).name == FILE.name
    assert "secret" not in repr(FILE)


async def test_a_file_that_was_to_be_refused_and_was_not_fails_the_product() -> None:
    with pytest.raises(ProductFailure, match="took 'VoIP Services: "):
        await Operator(Backend()).is_refused(FILE)


async def test_a_slot_nobody_has_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(HarnessError, match="development, production or voip"):
        await Operator(Backend()).certificate("sandbox")


def test_a_backend_without_certificates_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotOffered, match="'payload files' takes no certificates"):
        Operator(PayloadBackend(tmp_path, "com.example.app", {}))


async def test_a_failed_wait_is_told_why_pushes_were_refused() -> None:
    accepted = replace(REFUSED, fate="accepted", reason=None)
    backend: Any = Backend(REFUSED, accepted)
    calls = Calls(backend)
    call = PlacedCall(backend, CallInfo("call", CallState.INITIATED), Person("bob"), Person("alice"))
    calls._placed.append(call)
    assert await call.refusals() == ["no_voip_certificate"]
    assert await Operator(backend).reads_of(call) == ["no_voip_certificate: upload one"]
    with on_stage(clock=EventClock()) as stage:
        stage.explain.append(calls.explain)
        with pytest.raises(NeverHappened) as failure:
            await eventually(lambda: False, equals=True, within=1, hint="first")
        assert failure.value.hint == "first\na push to alice was refused: no_voip_certificate; upload one"
        backend.lost = True
        with pytest.raises(NeverHappened) as failure:
            await eventually(lambda: False, equals=True, within=1)
        assert failure.value.hint == ""
