"""What somebody new to it writes wrongly in a scenario fails, and says how it is written."""

from __future__ import annotations

import pytest

from .projects import INI, project

pytest_plugins = ["pytester"]
__all__ = ["project"]  # a fixture

SCENARIO = """
    import pytest
    from harness import AppState, CallState, eventually, stays

    async def test_it_rings(alice, bob):
        {statement}
"""
PLAIN = SCENARIO.replace("async def", "def")


def told_of(project: pytest.Pytester, scenario: str, statement: str) -> list[str]:
    project.makepyfile(test_calls=scenario.format(statement=statement))
    result = project.runpytest()
    result.assert_outcomes(failed=1)
    return result.stdout.lines


def assert_told(lines: list[str], *parts: str) -> None:
    whole = " ".join(" ".join(lines).split())  # the account is wrapped
    for part in parts:
        assert part in whole, "\n".join(lines)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("eventually(alice.app.state, equals=AppState.FOREGROUND, within=1)", "eventually was called and not awaited"),
        ("alice.app.send_to_background()", "App.send_to_background was called and not awaited, so it did nothing"),
        ("state = alice.app.state()", "App.state was called and not awaited, so it did nothing"),
    ],
)
def test_what_is_not_awaited_fails(project: pytest.Pytester, statement: str, told: str) -> None:
    lines = told_of(project, SCENARIO, statement)
    assert_told(lines, f"test_calls.py:5 > {statement}", f"NotAwaited: {told}", "hint write await before it")
    assert "never awaited" not in "\n".join(lines)  # once is enough


def test_a_scenario_that_is_no_coroutine_is_told_to_be_one(project: pytest.Pytester) -> None:
    lines = told_of(project, PLAIN, "alice.app.send_to_background()")
    assert_told(
        lines, "NotAwaited: App.send_to_background", "make the scenario a coroutine: async def test_it_rings(…)"
    )


def test_what_was_not_awaited_before_a_failure_is_told_with_it(project: pytest.Pytester) -> None:
    lines = told_of(
        project,
        SCENARIO,
        "alice.app.send_to_background()\n"
        "        await eventually(alice.app.state, equals=AppState.SUSPENDED, within=1)",
    )
    assert_told(lines, "NeverHappened: alice.app.state was never SUSPENDED")
    assert_told(lines, "before that, App.send_to_background was called and not awaited, so it did nothing: line 5")


def test_what_others_do_not_await_is_no_scenarios_mistake(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_calls="""
        import json, warnings

        async def nothing(): ...
        made = compile("def make(nothing): nothing()", json.__file__, "exec")
        exec(made)

        async def test_it_rings(alice):
            warnings.warn("old", DeprecationWarning)
            make(nothing)
    """
    )
    result = project.runpytest()
    result.assert_outcomes(passed=1, warnings=2)
    result.stdout.fnmatch_lines(["*DeprecationWarning: old*", "*coroutine 'nothing' was never awaited*"])


@pytest.mark.parametrize(
    "statement",
    [
        "assert alice.app.state",
        "assert alice.app.state == AppState.FOREGROUND",
        "assert bob and not alice.app.state",
        "assert alice.app.is_running if alice.app.state else True",
    ],
)
@pytest.mark.parametrize("scenario", [SCENARIO, PLAIN])
def test_a_statement_about_a_look_itself_fails(project: pytest.Pytester, scenario: str, statement: str) -> None:
    lines = told_of(project, scenario, statement)
    assert_told(lines, f"test_calls.py:5 > {statement}", "NotAwaited: alice.app.", "is a look that this statement does")
    assert_told(lines, "hint look once with `await alice.app.")


@pytest.mark.parametrize(
    "statement",
    [
        "assert (await alice.app.state()) and alice.name and alice.app.bundle_id and not alice.app.bundle",
        "assert bob.name == 'bob' and [alice.app.state]",
    ],
)
def test_statements_about_what_is_seen_do_not(project: pytest.Pytester, statement: str) -> None:
    project.makepyfile(test_calls=SCENARIO.format(statement=statement))
    project.runpytest().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "phone = alice.app; assert phone.state == AppState.FOREGROUND",
            "hint phone.state is a look that this statement does not take; look once with `await phone.state()`,",
        ),
        (
            "phone = alice.app; assert phone.state() == AppState.FOREGROUND",
            "App.state was not awaited: write (await ….state()) in parentheses, or wait with eventually",
        ),
        (
            "await eventually(alice.app.state, equals=AppState.FOREGROUND)",
            "eventually takes probe, within=…, equals=…,",
        ),
        ("await eventually(alice.app.state, equals='foreground', within=1)", "is no text; expect AppState.FOREGROUND"),
        ("await stays(alice.app.state, equals='x', during=1)", "expect AppState.UNKNOWN or AppState.TERMINATED or"),
        (
            "await eventually(lambda: alice.app.state, equals=1, within=1)",
            "the look gave a look that nobody took: <bound",
        ),
        (
            "import asyncio; await asyncio.sleep(0); await eventually(alice.app.state, equals=1, within=1)",
            "time stands",
        ),
        ("await alice.app.launch('-x', 5)", "launch arguments are texts, as on a command line, and 5 is none"),
        ("alice.baner", "PhoneOwner has app, app_journal, app_switcher, banner,"),
        ("alice.baner", "(did you mean banner?)"),
        ("alice.banner.txt", "Banner has body, buttons,"),
        (
            "AppState.FORGROUND",
            "SUSPENDED, BACKGROUND, FOREGROUND (did you mean FOREGR",
        ),
    ],
)
def test_pythons_own_errors_about_spelling_have_a_hint(project: pytest.Pytester, statement: str, told: str) -> None:
    assert_told(told_of(project, SCENARIO, statement), told)


def test_where_nothing_runs_coroutines_the_run_ends_with_the_setting_that_lacks(project: pytest.Pytester) -> None:
    project.makeini(INI.replace("asyncio_mode = auto", ""))
    project.makepyfile(SCENARIO.format(statement="pass"))
    result = project.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        '*::test_it_rings: nothing runs `async def` tests in this project; put asyncio_mode = "auto"*'
    )
    project.makepyfile(SCENARIO.format(statement="pass").replace("async def", "@pytest.mark.asyncio\n    async def"))
    project.runpytest().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        (
            "needs(capability='voip_push')",
            "needs(capability='voip_push'): it takes names alone, such as needs(\"voip_push\")",
        ),
        ("routes(route='apns')", "routes(route='apns'): it takes names alone"),
        ("states(rule='R2')", "states(rule='R2'): it takes names alone"),
        ("needs()", 'needs() names nothing; write needs("voip_push"), or leave it out'),
        ("catches", "catches() names nothing"),
    ],
)
def test_a_marker_that_says_nothing_to_anybody_ends_the_run(project: pytest.Pytester, marker: str, told: str) -> None:
    project.makepyfile(SCENARIO.format(statement="pass").replace("async def", f"@pytest.mark.{marker}\n    async def"))
    result = project.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert told in result.stderr.str()
