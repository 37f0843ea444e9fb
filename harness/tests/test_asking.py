"""What can be asked of this repository's scenarios without a phone, and how pytest's own options steer a run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from .projects import FAILING, PASSING, project

pytest_plugins = ["pytester"]
__all__ = ["project"]  # a fixture

ROOT = Path(__file__).parents[2]
in_a_clone = pytest.mark.skipif(not (ROOT / "scenarios").exists(), reason="the scenarios come with a clone only")
# Whoever only wants to know what there is has no phone, no network and starts nothing.
ALONE = """
import socket, subprocess, sys

def refused(*args, **kwargs):
    raise AssertionError(f"started or connected: {args}")

class Process(subprocess.Popen):
    def __init__(self, args, *more, **kwargs):
        if "ldconfig" not in args[0]:  # asked by trio, which anyio's plugin loads where it is installed
            refused(args)
        super().__init__(args, *more, **kwargs)

socket.socket.connect = socket.socket.bind = refused
subprocess.Popen = Process

import pytest
sys.exit(pytest.main(sys.argv[1:]))
"""


def asked(*arguments: str) -> str:
    command = [sys.executable, "-c", ALONE, "-p", "no:cacheprovider", *arguments]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@in_a_clone
def test_collecting_needs_no_phone_and_its_ids_read() -> None:
    listed = asked("--collect-only", "-q", "--ios", "all", "scenarios")
    ids = [line for line in listed.splitlines() if "::" in line]
    assert len(ids) == len(set(ids)) > 100
    for item in ids:
        name, _, parameters = item.partition("[")
        assert re.fullmatch(r"scenarios/[\w/]+\.py::test_[a-z0-9_]+", name), item
        for part in parameters.removesuffix("]").split("-"):
            # A number alone, or a name with a number, is what pytest makes of a value it cannot spell.
            assert not re.fullmatch(r"[a-z_]*\d+", part), f"{item}: give the parameter an id"
            assert not re.search(r"0x|object at|<", part), item


@in_a_clone
def test_markers_and_fixtures_read_like_documentation() -> None:
    markers = asked("--markers")
    for name in ("needs", "ios", "routes", "catches", "states", "guide", "push_type", "permission", "language"):
        assert re.search(rf"^@pytest\.mark\.{name}\(.+\): \w.{{15,}}$", markers, re.MULTILINE), name
    fixtures = asked("--fixtures", "scenarios")
    for section in re.split(r"^-+ fixtures defined from ", fixtures, flags=re.MULTILINE)[1:]:
        source = section.split()[0]
        if source.split(".")[0] in ("conftest", "harness", "scenarios"):
            assert "no docstring available" not in section, source


def test_the_first_failure_may_end_the_run_and_the_phone_is_put_away(project: pytest.Pytester) -> None:
    project.makepyfile(test_one=FAILING, test_two=PASSING)
    conftest = project.path / "conftest.py"
    finish = """
@pytest_asyncio.fixture(loop_scope="session")
async def finish(target):
    yield
    target.done.append(("put away",))

def pytest_unconfigure():
    print("at the end:", *TARGET.done[-1])
"""
    conftest.write_text(
        conftest.read_text().replace("async def alice(introduce)", "async def alice(introduce, finish)") + finish
    )
    result = project.runpytest("-x", "-s")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["verdict  1 scenarios: 1 failed", "at the end: put away"])


def test_what_failed_last_runs_alone(project: pytest.Pytester) -> None:
    project.makeini(
        "[pytest]\nasyncio_mode = auto\naddopts = --strict-markers\nasyncio_default_fixture_loop_scope = function\n"
    )
    project.makepyfile(test_one=FAILING, test_two=PASSING)
    project.runpytest().assert_outcomes(failed=1, passed=1)
    result = project.runpytest("--lf")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines("verdict  1 scenarios: 1 failed")


def test_a_scenario_is_chosen_by_words_of_its_name(project: pytest.Pytester) -> None:
    project.makepyfile(test_one=FAILING, test_two=PASSING)
    project.runpytest("-k", "app_is_there and not rings").assert_outcomes(passed=1, deselected=1)


def test_a_marker_nobody_knows_is_an_error(project: pytest.Pytester) -> None:
    project.makepyfile("import pytest\n\n@pytest.mark.catchs('x')\nasync def test_it(alice): ...")
    result = project.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines("*'catchs' not found in `markers` configuration option*")


def test_the_debugger_stands_in_the_scenario_with_its_people_and_the_run_goes_on(project: pytest.Pytester) -> None:
    project.makepyfile(test_one=FAILING, test_two=PASSING)
    command = [sys.executable, "-m", "pytest", "--pdb"]
    result = project.run(*command, stdin=b"p 'here is', alice\nc\n")
    result.stdout.fnmatch_lines(
        [
            "NeverHappened: alice.call_screen.caller was never 'Bob' within 5.0 phone seconds",
            "*PDB post_mortem*",
            "*test_one.py(*)test_the_phone_rings()",
            "*'here is', <alice>*",
            "verdict  2 scenarios: 1 passed, 1 failed",
        ]
    )
