"""Looks nobody takes: coroutines a scenario forgot to await, and statements about a look instead of what it gives.

To Python both are no errors: it warns that a coroutine "was never awaited", and a method is simply true. A scenario
that never looked would pass, so here it fails.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import inspect
import linecache
import re
import sys
import textwrap
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from harness.errors import HarnessError
from harness.report import excerpt

NEVER_AWAITED = "coroutine .* was never awaited"


class NotAwaited(HarnessError):
    """A scenario called something and did not await it, or tested a look without taking it: nothing was seen.

    Args:
        file, line: Where.
    """

    def __init__(self, failed: str, *, file: Path, line: int, hint: str) -> None:
        super().__init__(failed, hint=hint)
        self.file = file
        self.line = line


@contextlib.contextmanager
def noticed(test: Callable[..., Any]) -> Iterator[None]:
    """While a scenario runs, see whether its project makes coroutines that nobody awaits.

    Other warnings are given out as they would be, once it has ended.

    Raises:
        NotAwaited: It does, and nothing else went wrong; of what went wrong the text says it, as a note or in its hint.
    """
    depth = sys.get_coroutine_origin_tracking_depth()
    sys.set_coroutine_origin_tracking_depth(max(depth, 1))
    with warnings.catch_warnings(record=True) as given:
        warnings.filterwarnings("always", NEVER_AWAITED, RuntimeWarning)
        try:
            yield
        except HarnessError as error:
            for missed in _missed(given, test)[:1]:
                error.hint = "\n".join(line for line in (_beside(missed), error.hint) if line)
            raise
        finally:
            sys.set_coroutine_origin_tracking_depth(depth)
    missed_ones = _missed(given, test)
    for one in given:
        if not missed_ones or not re.match(NEVER_AWAITED, str(one.message)):
            warnings.warn_explicit(one.message, one.category, one.filename, one.lineno, source=one.source)
    for missed in missed_ones[:1]:
        raise missed


def _missed(given: Iterable[warnings.WarningMessage], test: Callable[..., Any]) -> list[NotAwaited]:
    """Those of the project, the first one first; what other people's programs do not await is no scenario's mistake."""
    hint = "write await before it"
    if not inspect.iscoroutinefunction(test):
        hint += f", and make the scenario a coroutine: async def {test.__name__}(…)"
    found = []
    for one in given:
        made: Any = one.source
        origin = getattr(made, "cr_origin", None)
        if origin and excerpt.is_ours(Path(origin[0][0])):
            failed = f"{made.__qualname__} was called and not awaited, so it did nothing"
            found.append(NotAwaited(failed, file=Path(origin[0][0]), line=origin[0][1], hint=hint))
    return found


def _beside(missed: NotAwaited) -> str:
    statement = linecache.getline(str(missed.file), missed.line).strip()
    return f"before that, {missed.failed}: line {missed.line}, {statement}"


def see_that_looks_are_taken(test: Callable[..., Any], arguments: Mapping[str, Any]) -> None:
    """Before a scenario runs: no `assert`, `if` or `while` of it is about a look itself, whatever that would see.

    Args:
        arguments: Its fixtures by name; what they do not lead to is not looked at.

    Raises:
        NotAwaited: Says where, and how it is written.
    """
    test = inspect.unwrap(test)
    for line, spelt in _looks(test.__code__, arguments):
        failed = f"{spelt} is a look that this statement does not take: what it is about is always the same"
        raise NotAwaited(failed, file=Path(inspect.getfile(test)), line=line, hint=_spelling(spelt))


def hint(raised: pytest.ExceptionInfo[BaseException]) -> str:
    """How a statement is written that failed since it is about a look itself; empty for others."""
    entries = [entry for entry in raised.traceback if excerpt.is_ours(Path(entry.path))]
    source = entries[-1].frame.code.fullsource if entries and isinstance(raised.value, AssertionError) else None
    if source is None:
        return ""
    entry = entries[-1]
    first, end = source.getstatementrange(entry.lineno)
    for line, spelt in _looks(entry.frame.code.raw, entry.frame.f_locals):
        if first < line <= end:
            return f"{spelt} is a look that this statement does not take; {_spelling(spelt)}"
    return ""


def _spelling(spelt: str) -> str:
    return f"look once with `await {spelt}()`, or wait: `await eventually({spelt}, equals=…, within=5)`"


def _looks(code: CodeType, names: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Line and spelling of what is tested there and is a look, as far as these names lead to it."""
    for line, name, attributes in _tested(code):
        value = names.get(name)
        with contextlib.suppress(Exception):  # what cannot be had says so when the scenario asks for it
            for attribute in attributes:
                value = getattr(value, attribute)
        if inspect.iscoroutinefunction(value):
            yield line, ".".join((name, *attributes))


@functools.cache
def _tested(code: CodeType) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """Line, name and attributes of what is tested without being called, such as (7, "alice", ("banner", "text"))."""
    try:
        lines, first = inspect.getsourcelines(code)
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, SyntaxError):  # typed in, or made by a program
        return ()
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert | ast.If | ast.IfExp | ast.While):
            for operand in _operands(node.test):
                attributes: list[str] = []
                inner = operand
                while isinstance(inner, ast.Attribute):
                    attributes.insert(0, inner.attr)
                    inner = inner.value
                if attributes and isinstance(inner, ast.Name):
                    found.append((first + operand.lineno - 1, inner.id, tuple(attributes)))
    return tuple(found)


def _operands(test: ast.expr) -> Iterator[ast.expr]:
    match test:
        case ast.BoolOp():
            for value in test.values:
                yield from _operands(value)
        case ast.UnaryOp():
            yield from _operands(test.operand)
        case ast.Compare():
            for value in (test.left, *test.comparators):
                yield from _operands(value)
        case _:
            yield test
