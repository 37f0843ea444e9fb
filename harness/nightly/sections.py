"""The tables of a night's summary: what each shows, as rows of text. Pure; `tables` draws them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from harness.nightly import tally, trends
from harness.nightly.case import Case
from harness.nightly.scores import named
from harness.nightly.tally import Tally, Verdict


class Link(NamedTuple):
    """Text that leads somewhere, where it can."""

    text: str
    url: str


Cell: TypeAlias = str | Link


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the summary, or, without rows, one sentence."""

    title: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    note: str = ""


def lanes(case: Case) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for lane in case.lanes:
        some = [one for one in case.tallies if one.lane == lane.name]
        counts = Counter(case.verdict(one) for one in some if not (one.verdict.is_bad and case.entry(one)))
        excused = sum(one.verdict.is_bad and case.entry(one) is not None for one in some)
        figures = [counts[verdict] for verdict in Verdict]
        seconds = sum(attempt.seconds for attempt in lane.attempts)
        rows.append(
            (
                Link(lane.name, case.link.replace("{lane}", lane.name)),
                str(len(lane.runs)),
                *(str(figure) if figure else "" for figure in (*figures[:4], excused, figures[4])),
                f"{seconds:.0f} s" if lane.runs else "",
            )
        )
    words = ("passed", "failed", "flaky", "by inputs", "quarantined", "skipped")
    return Section("Lanes", ("lane", "runs", *words, "time"), tuple(rows))


def failed(case: Case, some: Sequence[Tally]) -> Section | None:
    rows = []
    for one in some:
        since = trends.failing_since(case.nights, one.lane, one.scenario)
        new = " new" if trends.is_new(case.nights, one.lane, one.scenario) else ""
        last = one.failures[-1]
        rows.append(
            (
                one.scenario,
                one.lane,
                f"{one.failed} of {one.ran}",
                f"{since.night}{f' {since.revision[:10]}' if since.revision else ''}{new}" if since else "",
                trends.signs(case.nights, one.lane, one.scenario),
                _why(last.reason, last.fault),
                last.command,
            )
        )
    head = ("scenario", "lane", "attempts", "since", "nights", "why", "again")
    return Section("Failed", head, tuple(rows)) if rows else None


def flaky(case: Case, some: Sequence[Tally]) -> Section | None:
    rows = []
    for one in some:
        failed, ran = trends.rate(case.nights, one.lane, one.scenario)
        before = case.passed_before(one)
        where = ", ".join(sorted({attempt.run or one.lane for attempt in one.failures}))
        rows.append(
            (
                one.scenario,
                one.lane,
                f"{one.failed} of {one.ran}",
                f"{100 * failed / ran:.0f} % of {ran}",
                trends.signs(case.nights, one.lane, one.scenario),
                where if one.verdict is Verdict.FLAKY or before is None else f"passed {before.night} on the same code",
                _why(one.failures[-1].reason, one.failures[-1].fault),
            )
        )
    head = ("scenario", "lane", "failed tonight", "failed of late", "nights", "failed in", "why")
    note = "Passed and failed with the same inputs: something is left to chance, in the product or in the scenario."
    return Section("Flaky", head, tuple(rows), note) if rows else None


def by_inputs(case: Case, some: Sequence[Tally]) -> Section | None:
    rows = []
    for one in some:
        common = set.intersection(*({*attempt.inputs} for attempt in one.failures))
        differ = tally.differing(one.failures)
        shown = (
            differ if len(common) < len(one.failures[0].inputs) else ", ".join(f"{n} {v}" for n, v in sorted(common))
        )
        rows.append(
            (
                one.scenario,
                one.lane,
                f"{one.failed} of {one.ran}",
                shown,
                trends.signs(case.nights, one.lane, one.scenario),
                one.failures[-1].command,
            )
        )
    note = "Each of these inputs fails every time, others pass: the command repeats it."
    head = ("scenario", "lane", "attempts", "fails with", "nights", "again")
    return Section("Fails with some inputs only", head, tuple(rows), note) if rows else None


def quarantined(case: Case) -> Section | None:
    rows = []
    for entry in case.quarantine.entries:
        meant = [one for one in case.tallies if entry.holds_for(one.scenario)]
        failed, ran = sum(one.failed for one in meant), sum(one.ran for one in meant)
        tonight = f"failed {failed} of {ran}" if failed else f"passed all {ran}" if ran else "did not run"
        expired = " (expired)" if entry.has_expired(case.today) else ""
        rows.append((entry.scenario, entry.owner, f"{entry.expires}{expired}", tonight, entry.reason))
    head = ("scenario", "owner", "until", "tonight", "reason")
    return Section("Quarantine", head, tuple(rows)) if rows else None


def slower(case: Case) -> Section | None:
    rows = []
    for one in case.tallies:
        found = trends.slower(case.nights, one.lane, one.scenario)
        if found is not None:
            usual, now = found
            bars = trends.times(case.nights, one.lane, one.scenario)
            rows.append((one.scenario, one.lane, f"{usual:.1f} s", f"{now:.1f} s", bars))
    return Section("Slower", ("scenario", "lane", "usual", "tonight", "nights"), tuple(rows)) if rows else None


def scores(case: Case) -> Section | None:
    rows = tuple(
        (lane.name, score.says, named(score.missed) if score.missed else "nothing")
        for lane in case.lanes
        for score in lane.scores
    )
    return Section("What the scenarios notice", ("lane", "score", "not noticed"), rows) if rows else None


def nights(case: Case) -> Section | None:
    nights = case.nights[-trends.SHOWN :]
    if len(nights) < 2:
        return None
    rows: list[tuple[Cell, ...]] = []
    bad_shares, rates = [], []
    for night in nights:
        marks = [mark for lane in night.lanes.values() for mark in lane.values() if mark.verdict is not Verdict.SKIPPED]
        bad = sum(mark.verdict.is_bad for mark in marks)
        flaky = sum(mark.verdict is Verdict.FLAKY for mark in marks)
        seconds = sum(mark.seconds or 0 for mark in marks)
        rows.append(
            (
                Link(night.night, night.link.replace("{lane}", "")),
                night.revision[:10],
                str(len(marks)),
                str(bad),
                str(flaky),
                f"{100 * flaky / len(marks):.1f} %" if marks else "",
                f"{seconds:.0f} s",
            )
        )
        bad_shares.append(bad / len(marks) if marks else 0.0)
        rates.append(flaky / len(marks) if marks else 0.0)
    head = ("night", "revision", "scenarios", "not passed", "flaky", "flake rate", "time of one attempt each")
    return Section("Nights", head, tuple(rows), f"not passed {trends.bars(bad_shares)}  flaky {trends.bars(rates)}")


def _why(reason: str, fault: str) -> str:
    return reason if fault in ("", "product") else f"{reason} ({fault}, not the product's)"
