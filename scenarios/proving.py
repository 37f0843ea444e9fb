"""A pytest plugin that proves scenarios can fail: each runs with a mistake switched on that it says it catches.

`catches("name")` claims a seeded defect of app, SDK or call service (`service:name`), `states("R29")` a rule of iOS
that the embedded phone then does not follow. A claim holds when the scenario fails, on at least one of its variants
(iOS version, push route), in words of its own or while its people are introduced; a broken bench proves nothing.
Loaded by `python -m scenarios.defects`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import pytest

from harness import HarnessError, NeverHappened, Seeded
from harness.errors import EnvironmentFault, NotOffered

# What says that the product misbehaved: `pytest.raises` says so with an exception of pytest's own.
PROOF = (HarnessError, AssertionError, pytest.fail.Exception)
# People are introduced in the set-up: an app that never signs in fails there.
PROOF_IN_SET_UP = (NeverHappened,)
NO_PROOF = (EnvironmentFault, NotOffered)  # the bench broke, or cannot do it

CAUGHT = "caught"
MISSED = "not noticed"
BROKE = "the bench broke"


@dataclass(slots=True)
class Claims:
    """What was claimed, and what came of it: (scenario, mistake) -> variant -> outcome."""

    outcomes: dict[tuple[str, str], dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    def is_proven(self, scenario: str, mistake: str) -> bool:
        return CAUGHT in self.outcomes[scenario, mistake].values()


CLAIMS: pytest.StashKey[Claims] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("ringproof")
    group.addoption("--only-mistake", action="append", default=[], metavar="NAME", help="prove claims of these only")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[CLAIMS] = Claims()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seeded" not in metafunc.fixturenames:
        return
    marks = list(metafunc.definition.iter_markers())
    defects = [str(name) for mark in marks if mark.name == "catches" for name in mark.args]
    rules = [str(name) for mark in marks if mark.name == "states" for name in mark.args]
    seeds = [Seeded(defects=(name,)) for name in defects] + [Seeded(rules_off=(name,)) for name in rules]
    only = metafunc.config.getoption("--only-mistake")
    seeds = [seed for seed in seeds if not only or seed.name in only]
    metafunc.parametrize("seeded", seeds, ids=[f"with {seed.name}" for seed in seeds], indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Scenarios without a claim prove nothing here; one mistake's runs stand together, so a service starts once."""
    items[:] = [item for item in items if isinstance(_seed(item), Seeded)]
    items.sort(key=lambda item: _seed(item).name)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.config.stash[CLAIMS].is_proven(_scenario(item), _seed(item).name):
        pytest.skip("proven on another variant")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    outcomes = item.config.stash[CLAIMS].outcomes[_scenario(item), _seed(item).name]
    error = call.excinfo.value if call.excinfo is not None else None
    if report.when == "call" and error is None:
        outcomes[item.name] = MISSED
    elif report.when == "call" and isinstance(error, PROOF) and not isinstance(error, NO_PROOF):
        outcomes[item.name] = CAUGHT
        report.outcome = "passed"
        report.longrepr = None
    elif report.when == "setup" and isinstance(error, PROOF_IN_SET_UP):
        outcomes[item.name] = CAUGHT
        report.outcome = "skipped"  # "passed" would run the scenario, without its people
        report.longrepr = (str(item.path), 0, "caught in the set-up")
    elif error is not None and not isinstance(error, pytest.skip.Exception):
        outcomes.setdefault(item.name, BROKE)
    return report


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The table mistake x scenario."""
    claims = config.stash[CLAIMS].outcomes
    if not claims:
        return
    terminalreporter.section("what the scenarios notice")
    for mistake in sorted({mistake for _, mistake in claims}):
        for (scenario, name), outcomes in sorted(claims.items()):
            if name == mistake:
                verdict = CAUGHT if CAUGHT in outcomes.values() else ", ".join(sorted(set(outcomes.values())))
                terminalreporter.write_line(f"{verdict:15} {mistake:42} {scenario}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    claims = session.config.stash[CLAIMS]
    unproven = [pair for pair in claims.outcomes if not claims.is_proven(*pair)]
    if unproven and session.exitstatus in (0, 1):
        session.exitstatus = 1
    elif claims.outcomes and session.exitstatus == 1:
        session.exitstatus = 0  # a scenario that missed on one variant and caught on another


def _seed(item: pytest.Item) -> Any:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("seeded") if callspec is not None else None


def _scenario(item: pytest.Item) -> str:
    return item.nodeid.split("[")[0].removeprefix("scenarios/")
