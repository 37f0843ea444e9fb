"""Tracebacks as apps print them, and what is told of each."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

import pytest

from harness.report.raised import Raised, exceptions, read_traceback
from harness.report.words import last_events

OWN = "/Devices/A/data/Containers/Bundle/B/PingMe.app/app/pingme/delegates.py"


def entry(kind: str, text: str = "", source: str = "app", udid: str = "A", **data: Any) -> dict[str, Any]:
    phone = {"t": 1_500_000, "source": source, "kind": kind, "data": {"app": "com.example.pingme", **data}}
    return {"phone": phone, "wall": {"text": text, "udid": udid}}


def printed(text: str, udid: str = "A") -> list[dict[str, Any]]:
    return [entry("log", line, udid=udid, stream="stderr") for line in text.splitlines()]


def raised_in(code: str, file: str = OWN) -> str:
    """What Python prints of it; the lines of the test are not told."""
    names: dict[str, Any] = {}
    try:
        exec(compile(code, file, "exec"), names)
    except BaseException as error:
        told = traceback.TracebackException.from_exception(error)
        told.stack = traceback.StackSummary.from_list(told.stack[1:])
        return "".join(told.format())
    raise AssertionError("it raises nothing")


CHAINED = """try:
    {}["ref"]
except KeyError as error:
    raise ValueError("no visit\\nat all") from error
"""
LIBRARY = "import json\n\njson.loads('{')"
GROUP = "raise ExceptionGroup('two', [KeyError('a')])"


@pytest.mark.parametrize(
    ("code", "what", "where"),
    [
        ("def tapped():\n    {}['ref']\ntapped()", "KeyError: 'ref'", "pingme/delegates.py:2, in tapped"),
        (CHAINED, "ValueError: no visit", "pingme/delegates.py:4, in <module>"),
        (LIBRARY, "json.decoder.JSONDecodeError: Expecting", "pingme/delegates.py:3, in <module>"),
        (GROUP, "ExceptionGroup: two (1 sub-exception)", "pingme/delegates.py:1, in <module>"),
        ("assert False", "AssertionError", "pingme/delegates.py:1, in <module>"),
    ],
)
@pytest.mark.parametrize("told_as", [lambda text: [entry("unraisable", f"Exception ignored in: x\n{text}")], printed])
def test_the_last_line_and_the_apps_own_place(
    told_as: Callable[[str], list[dict[str, Any]]], code: str, what: str, where: str
) -> None:
    (one,) = exceptions(told_as(raised_in(code)))[-1:]
    assert one.what.startswith(what) and one.where == where and not one.ended
    assert one.told.startswith(f"+1.50 s  {what}") and one.told.endswith(f" ({where})")


def test_without_code_of_its_own_the_innermost_place_counts_and_without_any_none() -> None:
    assert read_traceback(raised_in("{}[1]", "/usr/lib/x.py")) == ("KeyError: 1", "/usr/lib/x.py:1, in <module>")
    assert read_traceback("KeyError: 1") == ("KeyError: 1", "")
    assert read_traceback("") == ("", "")


def test_an_app_ends_with_what_it_printed_last_on_the_same_phone() -> None:
    crashed = entry("crashed", source="lifecycle", exception=None, reason=None, status=250)
    told = [*printed(raised_in("{}[1]")), *printed(raised_in("{}[2]"), udid="B"), crashed]
    place = "pingme/delegates.py:1, in <module>"
    assert exceptions(told) == [
        Raised(1_500_000, "KeyError: 2", place, ended=False),
        Raised(1_500_000, "KeyError: 1", place, ended=True),
    ]
    assert last_events(told, 8)[-1][2] == f"the app crashes: KeyError: 1 ({place})"


def test_an_end_without_a_word_tells_its_status_and_one_with_a_report_its_exception() -> None:
    crashed = entry("crashed", source="lifecycle", exception=None, reason=None, status=3, signal=None)
    assert last_events([crashed], 8)[0][2] == "the app crashes: status 3"
    raised = entry("crashed", source="lifecycle", exception="NSException", reason="boom")
    assert last_events([*printed(raised_in("{}[1]")), raised], 8)[-1][2] == "the app crashes: NSException boom"
    assert [one.ended for one in exceptions([*printed(raised_in("{}[1]")), raised])] == [False]


def test_a_traceback_that_breaks_off_is_told_as_far_as_it_goes() -> None:
    lines = printed(raised_in("{}[1]"))[:-1]
    (one,) = exceptions(lines)
    assert one.where == "pingme/delegates.py:1, in <module>"
    assert last_events([*lines, entry("crashed", source="lifecycle")], 8)[-1][2].startswith("the app crashes: (ping")
