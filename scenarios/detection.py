"""What the scenarios notice: claims, what came of them, and the score.

Pure: the plugin `proving` finds out, `defects` runs it and prints. A *mistake* is a seeded defect of app, SDK or call
service, or `rule:R29`, a rule of iOS that the phone does not follow; those are scored apart, since they prove the
scenario and not its power over the product.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

CAUGHT = "caught"
MISSED = "not noticed"
BROKE = "the bench broke"

RULE = "rule:"
REAL_BUGS = 66  # B1 to B66: bugs reported of calling apps
NOT_SEEDED: Mapping[str, str] = {
    "B36": "a refused second call took the first one's audio along; the phone carries no audio",
    "B40": "two logins of one phone held each other up; the service here takes a phone as often as it signs in",
    "B50": "on iOS 16 an answered video call did not open its app; Apple documents nothing an app would have to do",
    "B66": "a service extension that never ended swallowed pushes; the phone runs no extensions",
}


class Claim(NamedTuple):
    """A scenario and a mistake it is said to notice."""

    scenario: str
    mistake: str


@dataclass(frozen=True, slots=True)
class Defect:
    """A seeded defect as its package lists it: the real bugs, rules and guide statements it stands for."""

    name: str
    says: str
    bugs: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    guide: tuple[str, ...] = ()


@dataclass(slots=True)
class Findings:
    """What was tried, and what came of it: (scenario, mistake) -> variant -> outcome.

    Attributes:
        scenarios: All scenarios there are, and the mistakes each claims.
    """

    outcomes: dict[Claim, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    scenarios: dict[str, list[str]] = field(default_factory=dict)

    def add(self, scenario: str, mistake: str, variant: str, outcome: str) -> None:
        """A bench that broke while a scenario was taken down changes nothing about what it had noticed."""
        seen = self.outcomes[Claim(scenario, mistake)]
        if outcome == BROKE:
            seen.setdefault(variant, outcome)
        else:
            seen[variant] = outcome

    def is_proven(self, claim: Claim) -> bool:
        return CAUGHT in self.outcomes.get(claim, {}).values()

    def claimed(self) -> set[Claim]:
        return {Claim(scenario, mistake) for scenario, mistakes in self.scenarios.items() for mistake in mistakes}

    def unproven(self) -> list[Claim]:
        """Claims that were tried and did not hold. What nobody claimed owes nothing."""
        return sorted(claim for claim in self.outcomes if claim in self.claimed() and not self.is_proven(claim))

    def catchers(self, mistake: str) -> list[str]:
        """The scenarios that noticed it."""
        return sorted(claim.scenario for claim in self.outcomes if claim.mistake == mistake and self.is_proven(claim))

    def as_json(self) -> dict[str, Any]:
        tried = [{**claim._asdict(), "variants": dict(variants)} for claim, variants in sorted(self.outcomes.items())]
        return {"scenarios": self.scenarios, "tried": tried}

    def merge(self, told: Mapping[str, Any]) -> None:
        """Take over what another run wrote with `as_json`."""
        self.scenarios.update(told["scenarios"])
        for row in told["tried"]:
            for variant, outcome in row["variants"].items():
                self.add(row["scenario"], row["mistake"], variant, outcome)


def some_claims(claims: Collection[Claim]) -> set[Claim]:
    """The fewest claims, nearly, that try each mistake and each scenario that claims one."""
    by_mistake: dict[str, list[str]] = defaultdict(list)
    for claim in sorted(claims):
        by_mistake[claim.mistake].append(claim.scenario)
    chosen: set[Claim] = set()
    used: Counter[str] = Counter()
    # Mistakes that few scenarios claim leave no choice; those that many do go to whoever has none yet.
    for mistake in sorted(by_mistake, key=lambda name: (len(by_mistake[name]), name)):
        scenario = min(by_mistake[mistake], key=lambda name: (used[name], name))
        chosen.add(Claim(scenario, mistake))
        used[scenario] += 1
    for claim in sorted(claims):
        if not used[claim.scenario]:
            chosen.add(claim)
            used[claim.scenario] += 1
    return chosen


@dataclass(frozen=True, slots=True)
class Score:
    """The seeded defects held against what was found.

    Args:
        statements: Ids of the guide's statements that need a defect.
    """

    defects: tuple[Defect, ...]
    findings: Findings
    statements: tuple[str, ...] = ()

    @property
    def caught(self) -> list[Defect]:
        return [defect for defect in self.defects if self.findings.catchers(defect.name)]

    @property
    def survivors(self) -> list[Defect]:
        """Defects that no scenario noticed."""
        return [defect for defect in self.defects if not self.findings.catchers(defect.name)]

    @property
    def unknown(self) -> list[str]:
        """Mistakes that were tried because a scenario claims them, and that do not exist."""
        known = {defect.name for defect in self.defects}
        tried = {claim.mistake for claim in self.findings.outcomes}
        return sorted(name for name in tried - known if not name.startswith(RULE))

    @property
    def idle(self) -> list[str]:
        """Scenarios that claim nothing: nobody has seen them fail."""
        return sorted(name for name, mistakes in self.findings.scenarios.items() if not mistakes)

    @property
    def rules(self) -> tuple[list[str], list[str]]:
        """The rules that were switched off, and those of them that a scenario noticed."""
        tried = sorted({claim.mistake for claim in self.findings.outcomes if claim.mistake.startswith(RULE)})
        return tried, [rule for rule in tried if self.findings.catchers(rule)]

    @property
    def bugs(self) -> list[str]:
        """The real bugs that a caught defect stands for."""
        return _by_number({bug for defect in self.caught for bug in defect.bugs})

    @property
    def guide(self) -> list[str]:
        """The statements of the guide that need a defect and that a caught one breaks."""
        broken = {statement for defect in self.caught for statement in defect.guide}
        return [statement for statement in self.statements if statement in broken]

    def is_complete(self) -> bool:
        """Each defect was caught, each claim that was tried held, and none names what does not exist."""
        return not (self.survivors or self.unknown or self.findings.unproven())

    def as_json(self) -> dict[str, Any]:
        rows = [
            {
                "name": defect.name,
                "says": defect.says,
                "bugs": defect.bugs,
                "guide": defect.guide,
                "caught_by": self.findings.catchers(defect.name),
            }
            for defect in self.defects
        ]
        summary = {
            "defects": len(self.defects),
            "caught": len(self.caught),
            "survivors": [defect.name for defect in self.survivors],
            "idle_scenarios": self.idle,
            "real_bugs": self.bugs,
            "guide": self.guide,
            "guide_missing": [statement for statement in self.statements if statement not in self.guide],
        }
        return {"summary": summary, "defects": rows, **self.findings.as_json()}


def table(score: Score) -> Iterable[str]:
    """One line a pair of mistake and scenario that was tried, mistakes by name; scenarios that missed it come last."""
    tried = score.findings.outcomes
    named = {defect.name: " ".join((*defect.bugs, *defect.guide)) for defect in score.defects}
    claimed = score.findings.claimed()
    for mistake in sorted({claim.mistake for claim in tried}):
        rows = sorted((not score.findings.is_proven(claim), claim) for claim in tried if claim.mistake == mistake)
        quiet = sum(missed and claim not in claimed for missed, claim in rows)
        for number, (missed, claim) in enumerate(row for row in rows if not row[0] or row[1] in claimed):
            verdict = ", ".join(sorted(set(tried[claim].values()))) if missed else CAUGHT
            first = mistake if not number else ""
            yield f"{verdict:12} {first:38} {claim.scenario}{'' if claim in claimed else '  (not claimed)'}"
        if named.get(mistake) or quiet:
            others = f"{quiet} other scenarios do not notice it" if quiet else ""
            yield f"{'':12} {'':38} {'; '.join(filter(None, (named.get(mistake, ''), others)))}"


def summary(score: Score) -> Iterable[str]:
    """The score, and what is missing from it."""
    rules, noticed = score.rules
    yield f"seeded defects  {len(score.caught)} of {len(score.defects)} caught"
    yield f"real bugs       {len(score.bugs)} of {REAL_BUGS} stood for by one of these: {', '.join(score.bugs)}"
    if score.statements:  # everything was tried
        for bug, why in NOT_SEEDED.items():
            yield f"                none stands for {bug}: {why}"
        missing = [statement for statement in score.statements if statement not in score.guide]
        told = f"; none for {', '.join(missing)}" if missing else ""
        yield f"guide           {len(score.guide)} of {len(score.statements)} statements broken by one of these{told}"
    yield f"rules of iOS    {len(noticed)} of {len(rules)} stated ones break their scenario when switched off"
    for defect in score.survivors:
        yield f"  no scenario catches {defect.name}: {defect.says}"
    for claim in score.findings.unproven():
        yield f"  a claim does not hold: {claim.scenario} does not notice {claim.mistake}"
    for name in score.unknown:
        yield f"  a scenario claims {name}, and there is no such defect"
    for scenario in score.idle:
        yield f"  catches nothing, and states no rule: {scenario}"


def _by_number(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: int(name[1:]) if name[1:].isdigit() else 0)
