"""Which simulator a run means by --udid and --device-type, and what it says when there is none or more than one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.errors import EnvironmentFault
from harness.settings import BadSetting, resolve
from harness.targets import booting
from harness.targets.base import TargetSettings
from harness.targets.booting import WDA_BUNDLE_ID
from harness.targets.choosing import device_type_for, existing, runtime_for, suits
from harness.targets.own_devices import OwnDevices
from harness.targets.simctl import Simctl, SimctlError
from harness.targets.simctl_rows import Device, DeviceType, Runtime
from harness.tests.fake_xcrun import FakeXcrun

PREFIX = "com.apple.CoreSimulator.SimRuntime."
MINE = Device("AAAA", "Mine", "Shutdown", PREFIX + "iOS-26-4", True)
OLDER = Device("BBBB", "Mine", "Booted", PREFIX + "iOS-18-6", True)
WATCH = Device("CCCC", "Mine", "Booted", PREFIX + "watchOS-11-0", True)
GONE = Device("DDDD", "Relic", "Shutdown", PREFIX + "iOS-9-3", False, "runtime profile not found")


@pytest.mark.parametrize(
    ("word", "ios", "meant"),
    [
        ("AAAA", "18.6", MINE),
        ("bbbb", "26.4", OLDER),  # a UDID in any letter case, whatever its version
        ("CCCC", "26.4", WATCH),
        ("Mine", "26.4", MINE),  # of one name, the one of the run's version
        ("Mine", "18.6", OLDER),
        ("booted", "26.4", OLDER),  # no watch
        ("BOOTED", "26.4", OLDER),
    ],
)
def test_a_simulator_is_meant_by_udid_by_name_or_as_the_booted_one(word: str, ios: str, meant: Device) -> None:
    assert existing(word, [MINE, OLDER, WATCH, GONE], ios) is meant


@pytest.mark.parametrize("word", ["Yours", "mine", "Relic 2"])
def test_what_is_not_there_is_told_with_what_is(word: str) -> None:
    with pytest.raises(EnvironmentFault, match=f"there is no simulator '{word}'") as failure:
        existing(word, [MINE, OLDER, WATCH], "26.4")
    assert failure.value.saw == "there is Mine (AAAA, iOS 26.4, Shutdown), Mine (BBBB, iOS 18.6, Booted)"
    assert "--udid" in failure.value.hint


def test_no_simulator_is_booted_or_there_at_all() -> None:
    with pytest.raises(EnvironmentFault, match="no simulator is booted"):
        existing("booted", [MINE, WATCH], "26.4")
    with pytest.raises(EnvironmentFault) as failure:
        existing("Mine", [], "26.4")
    assert failure.value.saw == "there is none at all"


def test_several_that_fit_are_not_guessed_between() -> None:
    with pytest.raises(EnvironmentFault, match="--udid Mine could be any of 2 simulators") as failure:
        existing("Mine", [MINE, OLDER], "17.5")
    assert "AAAA" in failure.value.saw and "BBBB" in failure.value.saw and "UDID" in failure.value.hint


def test_one_that_cannot_be_used_says_why() -> None:
    with pytest.raises(EnvironmentFault, match=r"Relic \(DDDD.*cannot be used: runtime profile not found"):
        existing("Relic", [MINE, GONE], "26.4")
    usable = Device("EEEE", "Relic", "Shutdown", PREFIX + "iOS-26-4", True)
    assert existing("Relic", [GONE, usable], "9.3") is usable


@pytest.mark.parametrize("ios", ["18.6", "18", "18.6.1"])
def test_a_simulator_suits_a_run_of_its_ios_whatever_the_patch(ios: str) -> None:
    assert suits(OLDER, ios) is OLDER


def test_one_of_another_ios_or_kind_suits_no_run() -> None:
    with pytest.raises(
        EnvironmentFault, match=r"Mine \(BBBB, iOS 18\.6, Booted\) has another iOS than this run"
    ) as failure:
        suits(OLDER, "26.4")
    assert "is for iOS 26.4" in failure.value.failed and "--ios 18.6" in failure.value.hint
    with pytest.raises(EnvironmentFault, match="another iOS"):
        suits(Device("EEEE", "New", "Booted", PREFIX + "iOS-26-40", True), "26.4")
    with pytest.raises(EnvironmentFault, match=r"Mine \(CCCC\) is no iPhone") as failure:
        suits(WATCH, "11.0")
    assert failure.value.saw == "its runtime is watchOS-11-0"


PHONE = DeviceType("SimDeviceType.iPhone-15", "iPhone 15", "iPhone")
PAD = DeviceType("SimDeviceType.iPad", "iPad (A16)", "iPad")
IOS = Runtime(PREFIX + "iOS-26-4", "26.4.1", "23E254", True, (PAD, PHONE))


@pytest.mark.parametrize("wanted", [None, "iPhone 15", "iphone 15", "SimDeviceType.iPhone-15"])
def test_a_device_type_by_its_name_or_identifier_or_else_the_first_iphone(wanted: str | None) -> None:
    assert device_type_for(wanted, IOS) == "SimDeviceType.iPhone-15"
    assert device_type_for("iPad (A16)", IOS) == "SimDeviceType.iPad"


def test_a_device_type_the_runtime_does_not_take_is_told_with_those_it_takes() -> None:
    with pytest.raises(EnvironmentFault, match=r"iOS 26\.4\.1 has no device type 'iPhone 3G'") as failure:
        device_type_for("iPhone 3G", IOS)
    assert failure.value.saw == "iPhones it takes: iPhone 15" and "--device-type" in failure.value.hint
    with pytest.raises(EnvironmentFault, match="takes no iPhone"):
        device_type_for(None, Runtime(IOS.identifier, "26.4", "", True, (PAD,)))


def test_a_runtime_that_cannot_be_used_is_none() -> None:
    broken = Runtime(PREFIX + "iOS-26-4", "26.4", "", False, (PHONE,))
    assert runtime_for("26.4", [broken, IOS], target="simulator") is IOS
    with pytest.raises(EnvironmentFault, match="target 'simulator' has no runtime for iOS 26") as failure:
        runtime_for("26", [broken], target="simulator")
    assert failure.value.saw == "no runtime at all"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"target": "embedded"}, "--fresh clone is for Apple's Simulator; target 'embedded' has nothing to clone"),
        ({"target": "device"}, "--fresh clone is for Apple's Simulator; target 'device' has nothing to clone"),
        ({"target": "simulator", "udid": "Mine"}, "--fresh clone makes its own simulators; leave --udid out"),
        (
            {"target": "simulator", "udid": "Mine", "fresh": "erase"},
            "--fresh erase would erase the simulator of --udid; leave one out, or choose --fresh reinstall",
        ),
    ],
)
def test_what_cannot_be_cloned_or_must_not_be_erased_is_told_before_the_run(
    asked: dict[str, str], sentence: str
) -> None:
    given = {f"ringproof_{name}": value for name, value in {"fresh": "clone", **asked}.items()}
    with pytest.raises(BadSetting, match=sentence):
        resolve(given.get, lambda name: None, {})


# --- and what simctl hears of it


@pytest.fixture
def xcrun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeXcrun:
    """A Mac with one runtime, which takes one iPhone and one iPad, and a simulator of somebody's."""
    monkeypatch.setenv("RINGPROOF_CACHE", str(tmp_path / "cache"))
    xcrun = FakeXcrun(tmp_path)
    kinds = [{"identifier": kind.identifier, "name": kind.name, "productFamily": kind.family} for kind in (PAD, PHONE)]
    runtime = {"identifier": IOS.identifier, "version": "26.4.1", "supportedDeviceTypes": kinds}
    xcrun.answer("list", "-j", "runtimes", out=json.dumps({"runtimes": [runtime]}))
    mine = {"udid": "AAAA", "name": "Mine", "state": "Shutdown"}
    xcrun.answer("list", "-j", "devices", out=json.dumps({"devices": {IOS.identifier: [mine]}}))
    xcrun.answer("create", out="NEW\n")
    return xcrun


