"""The Simulator target: phones made, made fresh, lent, lost and given back, on a fake xcrun."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.errors import HarnessError, NotOffered, TargetLost
from harness.phone import Phone
from harness.targets import booting
from harness.targets.base import Slot, TargetSettings
from harness.targets.booting import WDA_BUNDLE_ID
from harness.targets.simctl import SimctlError
from harness.targets.simulator import SimctlTarget
from harness.tests.fake_xcrun import FakeXcrun
from harness.tests.fakes import FakeDriver, on_stage
from harness.ui import addresses

FIRST = ["list", "create", "boot", "bootstatus", "spawn", "spawn", "launch"]  # then where its log lies, once


async def test_a_first_phone_is_created_booted_and_given_its_webdriveragent(
    xcrun: FakeXcrun, target: SimctlTarget
) -> None:
    phone = await target.fresh_phone("26.4")
    assert phone.udid == "NEW-UDID"
    assert [args[0] for args in xcrun.args] == [*FIRST, "getenv"]
    assert xcrun.args[1][2:] == ["type.iPhone-17", "com.apple.CoreSimulator.SimRuntime.iOS-26-4-1"]
    assert xcrun.calls[6]["args"] == ["launch", "--terminate-running-process", "NEW-UDID", WDA_BUNDLE_ID]
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


async def test_after_a_loss_a_target_begins_anew_with_a_new_device(xcrun: FakeXcrun, target: SimctlTarget) -> None:
    await target.fresh_phone("26.4")
    target.lost = HarnessError("the phone service stopped answering")
    before = len(xcrun.calls)
    await target.revive()
    await target.fresh_phone("26.4")
    done = [args[0] for args in xcrun.args[before:]]
    assert done[:2] == ["shutdown", "delete"]  # what the old one left, if anything still knows it
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
    launched = ("launch", "--terminate-running-process")
    up = [("boot", "CLONE"), ("bootstatus", "CLONE"), launched, ("getenv", "CLONE")]
    assert done[-4:] == up
    before = len(done)
    await cloning.fresh_phone("26.4")
    again = [("shutdown", "CLONE"), ("delete", "CLONE"), ("clone", "NEW-UDID"), *up]
    assert [tuple(args[:2]) for args in xcrun.args[before:]] == again
    await cloning.close()


@pytest.fixture
def slotted(xcrun: FakeXcrun, target: SimctlTarget) -> SimctlTarget:
    """A target whose phones stand in one place of a Grid's, where `target`'s WebDriverAgent answers."""
    port = addresses.free_port()
    slot = Slot("ringproof-1", f"http://127.0.0.1:{port}")
    settings = TargetSettings("simulator", xcrun=(str(xcrun.path),), fresh="erase", slot=slot)
    return SimctlTarget(settings, lambda udid, ios, url: FakeDriver())


async def test_in_a_slot_webdriveragent_answers_where_the_grid_says(
    xcrun: FakeXcrun, slotted: SimctlTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.ui.addresses.free_port", lambda: 1)
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
        ["launch", "--terminate-running-process", "OTHER-UDID", WDA_BUNDLE_ID],
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
