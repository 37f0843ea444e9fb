"""The doctor: what it says on a bare machine, a ready Mac and broken ones, in words and for programs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from harness.doctor import clock, machine, python, simulators, xcode
from harness.doctor.check import Check, Surroundings
from harness.doctor.visit import TABLES, checks_for, visit
from harness.findings import Finding, State, ok, wrong
from harness.setting_rows import ROWS
from harness.tests.doctor.tools import LICENCE, Tools, a_mac, listing, looked, on

ROOT = Path(__file__).parents[3]


@pytest.fixture
def mac(tmp_path: Path) -> Tools:
    return a_mac(tmp_path / "bin")


# --- Xcode and the Simulator


async def test_a_ready_mac(mac: Tools) -> None:
    found = await looked(on(mac))
    assert found[xcode.SELECTED] == ok(xcode.SELECTED, "/Applications/Xcode.app/Contents/Developer")
    assert found[xcode.VERSION].saw == "Xcode 26.4, Build version 17E192"
    assert found[simulators.SERVICE].saw == "simctl answers, and knows of 0 simulators, 0 booted"
    assert found[simulators.RUNTIME].saw == "iOS 26.4, 23E244"
    assert found[simulators.DEVICE_TYPE].saw == "iPhone 17, the first of 1"
    assert {name: one.saw for name, one in found.items() if one.state is State.WRONG} == {}


async def test_without_xcode_one_thing_is_wrong_and_the_rest_is_not_looked_at(tmp_path: Path) -> None:
    around = on(Tools(tmp_path / "bin"))
    around.platform = "linux"
    found = await looked(around)
    assert found[xcode.SELECTED] == wrong(
        xcode.SELECTED,
        "there is no xcode-select on PATH",
        "Xcode runs on macOS only; on this machine use --target embedded",
    )
    assert [name for name, one in found.items() if one.state is State.WRONG] == [xcode.SELECTED]
    for name in (xcode.LICENCE, xcode.VERSION, simulators.SERVICE, simulators.RUNTIME):
        assert found[name].saw == "not looked at, because of xcode: selected"


async def test_the_command_line_tools_are_no_xcode(mac: Tools) -> None:
    mac.says("xcode-select -p", "/Library/Developer/CommandLineTools\n")
    finding = (await looked(on(mac)))[xcode.SELECTED]
    assert finding.saw == "/Library/Developer/CommandLineTools: the command line tools alone, which have no simctl"
    assert finding.command == "sudo xcode-select -s /Applications/Xcode.app/Contents/Developer"


async def test_a_licence_nobody_accepted(mac: Tools) -> None:
    mac.says("xcrun xcodebuild -license check", err=LICENCE, code=69)
    mac.says("xcrun simctl list -j", err=LICENCE, code=69)
    found = await looked(on(mac))
    assert found[xcode.LICENCE].state is State.WRONG
    assert found[xcode.LICENCE].saw.startswith("not accepted: You have not agreed to the Xcode license agreements")
    assert found[xcode.LICENCE].command == "sudo xcodebuild -license accept"
    assert found[simulators.SERVICE].saw == "not looked at, because of xcode: licence"


async def test_a_licence_nobody_can_tell_of_stops_nothing(mac: Tools) -> None:
    mac.says("xcrun xcodebuild -license check", err="xcodebuild: error: invalid option\n", code=64)
    found = await looked(on(mac))
    assert found[xcode.LICENCE].state is State.UNKNOWN
    assert "ended with exit code 64: xcodebuild: error: invalid option" in found[xcode.LICENCE].saw
    assert found[simulators.SERVICE].state is State.OK


async def test_a_first_launch_that_was_not_done(mac: Tools) -> None:
    mac.says("xcrun xcodebuild -checkFirstLaunchStatus", code=69)
    finding = (await looked(on(mac)))[xcode.FIRST_LAUNCH]
    assert finding == wrong(xcode.FIRST_LAUNCH, "not done: exit code 69", command="sudo xcodebuild -runFirstLaunch")


async def test_a_simctl_that_hangs_is_a_finding_and_is_ended(mac: Tools) -> None:
    mac.hangs("xcrun simctl list -j")
    found = await looked(on(mac, deadline=1.0))
    service = found[simulators.SERVICE]
    assert service.saw == "`xcrun simctl list -j` did not answer within 1 s"
    assert service.command == "killall -9 com.apple.CoreSimulator.CoreSimulatorService"
    assert found[simulators.RUNTIME].saw == "not looked at, because of simulator: service"


async def test_a_simctl_that_fails_is_quoted(mac: Tools) -> None:
    mac.says("xcrun simctl list -j", err="note\nCoreSimulatorService connection became invalid.\n", code=1)
    saw = (await looked(on(mac)))[simulators.SERVICE].saw
    assert saw == "`xcrun simctl list -j` ended with exit code 1: CoreSimulatorService connection became invalid."


@pytest.mark.parametrize("text", ["no json", "{broken", "[]"])
async def test_a_listing_that_is_none_is_told(mac: Tools, text: str) -> None:
    mac.says("xcrun simctl list -j", text)
    finding = (await looked(on(mac)))[simulators.SERVICE]
    assert (finding.state, finding.saw) == (State.WRONG, f"`xcrun simctl list -j` gave no listing: {text}")


async def test_no_runtime_of_that_version(mac: Tools) -> None:
    found = await looked(on(mac, ios=("18.6",)))
    assert found[simulators.RUNTIME] == wrong(
        simulators.RUNTIME,
        "no runtime for iOS 18.6; there is 26.4",
        "get it, or choose one that is there with --ios",
        command="xcodebuild -downloadPlatform iOS -buildVersion 18.6",
    )
    assert found[simulators.DEVICE_TYPE].saw == "not looked at, because of simulator: runtime"
    mac.says("xcrun simctl list -j", listing(runtimes=[]))
    assert (await looked(on(mac)))[simulators.RUNTIME].saw == "no runtime for iOS 26.4; there is none at all"


async def test_a_runtime_that_cannot_be_used_says_why(mac: Tools) -> None:
    broken = {"identifier": "x.SimRuntime.iOS-26-4", "version": "26.4.1", "isAvailable": False}
    mac.says("xcrun simctl list -j", listing(runtimes=[{**broken, "availabilityError": "runtime is damaged"}]))
    assert (await looked(on(mac)))[simulators.RUNTIME].saw == "iOS 26.4 cannot be used: runtime is damaged"


async def test_a_device_type_the_runtime_does_not_take(mac: Tools) -> None:
    finding = (await looked(on(mac, device_type="iPhone 3G")))[simulators.DEVICE_TYPE]
    assert finding.saw == "the runtime takes no 'iPhone 3G'; iPhones it takes: iPhone 17"
    assert (await looked(on(mac, device_type="iPhone 17")))[simulators.DEVICE_TYPE].saw == "iPhone 17"


async def test_a_simulator_given_by_its_udid(mac: Tools) -> None:
    mac.says("xcrun simctl list -j", listing({"udid": "A1", "name": "Mine", "state": "Booted"}))
    found = await looked(on(mac, udid="A1"))
    assert found[simulators.DEVICE].saw == "Mine, Booted"
    assert found[simulators.RUNTIME].state is State.NOT_NEEDED
    assert (await looked(on(mac, udid="Mine")))[simulators.DEVICE].saw == "Mine, Booted"
    told = "there is no simulator 'B2'; there is Mine (A1, iOS 26.4, Booted)"
    assert (await looked(on(mac, udid="B2")))[simulators.DEVICE].saw == told
    gone = {"udid": "A1", "name": "Mine", "state": "Shutdown", "isAvailable": False}
    mac.says("xcrun simctl list -j", listing(gone))
    assert (await looked(on(mac, udid="A1")))[simulators.DEVICE].saw == (
        "simulator Mine (A1, iOS 26.4, Shutdown) cannot be used: its runtime is gone"
    )


async def test_simulators_of_earlier_runs(mac: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = {"udid": "A1", "name": "Ringproof 26.4", "state": "Booted"}
    mac.says("xcrun simctl list -j", listing(left, {"udid": "B2", "name": "Mine", "state": "Shutdown"}))
    finding = (await looked(on(mac)))[simulators.LEFTOVERS]
    assert finding.saw == "1 of earlier runs: Ringproof 26.4 (Booted)"
    monkeypatch.setenv("RINGPROOF_CACHE", str(tmp_path))
    note = tmp_path / "simulators" / "templates" / "1234.json"
    note.parent.mkdir(parents=True)
    kind = dict.fromkeys(("where", "prefix", "runtime", "build", "device_type", "bundle_id", "contents"), "")
    told = {"kind": kind, "udid": "A1", "name": "Ringproof 26.4", "ready": True}
    for kept, state in ((True, State.OK), (False, State.WRONG)):
        note.write_text(json.dumps({**told, "kept": kept}))
        assert (await looked(on(mac)))[simulators.LEFTOVERS].state is state
    assert finding.command == "xcrun simctl delete A1"


# --- Python and the machine


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


# --- the visit


async def test_a_look_that_never_ends_and_one_that_breaks_are_findings(mac: Tools) -> None:
    import asyncio

    async def never(around: Surroundings) -> Finding:
        await asyncio.Event().wait()
        raise AssertionError

    async def broken(around: Surroundings) -> Finding:
        raise KeyError("version")

    checks = [Check("a: never", never), Check("b: broken", broken, after=("a: never",)), Check("c: broken", broken)]
    never_, waiting, broken_ = [one.finding for one in await visit(on(mac, deadline=0.05), checks)]
    assert (never_.state, never_.saw) == (State.WRONG, "it could not be told within 0.15 s")
    assert waiting.saw == "not looked at, because of a: never"
    assert (broken_.state, broken_.saw) == (State.UNKNOWN, "the look failed: KeyError: 'version'")


async def test_a_command_is_run_once_whoever_asks(mac: Tools, tmp_path: Path) -> None:
    count = tmp_path / "count"
    (mac.folder / "tool").write_text(f"#!/bin/sh\necho x >> {count}\n")
    (mac.folder / "tool").chmod(0o700)

    async def look(around: Surroundings) -> Finding:
        return ok("tool", str((await around.ask("tool", "it")).exit_code))

    found = await visit(on(mac), [Check("a", look), Check("b", look)])
    assert [one.finding.saw for one in found] == ["0", "0"]
    assert count.read_text() == "x\n"


def test_a_check_of_the_projects_own_stands_for_the_doctors() -> None:
    async def look(around: Surroundings) -> Finding:
        return ok(machine.ROOM, "much")

    mine = Check(machine.ROOM, look)
    assert [check.look for check in checks_for("embedded", [mine]) if check.name == machine.ROOM] == [look]


def test_names_are_unique_and_grounds_come_before_what_rests_on_them() -> None:
    for target in ROWS[0].choices:
        checks = checks_for(target)
        names = [check.name for check in checks]
        assert len(set(names)) == len(names)
        for number, check in enumerate(checks):
            assert set(check.after) & set(names) <= set(names[:number]), check.name


# --- the command


def doctor(
    *arguments: str, path: Path | None = None, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("RINGPROOF_")}
    if path is not None:
        mine["PATH"] = f"{path}:/usr/bin:/bin"
    command = [sys.executable, "-m", "harness", "doctor", *arguments]
    return subprocess.run(command, cwd=cwd, env={**mine, **environment}, capture_output=True, text=True, timeout=300)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with nothing but an ini file."""
    (tmp_path / "pytest.ini").write_text("[pytest]\nringproof_target = simulator\nringproof_ios = 18.6\n")
    return tmp_path


