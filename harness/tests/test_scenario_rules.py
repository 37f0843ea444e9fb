"""The house rules of this repository's scenarios: what each file and each scenario has to have, and may not have."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest

from harness import capabilities

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "scenarios").rglob("test_*.py"))
FUNCTION = (ast.AsyncFunctionDef, ast.FunctionDef)
Function: TypeAlias = ast.AsyncFunctionDef | ast.FunctionDef
pytestmark = pytest.mark.skipif(not FILES, reason="the scenarios come with a clone only")

# What a scenario speaks with: the harness, pytest, helpers of the scenarios' own, and harmless parts of Python.
VOCABULARY = {"harness", "pytest", "__future__", "collections.abc", "dataclasses", "json", "typing"}
DONE_WHEN_SAID = ("operator.", "phone_time.", "eventually(", "stays(")  # what these did is to be seen at once
CAN_FAIL = ("catches", "states")  # markers that say what makes it fail


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.fixture(params=FILES, ids=name_of)
def file(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def scenarios_of(tree: ast.Module) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, FUNCTION) and node.name.startswith("test_"):
            yield node


def test_a_file_says_what_it_is_about_and_speaks_the_harness_only(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    told = ast.get_docstring(tree) or ""
    assert told.split("\n\n")[0].endswith((".", ":")), "a file begins with a sentence about its scenarios"
    for node in ast.walk(tree):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for module in modules:
            assert module in VOCABULARY or module.startswith("scenarios"), (
                f"{ast.unparse(node)}: not among {sorted(VOCABULARY)}"
            )


def test_nothing_sleeps_or_looks_at_the_clock(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        assert name not in ("sleep", "perf_counter", "monotonic"), name


def test_each_scenario_says_what_makes_it_fail(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    shared = next(
        (
            ast.unparse(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign) and "pytestmark" in ast.unparse(node)
        ),
        "",
    )
    for test in scenarios_of(tree):
        assert isinstance(test, ast.AsyncFunctionDef), f"{test.name} is not async"
        marks = " ".join(map(ast.unparse, test.decorator_list)) + shared
        assert any(f"mark.{kind}(" in marks for kind in CAN_FAIL), f"{test.name}: say what it catches or states"


def test_each_scenario_waits_for_what_it_says(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    helpers = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef)
        and any(word in ast.unparse(node) for word in ("eventually(", "stays("))
    }
    for test in scenarios_of(tree):
        called = {
            node.func.id for node in ast.walk(test) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        raises = "pytest.raises" in ast.unparse(test)
        assert raises or called & ({"eventually", "stays"} | helpers), f"{test.name} looks once and never waits"


def test_nobody_looks_only_once_right_after_acting(file: Path) -> None:
    for test in scenarios_of(ast.parse(file.read_text(encoding="utf-8"))):
        for before, look in itertools.pairwise(test.body):
            if not isinstance(look, ast.Assert) or not any(isinstance(node, ast.Await) for node in ast.walk(look)):
                continue
            deed = ast.unparse(before)
            acts = (isinstance(before, ast.Expr) and isinstance(before.value, ast.Await)) or ".dial(" in deed
            told = deed.removeprefix("await ")
            assert not acts or told.startswith(DONE_WHEN_SAID) or told.partition("(")[0].isidentifier(), (
                f"{test.name}: `{ast.unparse(look)}` right after `{deed}`; the app needs a moment: use eventually"
            )


def test_each_need_is_a_known_capability(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.needs":
            needs = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            assert len(needs) == len(node.args), f"{ast.unparse(node)}: name capabilities as they are"
            assert needs, "a scenario that needs nothing carries no marker"
            assert capabilities.unknown(map(str, needs)) is None, ast.unparse(node)


WHERE = {"embedded", "simulator", "device", "simctl", "appium", "wda"}  # targets and drivers; of routes the odd one
ASKING = {"target", "target_settings", "settings", "pytestconfig", "bench"}


def test_no_scenario_asks_where_it_runs(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for test in scenarios_of(tree):
        asked = ASKING & {argument.arg for argument in ast.walk(test.args) if isinstance(argument, ast.arg)}
        assert not asked, f"{test.name} takes {asked}: say what it needs instead, with the marker needs"
    for node in ast.walk(tree):
        if isinstance(node, ast.If | ast.IfExp | ast.Match):
            on = node.subject if isinstance(node, ast.Match) else node.test
            words = {part.value for part in ast.walk(on) if isinstance(part, ast.Constant)}
            names = {part.id for part in ast.walk(on) if isinstance(part, ast.Name)}
            assert not (words & WHERE or names & ASKING), f"`{ast.unparse(on)}` asks where it runs"


# What only some targets have: how a scenario speaks of it, and the capability it then needs.
ASKS_FOR = {
    "sounds": "sounds",
    "go_offline": "network",
    "go_online": "network",
    "set": "settings",
    "lose_its_calls": "settings",
    "restart": "restart",
    "crash_reason": "crash_log",
}
TAKES = {"member_center": "member_center", "lend_phone": "second_phone", "dave": "second_phone"}
THINGS = (".phone", ".app")
IS_MARKED = {"build": "app_builds", "language": "settings"}


def test_a_scenario_that_uses_what_only_some_targets_have_says_that_it_needs_it(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assigned = {ast.unparse(node.targets[0]): node.value for node in tree.body if isinstance(node, ast.Assign)}
    everywhere = needed([assigned["pytestmark"]]) if "pytestmark" in assigned else set()
    helpers = {node.name: node for node in tree.body if isinstance(node, FUNCTION)}
    for scenario in scenarios_of(tree):
        named = [assigned[name] for decorator in scenario.decorator_list for name in names_in(decorator, assigned)]
        says = everywhere | needed(scenario.decorator_list) | needed(named)
        uses = set().union(*map(used_by, with_its_helpers(scenario, helpers)))
        assert uses <= says, f"{scenario.name}: needs({', '.join(sorted(uses - says))})"


def with_its_helpers(scenario: Function, helpers: Mapping[str, Function]) -> list[Function]:
    """It, and the fixtures and functions of its file that it speaks of, and those that these speak of."""
    found = [scenario]
    for function in found:
        names = {part.arg for part in ast.walk(function) if isinstance(part, ast.arg)}
        names |= {part.id for part in ast.walk(function) if isinstance(part, ast.Name)}
        found += [helpers[name] for name in sorted(names & helpers.keys()) if helpers[name] not in found]
    return found


def names_in(node: ast.AST, known: Container[str]) -> list[str]:
    return [part.id for part in ast.walk(node) if isinstance(part, ast.Name) and part.id in known]


def needed(nodes: Iterable[ast.AST]) -> set[str]:
    return {
        str(argument.value)
        for node in nodes
        for part in ast.walk(node)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "needs"
        for argument in part.args
        if isinstance(argument, ast.Constant)
    }


def used_by(function: Function) -> set[str]:
    parts = [part for part in ast.walk(function) if isinstance(part, ast.Attribute)]
    asked = {
        ASKS_FOR[part.attr] for part in parts if part.attr in ASKS_FOR and ast.unparse(part.value).endswith(THINGS)
    }
    taken = {TAKES[argument.arg] for argument in function.args.args if argument.arg in TAKES}
    calls = [node.func for node in function.decorator_list if isinstance(node, ast.Call)]
    marked = {IS_MARKED[func.attr] for func in calls if isinstance(func, ast.Attribute) and func.attr in IS_MARKED}
    return asked | taken | marked
