"""A run of pytest that somebody else's program started ends with that program, also when that was killed.

SIGKILL reaches one process: what it had started would go on for minutes, with phones and ports. Whoever starts a run
names itself in its environment (`owned`); the run looks every half second whether that is still its parent, and whether
those are there that are named after it, who have started its parent. All that the run has started has it as owner, and
goes with it.
"""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from collections.abc import Mapping, Sequence

VARIABLE = "RINGPROOF_RUN_OWNER"
BETWEEN_LOOKS = 0.5  # wall seconds
GRACE = 60.0  # wall seconds, for what takes phones and servers down


def owned(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """This environment, or the process's own, for a run that ends with this process."""
    return {**(os.environ if environment is None else environment), VARIABLE: str(os.getpid())}


def end_with_owner(by: signal.Signals = signal.SIGKILL) -> None:
    """To be called once in a run: from now on it ends with whoever started it, if that asked for it.

    Args:
        by: How this process is told; where it has not gone after some seconds, SIGKILL follows.
    """
    owners = os.environ.pop(VARIABLE, "")  # what this run starts has this run as owner, if any
    if owners:
        owner, *above = map(int, owners.split(","))
        threading.Thread(target=_watch, args=[owner, above, by], name="owner", daemon=True).start()


def _watch(owner: int, above: Sequence[int], by: signal.Signals) -> None:
    while os.getppid() == owner and all(map(_is_there, above)):
        time.sleep(BETWEEN_LOOKS)
    if by is not signal.SIGKILL:
        os.kill(os.getpid(), by)
        time.sleep(GRACE)
    os.kill(os.getpid(), signal.SIGKILL)


def _is_there(pid: int) -> bool:
    try:
        if not hasattr(os, "pidfd_open"):
            os.kill(pid, 0)
            return True
        descriptor = os.pidfd_open(pid)
    except OSError as problem:
        return not isinstance(problem, ProcessLookupError)
    ended, _, _ = select.select([descriptor], [], [], 0)  # it may have ended, with nobody who took notice yet
    os.close(descriptor)
    return not ended
