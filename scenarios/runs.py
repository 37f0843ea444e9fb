"""Runs of pytest in processes of their own, which end with whoever started them.

Ctrl-C reaches a whole process group; SIGTERM and SIGKILL reach one process, and a run left behind would go on for
minutes.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from harness.owner import owned

_running: set[subprocess.Popen[str]] = set()


def end_with_this_process() -> None:
    """From now on SIGTERM ends the runs first, then this process. For the main thread of a program."""
    signal.signal(signal.SIGTERM, _end)


def elsewhere(rest: Sequence[str]) -> str:
    """The sentence for a run of all scenarios that is not started where they are; empty otherwise."""
    if rest or Path("scenarios").is_dir():
        return ""
    return f"there is no folder scenarios in {Path.cwd()}; start it in the clone's own folder, or name scenarios"


def run(
    command: Sequence[str], *, captured: bool = False, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run to the end, whatever the exit code; `captured` keeps what it prints, `env` stands for this environment."""
    pipe = subprocess.PIPE if captured else None
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=owned(env)) as process:
        _running.add(process)
        try:
            stdout, stderr = process.communicate()
        finally:
            _running.discard(process)
    return subprocess.CompletedProcess(list(command), process.returncode, stdout or "", stderr or "")


def _end(number: int, frame: FrameType | None) -> None:
    for process in tuple(_running):
        process.terminate()
    sys.exit(128 + number)  # on the way out `run` waits for them
