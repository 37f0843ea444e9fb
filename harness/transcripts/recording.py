"""What was run, what it said, and how long it took: a JSON line each, without secrets.

Of what a command was given, argv is written with the values of secrets left out; of the environment only names; of
standard input only its size. What a hidden value was is taken out of the output as well. Times are wall seconds.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HIDDEN = "(hidden)"
LONGEST = 1_000_000  # characters of one stream; a list of all device types has a tenth of it
SHORTEST_SECRET = 4  # characters; a shorter value would be "found" all over the output
_SECRET = r"(?:secret|token|password|passphrase|credential|key)"
_OPTION = re.compile(rf"-{{1,2}}[\w.-]*{_SECRET}", re.I)
_ASSIGNMENT = re.compile(rf"(-{{0,2}}[\w.-]*{_SECRET}=)(.+)", re.I | re.S)
_QUERY = re.compile(rf"([?&#][\w.-]*{_SECRET}=)([^&#\s]+)", re.I)
_VARIABLE = re.compile(rf"\w*{_SECRET}\w*", re.I)
_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.S)
_JWT = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*")


class NoTranscript(Exception):
    """A file is no transcript; the text says where."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One command.

    Args:
        exit_code: None when it was not started, or was still running at its deadline.
        ended: `exit`, `deadline`, `not started`, or `stopped`, which is what becomes of a program that stays.
        env: Names of the variables it got beside the caller's own.
        stdin_bytes: None when it got no standard input.
    """

    argv: tuple[str, ...]
    exit_code: int | None
    stdout: str
    stderr: str
    seconds: float
    ended: str = "exit"
    owner: str = ""
    env: tuple[str, ...] = ()
    stdin_bytes: int | None = None


class Transcript:
    """A file that commands are written to as they end. Several processes may write to one."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def begin(self) -> None:
        """An empty file, for this user only, in place of an earlier run's transcript.

        Raises:
            NoTranscript: Something else is there, which would be lost.
            OSError: It cannot be written.
        """
        self.file.parent.mkdir(parents=True, exist_ok=True)
        if self.file.exists():
            if not self.file.is_file():
                raise NoTranscript(f"{self.file} is no file; name one that is not there yet")
            try:
                next(read(self.file), None)
            except NoTranscript:
                raise NoTranscript(f"{self.file} holds something else, which would be lost; name another") from None
        self.file.unlink(missing_ok=True)
        self.file.touch(mode=0o600)

    def add(self, entry: Entry, env: Mapping[str, str] | None = None) -> None:
        """`env` is what the command got beside the caller's variables; of it the names are kept."""
        line = json.dumps(asdict(redacted(entry, env or {})), ensure_ascii=False) + "\n"
        handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line.encode("utf-8", "replace"))  # whole lines, whoever else writes
        finally:
            os.close(handle)


def read(file: Path) -> Iterator[tuple[int, Entry]]:
    """The commands of a transcript and the numbers of their lines.

    Raises:
        NoTranscript: It cannot be read, or a line is no command.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise NoTranscript(f"{file} cannot be read: {problem}") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            told: dict[str, Any] = json.loads(line)
            told |= {"argv": tuple(map(str, told["argv"])), "env": tuple(told.get("env", ()))}
            yield number, Entry(**told)
        except (ValueError, KeyError, TypeError) as problem:
            raise NoTranscript(f"{file}:{number} is no command of a transcript: {problem}") from None


def redacted(entry: Entry, env: Mapping[str, str]) -> Entry:
    """The same without secrets."""
    argv, secrets = _hidden(entry.argv)
    secrets += [value for name, value in env.items() if _VARIABLE.fullmatch(name)]
    names = tuple(sorted(env)) or entry.env
    out, err = (_clean(text, secrets) for text in (entry.stdout, entry.stderr))
    argv = tuple(_clean(word, secrets) for word in argv)
    return Entry(
        argv, entry.exit_code, out, err, round(entry.seconds, 3), entry.ended, entry.owner, names, entry.stdin_bytes
    )


def _hidden(argv: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """argv without the values of secrets, and these values."""
    kept: list[str] = []
    secrets: list[str] = []
    hide_next = False
    for word in argv:
        assigned = _ASSIGNMENT.fullmatch(word)
        if hide_next and not _OPTION.fullmatch(word):
            secrets.append(word)
            kept.append(HIDDEN)
        elif assigned is not None:
            secrets.append(assigned[2])
            kept.append(assigned[1] + HIDDEN)
        else:
            secrets += [found[2] for found in _QUERY.finditer(word)]
            kept.append(_QUERY.sub(rf"\1{HIDDEN}", word))
        hide_next = _OPTION.fullmatch(word) is not None
    return tuple(kept), secrets


def _clean(text: str, secrets: Iterable[str]) -> str:
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, HIDDEN)
    text = _JWT.sub(HIDDEN, _PEM.sub(HIDDEN, text))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n… ({len(text) - LONGEST} characters more)"
