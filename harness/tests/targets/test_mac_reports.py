"""Crash reports as a Mac writes them of apps on Apple's Simulator: which are this phone's, and when to wait for one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harness.crashes import CrashReport
from harness.errors import HarnessError
from harness.phone import Phone
from harness.targets import evidence, ips, mac_reports
from harness.targets.mac_reports import MacReports
from harness.tests.fakes import EventClock, FakeDriver, FakeTarget, ips_report

UNCAUGHT = "*** Terminating app due to uncaught exception 'NSRangeException', reason: 'index 3 beyond bounds'"
PID = 4711  # of `ips_report`
PATIENT = 60.0  # wall seconds, for what comes


@pytest.fixture
def phone() -> Phone:
    return Phone(FakeTarget(), "U", "26.4", "", FakeDriver())


@pytest.fixture
def log_folder(tmp_path: Path) -> Path:
    (tmp_path / "DiagnosticReports").mkdir()
    return tmp_path / "CoreSimulator" / "U"


def written_as(log_folder: Path, name: str, text: str) -> None:
    (log_folder.parent.parent / "DiagnosticReports" / name).write_text(text)


async def test_a_report_is_told_as_any_other() -> None:
    said = {"a": ["abort() called"], "b": [UNCAUGHT]}
    file = ips_report("U", captureTime="2026-01-01 02:00:02.1500 +0200", asi=said)
    told = CrashReport("Calls-1.ips", ips.crash_of("u", file, since=0) or "")
    assert (told.app, told.bundle_id, told.pid) == ("Calls", "com.example.calls", PID)
    assert (told.kind, told.reason) == ("NSRangeException", "index 3 beyond bounds")
    assert told.frames == ["libobjc.A.dylib objc_exception_throw + 72", "Calls + 8176"]
    assert await told.at(EventClock()) == 1_767_225_602_150_000


def test_the_exception_nobody_caught_is_told_by_name_and_reason() -> None:
    raised = {"name": "NSRangeException", "type": "objc-exception", "composed_message": "index 3 beyond bounds"}
    for reason in (raised, raised | {"format_string": "index %d"}):
        file = ips_report("U", asi={"libsystem_c.dylib": ["abort() called"]}, exceptionReason=reason)
        told = CrashReport("Calls-1.ips", ips.crash_of("U", file, since=0) or "")
        assert (told.kind, told.reason) == ("NSRangeException", "index 3 beyond bounds")
        assert "abort() called" in told.text


def test_a_report_without_the_apps_last_words_tells_how_it_ended() -> None:
    told = CrashReport("Calls-1.ips", ips.crash_of("U", ips_report("U"), since=0) or "")
    assert (told.kind, told.reason) == ("EXC_CRASH (SIGABRT)", "SIGNAL 6 Abort trap: 6")


def test_frames_of_images_that_are_not_listed_are_told_without() -> None:
    file = ips_report("U", lastExceptionBacktrace=[{"imageOffset": 7}, {"imageIndex": 9, "symbol": "main"}])
    told = CrashReport("Calls-1.ips", ips.crash_of("U", file, since=0) or "")
    assert told.frames == ["??? + 7", "??? main + 0"]


@pytest.mark.parametrize(
    "file",
    [
        ips_report("ANOTHER"),
        ips_report("U", bug_type="288"),  # a hang
        ips_report("U", captureTime="2026-01-01 00:00:00.0000 +0000"),  # of an earlier scenario, written late
        ips_report("U", coalitionName="com.apple.Terminal"),
        ips_report("U")[:-20],  # half written
        ips_report("U").partition("\n")[0],
        "Process: Calls [123]\n",
        "[]\n[]",
        "",
    ],
)
def test_other_files_are_no_crash_of_this_phone(file: str) -> None:
    assert ips.crash_of("U", file, since=1_767_225_601) is None


def test_what_crashed_before_the_phone_was_fresh_is_not_read_however_late_it_is_written(
    phone: Phone, log_folder: Path
) -> None:
    reports = MacReports()
    assert reports.read(phone, log_folder / "nowhere") == []
    text = ips_report("U")
    written_as(log_folder, "Calls-1.ips", text)
    (found,) = reports.read(phone, log_folder)
    assert (found.file, found.original) == ("Calls-1.ips", text)
    reports.forget(phone, log_folder)
    long_ago = (datetime.now(UTC) - timedelta(seconds=5)).strftime("%Y-%m-%d %H:%M:%S.%f +0000")
    written_as(log_folder, "Calls-1.ips", ips_report("U", captureTime=long_ago))
    assert reports.read(phone, log_folder) == []


async def test_a_report_of_a_process_that_is_gone_is_waited_for(
    phone: Phone, log_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []

    async def later(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 2:
            written_as(log_folder, "Calls-1.ips", ips_report("U"))

    monkeypatch.setattr(mac_reports, "sleep", later)
    reports = MacReports(late=PATIENT)
    phone.running["com.example.calls"] = PID
    await reports.written(phone, log_folder, process(None))
    assert looks == [mac_reports.EACH, mac_reports.EACH] and len(reports.read(phone, log_folder)) == 1
    await reports.written(phone, log_folder, process(None))
    assert len(looks) == 2  # once only


async def test_a_report_that_never_comes_is_waited_for_no_longer_than_was_said(phone: Phone, log_folder: Path) -> None:
    written_as(log_folder, "Calls-1.ips", ips_report("U", pid=PID + 1))  # of another process
    phone.running["com.example.calls"] = PID
    await MacReports(late=0.01).written(phone, log_folder, process(PID + 2))
    assert phone.running == {}


async def test_nobody_waits_for_an_app_that_runs_or_cannot_be_asked_about(
    phone: Phone, log_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unexpected(seconds: float) -> None:
        pytest.fail("waited")

    async def refused(bundle_id: str) -> int | None:
        raise HarnessError("xcrun simctl spawn ended with exit code 149")

    monkeypatch.setattr(mac_reports, "sleep", unexpected)
    phone.running["com.example.calls"] = PID
    reports = MacReports(late=PATIENT)
    await reports.written(phone, log_folder, process(PID))
    await reports.written(phone, log_folder, refused)
    assert phone.running == {"com.example.calls": PID}


def process(pid: int | None) -> mac_reports.PidOf:
    async def pid_of(bundle_id: str) -> int | None:
        return pid

    return pid_of


def test_of_a_long_log_the_end_is_kept_in_whole_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "LONGEST", 25)
    assert evidence.the_end_of("a line of its own\n") == "a line of its own\n"
    told = evidence.the_end_of("the first line\nthe second line\nthe third\n")
    assert told == "… the 31 characters before this are left out\nthe third\n"
