"""All there is to judge a night by. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from harness.nightly import trends
from harness.nightly.history import Night
from harness.nightly.results import Lane
from harness.nightly.tally import Tally, Verdict
from harness.quarantine import Entry, Quarantine


@dataclass(frozen=True, slots=True)
class Case:
    """What a night was, what was before it, and what is excused.

    Attributes:
        nights: Those before, the oldest first, and tonight.
        jobs: How the jobs of the night ended, by name, as CI says it: success, failure, cancelled, skipped.
        link: Where the night's artifacts are; `{lane}` in it stands for the lane's name.
    """

    lanes: Sequence[Lane]
    tallies: Sequence[Tally]
    nights: Sequence[Night]
    quarantine: Quarantine = field(default_factory=Quarantine)
    today: date = field(default_factory=date.today)
    jobs: Mapping[str, str] = field(default_factory=dict)
    link: str = ""

    @property
    def tonight(self) -> Night:
        return self.nights[-1]

    def entry(self, one: Tally) -> Entry | None:
        """The entry that excuses it."""
        entry = self.quarantine.of(one.scenario)
        return None if entry is None or entry.has_expired(self.today) else entry

    def bad(self) -> list[Tally]:
        """What failed in some attempt and is not excused."""
        return [one for one in self.tallies if one.verdict.is_bad and self.entry(one) is None]

    def excused(self) -> list[Tally]:
        """What failed in some attempt, in quarantine."""
        return [one for one in self.tallies if one.verdict.is_bad and self.entry(one) is not None]

    def verdict(self, one: Tally) -> Verdict:
        """With what earlier nights add: it passed on the same code then, and fails now."""
        if one.verdict is Verdict.FAILED and self.passed_before(one):
            return Verdict.FLAKY
        return one.verdict

    def passed_before(self, one: Tally) -> Night | None:
        return trends.passed_before_at(self.nights, one.lane, one.scenario, self.tonight.revision)
