"""What a run leaves behind: evidence, report page, lines in the terminal, JUnit."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from harness.tests.projects import FAILING, PASSING, folder_of, project

pytest_plugins = ["pytester"]
__all__ = ["project"]  # a fixture


def test_a_failure_keeps_its_evidence_and_says_how_to_repeat_it(project: pytest.Pytester) -> None:
    test = project.makepyfile(FAILING)
    result = project.runpytest("--evidence", "kept", "--defect", "call-not-reported")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "NeverHappened: alice.call_screen.caller was never 'Bob' within 5.0 phone seconds",
            "  kept     kept/*the-phone-rings-*/screenshot.png",
            "           beside it: ui-tree.xml, journal.jsonl",
            f"  again  * {test.name}::test_the_phone_rings --defect call-not-reported",
        ]
    )
    folder = folder_of(project.path / "kept", "the-phone-rings")
    assert (folder / "screenshot.png").read_bytes().startswith(b"\x89PNG")
    tree = (folder / "ui-tree.xml").read_text()
    assert tree.count("<tree app=") == 2 and "<?xml" not in tree  # SpringBoard and the app
    kinds = [json.loads(line)["phone"]["kind"] for line in (folder / "journal.jsonl").read_text().splitlines()]
    assert kinds == ["scenario", "app", "phone", "failed", "verdict"]


def test_an_ordinary_assertion_keeps_its_evidence_too(project: pytest.Pytester) -> None:
    project.makepyfile("async def test_it(alice):\n    assert 1 == 2")
    project.runpytest("--evidence", "kept").assert_outcomes(failed=1)
    folder = folder_of(project.path / "kept", "-it-")
    kept = ["journal.jsonl", "screenshot.png", "system.log", "ui-tree.xml"]
    assert sorted(file.name for file in folder.iterdir()) == kept
    verdict = json.loads((folder / "journal.jsonl").read_text().splitlines()[-1])
    assert verdict["phone"]["data"]["failure"]["failed"] == "assert 1 == 2"


def test_without_an_evidence_folder_failures_alone_are_kept_in_the_temporary_one(project: pytest.Pytester) -> None:
    project.makepyfile(test_one=PASSING, test_two=FAILING)
    result = project.runpytest("--basetemp", str(project.path / "temporary"))
    result.assert_outcomes(passed=1, failed=1)
    assert [path.name[:19] for path in (project.path / "temporary" / "evidence").iterdir()] == ["two-the-phone-rings"]


def test_an_evidence_folder_that_takes_no_files_is_a_usage_error(project: pytest.Pytester) -> None:
    (project.path / "kept").write_text("a file")
    result = project.runpytest("--evidence", "kept")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines("*the evidence folder *kept cannot be written:*choose another folder with --evidence*")


def test_an_error_before_the_scenario_began_has_its_place_on_the_page(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import pytest

        @pytest.fixture
        def broken():
            raise RuntimeError("the bench did not start")

        async def test_early(broken, alice):
            pass
    """)
    result = project.runpytest("--evidence", "kept")
    result.assert_outcomes(errors=1)
    assert "the bench did not start" in (project.path / "kept" / "report.html").read_text()


def test_the_report_page_holds_everything_in_itself(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_one=PASSING,
        test_two=FAILING,
        test_three="""
            import pytest

            @pytest.mark.needs("network")
            async def test_offline(alice): ...
        """,
    )
    result = project.runpytest("--evidence", "kept", "--target", "simulator", "--app", "x.app")
    page = (project.path / "kept" / "report.html").read_text()
    result.stdout.fnmatch_lines("report   *report.html")
    assert page.count('<details class="scenario') == 3
    cards = page[page.index('<details class="scenario') :]
    assert cards.index("the phone rings") < cards.index("the app is there")  # failures first
    assert "alice.call_screen.caller was never &#39;Bob&#39;" in page
    assert "needs network: target &#39;simulator&#39;" in page
    assert page.count("data:image/png;base64,") == 2
    assert "pytest test_two.py::test_the_phone_rings --target simulator" in page
    for outside in ("http://", "https://", 'src="/', "@import"):
        assert outside not in page
    assert page.count("data-timeline=") == 2


