"""Pushes through aioapns, against an APNs of our own that refuses, hangs up, or is none."""

from __future__ import annotations

import asyncio
import json
import re
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
from harness.push.apns_refusals import ADVICE
from harness.push.notification import Push
from harness.push.sender import deliver
from harness.push.via_apns import ApnsSender
from harness.targets.base import ApnsAccess

APP = "com.example.app"
ALERT = {"aps": {"alert": "Incoming call from Bob"}}


class Apns:
    """An HTTP/2 listener that records pushes and answers from `reason`; enough of APNs for one client."""

    def __init__(self) -> None:
        self.pushes: list[tuple[dict[str, str], Any]] = []
        self.reason: tuple[int, str] | None = None
        self.goodbye: bytes | None = None  # said in place of any answer
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
        if self.goodbye is not None:
            wire.close_connection(additional_data=self.goodbye)
            return
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

    def make(port: int, **changed: Any) -> ApnsAccess:
        fields: dict[str, Any] = {"server": "127.0.0.1", "port": port, "ca_file": ca_file} | changed
        return ApnsAccess(key.decode(), "KEYID", "TEAMID", **fields)

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
    second = apns.pushes[1][0]["apns-id"]
    headline, expected, saw, hint = str(failure.value).splitlines()
    assert headline == f"400 DeviceTokenNotForTopic, topic {APP}.voip"
    assert expected == f"  expected a device token issued for {APP}.voip"
    sent = "a voip push of 10 bytes to token …e1b0 at development, key KEYID of team TEAMID"
    assert saw == f"  saw      {sent}; apns-id {second}"
    assert hint.startswith("  hint     the token was issued for another bundle id")
    await sender.close()


@pytest.mark.parametrize(("reason", "told"), [("DeviceTokenNotForTopic", True), ("BadPriority", False)])
async def test_a_topic_of_another_app_is_told_with_the_app_under_test(
    apns: Apns, access: Access, reason: str, told: bool
) -> None:
    apns.reason = (400, reason)
    sender = ApnsSender(access(apns.port), APP)
    fate = await sender.send(Push(f"{APP}x", {"aps": {"alert": "x"}}, token="e1b0"))
    assert isinstance(fate, Refused)
    assert (f"\nthe topic is {APP}x, and the app under test is {APP}" in fate.hint) is told
    await sender.close()


async def test_a_wrong_push_reaches_apns_when_the_scenario_wants_the_refusal(apns: Apns, access: Access) -> None:
    apns.reason = (400, "InvalidPushType")
    sender = ApnsSender(access(apns.port), APP)
    fate = await sender.send(Push(APP, {}, "telegram", checked=False))
    assert isinstance(fate, Refused) and fate.reason == "InvalidPushType"
    assert apns.pushes[0][0]["apns-push-type"] == "telegram"
    assert apns.pushes[0][0][":path"] == "/3/device/"
    await sender.close()


async def test_what_is_missing_is_asked_for(access: Access) -> None:
    with pytest.raises(NotOffered, match="nobody said how to reach APNs"):
        await ApnsSender(None, APP).send(Push(APP, ALERT, token="e1b0"))
    with pytest.raises(HarnessError, match=r'needs a device token\n.*or mark the scenario routes\("simctl"\)'):
        await ApnsSender(access(1), APP).send(Push(APP, ALERT))


# --- refusals


@pytest.mark.parametrize(
    ("reason", "status", "words"),
    [
        ("BadDeviceToken", 400, "of the production environment"),
        ("ExpiredProviderToken", 403, "the clock of this machine is wrong"),
        ("InvalidProviderToken", 403, "signed with key KEYID of team TEAMID"),
        ("TopicDisallowed", 400, "a topic that token and key KEYID of team TEAMID are both good for"),
        ("DeviceTokenNotForTopic", 400, f"issued for {APP}"),
        ("TooManyRequests", 429, "fewer pushes to this device token"),
        ("Unregistered", 410, "the app was removed or has unregistered"),
        ("BadEnvironmentKeyInToken", 403, "a key for the production environment"),
        ("ServiceUnavailable", 503, "APNs has an outage"),
        ("NoSuchReason", 400, "something else may have answered"),
    ],
)
async def test_a_refusal_says_what_failed_was_seen_was_expected_and_what_to_try(
    apns: Apns, access: Access, reason: str, status: int, words: str
) -> None:
    apns.reason = (status, reason)
    sender = ApnsSender(access(apns.port, environment="production"), APP)
    with pytest.raises(PushRefused) as failure:
        await deliver(sender, Push(APP, ALERT, token="0123e1b0"))
    told = str(failure.value)
    assert told.startswith(f"{status} {reason}, topic {APP}\n") and words in told
    assert "token …e1b0 at production" in failure.value.saw and "0123e1b0" not in told
    assert bool(failure.value.expected) is (reason != "NoSuchReason")
    await sender.close()


