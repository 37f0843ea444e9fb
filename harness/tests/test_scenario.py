"""A scenario's end: what is kept, whose words go into its journal, and what is left alone when the phone is gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness import TargetLost
from harness.backends.base import CallInfo, CallState, MessageInfo, MessageState, SentPush
from harness.errors import HarnessError
from harness.phone import Phone
from harness.report.artifacts import Evidence
from harness.report.journal import Journal, read
from harness.report.sources import read_backend_journal
from harness.runs import switch_rules_off
from harness.scenario import Scenario
from harness.settings import resolve
from harness.stage import Stage, enter
from harness.tests.fakes import EventClock, FakeTarget


class FakeBench:
    """A bench endpoint's journal and rules."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []
        self.off: tuple[str, ...] = ()

    async def new_entries(self) -> list[dict[str, Any]]:
        entries, self.entries = self.entries, []
        return entries

    async def rules_off(self, rules: tuple[str, ...]) -> None:
        if "R0" in rules:
            raise HarnessError("the bench endpoint refused POST /rules: 400 bad_request", saw="no rule R0")
        self.off = rules


@pytest.fixture
def target() -> FakeTarget:
    target = FakeTarget(clock=EventClock())
    target.bench = FakeBench()
    return target


@pytest.fixture
def scenario(target: FakeTarget, tmp_path: Path) -> Iterator[Scenario]:
    journal = Journal()
    stage = Stage(clock=target.clock, journal=journal)
    scenario = Scenario("t.py::test_it", "it", target, Evidence(tmp_path / "it"), stage, journal)
    scenario.phones.append(Phone(target, "U", "26.4", "", target.driver))
    stage.keep_evidence = scenario.keep
    before = enter(stage)
    yield scenario
    enter(before)


