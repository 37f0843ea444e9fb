"""How much of a guide is kept: which scenarios show each statement, and which seeded defects break it. Pure.

A statement counts as kept when a scenario names it (marker `guide`), a seeded defect says that it breaks it, and one of
those scenarios claims to catch one of those defects (marker `catches`). That the claim holds is proven elsewhere, by
running the scenario with the defect.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from harness.statements import KINDS, Statement


@dataclass(frozen=True, slots=True)
class Shown:
    """A scenario and what it claims.

    Attributes:
        file: Relative to the project's root.
        versions: The iOS versions it runs on.
    """

    file: str
    title: str
    guide: tuple[str, ...]
    catches: tuple[str, ...]
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Breaks:
    """A seeded defect, and the statements it breaks."""

    name: str
    guide: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A guide held against the scenarios and defects of a project.

    Attributes:
        versions: All iOS versions scenarios may run on.
        rules: Numbers of the rules there are; None when that is not known.
    """

    statements: Mapping[str, Statement]
    scenarios: Sequence[Shown]
    defects: Sequence[Breaks]
    versions: tuple[str, ...]
    rules: Collection[str] | None = None

    def shown_by(self, name: str) -> list[Shown]:
        return [scenario for scenario in self.scenarios if name in scenario.guide]

    def broken_by(self, name: str) -> list[Breaks]:
        return [defect for defect in self.defects if name in defect.guide]

    def is_kept(self, name: str) -> bool:
        """Whether one of its scenarios catches one of its defects."""
        caught = {defect for scenario in self.shown_by(name) for defect in scenario.catches}
        return any(defect.name in caught for defect in self.broken_by(name))

    def problems(self) -> list[str]:
        """What is missing or cannot be, a sentence each; empty when the guide is kept."""
        told = [sentence for statement in self.statements.values() for sentence in self._of_statement(statement)]
        sources = [(f"scenario {scenario.title!r}", scenario.guide) for scenario in self.scenarios]
        sources += [(f"defect {defect.name}", defect.guide) for defect in self.defects]
        known = {defect.name for defect in self.defects}
        for scenario in self.scenarios:
            told += [
                f"scenario {scenario.title!r} claims to catch {name}, and there is no such defect"
                for name in scenario.catches
                if name not in known
            ]
        for whose, ids in sources:
            told += [
                f"{whose} names {name}, and there is no such statement" for name in ids if name not in self.statements
            ]
        return told

    def _of_statement(self, statement: Statement) -> Iterable[str]:
        name = statement.id
        if self.rules is not None:
            for rule in statement.rules:
                if rule not in self.rules:
                    yield f"{name} rests on {rule}, and there is no such rule"
        if not statement.is_shown:
            if not statement.met:
                yield f"{name} ({statement.kind}) does not say where it is met: {statement.says}"
            return
        scenarios, defects = self.shown_by(name), self.broken_by(name)
        missing = [what for what, there in (("no scenario", scenarios), ("no seeded defect", defects)) if not there]
        if missing:
            yield f"{name} ({statement.kind}) has {' and '.join(missing)}: {statement.says}"
        elif not self.is_kept(name):
            names = ", ".join(defect.name for defect in defects)
            yield f"{name} ({statement.kind}) has no scenario that catches what breaks it ({names}): {statement.says}"

    def summary(self) -> list[str]:
        """How many statements of each kind there are, and how many are kept."""
        kinds = Counter(statement.kind for statement in self.statements.values())
        lines = [
            f"{len(self.statements)} statements: {', '.join(f'{kinds[kind]} {kind}' for kind in KINDS if kinds[kind])}"
        ]
        shown = [name for name, statement in self.statements.items() if statement.is_shown]
        counts = (
            ("shown by a scenario", sum(bool(self.shown_by(name)) for name in shown)),
            ("broken by a seeded defect", sum(bool(self.broken_by(name)) for name in shown)),
            ("kept: a scenario catches such a defect", sum(map(self.is_kept, shown))),
        )
        lines += [f"{count} of {len(shown)} {told}" for told, count in counts]
        told = [statement for statement in self.statements.values() if not statement.is_shown]
        lines.append(f"{sum(bool(statement.met) for statement in told)} of {len(told)} others met in words")
        lines.append(
            f"{len({s.title for s in self.scenarios if s.guide})} scenarios show, "
            f"{sum(bool(defect.guide) for defect in self.defects)} defects break them"
        )
        return lines

    def page(self, up: str = "../") -> str:
        """The page, in Markdown; links lead to files through `up`."""
        parts = [OPENING, *(f"- {line}" for line in self.summary()), ""]
        for section in dict.fromkeys(statement.section for statement in self.statements.values()):
            rows = [self._row(one, up) for one in self.statements.values() if one.section == section]
            parts += [f"## {section}", "", _table(HEAD, rows)]
        return "\n".join(parts)

    def _row(self, statement: Statement, up: str) -> tuple[str, ...]:
        scenarios = self.shown_by(statement.id)
        links = "<br>".join(f"[{_cell(one.title)}]({up}{one.file})" for one in scenarios)
        defects = "<br>".join(defect.name for defect in self.broken_by(statement.id))
        says = statement.says if statement.kind == "behaviour" else f"*{statement.kind}*: {statement.says}"
        on = {version for scenario in scenarios for version in scenario.versions}
        versions = "all" if on >= set(self.versions) else ", ".join(one for one in self.versions if one in on)
        return (
            statement.id,
            _cell(says),
            ", ".join(statement.rules),
            links or _cell(statement.met),
            defects,
            versions if scenarios else "",
            _cell(statement.mac),
        )


OPENING = """\
# Guide coverage

What the guide says, statement by statement: who shows it, what breaks it, and what only a Mac could confirm. Written by
`make guide` from [guide-statements.toml](guide-statements.toml), the markers of the scenarios and the seeded defects.

- *Shown by*: scenarios with the marker `guide`; of what a person does by hand, where it is met.
- *Broken by*: seeded defects, those of the call service with `service:` before them; `make defects` proves them caught.
- *iOS*: the embedded phone's versions on which at least one of these scenarios runs.
- *On a Mac*: what nothing here can confirm.
"""
HEAD = ("Id", "Statement", "Rules", "Shown by", "Broken by", "iOS", "On a Mac")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(text: str) -> str:
    """Markdown would end the cell at `|` and take `<user id>` for a tag."""
    return text.replace("|", "\\|").replace("<", "&lt;")