def test_every_advice_can_be_filled_in() -> None:
    names = {"environment", "key_id", "team_id", "topic", "credential"}
    for reason, advice in ADVICE.items():
        for text in (advice.expected, advice.hint):
            assert set(re.findall(r"(?<!\{)\{(\w+)\}", text)) <= names, reason
            assert text.format(**dict.fromkeys(names, "x")), reason


# --- no answer at all


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """aioapns pauses a wall second between attempts. Whoever else pauses meanwhile must still let the loop go on."""
    pause = asyncio.sleep

    async def at_once(seconds: float) -> None:
        await pause(0)

    monkeypatch.setattr("aioapns.connection.asyncio.sleep", at_once)


async def fault(access: ApnsAccess, **options: Any) -> EnvironmentFault:
    sender = ApnsSender(access, APP, **options)
    with pytest.raises(EnvironmentFault) as failure:
        await sender.send(Push(APP, ALERT, token="e1b0"))
    await sender.close()
    assert str(failure.value).startswith(f"APNs at {access.server}:{access.port} took no push\n")
    assert failure.value.saw and failure.value.expected and failure.value.hint
    return failure.value


@pytest.mark.usefixtures("impatient")
async def test_nobody_listens(access: Access) -> None:
    told = await fault(access(1))
    assert told.saw == "nobody listens at 127.0.0.1:1" and "not running" in told.hint
    assert (await fault(access(1, server="localhost"))).saw == "nobody listens at localhost:1"


@pytest.mark.usefixtures("impatient")
async def test_there_is_no_such_host(access: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    told = await fault(access(443, server="apns.invalid"))
    assert told.saw == "no host is named apns.invalid" and "spelling" in told.hint


@pytest.mark.usefixtures("impatient")
async def test_the_authority_is_another_one(apns: Apns, access: Access, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    told = await fault(access(apns.port, ca_file=other))
    assert "a certificate that is not trusted" in told.saw
    assert told.expected == f"one signed by {other}" and "another device set" in told.hint
    told = await fault(access(apns.port, ca_file=None))
    assert "this machine trusts" in told.expected and "give its ca_file" in told.hint


@pytest.mark.usefixtures("impatient")
async def test_the_certificate_is_for_another_host(apns: Apns, access: Access) -> None:
    told = await fault(access(apns.port, server="localhost"))  # the certificate names 127.0.0.1 alone
    assert "for another host" in told.saw and "localhost" in told.saw
    assert told.expected == "one for localhost" and "the host is wrong" in told.hint


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("first_words", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"220 mail.example.com ESMTP\r\n"])
async def test_another_server_listens_there(access: Access, first_words: bytes) -> None:
    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(first_words)
        writer.close()

    server = await asyncio.start_server(client, "127.0.0.1", 0)
    async with server:
        told = await fault(access(server.sockets[0].getsockname()[1]))
    assert told.saw.startswith("no TLS at 127.0.0.1") and "check the port" in told.hint


@pytest.mark.usefixtures("impatient")
async def test_it_speaks_tls_and_no_http_2(authority: trustme.CA, access: Access) -> None:
    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = await asyncio.start_server(client, "127.0.0.1", 0, ssl=context)
    async with server:
        told = await fault(access(server.sockets[0].getsockname()[1]))
    assert "without an answer" in told.saw and told.expected == "HTTP/2"


@pytest.mark.usefixtures("impatient")
async def test_apns_says_why_it_hangs_up(apns: Apns, access: Access) -> None:
    apns.goodbye = b'{"reason":"BadCertificateEnvironment"}'
    assert (await fault(access(apns.port))).saw == "it hung up, saying BadCertificateEnvironment"


async def test_an_answer_that_never_comes_is_not_waited_for_for_ever(authority: trustme.CA, access: Access) -> None:
    release = asyncio.Event()

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await release.wait()
        writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = await asyncio.start_server(client, "127.0.0.1", 0, ssl=context)
    async with server:
        told = await fault(access(server.sockets[0].getsockname()[1]), guard=0.2)
        release.set()
    assert told.saw == "no answer within 0.2 s of wall time"