def devices_of(xcrun: FakeXcrun, **asked: str) -> OwnDevices:
    settings = TargetSettings("simulator", xcrun=(str(xcrun.path),), **asked)  # type: ignore[arg-type]  # texts all
    return OwnDevices(Simctl(settings.xcrun), settings)


async def test_a_new_simulator_has_the_name_and_the_device_type_that_were_asked_for(xcrun: FakeXcrun) -> None:
    devices = devices_of(xcrun, simulator_name="Job 7", device_type="iPad (A16)")
    assert await devices.create("26.4") == "NEW"
    assert xcrun.args[-1] == ["create", "Job 7 26.4", "SimDeviceType.iPad", IOS.identifier]


async def test_a_simulator_asked_for_by_name_is_looked_up_once_and_nobody_elses_meanwhile(xcrun: FakeXcrun) -> None:
    devices = devices_of(xcrun, udid="Mine")
    assert [await devices.lent("26.4"), await devices.lent("26.4")] == ["AAAA", "AAAA"]
    assert xcrun.args == [["list", "-j", "devices"]]
    with pytest.raises(EnvironmentFault, match="simulator AAAA is driven by another run"):
        await devices_of(xcrun, udid="AAAA").lent("26.4")
    await devices.close()
    assert await devices_of(xcrun, udid="AAAA").lent("26.4") == "AAAA"


