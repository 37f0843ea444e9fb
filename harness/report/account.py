"""The account of a failure, for somebody who was woken up by it: what, where, against which promise, and what now.

One text for the terminal, JUnit and (as values) the report page: the statement of the scenario that failed, what was
expected and seen, the statements of the guide and the rules it is about, the last events in phone time, where the
evidence lies, and the one command that repeats it. It fits 80 columns but for paths and commands, which are copied.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.errors import HarnessError
from harness.report import misspelt
from harness.report.excerpt import Excerpt

WIDTH = 80
NAME = 9  # columns of a part's name
MOST = 4  # statements or rules told in full where none is known to be the one in question
MOST_TEXTS = 30  # of a screen
MOST_LINES = 40  # of one part, such as a diff of long lists
RULE = re.compile(r"\bR\d+(?:\.\d+)?\b")
STATEMENT = re.compile(r"\bG\d+\b")


@dataclass(frozen=True, slots=True)
class Promise:
    """A statement of the guide or a rule, by number and in words.

    Attributes:
        kind: `guide` or `rule`.
        near: Whether it is named where the scenario failed, and so the one in question.
    """

    kind: str
    number: str
    text: str
    near: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """What is told of a failure.

    Attributes:
        kind: Name of the exception.
        parts: What the error itself tells, by name: expected, saw, diff, hint.
        promises: What the scenario is about, the nearest to the statement that failed first.
        crashes: Crashes of apps that the scenario did not ask about and that are not the failure itself, a line each.
        events: (µs, source, words), the oldest first.
        screen: What stood on the screen, as a person reads it.
        folder: Where the evidence lies; None when nothing could be kept.
        kept: Names of the files there.
        until: What happened later than this, in µs since the scenario began, has nothing to do with it.
        missing: Why some of the evidence is not there, a line each.
        raised: Exceptions of apps that they lived through, a line each.
    """

    kind: str
    fault: str
    failed: str
    parts: Mapping[str, str]
    where: Excerpt | None = None
    promises: Sequence[Promise] = ()
    crashes: Sequence[str] = ()
    events: Sequence[tuple[int, str, str]] = ()
    screen: Sequence[str] = ()
    folder: Path | None = None
    kept: Sequence[str] = ()
    command: str = ""
    until: int | None = None
    missing: Sequence[str] = ()
    raised: Sequence[str] = ()

    @property
    def headline(self) -> str:
        return f"{self.kind}: {self.failed}"

    def told(self, kind: str) -> list[str]:
        """Its promises of one kind: those in question in words, the rest by number.

        Where none is known to be in question, the first ones are told.
        """
        found = [promise for promise in self.promises if promise.kind == kind]
        in_full = [promise for promise in found if promise.near] or found[:MOST]
        lines = [f"{promise.number}: {promise.text}" for promise in in_full]
        if rest := [promise.number for promise in found if promise not in in_full]:
            lines.append(f"also {', '.join(rest)}")
        return lines

    def text(self, near: Path) -> str:
        """The whole account; files below the folder `near` are named from there."""
        lines: list[str] = []
        if self.where is not None:
            lines += [f"{shorter(self.where.file, near)}:{self.where.line}", *self.where.lines, ""]
        head, *rest = self.headline.splitlines()
        lines += textwrap.wrap(head, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        lines += [f"  {line}".rstrip() for line in rest]
        for name, content in self.parts.items():
            told = content.splitlines()
            left_out = [f"… {len(told) - MOST_LINES} lines more"] if len(told) > MOST_LINES else []
            lines += _part(name, [*told[:MOST_LINES], *left_out], wrap=name != "diff")
        lines += _part("crash", self.crashes)
        lines += _part("raised", self.raised)
        if self.fault != "product":
            lines += _part("fault", [f"{self.fault}, not the product's"])
        for kind in ("guide", "rule"):
            lines += _part(kind, self.told(kind))
        times = [f"+{at / 1_000_000:.2f} s" for at, _, _ in self.events]
        column = max(map(len, times), default=0) + 2
        told = [f"{time:<{column}}{words}" for time, (_, _, words) in zip(times, self.events, strict=True)]
        lines += _part("last", told, hang=column)
        screen = [*self.screen[:MOST_TEXTS], *(["…"] if len(self.screen) > MOST_TEXTS else [])]
        lines += _part("screen", [" · ".join(screen)] if screen else [])
        if self.folder is not None:
            pictures = [name for name in self.kept if name.endswith(".png")]
            others = [name for name in self.kept if name not in pictures]
            paths = [f"{shorter(self.folder, near)}/{name}" for name in pictures or others]
            beside = [f"beside it: {', '.join(others)}"] if pictures and others else []
            lines += _part("kept", [*paths, *beside], wrap=False)
        lines += _part("evidence", [f"is incomplete: {why}" for why in self.missing])
        lines += _part("again", [self.command] if self.command else [], wrap=False)
        return "\n".join(lines)


def parts_of(error: BaseException) -> tuple[str, dict[str, str]]:
    """What an error says failed, and what else it tells, by name."""
    if isinstance(error, HarnessError):
        return error.failed, error.parts
    hint = misspelt.hint(error)
    return str(error) or type(error).__name__, {"hint": hint} if hint else {}


def promises(
    guide: Mapping[str, str],
    rules: Mapping[str, str],
    *,
    near: Iterable[str],
    named: Iterable[str],
    texts: Iterable[str],
) -> list[Promise]:
    """What a scenario is about, without doubles, the nearest first.

    Args:
        guide: The guide's statements by id.
        rules: Texts of the rules by number.
        named: Ids and numbers its markers name.
        near: What stands where it failed, the nearest first; numbers in it come before those of the markers.
        texts: Where it may name more, such as its docstrings.
    """
    cited = [[number for text in told for number in _cited(text)] for told in (near, texts)]
    numbers = [*cited[0], *named, *cited[1]]
    told = []
    for number in dict.fromkeys(numbers):
        for kind, known in (("guide", guide), ("rule", rules)):
            if number in known:
                told.append(Promise(kind, number, known[number], number in cited[0]))
    return told


def shorter(path: Path, near: Path) -> str:
    """A path as somebody in the folder `near` would write it."""
    return str(path.relative_to(near)) if path.is_relative_to(near) else str(path)


def _cited(text: str) -> list[str]:
    return [*STATEMENT.findall(text), *RULE.findall(text)]


def _part(name: str, content: Sequence[str], *, wrap: bool = True, hang: int = 0) -> list[str]:
    indent = " " * (NAME + 2)
    lines: list[str] = []
    for line in content:
        if wrap:
            room = WIDTH - len(indent)
            lines += textwrap.wrap(
                line, room, subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False
            ) or [""]
        else:
            lines.append(line)
    return [
        f"{f'  {name}'.ljust(len(indent)) if number == 0 else indent}{line}".rstrip()
        for number, line in enumerate(lines)
    ]
