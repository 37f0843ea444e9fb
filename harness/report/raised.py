"""What an app raised, out of what a bench wrote down of it: the exception and where in the code.

Pure. The embedded phone tells exceptions that nobody can catch (`unraisable`) and, line by line, what the app prints
to stderr (`log`); an app whose main module raises says so there and exits, which leaves no crash report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from harness.report.journal import Entry

HEAD = "Traceback (most recent call last):"
BETWEEN = (
    "The above exception was the direct cause of the following exception:",
    "During handling of the above exception, another exception occurred:",
)
UNRAISABLE = ("app", "unraisable")
PRINTED = ("app", "log")
RAISED = ("app", "raised")  # in the place of both
CRASHED = ("lifecycle", "crashed")
FRAME = re.compile(r'^\s*File "(?P<file>[^"]+)", line (?P<line>\d+)(?:, in (?P<name>.+))?$')
GROUPED = re.compile(r"^\s*[|+]")  # lines of an exception group are behind a rule
OWN = re.compile(r"(?:^|/)[^/]+\.app/app/(?P<file>.+)$")  # where a bundle has the app's own code


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception of an app.

    Attributes:
        at: µs since the scenario began.
        what: Its last line, such as `KeyError: 'ref'`.
        where: `pingme/delegates.py:26, in tapped`; empty where no frame is told.
        ended: Whether the app ended with it.
    """

    at: int
    what: str
    where: str
    ended: bool

    @property
    def told(self) -> str:
        """One line."""
        return f"+{self.at / 1_000_000:.2f} s  {self.what}" + (f" ({self.where})" if self.where else "")


def read_traceback(text: str) -> tuple[str, str]:
    """What was raised, and where: the innermost frame of the app's own code, or else the innermost of all.

    Of exceptions that led to each other the last one counts.
    """
    lines = [_plain(line, text) for line in text.rstrip().splitlines()]
    frames = [(number, found) for number, line in enumerate(lines) if (found := FRAME.match(line))]
    after = lines[frames[-1][0] + 1 :] if frames else lines[-1:]
    what = next(
        (line.strip() for line in after if line.strip() and not line.startswith(" ")), ""
    )  # notes and a message's further lines come after it
    heads = [number for number, line in enumerate(lines) if HEAD in line]
    last = [found for number, found in frames if not heads or number > heads[-1]]
    own = [(path["file"], found) for found in last if (path := OWN.search(found["file"]))]
    if not last:
        return what, ""
    file, found = own[-1] if own else (last[-1]["file"], last[-1])
    return what, f"{file}:{found['line']}" + (f", in {found['name']}" if found["name"] else "")


def told_as_raised(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries, one in the place of each exception; an end without a reason gets the one before it."""
    reading: dict[str, list[Entry]] = {}  # lines of a traceback, by app and phone
    printed: dict[str, Entry] = {}  # the exception told last
    for entry in entries:
        phone = entry["phone"]
        kind, whose = (phone["source"], phone["kind"]), _whose(entry)
        if kind == PRINTED and (text := _text(entry)) and phone.get("data", {}).get("stream") == "stderr":
            if whose in reading or HEAD in text:
                lines = reading.setdefault(whose, [])
                lines.append(entry)
                if _is_last(_plain(text, _text(lines[0]))):
                    yield from _give(reading.pop(whose), printed, whose)
                continue
            if text.strip() in BETWEEN:
                continue
        elif kind == UNRAISABLE and _text(entry):
            printed.pop(whose, None)
            yield _raised(entry, _text(entry))
            continue
        elif kind == CRASHED:
            if whose in reading:
                yield from _give(reading.pop(whose), printed, whose)
            entry = _with_reason(entry, printed.pop(whose, None))
        yield entry
    for lines in reading.values():
        yield from _give(lines, {}, "")


def exceptions(entries: Iterable[Entry]) -> list[Raised]:
    """Those of apps, the oldest first; without those the system wrote a crash report of."""
    found: list[Raised] = []
    for entry in told_as_raised(entries):
        phone = entry["phone"]
        kind, data = (phone["source"], phone["kind"]), phone.get("data", {})
        if kind == RAISED:
            found.append(Raised(phone["t"], data["what"], data["where"], ended=False))
        elif kind == CRASHED and "printed" in data:
            what, where = data["printed"]
            found = [one for one in found if (one.what, one.where) != (what, where)]
            found.append(Raised(phone["t"], what, where, ended=True))
    return found


def _give(lines: list[Entry], printed: dict[str, Entry], whose: str) -> Iterator[Entry]:
    printed[whose] = _raised(lines[-1], "\n".join(map(_text, lines)))
    yield printed[whose]


def _raised(entry: Entry, text: str) -> Entry:
    what, where = read_traceback(text)
    data = {name: value for name, value in entry["phone"].get("data", {}).items() if name != "stream"}
    told = {**entry["phone"], "kind": RAISED[1], "data": {**data, "what": what, "where": where}}
    return {**entry, "phone": told}


def _with_reason(entry: Entry, raised: Entry | None) -> Entry:
    phone = entry["phone"]
    data: dict[str, Any] = phone.get("data", {})
    if data.get("exception"):
        return entry
    if raised is None:
        ends = {name: data[name] for name in ("status", "signal") if data.get(name) is not None}
        reason = ", ".join(f"{name} {value}" for name, value in ends.items())
        return {**entry, "phone": {**phone, "data": {**data, "reason": reason}}}
    what, where = raised["phone"]["data"]["what"], raised["phone"]["data"]["where"]
    reason = f"({where})" if where else ""
    return {
        **entry,
        "phone": {**phone, "data": {**data, "exception": what, "reason": reason, "printed": (what, where)}},
    }


def _plain(line: str, traceback: str) -> str:
    """A line without the rule of an exception group, if the traceback is one."""
    head = next((one for one in traceback.splitlines() if HEAD in one), "")
    return re.sub(r"^\s*[|+] ?", "", line) if GROUPED.match(head) else line


def _is_last(text: str) -> bool:
    """Whether a traceback ends with this line: the first that is neither its head nor set in."""
    return bool(text) and not text.startswith(" ") and HEAD not in text


def _text(entry: Entry) -> str:
    return str(entry.get("wall", {}).get("text", ""))


def _whose(entry: Entry) -> str:
    return f"{entry['phone'].get('data', {}).get('app')} {entry.get('wall', {}).get('udid')}"
