"""What the doctor sees of the app, of drivers, of APNs, of a tethered phone and of the clock."""

from __future__ import annotations

import asyncio
import plistlib
import socket
import ssl
import struct
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from harness.app_profile import SAMPLE_APP_FILE, AppProfile
from harness.doctor import apns, app, clock, device, drivers, usbmuxd, xcode
from harness.findings import Finding, State
from harness.tests.fakes import FakeServer
from harness.tests.push.test_push_certificates import DEVELOPMENT, NOW, NULL, Save, save
from harness.tests.doctor.tools import Tools, a_mac, looked, on

__all__ = ["save"]  # a fixture
BUNDLE_ID = AppProfile.load(SAMPLE_APP_FILE).bundle_id
WDA_ID = "com.facebook.WebDriverAgentRunner.xctrunner"
DURING = NOW.timestamp() + 86_400
KEY: dict[str, Any] = {"apns_key_id": "ABCDE12345", "apns_team_id": "TEAM123456"}


@pytest.fixture
def mac(tmp_path: Path) -> Tools:
    return a_mac(tmp_path / "bin")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return pem(tmp_path / "AuthKey.p8", ec.generate_private_key(ec.SECP256R1()))


def pem(file: Path, private: Any) -> Path:
    form = serialization.PrivateFormat.PKCS8
    file.write_bytes(private.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    file.chmod(0o600)
    return file


def bundle(folder: Path, **facts: Any) -> Path:
    folder.mkdir(parents=True)
    (folder / "Info.plist").write_bytes(plistlib.dumps(facts))
    return folder


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


# --- the clock


@pytest.fixture
def time_server() -> Iterator[tuple[str, int]]:
    """Answers one question, with a time an hour and a half before now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))

        def serve() -> None:
            request, client = server.recvfrom(64)
            seconds = int(time.time()) - 5400 + 2_208_988_800
            assert request[0] == 0x23
            server.sendto(b"\x24" + bytes(39) + struct.pack("!II", seconds, 0), client)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()
        thread.join(10)


async def test_a_clock_that_is_ahead(mac: Tools, time_server: tuple[str, int]) -> None:
    around = on(mac)
    around.online = True
    finding = await clock.clock(around, time_server)
    assert finding.state is State.WRONG
    assert finding.saw in [f"{seconds} s ahead of 127.0.0.1" for seconds in range(5400, 5460)]
    assert finding.command == "sudo sntp -sS time.apple.com"


async def test_a_clock_that_is_right_and_a_server_that_tells_nothing(mac: Tools, time_server: tuple[str, int]) -> None:
    around = on(mac, deadline=0.2)
    around.online = True
    assert (await clock.clock(around, time_server, now=time.time() - 5400)).state is State.OK
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as silent:
        silent.bind(("127.0.0.1", 0))
        finding = await clock.clock(around, silent.getsockname())
    assert (finding.state, finding.saw) == (State.UNKNOWN, "127.0.0.1 tells no time: no answer")


# --- the app


async def test_a_bundle_of_another_app_or_another_platform(mac: Tools, tmp_path: Path) -> None:
    good = bundle(tmp_path / "Good.app", CFBundleIdentifier=BUNDLE_ID, CFBundleSupportedPlatforms=["iPhoneSimulator"])
    other = bundle(tmp_path / "Other.app", CFBundleIdentifier="com.example.other")
    assert (await app.bundle(on(mac, app=good))).saw == f"Good.app, {BUNDLE_ID}"
    saw = (await app.bundle(on(mac, "device", app=good))).saw
    assert saw == "Good.app is built for iPhoneSimulator, target 'device' is iPhoneOS"
    assert (
        await app.bundle(on(mac, app=other))
    ).saw == f"Other.app is com.example.other, the profile is of {BUNDLE_ID}"
    assert (await app.bundle(on(mac, app=tmp_path / "no.app"))).saw == f"{tmp_path / 'no.app'} does not exist"
    (tmp_path / "Empty.app").mkdir()
    assert "its Info.plist cannot be read" in (await app.bundle(on(mac, app=tmp_path / "Empty.app"))).saw
    archive = tmp_path / "Good.ipa"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("Payload/Good.app/Info.plist", plistlib.dumps({"CFBundleIdentifier": BUNDLE_ID}))
        file.writestr("Payload/Good.app/PlugIns/x.appex/Info.plist", b"another")
    assert (await app.bundle(on(mac, "device", app=archive))).state is State.OK
    archive.write_text("no archive")
    assert (await app.bundle(on(mac, "device", app=archive))).state is State.WRONG


async def test_a_bundle_for_the_embedded_phone_is_looked_at_as_well(mac: Tools, tmp_path: Path) -> None:
    async def found(**given: Any) -> Finding:
        return (await looked(on(mac, "embedded", **given)))[app.BUNDLE]

    good = bundle(tmp_path / "Good.app", CFBundleIdentifier=BUNDLE_ID, CFBundleSupportedPlatforms=["iPhoneOS"])
    assert (await found(app=good)).saw == f"Good.app, {BUNDLE_ID}"
    nowhere = await found(app=tmp_path / "no.app")
    assert (nowhere.state, nowhere.saw) == (State.WRONG, f"{tmp_path / 'no.app'} does not exist")
    assert (await found()).saw == "no --app: the project packs one by itself"


async def test_a_profile_that_is_none_leaves_the_bundle_alone(mac: Tools, tmp_path: Path) -> None:
    (tmp_path / "app.toml").write_text("name = ")
    found = await looked(on(mac, app_profile=tmp_path / "app.toml", app=tmp_path))
    assert found[app.PROFILE].state is State.WRONG
    assert found[app.BUNDLE].saw == "not looked at, because of app: profile"


# --- WebDriverAgent


async def test_a_runner_app_and_ones_that_are_none(mac: Tools, tmp_path: Path) -> None:
    async def saw(runner: Path) -> str:
        return (await drivers.webdriveragent(on(mac, wda_runner=runner))).saw

    platform = {"CFBundleSupportedPlatforms": ["iPhoneSimulator"], "CFBundleShortVersionString": "11.1"}
    good = bundle(tmp_path / "Runner.app", CFBundleIdentifier=WDA_ID, **platform)
    other = bundle(tmp_path / "Other.app", CFBundleIdentifier="com.example.other")
    phones = bundle(tmp_path / "Phone.app", CFBundleIdentifier=WDA_ID, CFBundleSupportedPlatforms=["iPhoneOS"])
    assert await saw(good) == "Runner.app, version 11.1"
    assert await saw(other) == f"Other.app is com.example.other, not {WDA_ID}"
    assert await saw(phones) == "Phone.app is built for iPhoneOS, not for Simulators"
    assert await saw(tmp_path / "none.app") == f"{tmp_path / 'none.app'} is no app: No such file or directory"


async def test_a_simulator_of_ones_own_is_asked_for_the_runner(mac: Tools) -> None:
    command = f"xcrun simctl get_app_container A1 {WDA_ID} app"
    mac.says(command, "/somewhere/Runner.app\n")
    assert (await drivers.webdriveragent(on(mac, udid="A1"))).saw == "the runner is on A1"
    mac.says(command, err="No such file or directory\n", code=2)
    finding = await drivers.webdriveragent(on(mac, udid="A1"))
    assert finding.saw == f"A1 has no {WDA_ID}"
    assert finding.command.startswith("appium driver run xcuitest download-wda-sim")
    assert (await drivers.webdriveragent(on(mac))).state is State.UNKNOWN


async def test_the_webdriveragent_of_a_device(mac: Tools) -> None:
    async def look(**given: str) -> tuple[State, str]:
        finding = await drivers.webdriveragent(on(mac, "device", deadline=5.0, **given))
        return finding.state, finding.saw

    state, saw = await look()
    assert (state, saw.startswith("no --wda-url, ")) == (State.WRONG, True)
    status: dict[str, Any] = {"value": {"ready": True, "build": {"version": "11.1.0"}}}
    server = FakeServer(lambda method, path, body: (200, status))
    address = server.url.replace("//", "//me:secret@")
    assert await look(wda_url=address) == (State.OK, f"{server.url}, version 11.1.0")
    status["value"] = {"ready": False}
    assert await look(wda_url=address) == (State.WRONG, f"{server.url} is not ready")
    status["value"] = "hello"
    assert await look(wda_url=address) == (State.WRONG, f"{server.url} answers, and is no WebDriver server")
    server.die()
    assert await look(wda_url=address) == (State.WRONG, f"nothing answers at {server.url}")
    assert (await look(driver="appium"))[0] is State.NOT_NEEDED


# --- Appium


async def test_without_appium_nothing_of_it_is_needed(mac: Tools) -> None:
    found = await looked(on(mac))
    for name in (drivers.SERVER, drivers.DRIVER, drivers.NODE, drivers.PORTS):
        assert found[name].state is State.NOT_NEEDED


@pytest.mark.parametrize(
    ("version", "state", "told"),
    [("3.8.0", State.OK, "Appium 3.8.0 at "), ("2.11.3", State.WRONG, "Appium 2.11.3 at ")],
)
async def test_the_version_of_the_server(mac: Tools, version: str, state: State, told: str) -> None:
    server = FakeServer(lambda method, path, body: (200, {"value": {"build": {"version": version}}}))
    finding = await drivers.server(on(mac, driver="appium", appium_url=server.url))
    server.die()
    assert (finding.state, finding.saw.startswith(told + server.url)) == (state, True)


async def test_a_server_that_is_not_there(mac: Tools) -> None:
    server = FakeServer(lambda method, path, body: (200, {}))
    server.die()
    finding = await drivers.server(on(mac, driver="appium", appium_url=server.url))
    assert finding.saw == f"nothing answers at {server.url}"
    assert finding.command == "appium server"


async def test_driver_and_node_where_appium_runs_here(mac: Tools) -> None:
    async def saw() -> list[str]:
        around = on(mac, driver="appium")
        return [(await drivers.driver(around)).saw, (await drivers.node(around)).saw]

    mac.says("appium driver list --installed --json", '{"xcuitest": {"version": "12.13.1"}}')
    mac.says("node --version", "v22.12.0\n")
    assert await saw() == ["xcuitest 12.13.1", "Node.js v22.12.0"]
    mac.says("appium driver list --installed --json", "{}")
    mac.says("node --version", "v18.20.8\n")
    assert await saw() == ["appium on PATH has none", "Node.js v18.20.8; Appium starts on 20.19 and newer"]
    around = on(mac, driver="appium", appium_url="http://grid.example:4444")
    assert (await drivers.driver(around)).saw == "it is the business of grid.example"
    assert (await drivers.node(around)).saw == "Appium runs on grid.example"


async def test_a_port_that_is_taken(mac: Tools) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as lent:
        port, free = taken.getsockname()[1], lent.getsockname()[1]
        lent.close()
        given = (f"appium:wdaLocalPort={free}", f"appium:mjpegServerPort={port}")
        finding = await drivers.ports(on(mac, driver="appium", appium_capabilities=given))
    assert finding.saw == f"something listens on 127.0.0.1:{port} already"
    assert finding.command == f"lsof -nP -iTCP:{port} -sTCP:LISTEN"
    finding = await drivers.ports(on(mac, driver="appium", appium_capabilities=given))
    assert finding.saw == f"{free} and {port} free"


# --- a tethered phone

PHONES = [{"Properties": {"SerialNumber": "P1", "ConnectionType": "USB"}}]
OVER_WIFI = {"Properties": {"SerialNumber": "P9", "ConnectionType": "Network"}}


@asynccontextmanager
async def cable(folder: Path, monkeypatch: pytest.MonkeyPatch, phones: list[Any], *, paired: bool = True) -> Any:
    """A usbmuxd with these phones."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        length, version, kind, tag = struct.unpack("<IIII", await reader.readexactly(16))
        asked = plistlib.loads(await reader.readexactly(length - 16))
        assert (version, kind) == (1, 8)
        answer: dict[str, Any] = {"DeviceList": phones}
        if asked["MessageType"] == "ReadPairRecord":
            answer = {"PairRecordData": b"SECRET"} if paired else {"MessageType": "Result", "Number": 2}
        content = plistlib.dumps(answer)
        writer.write(struct.pack("<IIII", 16 + len(content), 1, 8, tag) + content)
        writer.close()

    path = folder / "mux"
    monkeypatch.setenv(usbmuxd.VARIABLE, f"UNIX:{path}")
    async with await asyncio.start_unix_server(serve, path):
        yield


async def phone_seen(mac: Tools, **given: Any) -> dict[str, str]:
    found = await looked(on(mac, "device", **given))
    assert "SECRET" not in repr(found)
    return {name: found[name].saw for name in (device.CABLE, device.TRUST, device.DEVELOPER_MODE)}


async def test_a_phone_on_a_cable(mac: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (mac.folder / "xcrun").write_text(DEVICECTL)
    async with cable(tmp_path, monkeypatch, [*PHONES, OVER_WIFI]):
        assert await phone_seen(mac, udid="P1") == {
            device.CABLE: "P1",
            device.TRUST: "there is a pairing record",
            device.DEVELOPER_MODE: "Phone of mine, iOS 26.4: it is off",
        }
        assert (await phone_seen(mac, udid="P2"))[device.CABLE] == "P2 is not among P1"
        assert (await phone_seen(mac))[device.CABLE] == "P1"


DEVICECTL = """#!/bin/sh
[ "$1 $2 $3 $4" = "devicectl list devices --json-output" ] || exit 0
cat > "$5" <<'END'
{"result": {"devices": [{"hardwareProperties": {"udid": "P1"}, "deviceProperties":
 {"name": "Phone of mine", "osVersionNumber": "26.4", "developerModeStatus": "disabled"}}]}}
END
"""


async def test_phones_that_are_not_there_not_paired_or_too_many(
    mac: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(usbmuxd.VARIABLE, f"UNIX:{tmp_path / 'nobody'}")
    found = await phone_seen(mac)
    assert found[device.CABLE] == "usbmuxd does not answer: No such file or directory"
    assert found[device.TRUST] == "not looked at, because of device: on a cable"
    async with cable(tmp_path, monkeypatch, []):
        assert (await phone_seen(mac))[device.CABLE] == "no iPhone is on a cable"
    (tmp_path / "mux").unlink()
    async with cable(tmp_path, monkeypatch, [*PHONES, {"Properties": {"SerialNumber": "P2"}}]):
        assert (await phone_seen(mac))[device.CABLE] == "2 iPhones: P1, P2"
    (tmp_path / "mux").unlink()
    async with cable(tmp_path, monkeypatch, PHONES, paired=False):
        assert (await phone_seen(mac))[device.TRUST] == "P1 is not paired with this machine"


async def test_a_phone_elsewhere_is_not_looked_for_here(mac: Tools) -> None:
    found = await phone_seen(mac, driver="appium", appium_url="http://rack.example:4723")
    assert set(found.values()) == {"the phone is at rack.example, where Appium runs"}


async def test_a_phone_is_driven_without_xcode_where_there_is_none(tmp_path: Path) -> None:
    around = on(Tools(tmp_path / "bin"), "device")
    around.platform = "linux"
    found = await looked(around)
    assert {found[name].state for name in (xcode.SELECTED, xcode.LICENCE, xcode.VERSION)} == {State.NOT_NEEDED}


@pytest.mark.parametrize(
    ("given", "saw"),
    [
        ("127.0.0.1", "--bench-bind 127.0.0.1 is loopback, where no phone comes"),
        ("0.0.0.0", "--bench-bind 0.0.0.0 is every address of this machine"),
        ("192.0.2.7", "--bench-bind 192.0.2.7 is no address of this machine"),
        ("host.invalid", "--bench-bind host.invalid: "),
    ],
)
async def test_addresses_a_phone_cannot_come_to(mac: Tools, given: str, saw: str) -> None:
    finding = await device.reaches_us(on(mac, "device", bench_bind=given))
    assert (finding.state, finding.saw.startswith(saw)) == (State.WRONG, True), finding


async def test_an_app_that_is_installed_anew_asks_again(mac: Tools, tmp_path: Path) -> None:
    assert (await device.permission(on(mac, "device"))).state is State.UNKNOWN
    assert (await device.permission(on(mac, "device", driver="appium", app=tmp_path))).state is State.OK
