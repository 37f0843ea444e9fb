"""What the harness says when something goes wrong: what failed, what was seen, what was expected, what to try.

Three families, so that a run can be judged by kind: `ProductFailure` (the app, SDK or call service did not do what
the scenario expects), `EnvironmentFault` (phone, tool or network broke; the product was not judged) and plain
`HarnessError` (the scenario or the set-up asks for something that cannot be).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest


class HarnessError(Exception):
    """Anything the harness raises.

    Args:
        failed: One line: what was attempted and did not happen.
        saw: What was there instead.
        expected: What should have been there.
        diff: Expected and seen side by side, as lines.
        hint: What to try next.
        kept: Names of the evidence files.
    """

    fault = "harness"

    def __init__(
        self,
        failed: str,
        *,
        saw: str = "",
        expected: str = "",
        diff: str = "",
        hint: str = "",
        kept: Sequence[str] = (),
    ) -> None:
        super().__init__(failed)
        self.failed = failed
        self.saw = saw
        self.expected = expected
        self.diff = diff
        self.hint = hint
        self.kept = tuple(kept)

    @property
    def parts(self) -> dict[str, str]:
        """What it tells beside what failed, by name, in the order it is read in."""
        told = {"expected": self.expected, "saw": self.saw, "diff": self.diff, "hint": self.hint}
        return {name: text for name, text in told.items() if text}

    def __str__(self) -> str:
        lines = [self.failed]
        kept = {"kept": ", ".join(self.kept)} if self.kept else {}
        for name, text in {**self.parts, **kept}.items():
            head, *rest = text.splitlines()
            lines.append(f"  {name:<8} {head}")
            lines.extend(f"  {'':<8} {line}" for line in rest)
        return "\n".join(lines)


def meant(name: str, known: Iterable[str]) -> str:
    """What to add after a name that nobody knows, with a space before it; empty where none of `known` is like it."""
    like = difflib.get_close_matches(name, sorted(known), n=1)
    return f" (did you mean {like[0]}?)" if like else ""


def hidden(raised: pytest.ExceptionInfo[BaseException]) -> bool:
    """For `__tracebackhide__`: the harness's own frames say nothing to whoever reads what a `HarnessError` says."""
    return isinstance(raised.value, HarnessError)


class ProductFailure(HarnessError, AssertionError):
    """The product was looked at and did not do what the scenario expects."""

    fault = "product"


class NeverHappened(ProductFailure):
    """`eventually`: patience ran out."""


class NotStable(ProductFailure):
    """`stays`: the value changed during the interval."""


class AppCrashed(ProductFailure):
    """The system ended an app for a mistake, and the scenario did not ask about it.

    Args:
        until: µs since the scenario began when it happened, so that what led to it can be told; None if not known.
    """

    def __init__(self, failed: str, *, until: int | None = None, **parts: Any) -> None:
        super().__init__(failed, **parts)
        self.until = until


class PushRefused(ProductFailure):
    """APNs or simctl refused a push.

    Args:
        status: HTTP status of APNs, or exit code of simctl.
        reason: Apple's word for it, such as `BadDeviceToken`.
    """

    def __init__(
        self, status: int, reason: str, *, topic: str, saw: str = "", expected: str = "", hint: str = ""
    ) -> None:
        super().__init__(f"{status} {reason}, topic {topic}", saw=saw, expected=expected, hint=hint)
        self.status = status
        self.reason = reason
        self.topic = topic


class EnvironmentFault(HarnessError):
    """Phone, tool or network broke; nothing can be said about the product."""

    fault = "environment"


class TargetLost(EnvironmentFault):
    """The phone, or the service that runs it, stopped answering. Raised at once, patience unspent."""


class NotThere(EnvironmentFault):
    """The one phone that a run was asked to be on cannot be had: none of its scenarios can take place."""


class CallServiceLost(EnvironmentFault):
    """The call service stopped answering."""


class TimeStoodStill(EnvironmentFault):
    """Phone time could not move within the wall-clock guard; says who never came to rest."""


class ToolFailed(EnvironmentFault):
    """A child process ended badly, or not within its deadline."""


class DriverRefused(HarnessError):
    """WebDriverAgent or Appium answered a command with an error.

    `passing`: the screen changed meanwhile, so the same look may succeed the next time.
    """

    passing = False


class CallServiceRefused(HarnessError):
    """The call service answered with an error; `code` is its word for it."""

    def __init__(self, failed: str, *, code: str, status: int, hint: str = "") -> None:
        super().__init__(failed, hint=hint)
        self.code = code
        self.status = status


class DialRefused(CallServiceRefused):
    """The call service does not place this call."""


class Misused(HarnessError, TypeError, ValueError):
    """A scenario asks for something that cannot be asked so, such as a wait without an expectation."""


class NotOffered(HarnessError):
    """This target, push route or call backend cannot do that; a scenario says so up front with `needs(...)`."""


class NoSuchElement(ProductFailure):
    """An action found nothing on the screen to act on.

    Judged like a look that never saw it: the app lost it, or its profile names it otherwise, which the hint is about.
    """