def test_the_terminal_tells_each_scenario_in_a_line_and_the_times_at_the_end(project: pytest.Pytester) -> None:
    project.makepyfile(test_one=PASSING, test_two=FAILING)
    result = project.runpytest()
    result.stdout.fnmatch_lines(
        [
            "test_one.py",
            "  ✓ the app is there  alice.app.state FOREGROUND  (* ms)",
            "test_two.py",
            "  ✗ the phone rings  *alice.call_screen.caller was never 'Bob' within 5.0 phone seconds  (* ms)",
            "*= ringproof =*",
            "target   embedded, driver wda, iOS 26.4",
            "verdict  2 scenarios: 1 passed, 1 failed",
            "time     median * ms, slowest * ms of 2",
        ]
    )


def test_steps_are_told_as_they_happen_when_asked_for(project: pytest.Pytester) -> None:
    project.makepyfile(FAILING)
    result = project.runpytest("--progress", "steps")
    result.stdout.fnmatch_lines(["      alice.phone: Home is pressed", "      alice.call_screen.caller was never*"])
    assert "Home is pressed" not in project.runpytest("--progress", "dots", "--tb=no").stdout.str()


def test_other_tests_of_a_run_keep_pytests_letters(project: pytest.Pytester) -> None:
    project.makepyfile(test_one=PASSING, test_two="def test_plain():\n    pass")
    project.runpytest().stdout.fnmatch_lines(["test_one.py .*", "test_two.py .*"])


def test_junit_carries_kind_evidence_and_fault(project: pytest.Pytester) -> None:
    project.makepyfile(FAILING)
    project.runpytest("--junitxml", "junit.xml", "--evidence", "kept")
    (case,) = ET.parse(project.path / "junit.xml").iter("testcase")
    properties = {one.get("name"): one.get("value") for one in case.iter("property")}
    assert properties["ringproof_scenario"] == "the phone rings"
    assert properties["ringproof_fault"] == "product"
    assert properties["ringproof_evidence"] == str(folder_of(project.path / "kept", "the-phone-rings"))
    assert case.find("failure") is not None


def test_under_xdist_workers_keep_evidence_and_the_main_process_makes_the_page(project: pytest.Pytester) -> None:
    project.makepyfile(test_one=PASSING, test_two=FAILING)
    result = project.runpytest_subprocess("-n", "2", "--evidence", "kept")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["verdict  2 scenarios: 1 passed, 1 failed", "report   *report.html"])
    assert (folder_of(project.path / "kept", "the-phone-rings") / "journal.jsonl").exists()
    result.stdout.fnmatch_lines_random(["  ✓ one: the app is there*", "  ✗ two: the phone rings*"])
    result.stdout.no_fnmatch_line("*100%]")


def test_collecting_alone_starts_and_writes_nothing(project: pytest.Pytester) -> None:
    project.makepyfile(PASSING)
    result = project.runpytest("--collect-only", "-q", "--evidence", "kept")
    result.stdout.fnmatch_lines("*::test_the_app_is_there")
    assert not (project.path / "kept").exists()


