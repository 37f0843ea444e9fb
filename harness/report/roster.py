"""Which scenarios of a run run, which are bridged, which are skipped, and the sentence why. Pure.

A scenario that is *bridged* runs, and has something it needs by a detour (`harness.capabilities.Bridged`): what it
shows holds for less than the same scenario's pass elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

    from harness.report.result import Result

BRIDGED = "ringproof_bridged"  # the user property of a bridged scenario: its sentence
SCENARIO = "ringproof_scenario"  # the user property of every scenario: its title


class Fate(StrEnum):
    """What becomes of a scenario in a run."""

    RUN = "run"
    BRIDGED = "bridged"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Row:
    """A scenario; `why` is empty where it runs."""

    node_id: str
    title: str
    fate: Fate
    why: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Scenarios with the same fate for the same reason."""

    fate: Fate
    why: str
    titles: tuple[str, ...]


def of_items(items: Iterable[pytest.Item]) -> list[Row]:
    """What will become of collected scenarios; other tests are left out."""
    rows = []
    for item in items:
        told = dict(item.user_properties)
        if SCENARIO not in told:
            continue
        skip = item.get_closest_marker("skip")
        if skip is not None:
            why = str(skip.kwargs.get("reason") or next(iter(skip.args), "") or "no reason given")
            rows.append(Row(item.nodeid, str(told[SCENARIO]), Fate.SKIPPED, why))
        elif BRIDGED in told:
            rows.append(Row(item.nodeid, str(told[SCENARIO]), Fate.BRIDGED, str(told[BRIDGED])))
        else:
            rows.append(Row(item.nodeid, str(told[SCENARIO]), Fate.RUN))
    return rows


def of_results(results: Iterable[Result]) -> list[Row]:
    """What has become of scenarios; one that began and skipped itself did not run."""
    return of_run([asdict(result) for result in results])


def of_run(results: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The same of the rows of `run.json`."""
    rows = []
    for result in results:
        bridged = str(result.get("bridged", ""))
        fate, why = (Fate.BRIDGED, bridged) if bridged else (Fate.RUN, "")
        if result["verdict"] == "skipped":
            fate, why = Fate.SKIPPED, result["reason"]
        rows.append(Row(result["node_id"], result["title"], fate, why))
    return rows


def groups(rows: Sequence[Row]) -> list[Group]:
    """Those that run first, then by fate; within a fate the largest group first."""
    found: dict[tuple[Fate, str], list[str]] = {}
    for row in rows:
        found.setdefault((row.fate, row.why), []).append(row.title)
    order = list(Fate)
    return [
        Group(fate, why, tuple(titles))
        for (fate, why), titles in sorted(found.items(), key=lambda one: (order.index(one[0][0]), -len(one[1])))
    ]


def summary(rows: Sequence[Row]) -> str:
    """Such as `62 run, 4 bridged, 117 skipped`."""
    return ", ".join(f"{sum(row.fate is fate for row in rows)} {fate}" for fate in Fate)


def lines(rows: Sequence[Row], *, names: bool = False) -> list[str]:
    """A line a group, for a terminal; nothing where every scenario simply runs.

    Args:
        names: Name the scenarios below each.
    """
    if all(row.fate is Fate.RUN for row in rows) and not names:
        return []
    told = []
    before: Fate | None = None
    for group in groups(rows):
        word = group.fate if group.fate is not before else ""
        before = group.fate
        told.append(f"{word:<8} {len(group.titles):4}  {group.why}".rstrip())
        told += [f"{'':<15}{title}" for title in group.titles] if names else []
    return told


def as_data(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """For JSON: node_id, title, fate, why."""
    return [asdict(row) for row in rows]