def test_settings_come_from_the_projects_ini_file_as_in_a_run(project: Path, mac: Tools) -> None:
    ran = doctor("--json", path=mac.folder, cwd=project)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    told = json.loads(ran.stdout)
    assert (told["schema"], told["targets"], told["ok"]) == (1, ["simulator"], False)
    (runtime,) = (row for row in told["findings"] if row["name"] == simulators.RUNTIME)
    assert runtime["saw"] == "no runtime for iOS 18.6; there is 26.4"
    assert runtime["command"] == "xcodebuild -downloadPlatform iOS -buildVersion 18.6"
    assert runtime["target"] == "simulator"
    assert sum(told["counts"].values()) == len(told["findings"])
    ran = doctor("--ios", "26.4", path=mac.folder, cwd=project)
    assert "✓ simulator: runtime iOS 26.4, 23E244" in " ".join(ran.stdout.split())


def test_a_bare_machine_in_words(project: Path, tmp_path: Path) -> None:
    ran = doctor("--target", "simulator", path=tmp_path / "nothing", cwd=project)
    assert ran.returncode == 1
    lines = ran.stdout.splitlines()
    assert lines[0] == "ringproof doctor: target simulator, driver wda, iOS 18.6"
    assert "  ✗ xcode: selected            there is no xcode-select on PATH" in lines
    assert any(line.startswith("  ? not looked at, because of xcode: selected: xcode: licence, ") for line in lines)
    assert re.fullmatch(r"verdict  \d wrong, \d+ unknown, \d+ ok, \d not needed", lines[-1])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--target", "simulater"], "argument --target: invalid choice: 'simulater'"),
        (["--driver", "wdb"], "unknown driver 'wdb'; choose wda or appium"),
        (["--deadline", "0"], "argument --deadline: takes a number above 0, not '0'"),
        (["scenarios"], "the doctor looks at a run's surroundings, not at scenarios"),
        (["--nonsense"], "unrecognized arguments: --nonsense"),
    ],
)
def test_a_doctor_asked_wrongly(project: Path, arguments: list[str], sentence: str) -> None:
    ran = doctor(*arguments, cwd=project)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert sentence in ran.stderr


