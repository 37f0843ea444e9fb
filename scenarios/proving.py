"""A pytest plugin that proves scenarios can fail: each runs with a mistake switched on that it says it catches.

`catches("name")` claims a seeded defect of app, SDK or call service (`service:name`), `states("R29")` a rule of iOS
that the embedded phone then does not follow. A claim holds when the scenario fails, on at least one of its variants
(iOS version, push route), in words of its own or while its people are introduced; a broken bench proves nothing.

Which pairs of scenario and mistake run is a matter of `--claims`: `some` proves each mistake once and one claim of
each scenario, `all` every claim, `every` tries the mistakes given with `--mistake` on all scenarios, claimed or not.
All runs with one mistake happen in one worker: the call service is started once for it, and a claim that was proven on
one variant needs no other. What was found is written to `--proof`. Loaded by `python -m scenarios.defects`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any, Final

import pytest

from harness import HarnessError, NeverHappened, Seeded
from harness.errors import EnvironmentFault, NotOffered
from scenarios.detection import BROKE, CAUGHT, MISSED, RULE, Claim, Findings, some_claims
from scenarios.grouping import same_but_for, scheduler

# What says that the product misbehaved: `pytest.raises` says so with an exception of pytest's own.
PROOF = (HarnessError, AssertionError, pytest.fail.Exception)
# People are introduced in the set-up: an app that never signs in fails there.
PROOF_IN_SET_UP = (NeverHappened,)
NO_PROOF = (EnvironmentFault, NotOffered)  # the bench broke, or cannot do it

FOUND: Final = "ringproof_found"  # user property of a report: scenario, mistake, variant, outcome
SCENARIOS: Final = "ringproof_scenarios"  # what a worker tells of the scenarios it collected

FINDINGS: pytest.StashKey[Findings] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("ringproof")
    group.addoption("--claims", choices=("some", "all", "every"), default="all", help="which claims to prove")
    group.addoption("--mistake", action="append", default=[], metavar="NAME", help="with these mistakes only")
    group.addoption("--proof", type=Path, metavar="FILE", help="write what was found, as JSON")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FINDINGS] = Findings()


# --- which scenarios run with which mistakes


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seeded" not in metafunc.fixturenames:
        return
    only = metafunc.config.getoption("--mistake")
    names = only if metafunc.config.getoption("--claims") == "every" else _claimed(metafunc.definition)
    seeds = [_seeded(name) for name in names if not only or name in only]
    metafunc.parametrize("seeded", seeds, ids=[_word(seed.name) for seed in seeds], indirect=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return scheduler(config, log, _mistake_in)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Scenarios without a claim prove nothing here; one mistake's runs stand together."""
    findings = config.stash[FINDINGS]
    for item in items:
        if "seeded" in getattr(item, "fixturenames", ()):
            findings.scenarios[_scenario(item)] = _claimed(item)
    items[:] = [item for item in items if isinstance(_seed(item), Seeded)]
    wanted = config.getoption("--claims")
    if wanted == "some":
        chosen = some_claims({_claim(item) for item in items})
        items[:] = [item for item in items if _claim(item) in chosen]
    elif wanted == "every":
        items[:] = list(_one_variant_of_each(items))
    items.sort(key=lambda item: _seed(item).name)
    output = getattr(config, "workeroutput", None)
    if output is not None:
        output[SCENARIOS] = dict(findings.scenarios)


def _one_variant_of_each(items: Iterable[pytest.Item]) -> Iterable[pytest.Item]:
    """Of what is the same but for iOS version and push route, the last: the newest iOS. Claims keep all variants."""
    chosen: dict[tuple[Any, ...], list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("skip"):
            continue
        is_claimed = _claim(item).mistake in _claimed(item)
        same = chosen[same_but_for(item, "ios_version", "push_route")]
        same[:] = [*same, item] if is_claimed else [item]
    return (item for same in chosen.values() for item in same)


# --- what came of it


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.config.stash[FINDINGS].is_proven(_claim(item)):
        pytest.skip("proven on another variant")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    outcome = verdict(report, call)
    if outcome:
        claim = _claim(item)
        found: Any = (claim.scenario, claim.mistake, _variant(item), outcome)
        item.config.stash[FINDINGS].add(*found)
        report.user_properties = [*report.user_properties, (FOUND, found)]
    return report


def verdict(report: pytest.TestReport, call: pytest.CallInfo[None]) -> str:
    """What this phase of a scenario with something wrong in it says; empty when it says nothing.

    A failure that proves the scenario's power is reported as none.
    """
    error = call.excinfo.value if call.excinfo is not None else None
    if report.when == "call" and error is None:
        return MISSED
    if report.when == "call" and isinstance(error, PROOF) and not isinstance(error, NO_PROOF):
        report.outcome = "passed"
        report.longrepr = None
        return CAUGHT
    if report.when == "setup" and isinstance(error, PROOF_IN_SET_UP):
        report.outcome = "skipped"  # "passed" would run the scenario, without its people
        report.longrepr = (str(report.fspath), 0, "caught in the set-up")
        return CAUGHT
    if error is not None and not isinstance(error, pytest.skip.Exception):
        return BROKE
    return ""


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember what workers found; kept on the report's own way to be told apart from this process's."""
    if hasattr(report, "node"):
        properties: list[tuple[str, Any]] = report.user_properties
        for name, value in properties:
            if name == FOUND:
                report.node.config.stash[FINDINGS].add(*value)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    node.config.stash[FINDINGS].scenarios.update(getattr(node, "workeroutput", {}).get(SCENARIOS, {}))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """The run is green when each claim was proven, whatever the variants said one by one."""
    config = session.config
    if hasattr(config, "workerinput"):
        return
    findings = config.stash[FINDINGS]
    if config.getoption("--proof") is not None:
        config.getoption("--proof").write_text(json.dumps(findings.as_json()), encoding="utf-8")
    if findings.unproven() and session.exitstatus in (0, 1):
        session.exitstatus = 1
    elif findings.outcomes and session.exitstatus == 1:
        session.exitstatus = 0  # a scenario that missed on one variant and caught on another


# --- of an item


def _claimed(item: Any) -> list[str]:
    """The mistakes its markers name: defects, then rules."""
    marks = list(item.iter_markers())
    defects = [str(name) for mark in marks if mark.name == "catches" for name in mark.args]
    return defects + [RULE + str(name) for mark in marks if mark.name == "states" for name in mark.args]


def _seeded(name: str) -> Seeded:
    if name.startswith(RULE):
        return Seeded(rules_off=(name.removeprefix(RULE),))
    return Seeded(defects=(name,))


def _params(item: pytest.Item) -> dict[str, Any]:
    callspec = getattr(item, "callspec", None)
    return dict(callspec.params) if callspec is not None else {}


def _seed(item: pytest.Item) -> Any:
    return _params(item).get("seeded")


def _claim(item: pytest.Item) -> Claim:
    return Claim(_scenario(item), _seed(item).name)


def _scenario(item: pytest.Item) -> str:
    return item.nodeid.split("[")[0].removeprefix("scenarios/")


def _word(mistake: str) -> str:
    """How a node id names it."""
    return f"with ({mistake})"


def _mistake_in(node_id: str) -> str:
    return node_id.partition("with (")[2].partition(")")[0]


def _variant(item: pytest.Item) -> str:
    """Its parameters but the mistake, as pytest writes them."""
    return item.name.partition("[")[2].removesuffix("]").replace(_word(_seed(item).name), "").strip("-")
