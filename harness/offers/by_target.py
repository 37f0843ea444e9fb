"""What each target can do, as a table: target × capability, and what becomes of a project's scenarios on each.

`python -m harness capabilities` prints it; docs/capabilities.md is it as a page. The rows are those of capabilities.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness import capabilities
from harness.report import roster
from harness.report.roster import Fate
from harness.setting_rows import TARGETS


@dataclass(frozen=True, slots=True)
class Offer:
    """One capability where somebody runs scenarios; `why` is empty where it is had the real way."""

    target: str
    capability: str
    fate: Fate
    why: str


def offers(target: str, *, route: str, driver: str, lacking: Iterable[str] = ()) -> list[Offer]:
    """Every capability, of one combination of target, push route and driver."""
    lacks = tuple(lacking)
    found = []
    for name in capabilities.KNOWN:
        no = capabilities.refusal(name, target=target, route=route, driver=driver, lacking=lacks)
        detours = capabilities.bridges((name,), target=target, route=route, driver=driver)
        if no is not None:
            found.append(Offer(target, name, Fate.SKIPPED, _reason(no)))
        elif detours:
            found.append(Offer(target, name, Fate.BRIDGED, _reason(detours[0].sentence())))
        else:
            found.append(Offer(target, name, Fate.RUN, ""))
    return found


def _reason(sentence: str) -> str:
    """Without the capability's name before the colon."""
    return sentence.partition(": ")[2]


SYMBOLS = {Fate.RUN: "✓", Fate.BRIDGED: "~", Fate.SKIPPED: "-"}


def lines(columns: Mapping[str, Sequence[Offer]]) -> list[str]:
    """For a terminal: a mark for each target, then the sentences.

    Args:
        columns: What each target offers, by what stands above its column.
    """
    wide = max(map(len, capabilities.KNOWN))
    marks: dict[str, list[str]] = {name: [] for name in capabilities.KNOWN}
    for head, column in columns.items():
        for one in column:
            marks[one.capability].append(f"{SYMBOLS[one.fate]:<{len(head)}}")
    told = [f"{'':<{wide}}  {'  '.join(columns)}"]
    told += [f"{name:<{wide}}  {'  '.join(row)}  {capabilities.KNOWN[name]}" for name, row in marks.items()]
    for head, column in columns.items():
        rest = [one for one in column if one.fate is not Fate.RUN]
        told += ["", f"{head}: {_counts(column)}"]
        told += [f"  {SYMBOLS[one.fate]} {one.capability:<{wide}}  {one.why}" for one in rest]
    return told


def _counts(column: Sequence[Offer]) -> str:
    words = {Fate.RUN: "offered", Fate.BRIDGED: "bridged", Fate.SKIPPED: "lacking"}
    return ", ".join(f"{sum(one.fate is fate for one in column)} {word}" for fate, word in words.items())


def as_data(columns: Mapping[str, Sequence[Offer]], rosters: Mapping[str, Sequence[roster.Row]]) -> dict[str, Any]:
    """For programs; docs/capabilities.md describes it."""
    return {
        "schema": 1,
        "capabilities": dict(capabilities.KNOWN),
        "targets": {
            head: {
                "offers": {one.capability: {"fate": one.fate, "why": one.why} for one in column},
                **({"scenarios": roster.as_data(rosters[head])} if head in rosters else {}),
            }
            for head, column in columns.items()
        },
    }


# --- the page


def table() -> str:
    """The page's table, in Markdown: what each target, each push route and each driver can do."""
    heads = ("Capability", "What it is", *(f"`{target}`" for target in TARGETS), "route `simctl`")
    rows = []
    columns = [{one.capability: one for one in offers(target, route="apns", driver="wda")} for target in TARGETS]
    columns.append({one.capability: one for one in offers("", route="simctl", driver="wda")})
    for name, meaning in capabilities.KNOWN.items():
        rows.append((f"`{name}`", meaning, *(_cell(column[name]) for column in columns)))
    return "".join(f"| {' | '.join(row)} |\n" for row in (heads, ("---",) * len(heads), *rows))


def _cell(offer: Offer) -> str:
    if offer.fate is Fate.RUN:
        return "yes"
    why = offer.why.partition("' ")[2] or offer.why
    return f"{'*bridged*' if offer.fate is Fate.BRIDGED else 'no'}: {why}"


def page(rosters: Mapping[str, Sequence[roster.Row]]) -> str:
    """The page; `rosters` are what becomes of the scenarios, by target."""
    parts = [OPENING, table(), SCENARIOS]
    for head, rows in rosters.items():
        parts += [f"### {head}", "", f"{roster.summary(rows)}.", "", "| | Scenarios | Why |\n| --- | --- | --- |"]
        parts += [f"| {group.fate} | {len(group.titles)} | {group.why} |" for group in roster.groups(rows)]
        parts.append("")
    return "\n".join(parts)


OPENING = """\
# What each target can do

A scenario says what it needs, with the marker `needs`, and never asks where it runs. Target, push route and driver say
what they cannot do; a scenario that needs it is skipped with that sentence, before anything starts. What is *bridged* a
target does by a detour: the scenario runs, proves less, and says so. Written by `make capabilities` from
[capabilities.py](../harness/capabilities.py) and the scenarios.

A project adds what it lacks itself with ini `ringproof_lacks`, or `--lacks`.
"""
SCENARIOS = """
## What becomes of the scenarios

By target, with driver `wda`, one iOS version (26.4) and the push routes a run without `--apns-key` has. A scenario
counts once for each of its variants. `python -m harness capabilities --scenarios scenarios --names` names them, and
`--json` says it to programs: `targets`, by target, with `offers` (by capability: `fate`, `why`) and `scenarios`
(`node_id`, `title`, `fate`, `why`), where a fate is `run`, `bridged` or `skipped`.
"""
