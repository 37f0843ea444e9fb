"""A run of pytest that somebody else's program started ends with that program, also when that was killed.

SIGKILL reaches one process: what it had started would go on for minutes, with phones and ports. Whoever starts a run
names itself in its environment (`owned`); the run looks every half second whether that is still its parent. All that
the run has started has it as owner, and goes with it.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Mapping

VARIABLE = "RINGPROOF_RUN_OWNER"
BETWEEN_LOOKS = 0.5  # wall seconds


def owned(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """This environment, or the process's own, for a run that ends with this process."""
    return {**(os.environ if environment is None else environment), VARIABLE: str(os.getpid())}


def end_with_owner() -> None:
    """To be called once in a run: from now on it ends with whoever started it, if that asked for it."""
    owner = os.environ.pop(VARIABLE, "")  # what this run starts has this run as owner, if any
    if owner:
        threading.Thread(target=_watch, args=[int(owner)], name="owner", daemon=True).start()


def _watch(owner: int) -> None:
    while os.getppid() == owner:
        time.sleep(BETWEEN_LOOKS)
    os.kill(os.getpid(), signal.SIGKILL)
