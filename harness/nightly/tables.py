"""A summary as a page for CI (Markdown), for a terminal (plain text), and for programs (JSON)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from typing import Any

from harness.nightly.sections import Cell, Link, Section
from harness.nightly.summary import Summary

MOST_ROWS = 50  # of a table: GitHub shows no more than a mebibyte of a job's summary
WIDEST = 72  # letters of a cell in a terminal
LONGEST = 300  # letters of a cell on a page
# What only a page has room for.
PAGE_ONLY = ("again",)


def markdown(summary: Summary) -> str:
    """For a job's page."""
    lines = [f"## {'❌' if summary.problems else '✅'} {_escaped(summary.says)}", ""]
    lines += [f"- {_escaped(problem)}" for problem in summary.problems] + ([""] if summary.problems else [])
    for section in summary.sections:
        lines += [f"### {section.title}", ""]
        lines += [section.note, ""] if section.note else []
        if section.rows:
            lines += [_row(section.head), _row("---" for _ in section.head)]
            lines += [
                _row(_on_page(name, cell) for name, cell in zip(section.head, row, strict=True))
                for row in _shown(section)
            ]
            lines += ["", f"… and {left} more"] if (left := len(section.rows) - MOST_ROWS) > 0 else []
            lines.append("")
    return "\n".join(lines)


def text(summary: Summary) -> str:
    """For a terminal."""
    lines = [summary.says]
    lines += [f"artifacts  {summary.link}"] if summary.link else []
    for section in summary.sections:
        columns = [number for number, name in enumerate(section.head) if name not in PAGE_ONLY]
        table = [tuple(section.head[number] for number in columns)]
        table += [tuple(_narrow(section.head[number], row[number]) for number in columns) for row in _shown(section)]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines += ["", section.title]
        lines += [f"  {section.note}"] if section.note else []
        for row in table:
            lines.append("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        lines += [f"  … and {left} more"] if (left := len(section.rows) - MOST_ROWS) > 0 else []
    lines += ["", *(f"✗ {problem}" for problem in summary.problems)] if summary.problems else ["", "✓ nothing is wrong"]
    return "\n".join(lines)


def document(summary: Summary) -> str:
    """For programs: {says, problems: [text], link, sections: [{title, note, rows: [{column: text}]}]}."""
    sections = [
        {
            "title": section.title,
            "note": section.note,
            "rows": [
                {name: _plain(cell) for name, cell in zip(section.head, row, strict=True)} for row in section.rows
            ],
        }
        for section in summary.sections
    ]
    told: dict[str, Any] = {"says": summary.says, "problems": summary.problems, "link": summary.link}
    return json.dumps({**told, "sections": sections}, ensure_ascii=False, indent=1)


def _shown(section: Section) -> tuple[tuple[Cell, ...], ...]:
    return section.rows[:MOST_ROWS]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _on_page(name: str, cell: Cell) -> str:
    if isinstance(cell, Link):
        return f"[{_escaped(cell.text)}]({cell.url})" if cell.url else _escaped(cell.text)
    if name == "again" and cell:
        return f"<code>{_escaped(cell)}</code>"
    return _escaped(_cut(cell, LONGEST))


def _escaped(text: str) -> str:
    """Text that a page shows as it is: in one line, with nothing in it that Markdown or HTML would take for theirs."""
    one_line = " ".join(text.split())
    return re.sub(r"([\\`*_\[\]|~])", r"\\\1", html.escape(one_line, quote=False))


def _plain(cell: Cell) -> str:
    return cell.text if isinstance(cell, Link) else cell


def _narrow(name: str, cell: Cell) -> str:
    """What a terminal has room for: the end of a scenario's id, which tells it apart, the beginning of all else."""
    text = _plain(cell)
    if name == "scenario" and len(text) > WIDEST:
        return "…" + text[1 - WIDEST :]
    return _cut(text, WIDEST)


def _cut(text: str, longest: int) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= longest else one_line[: longest - 1] + "…"
