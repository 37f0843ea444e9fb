"""Deleting, restarting, and what the system wrote down of an app that was ended for a mistake."""

from __future__ import annotations

import os
import plistlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from harness.app_profile import AppProfile
from harness.apps import App
from harness.bench import Bench, BenchClock
from harness.clock import WallClock
from harness.crashes import CrashReport
from harness.errors import EnvironmentFault
from harness.pages.home import AppSwitcher, Home
from harness.phone import Phone
from harness.stage import current
from harness.targets.crash_reports import CrashReports
from harness.tests.fakes import Answer, EventClock, FakeDriver, FakeServer, FakeTarget, crash_report

APP = AppProfile("com.example.calls", "Calls")


def app_on(target: FakeTarget, bundle: Path | None = None) -> App:
    phone = Phone(target, "UDID-1", "26.4", "http://127.0.0.1:1", FakeDriver())
    return App(APP, phone, Home(phone, "home", "Calls"), AppSwitcher(phone, "switcher"), bundle=bundle)


def test_where_a_thread_stood_counts_when_nothing_was_raised() -> None:
    """As in Apple's reports of a watchdog's termination."""
    text = """Exception Type:      EXC_CRASH (SIGKILL)
Termination Reason:  Namespace SPRINGBOARD, Code 0x8badf00d

Thread 0 name:  Dispatch queue: com.apple.main-thread
Thread 0 Crashed:
0   libsystem_kernel.dylib semaphore_wait_trap + 8
1   Calls waitForServer() + 64

Thread 1:
0   libsystem_pthread.dylib start_wqthread + 0
"""
    frames = ["libsystem_kernel.dylib semaphore_wait_trap + 8", "Calls waitForServer() + 64"]
    assert CrashReport("Calls-1.crash", text).frames == frames
    raised = f"{text}\nLast Exception Backtrace:\n0   app.py:7 answer\n"
    assert CrashReport("Calls-1.crash", raised).frames == ["app.py:7 answer"]


async def test_the_last_crash_counts_and_none_is_none() -> None:
    target = FakeTarget()
    app = app_on(target)
    assert await app.crash_reason() is None
    target.crashes = [crash_report("it's the first"), crash_report("the second")]
    assert await app.crash_reason() == "the second"
    assert await app.crash_reasons() == ["it's the first", "the second"]
    target.crashes = [crash_report("it's the first"), crash_report("another app's", "com.example.mail")]
    assert await app.crash_reason() == "it's the first"


@pytest.mark.parametrize(
    ("installed", "hint"),
    [
        (
            "com.example.call",
            "look again\ninstalled is com.example.call (Calls.app); the profile says com.example.calls",
        ),
        ("com.example.calls", "look again"),
        (None, "look again"),
    ],
)
async def test_an_app_that_does_not_launch_may_be_another_than_the_profiles(
    tmp_path: Path, installed: str | None, hint: str
) -> None:
    bundle = tmp_path / "Calls.app"
    bundle.mkdir()
    if installed is not None:
        (bundle / "Info.plist").write_bytes(plistlib.dumps({"CFBundleIdentifier": installed}))

    class Unknown(FakeTarget):
        async def launch(self, phone: Phone, bundle_id: str, arguments: Any, environment: Any) -> int:
            raise EnvironmentFault(f"{bundle_id} is unknown", hint="look again")

    with pytest.raises(EnvironmentFault, match="is unknown") as failure:
        await app_on(Unknown(), bundle).launch()
    assert failure.value.hint == hint
    with pytest.raises(EnvironmentFault) as failure:
        await app_on(Unknown()).launch()
    assert failure.value.hint == "look again"


async def test_a_report_tells_what_when_and_where() -> None:
    told = crash_report("it's the\nfirst")
    assert (told.app, told.bundle_id, told.kind) == ("Calls", APP.bundle_id, "NSInternalInconsistencyException")
    assert told.reason == "it's the\nfirst"
    assert told.frames == ["app.py:7 answer", "main.py:1 run"]
    assert await told.at(EventClock()) == 1_767_225_602_150_000
    assert await CrashReport("x.crash", "Process: Calls\n").at(EventClock()) is None


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (
            "Termination Reason:  Namespace RUNNINGBOARD, Code 0x2182bad2\nTermination Description: task not ended\n",
            "",
            "Namespace RUNNINGBOARD, Code 0x2182bad2: task not ended",
        ),
        (
            "Exception Type:      EXC_BAD_ACCESS (SIGSEGV)\nApplication Specific Information:\nnull block\n",
            "EXC_BAD_ACCESS (SIGSEGV)",
            "null block",
        ),
        ("Exception Type:      EXC_BAD_ACCESS (SIGSEGV)\n", "EXC_BAD_ACCESS (SIGSEGV)", "EXC_BAD_ACCESS (SIGSEGV)"),
    ],
)
def test_an_app_may_end_without_an_exception(body: str, kind: str, reason: str) -> None:
    told = CrashReport("x.crash", body)
    assert (told.kind, told.reason, told.frames) == (kind, reason, [])


async def test_dates_of_reports_have_a_place_in_the_scenarios_time() -> None:
    def answer(method: str, path: str, body: Any) -> Answer:
        return 200, {"now": 5, "began": 1_767_225_600}

    with FakeServer(answer) as server:
        bench = Bench(server.url, "token", guard=5)
        assert await crash_report("x").at(BenchClock(bench)) == 2_150_000
        await bench.aclose()
    wall = WallClock()
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f +0000")
    at = await CrashReport("x.crash", f"Date/Time:           {now}\n").at(wall)
    assert at is not None and -1_000_000 < at <= await wall.now()


async def test_reinstalling_deletes_first_and_restarting_uncovers_the_screen() -> None:
    target = FakeTarget()
    app = app_on(target, Path("/x/Calls.app"))
    await app.reinstall()
    assert target.done == [("uninstall", APP.bundle_id), ("install", APP.bundle_id, Path("/x/Calls.app"))]
    uncovered: list[bool] = []

    async def uncover() -> None:
        uncovered.append(True)

    app.phone.covered_by(uncover)
    await app.phone.restart()
    assert (uncovered, target.done[-1]) == ([True], ("restart",))
    assert current() is not None


async def test_a_process_is_one_that_should_run_until_somebody_of_the_scenario_ends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def swiped(self: AppSwitcher, bundle_id: str, name: str) -> None:
        pass

    monkeypatch.setattr(AppSwitcher, "force_quit", swiped)
    app = app_on(FakeTarget())
    for end in (app.terminate, app.force_quit, app.reinstall, app.phone.restart):
        pid = await app.launch()
        assert app.phone.running == {APP.bundle_id: pid}
        await end()
        assert app.phone.running == {}


def test_reports_of_an_earlier_scenario_are_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "CrashReporter"
    folder.mkdir()

    def crash(name: str, text: str, at: int) -> None:
        (folder / name).write_text(text, encoding="utf-8")
        os.utime(folder / name, (at, at))

    reports, phone = CrashReports(), app_on(FakeTarget()).phone
    assert reports.read(phone, tmp_path / "nowhere") == []
    crash("com.example.calls-1.crash", "old", 10)
    crash("com.example.calls-2.crash", "old too", 20)
    reports.forget(phone, tmp_path)
    assert reports.read(phone, tmp_path) == []
    crash("com.example.calls-1.crash", "second", 40)  # an erased phone counts launches anew
    crash("com.example.calls-10.crash", "first", 30)
    crash("com.example.mail-1.crash", "another app's", 35)
    assert [one.text for one in reports.read(phone, tmp_path)] == ["first", "another app's", "second"]
