"""What a test item says of itself: its name in words, what its markers name, the statements of the guide it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.statements import Statement

GUIDE_INI = "ringproof_guide"
RULES_INI = "ringproof_rules"
RULES: pytest.StashKey[Mapping[str, str]] = pytest.StashKey()  # number -> text
STATEMENTS: pytest.StashKey[dict[str, Statement] | None] = pytest.StashKey()  # None: the project names no guide


def marker_values(item: pytest.Item, name: str) -> list[str]:
    """The arguments of all markers of that name, nearest first."""
    return [str(value) for mark in item.iter_markers(name) for value in mark.args]


def title(item: pytest.Item) -> str:
    """A scenario's name in words: `test_a_missed_call_waits[apns]` reads `a missed call waits [apns]`."""
    return _in_words(item.name)


def title_by(node_id: str) -> str:
    """As `title`, of a scenario of which no more is known."""
    name, bracket, parameters = node_id.partition("::")[2].partition("[")
    return _in_words(name.rpartition("::")[2] + bracket + parameters)


def _in_words(name: str) -> str:
    name, bracket, parameters = name.partition("[")
    words = re.sub(r"^test_", "", name).replace("_", " ")
    return f"{words} [{parameters}" if bracket else words


def unknown_statement(item: pytest.Item) -> str | None:
    """A sentence about the first id of `guide` that the project's guide does not have."""
    known = item.config.stash[STATEMENTS]
    if known is None:
        return None
    from harness import statements

    return statements.unknown(marker_values(item, "guide"), known)
