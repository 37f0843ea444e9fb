"""Deleting, restarting, and what the system wrote down of an app that was ended for a mistake."""

from __future__ import annotations

import os
from pathlib import Path

from harness.apps import App, AppProfile
from harness.pages.home import AppSwitcher, Home
from harness.phone import Phone
from harness.stage import current
from harness.targets.crash_reports import CrashReports
from harness.tests.fakes import FakeDriver, FakeTarget

APP = AppProfile("com.example.calls", "Calls")
REPORT = """Process:             Calls
*** Terminating app due to uncaught exception 'NSInternalInconsistencyException', reason: '{}'
Last Exception Backtrace:
"""


def app_on(target: FakeTarget, bundle: Path | None = None) -> App:
    phone = Phone(target, "UDID-1", "26.4", "http://127.0.0.1:1", FakeDriver())
    return App(APP, phone, Home(phone, "home", "Calls"), AppSwitcher(phone, "switcher"), bundle=bundle)


async def test_the_last_crash_counts_and_none_is_none() -> None:
    target = FakeTarget()
    app = app_on(target)
    assert await app.crash_reason() is None
    target.crashes = [REPORT.format("it's the first"), REPORT.format("the second")]
    assert await app.crash_reason() == "the second"
    target.crashes = [REPORT.format("it's the first")]
    assert await app.crash_reason() == "it's the first"


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


def test_reports_of_an_earlier_installation_are_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "CrashReporter"
    folder.mkdir()

    def crash(name: str, text: str, at: int) -> None:
        (folder / name).write_text(text, encoding="utf-8")
        os.utime(folder / name, (at, at))

    reports = CrashReports()
    assert reports.read(tmp_path / "nowhere", "com.example.calls") == []
    crash("com.example.calls-1.crash", "old", 10)
    crash("com.example.calls-2.crash", "old too", 20)
    reports.forget(tmp_path, "com.example.calls")
    assert reports.read(tmp_path, "com.example.calls") == []
    crash("com.example.calls-1.crash", "second", 40)  # an erased phone counts launches anew
    crash("com.example.calls-10.crash", "first", 30)
    crash("com.example.mail-1.crash", "another app's", 30)
    assert reports.read(tmp_path, "com.example.calls") == ["first", "second"]
