"""Runs of pytest in processes of their own, which end with whoever started them.

A run has a process group of its own, so that a signal reaches its owner alone, Ctrl-C too; the owner then ends the run
as Ctrl-C would, and waits until it has taken down what it had, before it ends itself.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from harness.owner import owned

ENDS_WITHIN = 30.0  # wall seconds for a run that is told to end; its phones and its report take one or two

_running: set[subprocess.Popen[str]] = set()


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
    with subprocess.Popen(
        command, stdout=pipe, stderr=pipe, text=True, env=owned(env), start_new_session=True
    ) as process:
        _running.add(process)
        try:
            stdout, stderr = process.communicate()
        except BaseException:
            _end(process)
            raise
        finally:
            _running.discard(process)
    return subprocess.CompletedProcess(list(command), process.returncode, stdout or "", stderr or "")


@contextlib.contextmanager
def ended_together() -> Iterator[None]:
    """For runs that threads wait for: a signal is the main thread's, which ends them all."""
    try:
        yield
    except BaseException:
        for process in tuple(_running):
            _end(process)
        raise


def _end(process: subprocess.Popen[str]) -> None:
    # Where Ctrl-C is ignored, as in the background of a script, the run ignores it as well.
    gently = signal.SIGTERM if signal.getsignal(signal.SIGINT) is signal.SIG_IGN else signal.SIGINT
    for number in (gently, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(ENDS_WITHIN)
            return
