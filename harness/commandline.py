"""A command among others in a shell: numbers it takes, and how it ends where its reader has gone (`… | head`)."""

from __future__ import annotations

import argparse
import math
import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn


def run(command: Callable[[], int]) -> NoReturn:
    """Run it, and leave with its exit code; 128 and the signal's number where it was ended, as a shell counts."""
    try:
        try:
            code: object = command()
        except SystemExit as end:
            code = end.code
        sys.stdout.flush()  # not at Python's own end, where nobody could say anything to an error any more
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT
    sys.exit(code)  # type: ignore[arg-type]  # what somebody else gave to sys.exit, it takes again


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
