"""The judgement over a night: what is wrong, in a sentence each, and the tables that show it. Pure.

Something is wrong when a scenario outside quarantine failed in any attempt, when an entry of the quarantine list has
expired or names nothing that ran, when a lane or job ended without telling anything, and when nobody caught a seeded
defect. Slower scenarios and surviving mutants are told and fail nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harness.nightly import sections
from harness.nightly.case import Case
from harness.nightly.scores import named
from harness.nightly.sections import Section
from harness.nightly.tally import Tally, Verdict


@dataclass(frozen=True, slots=True)
class Summary:
    """A night as it is told.

    Attributes:
        says: The night in one line.
        problems: What is wrong, a sentence each; nothing if the night is good.
    """

    says: str
    problems: tuple[str, ...]
    sections: tuple[Section, ...]
    link: str = ""

    @property
    def exit_code(self) -> int:
        return 1 if self.problems else 0


def summarise(case: Case) -> Summary:
    """Judge a night."""
    by_verdict = {verdict: [one for one in case.bad() if case.verdict(one) is verdict] for verdict in Verdict}
    failed, flaky, by_inputs = (by_verdict[word] for word in (Verdict.FAILED, Verdict.FLAKY, Verdict.BY_INPUTS))
    problems = [
        *_counted(failed, "fails", "fail", "in every attempt"),
        *_counted(flaky, "is flaky", "are flaky", "passed and failed with the same inputs"),
        *_counted(by_inputs, "fails", "fail", "with some inputs only"),
        *_quarantine_problems(case),
        *(f"lane {lane.name} left neither a run nor a score" for lane in case.lanes if lane.told_nothing),
        *(f"job {name} ended as {end}" for name, end in case.jobs.items() if end not in ("success", "skipped")),
        *(
            f"{lane.name}: no scenario catches {named(score.missed)}"
            for lane in case.lanes
            for score in lane.scores
            if score.what == "defects" and score.missed
        ),
    ]
    attempts = sum(one.ran for one in case.tallies)
    counts = {
        "fail": len(failed),
        "flaky": len(flaky),
        "by inputs": len(by_inputs),
        "in quarantine": len(case.excused()),
    }
    told = "; ".join(f"{count} {name}" for name, count in counts.items() if count) or "all good"
    scenarios = len({one.scenario for one in case.tallies})
    revision = f" at {case.tonight.revision[:10]}" if case.tonight.revision else ""
    ran = f"{_of(scenarios, 'scenario')} in {_of(len(case.lanes), 'lane')}, {_of(attempts, 'attempt')}"
    says = f"Night {case.tonight.night}{revision}: {ran}: {told}"
    shown = (
        sections.lanes(case),
        sections.failed(case, failed),
        sections.flaky(case, flaky),
        sections.by_inputs(case, by_inputs),
        sections.quarantined(case),
        sections.slower(case),
        sections.scores(case),
        sections.nights(case),
    )
    return Summary(says, tuple(problems), tuple(section for section in shown if section is not None), case.link)


def _of(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _counted(some: Sequence[Tally], one: str, many: str, how: str) -> Iterable[str]:
    if some:
        yield f"{len(some)} {f'scenario {one}' if len(some) == 1 else f'scenarios {many}'}: {how}"


def _quarantine_problems(case: Case) -> Iterable[str]:
    ran = {one.scenario for one in case.tallies}
    for entry in case.quarantine.entries:
        if entry.has_expired(case.today):
            yield f"the quarantine of {entry.scenario} expired after {entry.expires}; {entry.owner} decides"
        if not any(entry.holds_for(scenario) for scenario in ran):
            yield f"the quarantine of {entry.scenario} names nothing that ran tonight; {entry.owner} takes it out"
