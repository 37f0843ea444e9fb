"""What Python's own errors say about a scenario's spelling: a name the harness lacks, an await that is missing."""

from __future__ import annotations

import enum
import inspect
import re
from collections.abc import Callable
from typing import Any

from harness.errors import NeverHappened, NotStable, meant

CALLED = re.compile(r"<coroutine object (?P<name>[\w.<>]+) at ")
WRONG_CALL = re.compile(r"(?P<name>\w+(\.\w+)?)\(\) (takes|missing|got)")
MOST_NAMES = 24


def hint(error: BaseException) -> str:
    """A sentence about how it is written; empty when the error says nothing of that."""
    if isinstance(error, AttributeError):
        return _of_attribute(error)
    if isinstance(error, TypeError):
        return _of_call(error)
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


def _of_call(error: TypeError) -> str:
    """What a function of a scenario's vocabulary takes, if one was called with something else."""
    found = WRONG_CALL.match(str(error))
    function = _vocabulary().get(found["name"]) if found else None
    if function is None:
        return ""
    parameters = list(inspect.signature(function).parameters.values())
    by_name = [one.name for one in parameters if one.kind is one.KEYWORD_ONLY]
    in_order = [one.name for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD and one.name != "self"]
    return f"{function.__qualname__} takes {', '.join([*in_order, *(f'{name}=…' for name in by_name)])}"


def _vocabulary() -> dict[str, Callable[..., Any]]:
    from harness import calls, messages, waiting
    from harness.push import pusher

    known = (waiting.eventually, waiting.stays, calls.Calls.dial, messages.Messages.send, pusher.Pusher.make)
    return {function.__qualname__: function for function in known}


def sleeps(error: BaseException, test: Callable[..., object]) -> str:
    """Where a wait ran out on a phone whose time stands still while nobody waits: that the scenario sleeps."""
    names = getattr(inspect.unwrap(test), "__code__", None)
    if not isinstance(error, NeverHappened | NotStable) or names is None or "sleep" not in names.co_names:
        return ""
    return "phone time stands still while a scenario sleeps; let it pass with `await phone_time.pass_(5)`"
