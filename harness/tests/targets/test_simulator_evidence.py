"""The system log and crash reports of a Simulator: what is asked for, and where they lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.targets.evidence import predicate
from harness.targets.simulator import SimctlTarget
from harness.tests.fake_xcrun import FakeXcrun
from harness.tests.fakes import ips_report


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
