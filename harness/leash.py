"""Runs a program that goes on until it is interrupted, and interrupts it when whoever started it is gone.

`python leash.py DESCRIPTOR PROGRAM ARGUMENT…`. The owner holds the other end of the pipe at DESCRIPTOR. However it
ends, SIGKILL included, that end closes; the program gets SIGINT then, as by Ctrl-C, and is made to go if it does not.
SIGINT for this process is the program's; SIGTERM kills it. It is reaped here: where process 1 does not, it would stay.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

GRACE = 10.0  # wall seconds between SIGINT and SIGKILL: a video is completed meanwhile


def main(argv: list[str]) -> int:
    """Run it to its end; its own exit code, or 128 and the signal that ended it."""
    program = subprocess.Popen(argv[1:], stdin=subprocess.DEVNULL)
    signal.signal(signal.SIGINT, lambda number, frame: program.send_signal(number))
    signal.signal(signal.SIGTERM, lambda number, frame: program.kill())
    threading.Thread(target=_interrupt_without_owner, args=[program, int(argv[0])], daemon=True).start()
    code = program.wait()
    return code if code >= 0 else 128 - code


def _interrupt_without_owner(program: subprocess.Popen[bytes], owner: int) -> None:
    while os.read(owner, 4096):
        pass
    program.send_signal(signal.SIGINT)
    try:
        program.wait(GRACE)
    except subprocess.TimeoutExpired:
        program.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