async def test_a_simulator_of_another_ios_is_not_lent_and_free_for_others(xcrun: FakeXcrun) -> None:
    with pytest.raises(EnvironmentFault, match=r"another iOS than this run, which is for iOS 18\.6"):
        await devices_of(xcrun, udid="Mine").lent("18.6")
    assert await devices_of(xcrun, udid="Mine").lent("26.4") == "AAAA"


@pytest.mark.parametrize(
    ("state", "left"),
    [
        ("Shutdown", ["shutdown", "AAAA"]),
        ("Booted", ["terminate", "AAAA", WDA_BUNDLE_ID]),
        ("Booting", ["terminate", "AAAA", WDA_BUNDLE_ID]),
    ],
)
async def test_a_lent_simulator_is_left_as_it_was_found(xcrun: FakeXcrun, state: str, left: list[str]) -> None:
    mine = {"udid": "AAAA", "name": "Mine", "state": state}
    xcrun.answer("list", "-j", "devices", out=json.dumps({"devices": {IOS.identifier: [mine]}}))
    devices = devices_of(xcrun, udid="Mine")
    await devices.lent("26.4")
    xcrun.answer("shutdown", err="Invalid device: AAAA", code=148)  # that somebody deleted it hides no failure
    before = len(xcrun.args)
    await devices.close()
    assert xcrun.args[before:] == [left]


@pytest.mark.parametrize("state", ["Booted", "Booting"])
async def test_a_lent_simulator_may_be_up_already(xcrun: FakeXcrun, state: str) -> None:
    xcrun.answer("boot", err=f"Unable to boot device in current state: {state}", code=149)
    simctl = Simctl((str(xcrun.path),))
    await booting.boot(simctl, "AAAA", may_be_booted=True, within=10)
    assert xcrun.args == [["boot", "AAAA"], ["bootstatus", "AAAA"]]
    with pytest.raises(SimctlError, match="simctl boot ended"):
        await booting.boot(simctl, "AAAA", may_be_booted=False, within=10)


async def test_without_udid_no_simulator_is_lent(xcrun: FakeXcrun) -> None:
    assert await devices_of(xcrun).lent("26.4") is None
    assert xcrun.args == []
