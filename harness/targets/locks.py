"""Files that one process at a time holds (flock), or several share; whoever ends, `kill -9` included, lets go of them.

A file that was removed while somebody waited for it is no lock any more: who gets it then looks for the new one.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

LOOK_AGAIN = 0.05  # wall seconds; who waits has waited for a simulator to boot


def try_lock(path: Path, *, shared: bool = False) -> IO[str] | None:
    """The file, locked and open for reading and writing; None when somebody else holds it."""
    while True:
        file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return None
        if _is_still(path, file):
            return file
        file.close()


async def lock(path: Path, within: float, waiting: Callable[[], None]) -> IO[str] | None:
    """As `try_lock`, but wait for it; None when `within` wall seconds were not enough.

    Args:
        waiting: Called once when there is somebody to wait for.
    """
    if (file := try_lock(path)) is not None:
        return file
    if within > 0:
        waiting()
    try:
        async with asyncio.timeout(within):
            while True:
                await asyncio.sleep(LOOK_AGAIN)
                if (file := try_lock(path)) is not None:
                    return file
    except TimeoutError:
        return None


def write(file: IO[str], text: str) -> IO[str]:
    """Let this be all there is in it."""
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()
    return file


def read(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def _is_still(path: Path, file: IO[str]) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False
