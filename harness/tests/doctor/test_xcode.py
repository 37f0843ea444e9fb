"""What the doctor sees of Xcode and of Simulators, on a ready Mac and on broken ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.doctor import simulators, xcode
from harness.findings import State, ok, wrong
from harness.tests.doctor.tools import LICENCE, Tools, listing, looked, on


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
    other = "simulator Mine (A1, iOS 26.4, Booted) has another iOS than this run, which is for iOS 18.6"
    assert (await looked(on(mac, udid="A1", ios=("18.6",))))[simulators.DEVICE].saw == other
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
