"""From a failed scenario to the account of it: what the report, the terminal and JUnit tell.

Where a reader is served by it, the account takes the place of pytest's traceback: for what the harness raises and for
assertions. Of any other error pytest's own text stays, with the account below it. `--tb` and `--full-trace` keep their
meaning: with another style than pytest's default the account is a section of its own.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

# pytest publishes no way to put a text in a traceback's place that xdist carries over and JUnit splits into a message
# and a body; its own reports are made of these.
from _pytest._code.code import ExceptionRepr, ReprEntryNative, ReprExceptionInfo, ReprFileLocation, ReprTraceback

from harness import naming, untaken
from harness.errors import AppCrashed, EnvironmentFault, HarnessError
from harness.report import account, excerpt, misspelt
from harness.report.account import Account

if TYPE_CHECKING:
    from harness.scenario import Scenario

OUR_STYLES = ("auto", "short")  # of --tb
SECTION = "ringproof"
MOST_RAISED = 3  # exceptions of an app, the last ones


def accounted(test: Callable[..., Any], scenario: Scenario) -> Callable[..., Any]:
    """A scenario that keeps its evidence when it fails, however it fails, while the phone is still as it was.

    It fails as well when an app crashed and it did not ask about that, and when it forgot to await.
    """
    if not inspect.iscoroutinefunction(test):

        @functools.wraps(test)
        def look(*args: Any, **kwargs: Any) -> None:
            __tracebackhide__ = True
            untaken.see_that_looks_are_taken(test, kwargs)
            with untaken.noticed(test):
                test(*args, **kwargs)

        return look

    @functools.wraps(test)
    async def run(*args: Any, **kwargs: Any) -> None:
        __tracebackhide__ = True
        try:
            untaken.see_that_looks_are_taken(test, kwargs)
            with untaken.noticed(test):
                await test(*args, **kwargs)
            await scenario.expects_no_crash()
        except (Exception, pytest.fail.Exception) as error:
            if not getattr(error, "kept", ()) and scenario.stage.lost is None:
                try:
                    await scenario.account()
                except Exception as trouble:
                    scenario.misses(trouble)
            raise

    return run


def account_of(item: pytest.Item, raised: pytest.ExceptionInfo[BaseException], scenario: Scenario) -> Account:
    """What is told of this failure."""
    error = raised.value
    failed, parts = account.parts_of(error)
    more = [untaken.hint(raised)]
    if scenario.stage.clock.exact and isinstance(item, pytest.Function):
        more.append(misspelt.sleeps(error, item.function))
    if hints := [line for line in (parts.get("hint", ""), *more) if line]:
        parts = {**parts, "hint": "\n".join(hints)}
    crashed = isinstance(error, AppCrashed)
    if isinstance(error, untaken.NotAwaited):
        where: excerpt.Excerpt | None = excerpt.line(error.file, error.line)
    else:
        where = excerpt.head(item.function) if crashed and isinstance(item, pytest.Function) else excerpt.of(raised)
    near = [error.hint] if isinstance(error, AppCrashed) else [where.statement, *where.lines] if where else []
    # Where phone, tool or network broke, no promise of the product is in question.
    judged = not isinstance(error, EnvironmentFault)
    told = account.promises(
        {name: statement.says for name, statement in (item.config.stash[naming.STATEMENTS] or {}).items()},
        item.config.stash[naming.RULES],
        named=[*naming.marker_values(item, "guide"), *naming.marker_values(item, "states")],
        near=near,
        texts=_docstrings(item),
    )
    until = getattr(error, "until", None)
    raised_before = [one for one in scenario.raised if until is None or one.at <= until]
    return Account(
        kind=type(error).__name__,
        fault=getattr(error, "fault", "product"),
        failed=failed,
        parts=parts,
        where=where,
        promises=told if judged else (),
        crashes=(
            *(() if crashed else (crash.told for crash in scenario.crashes)),
            *(one.told for one in raised_before if one.ended),
        ),
        raised=tuple(one.told for one in raised_before if not one.ended)[-MOST_RAISED:],
        events=tuple(scenario.events),
        screen=tuple(scenario.evidence.on_screen()),
        folder=scenario.evidence.folder if scenario.evidence.kept else None,
        kept=tuple(scenario.evidence.kept),
        command=scenario.command,
        until=until,
        missing=tuple(scenario.missing),
    )


def tell_of_set_up(report: pytest.TestReport, item: pytest.Item, error: BaseException) -> None:
    """What failed before there was a scenario, such as coming by a phone, has no account: our own error says it all."""
    option = item.config.option
    if isinstance(error, HarnessError) and option.tbstyle in OUR_STYLES and not option.fulltrace:
        _replace(report, item, item.path, 0, f"{type(error).__name__}: {error}")


def _replace(
    report: pytest.TestReport, item: pytest.Item, file: Path, line: int, text: str, headline: str = ""
) -> None:
    """Have a text stand where pytest's traceback is."""
    first = (headline or text).splitlines()[0]
    place = ReprFileLocation(account.shorter(file, item.config.rootpath), line, first)
    report.longrepr = ReprExceptionInfo(ReprTraceback([ReprEntryNative([text + "\n"])], None, "native"), place)


def tell(report: pytest.TestReport, told: Account, item: pytest.Item, error: BaseException) -> None:
    """Put the account into the report."""
    text = told.text(item.config.invocation_params.dir)
    option = item.config.option
    if option.tbstyle not in OUR_STYLES or option.fulltrace:
        report.sections.append((SECTION, text))
    elif isinstance(error, HarnessError | AssertionError | pytest.fail.Exception):
        file, line = (told.where.file, told.where.line) if told.where else (item.path, 0)
        _replace(report, item, file, line, text, told.headline)
    elif isinstance(report.longrepr, ExceptionRepr):
        report.longrepr.addsection(SECTION, text)
    else:
        report.sections.append((SECTION, text))


def for_page(told: Account, item: pytest.Item) -> dict[str, Any]:
    """What the journal's verdict and the report page hold of it."""
    where = told.where
    return {
        "kind": told.kind,
        "fault": told.fault,
        "failed": told.failed,
        **{name: told.parts.get(name, "") for name in ("saw", "expected", "diff", "hint")},
        "where": f"{account.shorter(where.file, item.config.rootpath)}:{where.line}" if where else "",
        "lines": list(where.lines) if where else [],
        "crashes": list(told.crashes),
        "raised": list(told.raised),
        "missing": list(told.missing),
        "until": told.until,
        "screen": list(told.screen),
        "promises": [[kind, line] for kind in ("guide", "rule") for line in told.told(kind)],
    }


def _docstrings(item: pytest.Item) -> list[str]:
    """Of the test and of its file; a scenario names its rules there."""
    function, module = getattr(item, "function", None), getattr(item, "module", None)
    return [inspect.getdoc(part) or "" for part in (function, module) if part is not None]