def kept(scenario: Scenario) -> list[str]:
    folder = scenario.evidence.folder
    return sorted(file.name for file in folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize(
    ("verdict", "keep_always", "files"),
    [
        ("passed", False, []),
        ("passed", True, ["journal.jsonl", "screenshot.png"]),
        ("failed", False, ["journal.jsonl", "screenshot.png", "ui-tree.xml"]),
        ("error", True, ["journal.jsonl", "screenshot.png", "ui-tree.xml"]),
    ],
)
async def test_what_is_kept_of_a_scenario(
    scenario: Scenario, verdict: str, keep_always: bool, files: list[str]
) -> None:
    scenario.keep_always = keep_always
    await scenario.begin()
    scenario.verdict = verdict
    await scenario.finish()
    folder = scenario.close(0.5)
    assert kept(scenario) == files
    assert (folder is not None) == bool(files)


@pytest.mark.parametrize("verdict", ["passed", "failed"])
async def test_without_a_bench_a_failure_keeps_what_each_phones_system_logged(
    scenario: Scenario, target: FakeTarget, verdict: str
) -> None:
    target.bench = None
    scenario.phones.append(Phone(target, "V", "26.4", "", target.driver))
    await scenario.begin()
    scenario.verdict = verdict
    await scenario.finish()
    logs = {file.name: file.read_text() for file in scenario.evidence.folder.glob("*.log")}
    told = {"system.log": "what U logged\n", "phone-2-system.log": "what V logged\n"}
    assert logs == (told if verdict == "failed" else {})


async def test_a_system_log_that_is_not_to_be_had_leaves_a_note_and_the_journal_whole(
    scenario: Scenario, target: FakeTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(phone: Phone, seconds: float) -> str:
        raise HarnessError("xcrun simctl spawn ended with exit code 64")

    async def source(journal: Journal) -> None:
        journal.add([{"phone": {"t": 0, "source": "app", "kind": "launched"}, "wall": {}}], "app")

    target.bench = None
    monkeypatch.setattr(target, "system_log", refused)
    scenario.sources.append(source)
    await scenario.begin()
    scenario.verdict = "failed"
    await scenario.finish()
    scenario.close(0.5)
    lines = (scenario.evidence.folder / "journal.jsonl").read_text()
    assert "evidence is incomplete: xcrun simctl spawn ended with exit code 64" in lines and '"launched"' in lines
    assert "system.log" not in kept(scenario)


async def test_what_the_phone_wrote_down_before_it_was_fresh_is_no_part_of_it(
    scenario: Scenario, target: FakeTarget
) -> None:
    async def source(journal: Journal) -> None:
        journal.add(await target.bench.new_entries(), "bench")

    scenario.sources.append(source)
    await scenario.begin()
    target.bench.entries = [{"phone": {"t": 0, "source": "lifecycle", "kind": "killed"}, "wall": {}}]
    await scenario.phone_is_ready(scenario.phones[0])
    target.bench.entries = [{"phone": {"t": 0, "source": "lifecycle", "kind": "launched"}, "wall": {}}]
    scenario.verdict = "failed"
    await scenario.finish()
    await scenario.finish()  # several fixtures say so; it is done once
    scenario.close(0.5)
    entries = read(scenario.evidence.folder / "journal.jsonl")
    assert [entry["phone"]["kind"] for entry in entries] == ["scenario", "verdict", "launched"]


async def test_what_would_be_thrown_away_is_not_asked_for(scenario: Scenario) -> None:
    async def source(journal: Journal) -> None:
        raise AssertionError("asked")

    scenario.sources.append(source)
    await scenario.begin()
    scenario.verdict = "passed"
    await scenario.finish()
    scenario.verdict = "error"  # a fixture failed as it was taken down
    scenario.close(0.5)
    steps = [entry["phone"]["data"]["text"] for entry in read(scenario.evidence.folder / "journal.jsonl")]
    assert "evidence is incomplete: the scenario had passed when its end went wrong" in steps


async def test_a_lost_phone_is_asked_for_nothing_and_the_target_is_marked(
    scenario: Scenario, target: FakeTarget
) -> None:
    async def source(journal: Journal) -> None:
        raise AssertionError("asked")

    scenario.sources.append(source)
    await scenario.begin()
    scenario.stage.lose(TargetLost("gone"))
    scenario.verdict = "failed"
    await scenario.finish()
    scenario.close(0.5)
    assert isinstance(target.lost, TargetLost)
    assert kept(scenario) == ["journal.jsonl"]


async def test_a_part_that_cannot_be_read_leaves_a_note_and_the_verdict_as_it_is(scenario: Scenario) -> None:
    async def source(journal: Journal) -> None:
        raise HarnessError("the app journal is broken")

    scenario.sources.append(source)
    await scenario.begin()
    scenario.verdict = "failed"
    await scenario.finish()
    scenario.close(0.5)
    lines = (scenario.evidence.folder / "journal.jsonl").read_text()
    assert "evidence is incomplete: the app journal is broken" in lines
    assert json.loads(lines.splitlines()[-1])["phone"]["data"]["text"] == "failed"


async def test_calls_messages_and_pushes_of_this_scenario_stand_in_its_journal(scenario: Scenario) -> None:
    old = CallInfo("old", CallState.ENDED, None, ((1, "initiated", "bob"),))
    new = CallInfo("new", CallState.ENDED, None, ((2_000_000, "initiated", "bob"), (5_000_000, "ended", "bob")))
    push = SentPush("p1", "new", "invite", "alice", "voip", "app.voip", "accepted")

    class Backend:
        async def calls(self) -> tuple[CallInfo, ...]:
            return old, new

        async def pushes(self, call_id: str | None = None) -> tuple[SentPush, ...]:
            announced = replace(push, push_id="p3", call_id="", message_id="note", event="message")
            return push, replace(push, call_id="old"), replace(push, push_id="p2", event="cancel"), announced

        async def messages(self) -> tuple[MessageInfo, ...]:
            history = ((3_000_000, "waiting"), (3_500_000, "delivered"))
            return (MessageInfo("note", "bob", "alice", "Hello", MessageState.DELIVERED, history),)

    scenario.journal.begin(1_000_000)
    backend: Any = Backend()
    read_backend_journal(scenario, backend)
    scenario.keep_always = True
    await scenario.finish()
    told = [(entry["phone"]["t"], entry["phone"]["kind"]) for entry in scenario.journal.merged()]
    assert told == [
        (1_000_000, "call initiated"),
        (1_000_000, "push invite"),
        (2_000_000, "message waiting"),
        (2_000_000, "push message"),
        (2_500_000, "message delivered"),
        (4_000_000, "call ended"),
        (4_000_000, "push cancel"),
    ]


async def test_rules_are_switched_off_on_the_phone_and_wrong_ones_are_a_usage_error(target: FakeTarget) -> None:
    def settings(*rules: str) -> Any:
        return resolve({"ringproof_rules_off": list(rules)}.get, lambda name: None, {}, Path("/x"))

    await switch_rules_off(target, settings("R29", "R51"))
    assert target.bench.off == ("R29", "R51")
    with pytest.raises(pytest.UsageError, match="--rule-off R0: no rule R0"):
        await switch_rules_off(target, settings("R0"))
