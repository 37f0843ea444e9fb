"""Where a scenario failed: the statement in its file that did not come true, and the lines before it.

Frames of the harness and of installed packages are not a reader's business; the innermost frame of the project is.
"""

from __future__ import annotations

import inspect
import linecache
import re
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

BEFORE = 4  # lines shown before the statement
HARNESS = Path(__file__).parents[1]
INSTALLED = tuple(Path(sysconfig.get_path(name)) for name in ("purelib", "platlib", "stdlib"))


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A few lines of a file.

    Attributes:
        file: As it stands in the traceback; absolute.
        line: Of the statement, from 1.
        lines: What is shown; those of the statement begin with `>`.
        statement: The statement with the comments right before it, where a scenario may name a rule.
    """

    file: Path
    line: int
    lines: tuple[str, ...]
    statement: str


def of(error: pytest.ExceptionInfo[BaseException]) -> Excerpt | None:
    """The innermost statement of the project itself; None when the error came from elsewhere."""
    entries = [entry for entry in error.traceback if is_ours(Path(entry.path))]
    if not entries:
        return None
    entry = entries[-1]
    source = entry.frame.code.fullsource
    if source is None:
        return None
    first, end = source.getstatementrange(entry.lineno)
    top = max(first - BEFORE, _body(source.lines, entry.frame.code.firstlineno, first))
    while top < first and not source.lines[top].strip():
        top += 1
    shown = source.lines[top:end]
    indent = min((len(line) - len(line.lstrip()) for line in shown if line.strip()), default=0)
    marked = (
        f"{'>' if number >= first else ' '} {line[indent:]}".rstrip() for number, line in enumerate(shown, start=top)
    )
    comments = first
    while comments and re.match(r"\s*#", source.lines[comments - 1]):
        comments -= 1
    statement = "\n".join(source.lines[comments:end])
    return Excerpt(Path(entry.path), first + 1, tuple(marked), statement)


def head(function: Callable[..., object]) -> Excerpt:
    """Where a test begins: for failures that no statement of it is to blame for."""
    function = inspect.unwrap(function)
    lines, start = inspect.getsourcelines(function)
    above = next((number for number, line in enumerate(lines) if re.match(r"\s*(async )?def ", line)), 0)
    return Excerpt(Path(inspect.getfile(function)), start + above, (f"> {lines[above].strip()}",), "")


def _body(lines: list[str], start: int, before: int) -> int:
    """Where the body of the function that starts there begins, past its decorators and its head."""
    head = next((n for n in range(start, before) if re.match(r"\s*(async )?def ", lines[n])), start - 1)
    return next((n + 1 for n in range(max(head, 0), before) if lines[n].rstrip().endswith(":")), start)


def line(file: Path, number: int) -> Excerpt:
    """One line of a file, where no traceback leads."""
    text = linecache.getline(str(file), number).strip()
    return Excerpt(file, number, (f"> {text}",), text)


def is_ours(file: Path) -> bool:
    """Whether a file is the project's: neither of the harness nor installed."""
    if HARNESS in file.parents:
        return HARNESS / "tests" in file.parents
    return file.suffix == ".py" and not any(folder in file.parents for folder in INSTALLED)
