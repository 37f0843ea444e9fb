"""What a look at the surroundings of a run found: one thing a run needs, and whether it is there.

Found by the doctor (`python -m harness doctor`) and by what a target checks before its first scenario. Pure values.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How one thing is. *Unknown* is a look that could not be taken, and says why; it is never taken for *ok*."""

    OK = "ok"
    WRONG = "wrong"
    NOT_NEEDED = "not needed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Args:
        name: What it is, in a few words, such as `xcode: licence`. The same in every run.
        saw: What was seen, in a sentence without secrets.
        hint: What to do about it, in words; empty when all is well.
        command: The command that mends it, to be typed as it stands; empty where no command does.
    """

    name: str
    state: State
    saw: str
    hint: str = ""
    command: str = ""

    @property
    def waits(self) -> bool:
        """Nobody has looked, because something else has to be well first."""
        return self.state is State.UNKNOWN and self.saw.startswith(WAITS)


WAITS = "not looked at, because of"


def waits(name: str, ground: str) -> Finding:
    """It was not looked at; `ground` is the name of what is wrong and has to be mended first."""
    return Finding(name, State.UNKNOWN, f"{WAITS} {ground}")


def ok(name: str, saw: str) -> Finding:
    """It is as it should be."""
    return Finding(name, State.OK, saw)


def wrong(name: str, saw: str, hint: str = "", *, command: str = "") -> Finding:
    """A run would fail or mislead because of it."""
    return Finding(name, State.WRONG, saw, hint, command)


def unknown(name: str, saw: str, hint: str = "", *, command: str = "") -> Finding:
    """It could not be looked at; `saw` says why."""
    return Finding(name, State.UNKNOWN, saw, hint, command)


def not_needed(name: str, saw: str) -> Finding:
    """This run does without; `saw` says why."""
    return Finding(name, State.NOT_NEEDED, saw)
