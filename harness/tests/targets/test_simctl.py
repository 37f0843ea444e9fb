"""The simctl wrapper, and booting with it, against a fake xcrun that records and answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.errors import EnvironmentFault, ToolFailed
from harness.targets import booting
from harness.targets.simctl import Simctl, SimctlError
from harness.tests.fake_xcrun import FakeXcrun

BOOTED = (
    "An error was encountered processing the command (domain=com.apple.CoreSimulator.SimError, code=405):\n"
    "Unable to boot device in current state: Booted\n"
)


async def test_a_failure_carries_exit_code_domain_code_and_text(xcrun: FakeXcrun, simctl: Simctl) -> None:
    xcrun.answer("boot", err=BOOTED, code=149)
    with pytest.raises(SimctlError) as failure:
        await simctl.boot("U1")
    error = failure.value
    assert (error.exit_code, error.domain, error.code) == (149, "com.apple.CoreSimulator.SimError", 405)
    assert str(error).startswith("xcrun simctl boot ended with exit code 149\n  saw      An error was encountered")


async def test_notes_on_stderr_are_no_failure(xcrun: FakeXcrun, simctl: Simctl) -> None:
    xcrun.answer("io", err="Note: No display specified.\nWrote screenshot to: /tmp/x.png\n")
    await simctl.screenshot("U1", Path("/tmp/x.png"))
    assert xcrun.args == [["io", "U1", "screenshot", "/tmp/x.png"]]


async def test_launch_returns_the_pid_and_hands_variables_to_the_app(xcrun: FakeXcrun, simctl: Simctl) -> None:
    xcrun.answer("launch", out="com.example.app: 4711\n")
    pid = await simctl.launch("U1", "com.example.app", ["-user_id", "alice"], environment={"USE_PORT": "8100"})
    assert pid == 4711
    assert xcrun.calls[0]["args"] == ["launch", "U1", "com.example.app", "-user_id", "alice"]
    assert xcrun.calls[0]["child"] == {"SIMCTL_CHILD_USE_PORT": "8100"}


async def test_terminating_what_does_not_run_is_told_apart_from_other_failures(
    xcrun: FakeXcrun, simctl: Simctl
) -> None:
    xcrun.answer("terminate", err="found nothing to terminate", code=3)
    assert await simctl.terminate("U1", "com.example.app") is False
    xcrun.answer("terminate", err="Unable to lookup in current state: Shutdown", code=149)
    with pytest.raises(SimctlError):
        await simctl.terminate("U1", "com.example.app")


async def test_text_before_a_listing_is_dropped(xcrun: FakeXcrun, simctl: Simctl) -> None:
    row = {"udid": "U1", "name": "One", "state": "Booted", "isAvailable": True}
    xcrun.answer("list", out="Install Started\n" + json.dumps({"devices": {"iOS-26-4": [row]}}))
    (device,) = await simctl.devices()
    assert (device.udid, device.state, device.runtime) == ("U1", "Booted", "iOS-26-4")


async def test_a_device_set_goes_before_the_subcommand(xcrun: FakeXcrun) -> None:
    await Simctl((str(xcrun.path),), device_set=Path("/sets/one")).shutdown("U1")
    assert xcrun.args == [["--set", "/sets/one", "shutdown", "U1"]]


async def test_processes_of_the_phone(xcrun: FakeXcrun, simctl: Simctl) -> None:
    listing = "PID\tStatus\tLabel\n812\t0\tUIKitApplication:com.example.app[6f0e][rb-legacy]\n-\t0\tcom.apple.x\n"
    xcrun.answer("spawn", out=listing)
    assert await simctl.processes("U1") == (
        (812, "UIKitApplication:com.example.app[6f0e][rb-legacy]"),
        (None, "com.apple.x"),
    )


async def test_no_xcrun_at_all_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ToolFailed, match="could not start") as failure:
        await Simctl((str(tmp_path / "xcrun"),)).boot("U1")
    assert "on Linux use --target embedded" in str(failure.value)


async def test_a_tool_that_hangs_is_killed_at_its_deadline(tmp_path: Path) -> None:
    slow = tmp_path / "xcrun"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    with pytest.raises(ToolFailed, match=r"did not end within 0\.2 s"):
        await Simctl((str(slow),), deadline=0.2).boot("U1")


@pytest.mark.parametrize(
    ("said", "code", "hint"),
    [
        ("You have not agreed to the Xcode license agreements.", 69, "sudo xcodebuild -license accept"),
        ("CoreSimulator detected version mismatch.", 1, "CoreSimulatorService"),
        ('unable to find utility "simctl", not a developer tool or in PATH', 72, "xcode-select -s"),
        ("No space left on device", 28, "the disk is full"),
        ("Simulator device failed to install the application.", 13, "was the app built for the Simulator"),
        ("failed to install: en.lproj/Localizable.strings, line 2: no ;", 13, "mend the strings file that is named"),
    ],
)
async def test_what_the_mac_is_at_fault_for_comes_with_what_mends_it(
    xcrun: FakeXcrun, simctl: Simctl, said: str, code: int, hint: str
) -> None:
    xcrun.answer("list", err=f"{said}\n", code=code)
    with pytest.raises(SimctlError) as failure:
        await simctl.runtimes()
    assert failure.value.saw == said and hint in failure.value.hint


async def test_a_boot_that_hangs_says_in_which_state_and_what_to_try(xcrun: FakeXcrun, simctl: Simctl) -> None:
    xcrun.hangs("bootstatus")
    rows = [{"udid": "U1", "name": "Ringproof 26.4", "state": "Booting"}]
    xcrun.answer("list", out=json.dumps({"devices": {"r": rows}}))
    with pytest.raises(EnvironmentFault, match=r"U1 did not finish booting within 0\.5 wall seconds") as failure:
        await booting.boot(simctl, "U1", may_be_booted=False, within=0.5)
    assert failure.value.saw == "its state is Booting"
    assert "--boot-deadline" in failure.value.hint


async def test_a_phone_that_takes_no_switch_is_used_all_the_same(xcrun: FakeXcrun, simctl: Simctl) -> None:
    xcrun.answer("spawn", err="no", code=1)
    await booting.quiet(simctl, "U1")
    assert len(xcrun.args) == 1
