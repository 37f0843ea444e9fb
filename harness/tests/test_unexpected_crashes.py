"""An app that crashes fails the scenario it crashed in, unless the scenario asked about it."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from .projects import ASKED, INI, folder_of, introduced, project

pytest_plugins = ["pytester"]
__all__ = ["project"]  # a fixture

REPORTS = """
import pytest
from conftest import TARGET
from harness.tests.fakes import crash_report

def crash(bundle_id="com.example.ringproof.sample", reason="[Calls foo]: unrecognized selector sent to instance"):
    TARGET.crashes.append(crash_report(reason, bundle_id, "1970-01-01 00:00:02.5000"))

@pytest.fixture(autouse=True)
def none_yet():
    TARGET.crashes.clear()
    TARGET.clock.time = 0
"""
CRASHING = """
    from reports import crash, none_yet

    async def test_the_phone_rings(alice, phone_time):
        await alice.phone.press_home()
        await phone_time.pass_(2.5)
        crash()
        await alice.phone.press_home()
        await phone_time.pass_(4)
        await alice.phone.lock()
"""


@pytest.fixture
def crashing(project: pytest.Pytester) -> pytest.Pytester:
    project.makepyfile(reports=REPORTS, test_calls=CRASHING)
    return project


def test_it_fails_the_scenario_in_which_it_happened(crashing: pytest.Pytester) -> None:
    result = crashing.runpytest("--evidence", "kept", "--junitxml", "junit.xml")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "test_calls.py:3",
            "> async def test_the_phone_rings(alice, phone_time):",
            "",
            "AppCrashed: Calls on alice.phone crashed, and no statement of the scenario asks",
            "  about it",
            "  expected an app that lives through the scenario",
            "  saw      +2.50 s  NSInternalInconsistencyException: [[]Calls foo]: unrecognized",
            "           selector sent to instance",
            "             app.py:7 answer",
            "             main.py:1 run",
            "  hint     that object has no such method*",
            "           a scenario that expects the crash looks at it: alice.app.crash_reason",
            "  last     +0.00 s  the app is launched",
            "           +0.00 s  alice.phone: Home is pressed",
            "           +0.00 s  2.5 s pass",
            "           +2.50 s  alice.phone: Home is pressed",
            "  kept     kept/*/screenshot.png",
            "           beside it: ui-tree.xml, journal.jsonl, com.example.ringproof.sample-1.crash",
            "  again    *pytest test_calls.py::test_the_phone_rings*",
        ]
    )
    assert "is locked" not in result.stdout.str().partition("AppCrashed")[2]  # what came later is of no interest
    (failure,) = ET.parse(crashing.path / "junit.xml").iter("failure")
    assert (failure.get("message") or "").startswith("AppCrashed: Calls on alice.phone crashed")
    folder = folder_of(crashing.path / "kept", "rings")
    assert "unrecognized selector" in (folder / "com.example.ringproof.sample-1.crash").read_text()
    page = (crashing.path / "kept" / "report.html").read_text()
    assert "<strong>AppCrashed</strong>" in page and "<td>alice.phone is locked</td>" in page


def test_no_time_passes_for_the_look(crashing: pytest.Pytester) -> None:
    crashing.makepyfile(
        test_calls="""
        from conftest import TARGET

        async def test_it(alice, phone_time):
            await phone_time.pass_(1)

        async def test_afterwards():
            assert TARGET.clock.time == 1_000_000
        """
    )
    crashing.runpytest().assert_outcomes(passed=2)


def test_a_scenario_that_looked_at_it_passes(crashing: pytest.Pytester) -> None:
    crashing.makepyfile(
        test_calls="""
        from reports import crash, none_yet
        from harness import eventually

        async def test_it_asks(alice):
            crash()
            await eventually(alice.app.crash_reason, that=bool, within=1)

        async def test_it_asks_how_often(alice):
            crash()
            crash(reason="again")
            await eventually(alice.app.crash_reasons, that=lambda seen: len(seen) == 2, within=1)

        async def test_it_asked_too_early(alice):
            assert await alice.app.crash_reason() is None
            crash()

        async def test_it_crashed_once_more(alice):
            crash()
            assert await alice.app.crash_reason()
            crash(reason="once more")

        async def test_it_asked_about_another_app(alice):
            crash("com.example.mail")
            assert await alice.app.crash_reason() is None
        """
    )
    result = crashing.runpytest()
    result.assert_outcomes(passed=2, failed=3)
    result.stdout.fnmatch_lines("FAILED test_calls.py::test_it_asked_too_early - AppCrashed: Calls on*")
    result.stdout.fnmatch_lines("*+2.50 s  NSInternalInconsistencyException: once more*")


def test_of_a_scenario_that_failed_already_it_is_a_line_of_the_account(crashing: pytest.Pytester) -> None:
    crashing.makepyfile(
        test_calls="""
        from reports import crash, none_yet
        from harness import eventually

        async def test_it(alice):
            crash(reason="boom")
            await eventually(alice.banner.text, equals="Bob", within=5)

        async def test_that(alice):
            crash(reason="bang")
            assert [] == ["Bob"]
        """
    )
    result = crashing.runpytest("--evidence", "kept")
    result.assert_outcomes(failed=2)
    for failed, reason in (("NeverHappened", "boom"), ("AssertionError", "bang")):
        line = f"  crash    +2.50 s  NSInternalInconsistencyException: {reason}"
        result.stdout.fnmatch_lines([f"{failed}: *", line])
    assert "AppCrashed" not in result.stdout.str()
    page = (crashing.path / "kept" / "report.html").read_text()
    assert "<dt>crash</dt><dd>+2.50 s  NSInternalInconsistencyException: boom</dd>" in page


@pytest.mark.parametrize("then", ["", "assert alice is None"])
def test_a_report_that_is_written_late_is_waited_for(crashing: pytest.Pytester, then: str) -> None:
    crashing.makepyfile(
        test_calls=f"""
            from conftest import TARGET
            from reports import crash, none_yet

            async def test_the_phone_rings(alice):
                crash()
                TARGET.unwritten.append(TARGET.crashes.pop())
                {then}
        """
    )
    result = crashing.runpytest("--evidence", "kept")
    result.assert_outcomes(failed=1)
    assert ("AppCrashed: Calls on alice.phone crashed" in result.stdout.str()) is (then == "")
    assert len(list(folder_of(crashing.path / "kept", "the-phone-rings").glob("*.crash"))) == 1


def test_a_crash_while_people_are_introduced_is_told_too(crashing: pytest.Pytester) -> None:
    introduced(crashing, "from reports import crash", "crash()", ASKED)
    crashing.makepyfile(test_calls="async def test_it(alice): ...")
    result = crashing.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["NeverHappened: alice.permission_alert*", "  crash    +2.50 s  NSInternal*"])


@pytest.mark.parametrize("how", ["no access", "not wanted"])
def test_where_reports_cannot_be_read_nobody_looks(crashing: pytest.Pytester, how: str) -> None:
    if how == "not wanted":
        crashing.makeini(INI + "ringproof_lacks = crash_log\n")
    crashing.runpytest(*(["--target", "device"] if how == "no access" else [])).assert_outcomes(passed=1)


def test_each_person_with_a_phone_is_looked_after(crashing: pytest.Pytester) -> None:
    crashing.makepyfile(
        test_calls="""
        from conftest import TARGET
        from reports import crash, none_yet

        async def test_it(alice, lend_phone):
            dave = await lend_phone("dave")
            whose = {dave.phone.udid: TARGET.crashes, alice.phone.udid: []}
            crash()

            async def crash_reports(phone):
                return list(whose[phone.udid])

            TARGET.crash_reports = crash_reports
            assert await alice.app.crash_reason() is None
        """
    )
    crashing.runpytest().stdout.fnmatch_lines(
        ["AppCrashed: Calls on dave.phone crashed*", "*, phone-2-com.example.ringproof.sample-1.crash"]
    )
