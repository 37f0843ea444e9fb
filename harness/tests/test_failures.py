"""What a failed scenario tells in the terminal, in JUnit and on the page: the account instead of a traceback."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from .projects import ASKED, INI, introduced, project

pytest_plugins = ["pytester"]
__all__ = ["project"]  # a fixture

GUIDE = """
[[section]]
title = "Calls"
[[section.statement]]
id = "G1"
kind = "behaviour"
says = "The caller is shown."
[[section.statement]]
id = "G2"
kind = "behaviour"
says = "A call rings."
"""
SCENARIO = '''
    """Calls that ring (R2)."""

    import pytest
    from harness import eventually

    @pytest.mark.guide("G1", "G2")
    async def test_the_phone_rings(alice):
        await alice.app.send_to_background()

        # G2
        await eventually(alice.notification_center.titles, equals=["Bob"], within=5)
        await eventually(alice.call_screen.caller, equals="Bob", within=5)
'''


@pytest.fixture
def guided(project: pytest.Pytester) -> pytest.Pytester:
    project.makeini(INI + "ringproof_guide = guide.toml\nringproof_rules = rules.json\n")
    (project.path / "guide.toml").write_text(GUIDE)
    (project.path / "rules.json").write_text('{"R2": "iOS shows it by itself.", "R3": "Another."}')
    project.makepyfile(test_calls=SCENARIO)
    return project


ACCOUNT = [
    "test_calls.py:11",
    "  await alice.app.send_to_background()",
    "",
    "  # G2",
    '> await eventually(alice.notification_center.titles, equals=[[]"Bob"[]], within=5)',
    "",
    "NeverHappened: alice.notification_center.titles was never [[]'Bob'[]] within 5.0",
    "  phone seconds",
    "  saw      [[][]] +0.0..5.0 s",
    "  diff     - Bob",
    "             (nothing was there)",
    "  guide    G2: A call rings.",
    "           also G1",
    "  rule     R2: iOS shows it by itself.",
    "  last     +0.00 s  the app is launched",
    "           +0.00 s  alice.phone: Home is pressed",
    "  kept     *screenshot.png",
    "           beside it: ui-tree.xml, journal.jsonl",
    "  again    *pytest test_calls.py::test_the_phone_rings*",
]


@pytest.mark.parametrize("tb", [[], ["--tb=short"], ["--tb=auto"]])
def test_the_account_takes_the_place_of_the_traceback(guided: pytest.Pytester, tb: list[str]) -> None:
    result = guided.runpytest(*tb)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(ACCOUNT)
    text = result.stdout.str()
    assert "def eventually" not in text and "looking.py" not in text
    result.stdout.fnmatch_lines("FAILED test_calls.py::test_the_phone_rings - NeverHappened: alice.*")


def test_workers_tell_the_same(guided: pytest.Pytester) -> None:
    result = guided.runpytest_subprocess("-n", "2")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(ACCOUNT)


def test_whoever_asks_for_a_traceback_gets_it_and_the_account(guided: pytest.Pytester) -> None:
    result = guided.runpytest("--tb=long")
    result.stdout.fnmatch_lines(["E *NeverHappened: alice.notification_center.titles*", "*ringproof*", *ACCOUNT])
    assert "history = History" not in result.stdout.str()  # the harness's own frames stay hidden
    result = guided.runpytest("--tb=no")
    assert "A call rings" not in result.stdout.str()


def test_junit_holds_the_account(guided: pytest.Pytester) -> None:
    guided.runpytest("--junitxml", "junit.xml")
    (failure,) = ET.parse(guided.path / "junit.xml").iter("failure")
    assert (failure.get("message") or "").startswith("NeverHappened: alice.notification_center.titles")
    assert "G2: A call rings." in (failure.text or "")


def test_the_page_holds_the_account(guided: pytest.Pytester) -> None:
    guided.runpytest("--evidence", "kept")
    page = (guided.path / "kept" / "report.html").read_text()
    for part in (
        "test_calls.py:11",
        "&gt; await eventually(alice.notification_center.titles",
        '<span class="gone">- Bob',
        "<dt>guide</dt><dd>G2: A call rings.</dd>",
        "<dt>guide</dt><dd>also G1</dd>",
        "<dt>rule</dt><dd>R2: iOS shows it by itself.</dd>",
        "<td>the scenario fails</td>",
    ):
        assert part in page


def test_an_assertion_has_an_account_too(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_it="""
        async def test_it(alice):
            seen = ["Bob"]
            assert seen == ["Carol"], "who called"
        """
    )
    result = project.runpytest()
    result.stdout.fnmatch_lines(
        [
            "test_it.py:3",
            '> assert seen == [[]"Carol"[]], "who called"',
            "AssertionError: who called",
            "  assert [[]'Bob'[]] == [[]'Carol'[]]",
            "  last     +0.00 s  the app is launched",
            "  kept     *screenshot.png",
        ]
    )


def test_an_expected_error_that_did_not_come_is_told(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_it="""
        import pytest

        async def test_it(alice):
            with pytest.raises(ValueError):
                await alice.app.state()
        """
    )
    project.runpytest().stdout.fnmatch_lines(["Failed: DID NOT RAISE*ValueError*", "  kept     *screenshot.png"])


def test_of_an_error_nobody_foresaw_the_traceback_stays(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_it="""
        def helper():
            return {}["missing"]

        async def test_it(alice):
            helper()
        """
    )
    result = project.runpytest()
    result.stdout.fnmatch_lines(["*def helper*", "E *KeyError: 'missing'", "*ringproof*", "test_it.py:2", "  again *"])


def test_a_failure_while_people_are_introduced_is_told_where_it_happened(project: pytest.Pytester) -> None:
    introduced(project, ASKED)
    project.makepyfile("async def test_it(alice): ...")
    result = project.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "conftest.py:*",
            "> *await eventually(alice.permission_alert.is_shown, equals=True, within=5)",
            "NeverHappened: alice.permission_alert.is_shown was never True within 5.0 phone",
            "  kept     *screenshot.png",
        ]
    )


def test_rules_that_cannot_be_read_are_a_usage_error(project: pytest.Pytester) -> None:
    project.makeini(INI + "ringproof_rules = nowhere.json\n")
    result = project.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines("*ringproof_rules: *nowhere.json*No such file*")


def test_where_the_environment_broke_no_promise_of_the_product_is_told(guided: pytest.Pytester) -> None:
    guided.makepyfile(
        test_calls=SCENARIO.replace(
            "        # G2\n", "        from harness import TargetLost\n        raise TargetLost('the phone is gone')\n"
        )
    )
    result = guided.runpytest()
    result.stdout.fnmatch_lines(["TargetLost: the phone is gone", "  fault    environment, not the product's"])
    for promise in ("G1", "G2", "R2", "A call rings", "iOS shows it"):
        assert promise not in result.stdout.str().partition("TargetLost:")[2]


def test_what_fails_before_there_is_a_scenario_is_told_without_a_traceback(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import pytest
        from harness.errors import HarnessError

        @pytest.fixture(scope="session")
        def target():
            raise HarnessError("no phone is there", hint="plug one in")

        async def test_it(alice): ...
    """)
    result = project.runpytest()
    result.stdout.fnmatch_lines(["HarnessError: no phone is there", "  hint     plug one in"])
    result.stdout.fnmatch_lines(["  why    HarnessError: no phone is there"])
    result.stdout.no_fnmatch_line("*raise HarnessError*")
    project.runpytest("--tb=long").stdout.fnmatch_lines(["*raise HarnessError*"])


def test_an_element_that_is_not_there_to_act_on_is_the_products_fault_as_one_never_seen(
    guided: pytest.Pytester,
) -> None:
    acting = SCENARIO.replace("        # G2\n", "        await alice.incoming.answer()  # G2\n")
    guided.makepyfile(test_calls=acting)
    result = guided.runpytest("--junitxml", "junit.xml", "--evidence", "kept")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["NoSuchElement: alice.incoming: there is no * on the screen", "*guide    G2: A call rings."]
    )
    assert "not the product's" not in result.stdout.str() + (guided.path / "kept" / "report.html").read_text()
    (fault,) = [
        row.get("value")
        for row in ET.parse(guided.path / "junit.xml").iter("property")
        if row.get("name") == "ringproof_fault"
    ]
    assert fault == "product"
