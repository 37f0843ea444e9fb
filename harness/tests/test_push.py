"""Pushes: what is checked when one is made, and aioapns against an APNs of our own that refuses."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import h2.config
import h2.connection
import h2.events
import pytest
import trustme
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harness import HarnessError, PushRefused, Refused
from harness.errors import EnvironmentFault, NotOffered
from harness.push.notification import Push
from harness.push.sender import deliver
from harness.push.via_apns import ApnsSender
from harness.targets.base import ApnsAccess

APP = "com.example.app"
ALERT = {"aps": {"alert": "Incoming call from Bob"}}


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"push_type": "telegram"}, "push type 'telegram'; choose alert, background, voip"),
        ({"payload": {"aps": {"alert": "x" * 4096}}}, "alert allows 4096"),
        ({"payload": {"alert": "x"}}, "its payload has no 'aps' object"),
        ({"push_type": "voip"}, "VoIP topics end in .voip"),
        ({"topic": f"{APP}.voip"}, "VoIP topics end in .voip"),
        ({"collapse_id": "é" * 33}, "its collapse id has 66 bytes"),
        ({"priority": 7}, "priority 7; choose 1, 5 or 10"),
        ({"push_type": "background", "priority": 10}, "it must be 5"),
    ],
)
def test_a_push_apple_would_refuse_is_not_made_by_accident(parts: dict[str, Any], problem: str) -> None:
    whole = {"topic": APP, "payload": ALERT} | parts
    with pytest.raises(HarnessError) as failure:
        Push(**whole)
    assert problem in str(failure.value) and "checked=False" in str(failure.value)
    assert problem in str(Push(**whole, checked=False).problem())


def test_a_voip_push_may_be_longer_and_needs_no_aps() -> None:
    assert Push(f"{APP}.voip", {"call": "x" * 4500}, "voip").problem() is None


def test_a_push_says_what_it_needs_of_a_route() -> None:
    push = Push(APP, ALERT, priority=5, expires_in=0, collapse_id="c")
    assert push.needs == ("collapse_id", "expiration", "priority")
    assert json.loads(push.body) == ALERT


# --- through aioapns


class Apns:
    """An HTTP/2 listener that records pushes and answers from `reason`; enough of APNs for one client."""

    def __init__(self) -> None:
        self.pushes: list[tuple[dict[str, str], Any]] = []
        self.reason: tuple[int, str] | None = None
        self.port = 0

    async def serve(self, context: ssl.SSLContext) -> asyncio.Server:
        server = await asyncio.start_server(self._client, "127.0.0.1", 0, ssl=context)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        wire.initiate_connection()
        writer.write(wire.data_to_send())
        headers: dict[int, dict[str, str]] = {}
        bodies: dict[int, bytes] = {}
        while data := await reader.read(65536):
            for event in wire.receive_data(data):
                match event:
                    case h2.events.RequestReceived():
                        headers[event.stream_id] = dict(event.headers)  # type: ignore[arg-type]  # decoded above
                        bodies[event.stream_id] = b""
                    case h2.events.DataReceived():
                        bodies[event.stream_id] += event.data
                    case h2.events.StreamEnded():
                        self._answer(wire, event.stream_id, headers[event.stream_id], bodies[event.stream_id])
            writer.write(wire.data_to_send())
        writer.close()

    def _answer(self, wire: Any, stream: int, headers: dict[str, str], body: bytes) -> None:
        self.pushes.append((headers, json.loads(body)))
        status, reason = self.reason or (200, "")
        said = json.dumps({"reason": reason}).encode() if reason else b""
        answer = [(":status", str(status)), ("apns-id", headers["apns-id"])]
        wire.send_headers(stream, answer, end_stream=not said)
        if said:
            wire.send_data(stream, said, end_stream=True)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
async def apns(authority: trustme.CA) -> AsyncIterator[Apns]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    apns = Apns()
    async with await apns.serve(context):
        yield apns


Access = Callable[..., ApnsAccess]


@pytest.fixture
def access(authority: trustme.CA, tmp_path: Path) -> Access:
    ca_file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

    def make(port: int) -> ApnsAccess:
        return ApnsAccess(key.decode(), "KEYID", "TEAMID", server="127.0.0.1", port=port, ca_file=ca_file)

    return make


async def test_an_accepted_push_carries_every_header_and_an_id_from_the_seed(apns: Apns, access: Access) -> None:
    push = Push(APP, ALERT, token="e1b0", priority=10, expires_in=30, collapse_id="call-1")
    ids = []
    for _ in range(2):
        sender = ApnsSender(access(apns.port), APP, seed="scenario")
        fate = await deliver(sender, push)
        ids.append(fate.push_id)
        await sender.close()
    headers, payload = apns.pushes[0]
    assert payload == ALERT
    assert headers[":path"] == "/3/device/e1b0"
    assert headers["apns-topic"] == APP and headers["apns-push-type"] == "alert"
    assert headers["apns-priority"] == "10" and headers["apns-collapse-id"] == "call-1"
    assert "apns-expiration" in headers and headers["authorization"].startswith("bearer ")
    assert headers["apns-id"] == ids[0] == ids[1]


async def test_a_refusal_is_a_value_or_an_error_with_a_hint(apns: Apns, access: Access) -> None:
    apns.reason = (400, "DeviceTokenNotForTopic")
    sender = ApnsSender(access(apns.port), APP)
    push = Push(f"{APP}.voip", {"call": 1}, "voip", token="e1b0")
    fate = await sender.send(push)
    assert isinstance(fate, Refused) and (fate.status, fate.reason) == (400, "DeviceTokenNotForTopic")
    with pytest.raises(PushRefused) as failure:
        await deliver(sender, push)
    assert str(failure.value).startswith(f"400 DeviceTokenNotForTopic, topic {APP}.voip\n")
    assert "issued for another bundle id" in str(failure.value)
    await sender.close()


async def test_a_wrong_push_reaches_apns_when_the_scenario_wants_the_refusal(apns: Apns, access: Access) -> None:
    apns.reason = (400, "InvalidPushType")
    sender = ApnsSender(access(apns.port), APP)
    fate = await sender.send(Push(APP, {}, "telegram", checked=False))
    assert isinstance(fate, Refused) and fate.reason == "InvalidPushType"
    assert apns.pushes[0][0]["apns-push-type"] == "telegram"
    assert apns.pushes[0][0][":path"] == "/3/device/"
    await sender.close()


async def test_an_endpoint_that_does_not_answer_is_the_environments_fault(
    access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(seconds: float) -> None:
        """aioapns pauses a wall second between attempts."""

    monkeypatch.setattr("aioapns.connection.asyncio.sleep", at_once)
    sender = ApnsSender(access(1), APP)
    with pytest.raises(EnvironmentFault, match=r"APNs at 127\.0\.0\.1:1 took no push"):
        await sender.send(Push(APP, ALERT, token="e1b0"))


async def test_what_is_missing_is_asked_for(access: Access) -> None:
    with pytest.raises(NotOffered, match="nobody said how to reach APNs"):
        await ApnsSender(None, APP).send(Push(APP, ALERT, token="e1b0"))
    with pytest.raises(HarnessError, match="needs a device token"):
        await ApnsSender(access(1), APP).send(Push(APP, ALERT))