def test_a_parameter_marked_with_versions_is_no_case_on_others(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        import pytest

        OLD = pytest.param("old", marks=pytest.mark.ios("below 13"))

        @pytest.mark.parametrize("world", [OLD, "any"])
        async def test_it_rings(alice, world): ...
        """
    )
    result = project.runpytest("--collect-only", "-q", "--ios", "12.4,26.4")
    found = [line.partition("[")[2] for line in result.outlines if "test_it_rings" in line]
    assert sorted(found) == ["ios12.4-any]", "ios12.4-old]", "ios26.4-any]"]


def test_a_scenario_with_a_mistake_tried_on_it_is_repeated_by_itself(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_it="""
        import pytest
        from harness import Seeded

        @pytest.fixture
        def seeded(request):
            return request.param

        @pytest.mark.routes("simctl")
        @pytest.mark.parametrize("seeded", [Seeded(defects=("mute",))], indirect=True, ids=["with mute"])
        @pytest.mark.parametrize("state", ["asleep"])
        async def test_it(alice, seeded, state, push_route):
            assert False
        """
    )
    result = project.runpytest("--junitxml", "junit.xml")
    result.stdout.fnmatch_lines(["  again    *pytest 'test_it.py::test_it?*asleep*?' --defect mute"])
    (again,) = {line.split("again")[1].split("pytest ")[1] for line in result.outlines if line.startswith("  again")}
    assert "with mute" not in again and "simctl" in again


BACKENDS = """
    import pytest
    from harness import eventually
    from harness.backends.payloads import PayloadBackend

    class Backend(PayloadBackend):
        {body}

    @pytest.fixture
    def call_backend(tmp_path):
        return Backend(tmp_path, "com.example.app", {{}})

    async def test_the_phone_rings(alice, calls):
        await eventually(alice.call_screen.caller, equals="Bob", within=5)

    async def test_a_mistake(alice, calls):
        assert [] == ["Bob"]
"""


@pytest.mark.parametrize(
    "own",
    ["calls = messages = {}", "def calls(self): return 5", "async def calls(self): return ()\n        messages = 7"],
)
def test_what_a_backend_of_ones_own_calls_calls_or_messages_is_its_own_affair(
    project: pytest.Pytester, own: str
) -> None:
    project.makepyfile(BACKENDS.format(body=own))
    result = project.runpytest()
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["NeverHappened: alice.call_screen.caller*", "AssertionError: *"])
    assert "TypeError" not in result.stdout.str() and "incomplete" not in result.stdout.str()


def test_a_backend_that_raises_anything_leaves_the_failure_and_says_what_is_missing(project: pytest.Pytester) -> None:
    raises = """async def calls(self): return ()
        async def pushes(self, call_id=None): raise ConnectionError("nobody listens")"""
    project.makepyfile(BACKENDS.format(body=raises))
    result = project.runpytest("--evidence", "kept")
    result.assert_outcomes(failed=2)
    missing = "  evidence is incomplete: ConnectionError: nobody listens"
    result.stdout.fnmatch_lines(
        ["NeverHappened: alice.call_screen.caller*", missing, "  again *", "AssertionError: *", missing]
    )
    lines = (folder_of(project.path / "kept", "the-phone-rings") / "journal.jsonl").read_text()
    assert lines.count('"evidence is incomplete: ConnectionError: nobody listens"') == 1
    page = (project.path / "kept" / "report.html").read_text()
    assert "<dt>evidence</dt><dd>is incomplete: ConnectionError: nobody listens</dd>" in page


@pytest.mark.parametrize("exact", [True, False])
def test_what_such_a_backend_would_say_of_calls_and_rings_changes_no_verdict(
    project: pytest.Pytester, exact: bool
) -> None:
    silent = """async def _send(self, event, call_id): pass
        async def pushes(self, call_id=None): raise ConnectionError("nobody listens")"""
    dialled = """
    async def test_it_rings(alice, bob, calls):
        await calls.dial(caller=bob, callee=alice)
        await eventually(alice.call_screen.caller, equals="Bob", within=1)

    async def test_it_passes(alice, bob, calls):
        await calls.dial(caller=bob, callee=alice)
    """
    head, _, _ = BACKENDS.format(body=silent).partition("    async def test_the_phone_rings")
    clock = f"    from conftest import TARGET\n    TARGET.clock.exact = {exact}\n"
    project.makepyfile(clock + head.lstrip("\n") + dialled)
    result = project.runpytest()
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(
        [
            "NeverHappened: alice.call_screen.caller*",
            "  hint     what calls.explain knows could not be read: ConnectionError: nobody",
            "           listens",
        ]
    )