def test_settings_that_cannot_be_for_one_target_are_a_finding_of_all(project: Path, mac: Tools) -> None:
    ran = doctor("--target", "all", "--push-route", "simctl", "--json", "--ios", "26.4", path=mac.folder, cwd=project)
    found = json.loads(ran.stdout)
    assert found["targets"] == ["embedded", "simulator"]
    (bad,) = (row for row in found["findings"] if row["name"] == "run: settings")
    assert (bad["target"], bad["state"]) == ("device", "wrong")
    assert bad["saw"].startswith("--push-route simctl needs a simulator")
    assert sum(row["name"] == machine.LOOPBACK for row in found["findings"]) == 1


def test_no_secret_is_told(project: Path, mac: Tools) -> None:
    (project / "key.p8").write_text("-----BEGIN PRIVATE KEY-----\nHUSHHUSH\n-----END PRIVATE KEY-----\n")
    (project / "push.p12").write_bytes(b"HUSHHUSH")
    given = ("--apns-key", "key.p8", "--apns-key-id", "ABCDE12345", "--apns-team-id", "TEAM123456")
    more = ("--apns-certificate", "push.p12", "--appium-url", "http://me:HUSHHUSH@127.0.0.1:9/", "--driver", "appium")
    variable = {"RINGPROOF_APNS_CERTIFICATE_PASSWORD": "HUSHHUSH"}
    ran = doctor(*given, *more, "--target", "device", "--json", path=mac.folder, cwd=project, **variable)
    states = {row["name"]: row["state"] for row in json.loads(ran.stdout)["findings"]}
    assert (states["apns: token key"], states["apns: certificates"], states["appium: server"]) == ("wrong",) * 3
    assert "HUSH" not in ran.stdout + ran.stderr


