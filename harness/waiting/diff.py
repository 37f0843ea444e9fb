"""Expected and seen, as lines: what is missing (-), what should not be there (+), and the order things stand in. Pure.

Made for what a person reads on a phone: a text, the rows of a list, a notification with its parts. Lines are at most
`WIDTH` wide, so that a failure can indent them and still fit a terminal of 80 columns.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import Any

WIDTH = 69
MOVED = "(another place in the order)"


def lines(expected: Any, seen: Any) -> list[str]:
    """The difference; empty where a list of lines would say no more than the two values themselves."""
    if isinstance(expected, str) and isinstance(seen, str):
        return [*_line("-", expected or "(an empty text)"), *_line("+", seen or "(an empty text)")]
    if _is_list(expected) and _is_list(seen):
        return _of_rows([row(one) for one in expected], [row(one) for one in seen])
    if _parts(expected) is not None and type(expected) is type(seen):
        return _of_parts(_parts(expected) or {}, _parts(seen) or {})
    return []


def row(value: Any) -> str:
    """A row of a list in one line: a text as it is, the parts of an object apart by slashes."""
    if isinstance(value, str):
        return value
    parts = _parts(value)
    if parts is None:
        return _value(value)
    return " / ".join(_value(part) for part in parts.values() if part not in ("", None, (), [])) or "(nothing)"


def _of_rows(expected: list[str], seen: list[str]) -> list[str]:
    told: list[str] = []
    moved = {text for text in expected if text in seen}
    matcher = SequenceMatcher(None, expected, seen, autojunk=False)
    for change, first, last, start, end in matcher.get_opcodes():
        if change == "equal":
            for text in expected[first:last]:
                told += _line(" ", text)
            continue
        for text in expected[first:last]:
            told += _line(
                "-", f"{text}  {MOVED}" if text in moved and expected.count(text) == seen.count(text) else text
            )
        for text in seen[start:end]:
            told += _line(
                "+", f"{text}  {MOVED}" if text in moved and expected.count(text) == seen.count(text) else text
            )
    if not expected:
        told.insert(0, "  (nothing was expected)")
    if not seen:
        told.append("  (nothing was there)")
    return told


def _of_parts(expected: Mapping[str, Any], seen: Mapping[str, Any]) -> list[str]:
    told: list[str] = []
    for name in [*expected, *(name for name in seen if name not in expected)]:
        if name in expected and name in seen and expected[name] == seen[name]:
            told += _line(" ", f"{name}: {_value(expected[name])}")
            continue
        if name in expected:
            told += _line("-", f"{name}: {_value(expected[name])}")
        if name in seen:
            told += _line("+", f"{name}: {_value(seen[name])}")
    return told


def _parts(value: Any) -> dict[str, Any] | None:
    """The named parts of a mapping or dataclass that are compared; None when it has none."""
    if isinstance(value, Mapping):
        return {str(name): part for name, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value) if field.compare and field.repr}
    return None


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _value(value: Any) -> str:
    if isinstance(value, Enum):
        return value.name
    return value if isinstance(value, str) else repr(value)


def _line(sign: str, text: str) -> list[str]:
    """A row, its own line breaks kept, and broken where it would be too wide."""
    told: list[str] = []
    for part in text.splitlines() or [""]:
        told += textwrap.wrap(part, WIDTH - 2, drop_whitespace=False) or [""]
    return [f"{sign if number == 0 else ' '} {part}".rstrip() for number, part in enumerate(told)]
