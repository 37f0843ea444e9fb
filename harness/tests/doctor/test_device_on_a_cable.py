"""What the doctor sees of a tethered phone: the cable, pairing, Developer Mode, and how it comes to us."""

from __future__ import annotations

import asyncio
import plistlib
import struct
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from harness.doctor import device, usbmuxd, xcode
from harness.findings import State
from harness.tests.doctor.tools import Tools, looked, on

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
