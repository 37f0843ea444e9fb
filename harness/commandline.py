"""A command among others in a shell: it ends quietly where its reader has gone (`… | head`), and at Ctrl-C."""

from __future__ import annotations

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