def test_an_embedded_phone_comes_with_a_project(project: Path, mac: Tools) -> None:
    told = json.loads(doctor("--target", "embedded", "--ios", "26.4", "--json", path=mac.folder, cwd=project).stdout)
    (bench,) = (row for row in told["findings"] if row["name"] == machine.BENCH)
    assert (bench["state"], bench["hint"].startswith("clone the repository")) == ("wrong", True)


def test_commands_are_listed() -> None:
    ran = subprocess.run([sys.executable, "-m", "harness"], cwd=ROOT, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "  doctor" in ran.stderr
    ran = subprocess.run([sys.executable, "-m", "harness", "dokter"], cwd=ROOT, capture_output=True, text=True)
    assert (ran.returncode, "no command is called 'dokter'" in ran.stderr) == (2, True)


def test_without_pytest_it_says_so_and_stops(tmp_path: Path) -> None:
    command = [sys.executable, "-S", "-m", "harness", "doctor", "--target", "embedded"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 1, ran.stderr
    assert "✗ python: packages  the package ringproof is not installed in this Python" in ran.stdout
    assert "run  make setup" in ran.stdout
    assert "? everything else" in ran.stdout


# --- the document


DOCUMENT = ROOT / "docs" / "doctor.md"


@pytest.mark.skipif(not DOCUMENT.exists(), reason="the documents come with a clone only")
def test_the_document_lists_what_is_looked_at() -> None:
    rows = re.findall(r"^\| `([\w ]+: [^`]+)` \| ([\w, ]+) \| (.*) \|$", DOCUMENT.read_text(encoding="utf-8"), re.M)
    checks = [check for table in TABLES for check in table]
    assert rows[:2] == [(python.VERSION, "all", ""), (python.PACKAGES, "all", "")]
    assert rows[2:] == [
        (
            check.name,
            "all" if len(check.targets) == 3 else ", ".join(check.targets),
            ", ".join(f"`{name}`" for name in check.after),
        )
        for check in checks
    ]


@pytest.mark.skipif(not DOCUMENT.exists(), reason="the documents come with a clone only")
def test_the_documents_example_adds_a_check(project: Path, mac: Tools) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.M | re.S)
    (project / "conftest.py").write_text(example)
    mac.says("curl -sf https://staging.example.com/health", err="curl: (6) no such host\n", code=6)
    told = json.loads(doctor("--json", path=mac.folder, cwd=project).stdout)
    assert told["findings"][-1] == {
        "target": "simulator",
        "name": "staging: up",
        "state": "wrong",
        "saw": "`curl -sf https://staging.example.com/health` ended with exit code 6: curl: (6) no such host",
        "hint": "",
        "command": "",
    }
