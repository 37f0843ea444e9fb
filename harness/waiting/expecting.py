"""What a scenario expects of a look, and what is said of a look or an expectation that is none."""

from __future__ import annotations

import enum
import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from harness.errors import HarnessError, Misused, hidden
from harness.waiting import diff
from harness.waiting.seen import show


class _Unset(enum.Enum):
    UNSET = enum.auto()


UNSET = _Unset.UNSET


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a value is held against, and how a failure words it."""

    text: str
    holds: Callable[[Any], bool]
    value: Any = UNSET  # where a single one is expected

    def met(self, value: Any, name: str) -> bool:
        """Whether what the look `name` gave is as expected.

        Raises:
            Misused: It cannot be held against it, such as an expectation of a text against None.
        """
        __tracebackhide__ = hidden
        try:
            answer: object = self.holds(value)
        except (HarnessError, AssertionError):
            raise
        except Exception as error:
            raise Misused(
                f"what {name} gave cannot be tested for being {self.text}",
                saw=f"{show(value)}; {type(error).__name__}: {error}",
                hint="a look gives None while there is nothing to be seen: `that=` has to answer False then, "
                "such as lambda text: text is not None and …"
                if value is None
                else "look at what it gives, and expect something of that kind",
            ) from error
        if callable(value) and inspect.iscoroutinefunction(value):
            raise Misused(f"{name} gave a look that nobody took: {show(value)}", hint="give that look itself")
        if inspect.iscoroutine(answer):
            answer.close()
            raise Misused(f"{self.text}: that= gave an answer nobody awaited; it takes a plain function of the value")
        return bool(answer)

    def diff(self, seen: Any) -> str:
        """Expected and seen as lines; empty when the values themselves say it as well."""
        return "\n".join(diff.lines(self.value, seen)) if self.value is not UNSET else ""


def describe(probe: Callable[..., Any]) -> str:
    """How a scenario spells the probe: `alice.app.state`, from the owner's spoken name."""
    owner = getattr(probe, "__self__", None)
    spoken = getattr(owner, "spoken_name", None)
    name = getattr(probe, "__name__", "") or repr(probe)
    if spoken:
        return f"{spoken}.{name}"
    return name if name != "<lambda>" else "the look"


def check_look(probe: object, **seconds: float) -> None:
    """See that this is a look that can be taken, and `within=` or `during=` a length of time.

    Raises:
        Misused: It is not; says how it is written.
    """
    __tracebackhide__ = hidden
    if not callable(probe):
        shown = repr(probe)
        if inspect.iscoroutine(probe):
            probe.close()  # else Python complains about it a second time
        raise Misused(f"give the look itself, without parentheses: alice.banner.text, not {shown}")
    try:
        inspect.signature(probe).bind()
    except TypeError as error:
        name = describe(probe)
        raise Misused(f"{name} cannot be looked at as it is: {error}", hint=f"write lambda: {name}(…)") from None
    except ValueError:
        pass  # one that does not tell what it takes
    for name, value in seconds.items():
        if not isinstance(value, int | float) or not math.isfinite(value):
            raise Misused(f"{name}={value!r} is no length of time; it takes seconds, such as {name}=5")
        if value < 0:
            raise Misused(f"{name}={value} is before now; it takes seconds, 0 for a single look")


def expectation(equals: Any, contains: object, that: Callable[[Any], bool] | None) -> Expectation:
    """The one expectation that was given.

    Raises:
        Misused: None was, or several, or one that nothing can be held against.
    """
    __tracebackhide__ = hidden
    given = [equals is not UNSET, contains is not UNSET, that is not None]
    if sum(given) != 1:
        raise Misused("say what is expected with exactly one of equals=…, contains=… or that=…")
    if inspect.iscoroutine(equals) or inspect.iscoroutine(contains):
        raise Misused("what is expected is a look that nobody took; write await before it")
    if equals is not UNSET:
        return Expectation(show(equals), lambda value: bool(value == equals), equals)
    if contains is not UNSET:
        return Expectation(f"holding {show(contains)}", lambda value: value is not None and contains in value)
    if not callable(that) or inspect.iscoroutinefunction(that):
        raise Misused(
            f"that={that!r} is no test of a value", hint="give a function that answers True or False, such as bool"
        )
    name = getattr(that, "__name__", "<lambda>")
    return Expectation("as expected" if name == "<lambda>" else name.replace("_", " "), that)
