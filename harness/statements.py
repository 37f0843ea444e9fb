"""The statements a project promises to keep: a guide taken apart, each statement with an id.

A project that has such a file names it as `ringproof_guide` in its ini. Scenarios then name what they show with
`@pytest.mark.guide("G12")`, and a failure says the statement in words. The file is TOML, in sections:

    [[section]]
    title = "Unregister"

    [[section.statement]]
    id = "G30"
    kind = "behaviour"
    says = "After that no further notification is sent to this device for that user."
    rules = ["R16"]

`kind` is one of `KINDS`. A behaviour or build setting needs a scenario and a defect; of the other kinds `met` says
where a reader finds or does it. `rules` and `mac` (what only Apple's tools can confirm) may be left out.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHOWN = ("behaviour", "build setting")  # need a scenario and a defect
TOLD = ("operator step", "background")  # say where they are met
KINDS = (*SHOWN, *TOLD)
FIELDS = {"id": str, "kind": str, "says": str, "rules": list, "met": str, "mac": str}


class BadStatements(ValueError):
    """The file cannot be read as statements; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the guide says, in the project's own words."""

    id: str
    section: str
    kind: str
    says: str
    rules: tuple[str, ...] = ()
    met: str = ""
    mac: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether it needs a scenario and a defect."""
        return self.kind in SHOWN


def load(file: Path) -> dict[str, Statement]:
    """The statements of a file by id, in its order.

    Raises:
        BadStatements: The file cannot be read, or says something a statement cannot be.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadStatements(f"{file} cannot be read: {error.strerror}") from None
    except ValueError as error:  # TOML or UTF-8
        raise BadStatements(f"{file}: {error}") from None
    sections = content.get("section")
    if not isinstance(sections, list) or not sections or set(content) != {"section"}:
        raise BadStatements(
            f"{file} has to consist of [[section]] tables, each with a title and [[section.statement]]s"
        )
    statements: dict[str, Statement] = {}
    for section in sections:
        title = section.get("title")
        if not isinstance(title, str) or not section.get("statement") or set(section) != {"title", "statement"}:
            raise BadStatements(
                f"{file}: a [[section]] has a title and [[section.statement]]s, and nothing else: {title}"
            )
        for row in section["statement"]:
            statement = _statement(row, title, file)
            if statement.id in statements:
                raise BadStatements(f"{file}: {statement.id} stands there twice")
            statements[statement.id] = statement
    return statements


def unknown(ids: Iterable[str], statements: Mapping[str, Statement]) -> str | None:
    """A sentence about the first id that no statement has; None when all are known."""
    for name in ids:
        if name not in statements:
            ids = list(statements)
            return f"guide({name!r}) is no known statement; there are {ids[0]} to {ids[-1]}"
    return None


def _statement(row: Mapping[str, Any], section: str, file: Path) -> Statement:
    name = row.get("id", "a statement without id")
    for key, value in row.items():
        if key not in FIELDS:
            raise BadStatements(f"{file}, {name}: unknown key {key!r}; choose from {', '.join(FIELDS)}")
        if not isinstance(value, FIELDS[key]) or not value:
            raise BadStatements(f"{file}, {name}: {key} is empty or of the wrong type: {value!r}")
    if missing := [key for key in ("id", "kind", "says") if key not in row]:
        raise BadStatements(f"{file}, {name}: {' and '.join(missing)} missing")
    if row["kind"] not in KINDS:
        raise BadStatements(f"{file}, {name}: unknown kind {row['kind']!r}; choose from {', '.join(KINDS)}")
    fields = {**row, "rules": tuple(str(rule) for rule in row.get("rules", ()))}
    return Statement(section=section, **fields)
