"""Whether a command line is one that simctl takes, by the table.

A word's kind is judged by its look alone: whether a device or an app is there, only the tool knows.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("simctl.toml")
KINDS = {
    "text": r".+",
    "device": r"[^-].*",  # a UDID, a name, or `booted`
    "bundle": r"[A-Za-z0-9][A-Za-z0-9.-]*",
    "path": r"[^-].*",
    "url": r"[A-Za-z][A-Za-z0-9+.-]*:.*",
    "coordinates": r"-?\d+(\.\d+)?,-?\d+(\.\d+)?",
    "payload": r"-|[^-].*",
    "rest": r".*",
}
NOT_SUBCOMMANDS = ("global_options", "exits", "json")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is not as the tool has it."""

    saw: str
    expected: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A command line that fits: its subcommand, the options without values, and the words by kind."""

    subcommand: str
    row: Mapping[str, Any]
    options: tuple[str, ...]
    words: Mapping[str, str]


def table() -> dict[str, Any]:
    """What is known of simctl."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def take(words: Sequence[str], known: Mapping[str, Any]) -> Taken | Wrong:
    """`words` are what stands behind `simctl`."""
    rest = list(words)
    while rest and rest[0].partition("=")[0] in known["global_options"]:
        option = rest.pop(0)
        if "=" not in option:
            if not rest:
                return Wrong(f"{option} without a value", f"{option} <path>")
            rest.pop(0)
    if not rest:
        return Wrong("no subcommand", "simctl [--set <path>] [--profiles <path>] <subcommand> …")
    subcommand, *rest = rest
    if subcommand not in known or subcommand in NOT_SUBCOMMANDS:
        return Wrong(f"subcommand {subcommand}", "one of simctl's, such as list, boot or launch")
    row: Mapping[str, Any] = known[subcommand]
    split = _options(rest, row)
    if isinstance(split, Wrong):
        return split
    options, positional = split
    for shape in row.get("shapes", [[]]):
        found = _fit(positional, shape)
        if found is not None:
            return Taken(subcommand, row, options, found)
    shapes = " | ".join(" ".join(shape) or "nothing" for shape in row.get("shapes", [[]]))
    return Wrong(f"{subcommand} {' '.join(positional)}".rstrip(), f"{subcommand} {shapes}")


def _options(words: Sequence[str], row: Mapping[str, Any]) -> tuple[tuple[str, ...], list[str]] | Wrong:
    known: Mapping[str, str] = row.get("options", {})
    rest, options, positional = list(words), [], []
    while rest:
        word = rest.pop(0)
        name, has_value, value = word.partition("=")
        if not re.fullmatch(r"-{1,2}[A-Za-z].*", word):
            positional.append(word)
            if row.get("first"):
                positional += rest
                break
            continue
        how = known.get(name)
        if how is None:
            shown = ", ".join(f"{one}=…" if kind == "=" else one for one, kind in known.items()) or "no option"
            return Wrong(f"option {name}", shown)
        if how == "flag" and has_value:
            return Wrong(f"{word}", f"{name} without a value")
        if how == "=" and not value:
            return Wrong(f"{word}", f"{name}=<value>")
        if how == "value" and not has_value:
            if not rest:
                return Wrong(f"{name} without a value", f"{name} <value>")
            rest.pop(0)
        options.append(name)
    return tuple(options), positional


def _fit(words: Sequence[str], shape: Sequence[str]) -> dict[str, str] | None:
    """The first word of each kind, when the words have this shape; None when not."""
    if not shape:
        return {} if not words else None
    kind, *others = shape
    name, count = (kind[:-1], kind[-1]) if kind[-1] in "?*+" else (kind, "1")
    least, most = {"1": (1, 1), "?": (0, 1), "*": (0, len(words)), "+": (1, len(words))}[count]
    pattern = KINDS.get(name, "|".join(map(re.escape, name.split("|"))))
    for number in range(min(most, len(words)), least - 1, -1):
        if all(re.fullmatch(pattern, word, re.S) for word in words[:number]):
            found = _fit(words[number:], others)
            if found is not None:
                return {**found, **({name: words[0]} if number else {})}
    return None
