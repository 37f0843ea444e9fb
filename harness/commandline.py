"""A command among others in a shell: numbers it takes, and how it ends: a signal, a reader gone (`… | head`)."""

from __future__ import annotations

import argparse
import contextlib
import errno
import math
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from harness.owner import end_with_owner

FULL = (errno.ENOSPC, errno.EDQUOT)
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(SystemExit):
    """By SIGTERM or SIGHUP; its code is 128 and the signal's number."""

    code: int


def run(command: Callable[[], object]) -> NoReturn:
    """Run it, and leave with its exit code; 128 and the signal's number where it was ended, as a shell counts.

    It ends with whoever started it, too, if that asked for it (owner.py).
    """
    end_in_order()
    end_with_owner(signal.SIGTERM)
    try:
        try:
            code = command()
        except SystemExit as end:
            code = end.code
            if isinstance(end, Ended):
                _say(f"ended by {signal.Signals(end.code - 128).name}")
        if sys.stdout is not None:  # as with `>&-`
            sys.stdout.flush()  # not at Python's own end, where nobody could say anything to an error any more
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT
    except OSError as problem:
        if problem.errno not in FULL:
            raise
        where = problem.filename or f"its output, its folders, or {tempfile.gettempdir()}"
        _say(f"no space is left where it writes ({where}): free some, or name a folder elsewhere; TMPDIR is one, too")
        code = 1
    sys.exit(code)  # type: ignore[arg-type]  # what somebody else gave to sys.exit, it takes again


def end_in_order() -> None:
    """From now on SIGTERM and SIGHUP unwind this process as Ctrl-C does. For the main thread of a program.

    What it has started ends, and what it has made for itself is removed. That is not cut short: a signal that comes
    after the first one, as by pressing Ctrl-C twice, does nothing. What is ignored stays so, as under nohup.
    """
    for number in ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def _end(number: int, frame: FrameType | None) -> None:
    for other in ENDING:
        if signal.getsignal(other) is not signal.SIG_IGN:
            signal.signal(other, _once)  # and not SIG_IGN, which what is started from here on would inherit
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise Ended(128 + number)


def _once(number: int, frame: FrameType | None) -> None:
    """It is ending."""


def _say(words: str) -> None:
    with contextlib.suppress(OSError):  # the terminal may be what has gone
        print(words, file=sys.stderr, flush=True)


def above_0(text: str) -> float:
    """For `type=` of argparse: seconds, minutes, anything that is more than nothing.

    Raises:
        ArgumentTypeError: It is no such number.
    """
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"takes a number above 0, not '{text}'")
    return number


def count(text: str) -> int:
    """The same of things that are counted, or a seed: a whole number above 0."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"takes a whole number above 0, not '{text}'")
    return int(text)
