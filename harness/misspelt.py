"""What Python's own errors say about a scenario's spelling: a name the harness lacks, an await that is missing."""

from __future__ import annotations

import enum
import re

from harness.errors import meant

CALLED = re.compile(r"<coroutine object (?P<name>[\w.<>]+) at ")
MOST_NAMES = 24


def hint(error: BaseException) -> str:
    """A sentence about how it is written; empty when the error says nothing of that."""
    if isinstance(error, AttributeError):
        return _of_attribute(error)
    if isinstance(error, AssertionError) and (found := CALLED.search(str(error))):
        method = found["name"].rpartition(".")[2]
        return f"{found['name']} was not awaited: write (await ….{method}()) in parentheses, or wait with eventually"
    return ""


def _of_attribute(error: AttributeError) -> str:
    whose = error.obj if isinstance(error.obj, type) else type(error.obj)
    if whose.__module__.partition(".")[0] != "harness":
        return ""
    names = [name for name in dir(error.obj) if not name.startswith("_")]
    if issubclass(whose, enum.Enum):
        names = list(whose.__members__)
    told = ", ".join(names[:MOST_NAMES]) + (", …" if len(names) > MOST_NAMES else "")
    return f"{whose.__name__} has {told}{meant(str(error.name), names)}"
