"""What the doctor sees of Python and of the machine: packages, disk, proxies, the clock."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from harness.doctor import clock, machine, python
from harness.findings import State
from harness.tests.doctor.tools import Tools, looked, on


def test_a_python_the_harness_is_not_made_for() -> None:
    assert python.version((3, 11, 9)).state is State.OK
    finding = python.version((3, 14, 0))
    assert finding.saw == "Python 3.14.0; Ringproof runs on 3.11 to 3.13"
    assert finding.command == "make setup PYTHON=python3.13"


def test_a_package_that_is_missing_and_one_that_is_too_old() -> None:
    from importlib.metadata import PackageNotFoundError, version

    def version_of(name: str) -> str:
        if name == "httpx":
            raise PackageNotFoundError(name)
        return "0.1" if name == "aioapns" else version(name)

    finding = python.packages(version_of)
    assert finding.state is State.WRONG
    assert finding.saw == "httpx not installed; aioapns 0.1, wanted <5,>=4.0"
    assert "-m pip install" in finding.command
    assert python.packages().state is State.OK


async def test_an_evidence_folder_that_takes_no_files(mac: Tools, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    finding = (await looked(on(mac, evidence=tmp_path / "file" / "below")))[machine.EVIDENCE]
    assert (finding.state, finding.saw) == (State.WRONG, f"{tmp_path / 'file'} is a file")
    finding = (await looked(on(mac, evidence=tmp_path / "new" / "below")))[machine.EVIDENCE]
    assert finding.state is State.OK
    assert not (tmp_path / "new").exists()
    finding = (await looked(on(mac, evidence=Path("/proc/nothing/here"))))[machine.EVIDENCE]
    assert finding.saw.startswith("the evidence folder /proc cannot be written")


async def test_a_disk_that_is_full(mac: Tools) -> None:
    around = on(mac)
    around.free = lambda folder: machine.GIB if "CoreSimulator" in str(folder) else 50 * machine.GIB
    finding = (await looked(around))[machine.ROOM]
    assert finding.saw.startswith("1.0 GiB free at ")
    assert finding.saw.endswith("CoreSimulator/Devices; a run on target 'simulator' needs 10")
    assert finding.command == "xcrun simctl delete unavailable"


async def test_a_proxy_that_takes_loopback(mac: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "example.com")
    finding = (await looked(on(mac)))[machine.LOOPBACK]
    assert finding.saw == "http_proxy is set and NO_PROXY does not leave 127.0.0.1 out"
    monkeypatch.setenv("no_proxy", "example.com, 127.0.0.1")
    assert (await looked(on(mac)))[machine.LOOPBACK].state is State.OK


async def test_a_clock_before_the_harness_was_written(mac: Tools) -> None:
    finding = await clock.clock(on(mac), now=0.0)
    assert finding.saw == "it says 1970-01-01, which is before the harness was written"
    assert (await clock.clock(on(mac), now=time.time())).state is State.UNKNOWN


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
