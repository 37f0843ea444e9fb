"""What the doctor sees of APNs: token keys, certificates, and whether it answers."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from harness.doctor import apns
from harness.findings import State
from harness.tests.doctor.tools import BUNDLE_ID, Tools, on
from harness.tests.push.test_push_certificates import DEVELOPMENT, NOW, NULL, Save, save

__all__ = ["save"]  # a fixture
DURING = NOW.timestamp() + 86_400
KEY: dict[str, Any] = {"apns_key_id": "ABCDE12345", "apns_team_id": "TEAM123456"}


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return pem(tmp_path / "AuthKey.p8", ec.generate_private_key(ec.SECP256R1()))


def pem(file: Path, private: Any) -> Path:
    form = serialization.PrivateFormat.PKCS8
    file.write_bytes(private.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    file.chmod(0o600)
    return file


# --- the token key and certificates


async def test_a_token_key_shows_its_name_only(mac: Tools, key: Path) -> None:
    finding = await apns.key(on(mac, apns_key=key, **KEY))
    assert (finding.state, finding.saw) == (State.OK, "AuthKey.p8, key id ABCDE12345, team TEAM123456")
    key.chmod(0o644)
    finding = await apns.key(on(mac, apns_key=key, **KEY))
    assert finding.saw == f"{key} can be read by others of this machine (mode 644)"
    assert finding.command == f"chmod 600 {key}"


async def test_a_token_key_that_is_none(mac: Tools, key: Path, tmp_path: Path) -> None:
    async def saw(file: Path, **more: str) -> str:
        finding = await apns.key(on(mac, apns_key=file, **(KEY | more)))
        assert finding.state is State.WRONG
        return finding.saw

    assert await saw(tmp_path / "none.p8") == f"{tmp_path / 'none.p8'} cannot be read: No such file or directory"
    other = pem(tmp_path / "rsa.p8", rsa.generate_private_key(65537, 2048))
    assert (await saw(other)).endswith("is a private key, but none of APNs's: those are elliptic, of P-256")
    other = pem(tmp_path / "p384.p8", ec.generate_private_key(ec.SECP384R1()))
    assert (await saw(other)).endswith("is a private key, but none of APNs's: those are elliptic, of P-256")
    (tmp_path / "text.p8").write_text("SECRET words")
    told = await saw(tmp_path / "text.p8")
    assert told.endswith("is no private key in PEM") and "SECRET" not in told
    assert await saw(key, apns_key_id="short") == "--apns-key-id short is not ten capital letters and digits"
    assert (
        await saw(key, apns_team_id="team123456") == "--apns-team-id team123456 is not ten capital letters and digits"
    )


@pytest.mark.parametrize(
    ("target", "given", "state", "saw"),
    [
        ("embedded", {}, State.NOT_NEEDED, "the bench has an APNs of its own, and its own key"),
        ("simulator", {}, State.NOT_NEEDED, "pushes travel by `xcrun simctl push`"),
        (
            "device",
            {},
            State.WRONG,
            "neither --apns-key nor --apns-certificate is given, and pushes travel through APNs",
        ),
        ("device", {"apns_certificate": (Path("x.p12"),)}, State.NOT_NEEDED, "pushes leave with the other kind of"),
    ],
)
async def test_whether_a_token_key_is_needed(
    mac: Tools, target: str, given: dict[str, Any], state: State, saw: str
) -> None:
    finding = await apns.key(on(mac, target, **given))
    assert (finding.state, finding.saw.startswith(saw)) == (state, True), finding


async def test_a_certificate_that_has_ended_and_one_that_ends_soon(mac: Tools, save: Save) -> None:
    around = on(mac, "device", apns_certificate=(save({DEVELOPMENT: NULL}, user_id=BUNDLE_ID),))
    finding = await apns.certificate(around, now=NOW.timestamp() + 11 * 86_400)
    assert (finding.state, finding.saw) == (State.WRONG, f"Apple Push Services: {BUNDLE_ID} ended on 2026-06-11")
    assert finding.hint.startswith("a new one is made at https://developer.apple.com/")
    finding = await apns.certificate(around, now=DURING)
    assert finding.saw.startswith(f"no certificate is for {BUNDLE_ID}.voip in development: ")
    around = on(mac, "simulator", apns_certificate=around.settings.apns_certificate)  # nothing there takes VoIP pushes
    finding = await apns.certificate(around, now=DURING)
    saw = f"Apple Push Services: {BUNDLE_ID} until 2026-06-11, which is soon"
    assert (finding.state, finding.saw) == (State.OK, saw)


async def test_a_certificate_of_another_app_environment_or_password(
    mac: Tools, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = save({DEVELOPMENT: NULL}, user_id="com.example.other", password="open sesame")
    around = on(mac, "device", apns_certificate=(file,))
    finding = await apns.certificate(around, now=DURING)
    assert finding.saw.startswith(f"{file} is no certificate with its private key, or has another password")
    monkeypatch.setenv("RINGPROOF_APNS_CERTIFICATE_PASSWORD", "open sesame")
    finding = await apns.certificate(around, now=DURING)
    topics = f"{BUNDLE_ID}, {BUNDLE_ID}.voip"
    assert finding.saw.endswith(f"is for com.example.other; the app's topics are {topics}")
    assert "sesame" not in repr(finding)
    file = save({DEVELOPMENT: NULL}, user_id=BUNDLE_ID, password="open sesame")
    around = on(mac, "device", apns_certificate=(file,), apns_environment="production")
    assert (await apns.certificate(around, now=DURING)).saw.endswith("is for development, this run for production")


# --- APNs itself


@asynccontextmanager
async def listening(authority: trustme.CA, *, protocols: list[str], name: str = "127.0.0.1") -> Any:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    if protocols:
        context.set_alpn_protocols(protocols)
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def asked(mac: Tools, server: str, authority: Path | None = None) -> tuple[State, str]:
    around = on(mac, "device", apns_server=server, apns_ca=authority, deadline=5.0)
    around.online = True
    finding = await apns.host(around)
    return finding.state, finding.saw.replace(server, "HOST")


async def test_apns_is_asked_on_request_only(mac: Tools) -> None:
    finding = await apns.host(on(mac, "device"))
    assert (finding.state, finding.saw) == (State.UNKNOWN, "api.sandbox.push.apple.com was not asked; --online does")
    finding = await apns.host(on(mac, "device", apns_environment="production"))
    assert finding.saw == "api.push.apple.com was not asked; --online does"


async def test_an_apns_that_answers_and_ones_that_are_none(mac: Tools, tmp_path: Path) -> None:
    authority, file = trustme.CA(), tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    async with listening(authority, protocols=["h2"]) as server:
        assert await asked(mac, server, file) == (State.OK, "HOST answers, with TLS and HTTP/2")
        state, saw = await asked(mac, server)
        assert (state, saw.startswith("HOST is not who it should be: ")) == (State.WRONG, True)
    async with listening(authority, protocols=[]) as server:
        assert await asked(mac, server, file) == (State.WRONG, "HOST answers without HTTP/2")
    async with listening(authority, protocols=["h2"], name="apns.example") as server:
        assert (await asked(mac, server, file))[1].startswith("HOST is not who it should be: ")
    state, saw = await asked(mac, server)
    assert (state, saw.startswith("HOST cannot be reached: ")) == (State.WRONG, True)
    assert (await asked(mac, "host:port"))[1] == "--apns-server HOST is no address"
