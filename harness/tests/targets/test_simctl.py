"""The simctl wrapper and what is built on it, against a fake xcrun that records and answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.errors import EnvironmentFault, HarnessError, NotOffered, PushRefused, TargetLost, ToolFailed
from harness.phone import Phone
from harness.push.notification import Push
from harness.push.sender import Accepted, Refused, deliver
from harness.push.via_simctl import SimctlSender
from harness.targets import booting
from harness.targets.base import Slot, TargetSettings
from harness.targets.booting import WDA_BUNDLE_ID
from harness.targets.evidence import predicate
from harness.targets.simctl import Simctl, SimctlError
from harness.targets.simulator import SimctlTarget
from harness.tests.targets.fake_xcrun import FakeXcrun
from harness.tests.fakes import FakeDriver, FakeServer, FakeTarget, ips_report, on_stage

BOOTED = (
    "An error was encountered processing the command (domain=com.apple.CoreSimulator.SimError, code=405):\n"
    "Unable to boot device in current state: Booted\n"
)


@pytest.fixture
def xcrun(tmp_path: Path) -> FakeXcrun:
    return FakeXcrun(tmp_path)


@pytest.fixture
def simctl(xcrun: FakeXcrun) -> Simctl:
    return Simctl((str(xcrun.path),))


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


# --- pushes


PUSH = Push("com.example.app", {"aps": {"alert": "Incoming call from Bob"}})


async def test_a_push_travels_over_stdin(xcrun: FakeXcrun, simctl: Simctl) -> None:
    assert await SimctlSender(simctl, "U1").send(PUSH) == Accepted()
    (call,) = xcrun.calls
    assert call["args"] == ["push", "U1", "com.example.app", "-"]
    assert json.loads(call["stdin"]) == PUSH.payload


@pytest.mark.parametrize(
    ("code", "reason"), [(211, "NotAuthorized"), (28, "PayloadTooLarge"), (22, "BadPayload"), (149, "NotBooted")]
)
async def test_exit_codes_of_a_refused_push_get_a_name_and_a_hint(
    xcrun: FakeXcrun, simctl: Simctl, code: int, reason: str
) -> None:
    xcrun.answer("push", err="Simulator device failed to complete the requested operation.", code=code)
    fate = await SimctlSender(simctl, "U1").send(PUSH)
    assert isinstance(fate, Refused)
    assert (fate.status, fate.reason) == (code, reason) and fate.hint
    with pytest.raises(PushRefused, match=f"{code} {reason}, topic com.example.app"):
        await deliver(SimctlSender(simctl, "U1"), PUSH)


async def test_a_push_refused_for_another_app_says_which_is_under_test(xcrun: FakeXcrun, simctl: Simctl) -> None:
    xcrun.answer("push", err="Simulator device failed to complete the requested operation.", code=211)
    phone = Phone(FakeTarget(), "U1", "26.4", "", FakeDriver())
    sender = SimctlSender(simctl, "U1", phone=phone)
    usual = await sender.send(PUSH)
    phone.app_in_hand = PUSH.topic
    assert await sender.send(PUSH) == usual
    phone.app_in_hand = "com.example.other"
    other = await sender.send(PUSH)
    assert isinstance(usual, Refused) and isinstance(other, Refused)
    told = f"the topic is {PUSH.topic}, and the app under test is com.example.other"
    assert other.hint == f"{usual.hint}\n{told}"


async def test_a_bridged_voip_push_travels_as_a_background_push_to_the_app_itself(
    xcrun: FakeXcrun, simctl: Simctl
) -> None:
    push = Push("com.example.app.voip", {"ringproof": {"event": "invite"}}, "voip")
    await deliver(SimctlSender(simctl, "U1", "simulator"), push)
    (call,) = xcrun.calls
    assert call["args"] == ["push", "U1", "com.example.app", "-"]
    assert json.loads(call["stdin"]) == {
        "aps": {"content-available": 1},
        "ringproof_bridge": {"voip": {"ringproof": {"event": "invite"}}},
    }
    with pytest.raises(NotOffered, match="voip_push: route 'simctl'"):
        await deliver(SimctlSender(simctl, "U1"), push)


async def test_what_simctl_cannot_carry_is_refused_by_name_and_not_sent(xcrun: FakeXcrun, simctl: Simctl) -> None:
    push = Push("com.example.app", PUSH.payload, collapse_id="call-1")
    with pytest.raises(
        NotOffered, match="collapse_id: route 'simctl' sends through simctl, which carries no apns-coll"
    ):
        await deliver(SimctlSender(simctl, "U1"), push)
    assert xcrun.calls == []


# --- the target


RUNTIMES = {
    "runtimes": [
        {
            "identifier": f"com.apple.CoreSimulator.SimRuntime.iOS-{version.replace('.', '-')}",
            "version": version,
            "isAvailable": True,
            "supportedDeviceTypes": [
                {"identifier": "type.iPad", "productFamily": "iPad"},
                {"identifier": "type.iPhone-17", "productFamily": "iPhone"},
            ],
        }
        for version in ("18.6", "26.4.1")
    ]
}


FIRST = ["list", "create", "boot", "bootstatus", "spawn", "spawn", "launch"]  # then where its log lies, once


@pytest.fixture
def target(xcrun: FakeXcrun, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimctlTarget]:
    """A target on the fake xcrun; WebDriverAgent is a server that is up already."""
    monkeypatch.setenv("RINGPROOF_CACHE", str(xcrun.path.parent / "cache"))
    xcrun.answer("list", out=json.dumps(RUNTIMES))
    xcrun.answer("create", out="NEW-UDID\n")
    xcrun.answer("launch", out="x: 1\n")
    with FakeServer(lambda *request: (200, {})) as server:
        port = int(server.url.rpartition(":")[2])
        monkeypatch.setattr("harness.targets.booting.free_port", lambda: port)
        settings = TargetSettings("simulator", xcrun=(str(xcrun.path),), fresh="erase")
        yield SimctlTarget(settings, lambda udid, ios, url: FakeDriver())


async def test_a_first_phone_is_created_booted_and_given_its_webdriveragent(
    xcrun: FakeXcrun, target: SimctlTarget
) -> None:
    phone = await target.fresh_phone("26.4")
    assert phone.udid == "NEW-UDID"
    assert [args[0] for args in xcrun.args] == [*FIRST, "getenv"]
    assert xcrun.args[1][2:] == ["type.iPhone-17", "com.apple.CoreSimulator.SimRuntime.iOS-26-4-1"]
    assert xcrun.calls[6]["args"] == ["launch", "NEW-UDID", WDA_BUNDLE_ID]
    assert xcrun.calls[6]["child"]["SIMCTL_CHILD_USE_PORT"] == phone.wda_url.rpartition(":")[2]


async def test_the_next_phone_is_the_same_one_erased(xcrun: FakeXcrun, target: SimctlTarget) -> None:
    await target.fresh_phone("26.4")
    before = len(xcrun.calls)
    await target.fresh_phone("26.4")
    assert [args[0] for args in xcrun.args[before:]] == [
        "shutdown",
        "erase",
        "boot",
        "bootstatus",
        "spawn",
        "spawn",
        "launch",
    ]


async def test_the_system_log_is_asked_for_by_its_length_and_for_what_concerns_the_app(
    xcrun: FakeXcrun, target: SimctlTarget
) -> None:
    phone = await target.fresh_phone("26.4")
    phone.app_in_hand = "com.example.calls"
    xcrun.answer("get_app_container", out="/somewhere/1B2C/Calls.app\n")
    xcrun.answer("spawn", out="Timestamp               Ty Process[PID:TID]\n")
    assert await target.system_log(phone, 12.2) == "Timestamp               Ty Process[PID:TID]\n"
    *words, wanted = xcrun.args[-1]
    assert words == ["spawn", "NEW-UDID", "log", "show", "--style", "compact", "--last", "13", "--predicate"]
    assert wanted == predicate("com.example.calls", "Calls.app")


async def test_the_system_log_of_a_phone_without_the_app_is_the_systems(xcrun: FakeXcrun, target: SimctlTarget) -> None:
    phone = await target.fresh_phone("26.4")
    await target.system_log(phone, 1)
    assert xcrun.args[-1][-1] == predicate(None, "")
    phone.app_in_hand = "com.example.calls"
    xcrun.answer("get_app_container", code=2)
    await target.system_log(phone, 1)
    assert xcrun.args[-1][-1] == predicate("com.example.calls", "")


async def test_crash_reports_lie_beside_the_log_folder_that_the_phone_names(
    xcrun: FakeXcrun, target: SimctlTarget, tmp_path: Path
) -> None:
    xcrun.answer("getenv", out=f"{tmp_path}/Logs/CoreSimulator/NEW-UDID\n")
    phone = await target.fresh_phone("26.4")
    assert await target.crash_reports(phone) == []
    folder = tmp_path / "Logs" / "DiagnosticReports"
    folder.mkdir(parents=True)
    (folder / "Calls-1.ips").write_text(ips_report("NEW-UDID"))
    (folder / "Mail-1.ips").write_text(ips_report("ANOTHER"))
    assert [report.file for report in await target.crash_reports(phone)] == ["Calls-1.ips"]


async def test_a_phone_that_names_no_log_folder_has_apples(
    xcrun: FakeXcrun, target: SimctlTarget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    phone = await target.fresh_phone("26.4")
    folder = tmp_path / "Library" / "Logs" / "DiagnosticReports"
    folder.mkdir(parents=True)
    (folder / "Calls-1.ips").write_text(ips_report("NEW-UDID"))
    assert len(await target.crash_reports(phone)) == 1


async def test_a_process_that_is_gone_is_looked_for_among_the_phones(
    xcrun: FakeXcrun, target: SimctlTarget, tmp_path: Path
) -> None:
    xcrun.answer("getenv", out=f"{tmp_path}/Logs/CoreSimulator/NEW-UDID\n")
    phone = await target.fresh_phone("26.4")
    folder = tmp_path / "Logs" / "DiagnosticReports"
    folder.mkdir(parents=True)
    (folder / "Calls-1.ips").write_text(ips_report("NEW-UDID"))
    row = "4711\t0\tUIKitApplication:com.example.calls[1][rb-legacy]\n"
    xcrun.answer("spawn", "NEW-UDID", "launchctl", "list", out="PID\tStatus\tLabel\n" + row)
    phone.running["com.example.calls"] = 4711
    await target.crashes_are_written(phone)
    assert phone.running
    xcrun.answer("spawn", "NEW-UDID", "launchctl", "list", out="PID\tStatus\tLabel\n")
    await target.crashes_are_written(phone)
    assert not phone.running


async def test_a_lent_phone_is_another_device_and_removed_when_it_is_given_back(
    xcrun: FakeXcrun, target: SimctlTarget
) -> None:
    lent = await target.another_phone("26.4")
    assert [args[0] for args in xcrun.args] == [*FIRST, "getenv"]
    assert xcrun.args[1][1] == "Ringproof 26.4, phone 2"
    before = len(xcrun.calls)
    await target.give_back(lent)
    await target.close()
    assert xcrun.args[before:] == [["shutdown", "NEW-UDID"], ["delete", "NEW-UDID"]]


async def test_devices_of_our_own_are_removed_at_the_end(xcrun: FakeXcrun, target: SimctlTarget) -> None:
    await target.fresh_phone("26.4")
    before = len(xcrun.calls)
    await target.close()
    assert xcrun.args[before:] == [["shutdown", "NEW-UDID"], ["delete", "NEW-UDID"]]


class GoneBench:
    async def aclose(self) -> None:
        pass


@pytest.mark.parametrize(("bench", "asked"), [(GoneBench(), []), (None, ["shutdown", "delete"])])
async def test_a_lost_target_is_asked_to_remove_simulators_of_apple_only(
    xcrun: FakeXcrun, target: SimctlTarget, bench: Any, asked: list[str]
) -> None:
    await target.fresh_phone("26.4")
    target.bench = bench
    before = len(xcrun.calls)
    target.lost = HarnessError("the phone service stopped answering")
    with pytest.raises(HarnessError, match="stopped answering"):
        await target.fresh_phone("26.4")
    xcrun.answer("shutdown", err="Invalid device: NEW-UDID\n", code=148)  # it has vanished; so be it
    await target.close()
    assert xcrun.args[before:] == [[command, "NEW-UDID"] for command in asked]


@pytest.mark.parametrize("command", ["boot", "bootstatus", "launch"])
async def test_a_device_that_does_not_come_up_is_removed_and_the_next_is_a_new_one(
    xcrun: FakeXcrun, target: SimctlTarget, command: str
) -> None:
    xcrun.answer(command, err="no", code=1)
    with pytest.raises(SimctlError, match=f"simctl {command} ended"):
        await target.fresh_phone("26.4")
    assert xcrun.args[-2:] == [["shutdown", "NEW-UDID"], ["delete", "NEW-UDID"]]
    xcrun.answer(command, out="x: 1\n")
    before = len(xcrun.calls)
    await target.fresh_phone("26.4")
    assert xcrun.args[before + 1][0] == "create"


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


async def test_after_a_loss_a_target_begins_anew_with_a_new_device(xcrun: FakeXcrun, target: SimctlTarget) -> None:
    await target.fresh_phone("26.4")
    target.lost = HarnessError("the phone service stopped answering")
    before = len(xcrun.calls)
    await target.revive()
    await target.fresh_phone("26.4")
    done = [args[0] for args in xcrun.args[before:]]
    assert done[0] == "delete"  # what the old one left, if anything still knows it
    assert "create" in done and "boot" in done


async def test_a_missing_runtime_names_those_there_are(xcrun: FakeXcrun, target: SimctlTarget) -> None:
    with pytest.raises(HarnessError, match=r"no runtime for iOS 12\.4") as failure:
        await target.fresh_phone("12.4")
    assert "18.6, 26.4.1" in str(failure.value)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (148, "Invalid device: NEW-UDID"),
        (1, "CoreSimulatorService connection became invalid. Simulator services will no longer be available."),
        (1, "The connection to the phone service was interrupted; its log is service.log in the device set."),
    ],
)
async def test_a_phone_that_goes_away_under_a_command_is_lost(
    xcrun: FakeXcrun, target: SimctlTarget, code: int, said: str
) -> None:
    with on_stage() as stage:
        phone = await target.fresh_phone("26.4")
        xcrun.answer("launch", err=said, code=code)
        with pytest.raises(TargetLost) as failure:
            await target.launch(phone, "com.example.app", (), {})
    assert said in str(failure.value) and stage.lost is failure.value


async def test_each_scenario_gets_a_clone_of_its_own_and_the_template_alone_is_quieted(
    xcrun: FakeXcrun, target: SimctlTarget
) -> None:
    cloning = SimctlTarget(replace(target.settings, fresh="clone"), lambda *which: FakeDriver())
    xcrun.answer("clone", out="CLONE\n")
    phone = await cloning.fresh_phone("26.4")
    assert phone.udid == "CLONE"
    done = [tuple(args[:2]) for args in xcrun.args]
    assert [words for words in done if words[1] == "NEW-UDID"] == [
        (command, "NEW-UDID") for command in ("boot", "bootstatus", "spawn", "spawn", "shutdown", "clone")
    ]
    up = [(command, "CLONE") for command in ("boot", "bootstatus", "launch", "getenv")]
    assert done[-4:] == up
    before = len(done)
    await cloning.fresh_phone("26.4")
    again = [("shutdown", "CLONE"), ("delete", "CLONE"), ("clone", "NEW-UDID"), *up]
    assert [tuple(args[:2]) for args in xcrun.args[before:]] == again
    await cloning.close()


@pytest.fixture
def slotted(xcrun: FakeXcrun, target: SimctlTarget) -> SimctlTarget:
    """A target whose phones stand in one place of a Grid's, where `target`'s WebDriverAgent answers."""
    port = booting.free_port()
    slot = Slot("ringproof-1", f"http://127.0.0.1:{port}")
    settings = TargetSettings("simulator", xcrun=(str(xcrun.path),), fresh="erase", slot=slot)
    return SimctlTarget(settings, lambda udid, ios, url: FakeDriver())


async def test_in_a_slot_webdriveragent_answers_where_the_grid_says(
    xcrun: FakeXcrun, slotted: SimctlTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.targets.booting.free_port", lambda: 1)
    assert slotted.settings.slot is not None
    phone = await slotted.fresh_phone("26.4")
    assert phone.wda_url == slotted.settings.slot.wda_url
    with pytest.raises(NotOffered, match="a slot of a Grid is one phone"):
        await slotted.another_phone("26.4")


async def test_in_a_slot_a_phone_of_another_version_makes_room_and_is_fresh_when_it_comes_back(
    xcrun: FakeXcrun, slotted: SimctlTarget
) -> None:
    first = await slotted.fresh_phone("26.4")
    xcrun.answer("create", out="OTHER-UDID\n")
    before = len(xcrun.calls)
    await slotted.fresh_phone("18.6")
    assert xcrun.args[before + 2 :] == [
        ["boot", "OTHER-UDID"],
        ["bootstatus", "OTHER-UDID"],
        *(["spawn", "OTHER-UDID", "defaults", "write", *words] for words in booting.QUIET),
        ["shutdown", first.udid],
        ["erase", first.udid],
        ["launch", "OTHER-UDID", WDA_BUNDLE_ID],
        ["getenv", "OTHER-UDID", "SIMULATOR_LOG_ROOT"],
    ]
    before = len(xcrun.calls)
    again = await slotted.fresh_phone("26.4")
    assert again.udid == first.udid
    assert ["erase", first.udid] not in xcrun.args[before:]  # it is since it was switched off


async def test_in_a_slot_a_restarted_phone_keeps_what_is_on_it(xcrun: FakeXcrun, slotted: SimctlTarget) -> None:
    phone = await slotted.fresh_phone("26.4")
    await slotted.restart(phone)
    assert "erase" not in [args[0] for args in xcrun.args]


async def test_reinstalling_takes_the_old_app_away_first(xcrun: FakeXcrun) -> None:
    settings = TargetSettings("simulator", xcrun=(str(xcrun.path),), fresh="reinstall")
    target = SimctlTarget(settings, lambda udid, ios, url: FakeDriver())
    phone = Phone(target, "U1", "26.4", "http://127.0.0.1:1", FakeDriver())
    await target.install(phone, "com.example.app", Path("/x/App.app"))
    assert xcrun.args == [["uninstall", "U1", "com.example.app"], ["install", "U1", "/x/App.app"]]


async def test_a_target_without_a_bench_says_so_for_its_network(xcrun: FakeXcrun) -> None:
    target = SimctlTarget(TargetSettings("simulator", xcrun=(str(xcrun.path),)), lambda *which: FakeDriver())
    phone = Phone(target, "U1", "26.4", "http://127.0.0.1:1", FakeDriver())
    with pytest.raises(NotOffered, match="cannot switch its network"):
        await phone.go_offline()


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
