"""Programs that go on until they are interrupted, as by Ctrl-C: `simctl io … recordVideo`.

Such a program has an owner even when this process is killed: it runs on a leash (leash.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
from collections.abc import Mapping, Sequence

from harness import leash, process
from harness.errors import ToolFailed
from harness.process import GRACE, Noting


class Recording:
    """A program that says on stderr that it has begun, and goes on until it is interrupted (SIGINT, as by Ctrl-C)."""

    def __init__(self, started: asyncio.subprocess.Process, held: Leash, begun: str, note: Noting) -> None:
        self._process = started
        self._held = held
        self._begun = begun
        self._note = note
        self._rest = asyncio.ensure_future(started.communicate())

    @classmethod
    async def start(
        cls, argv: Sequence[str], *, owner: str, begun: str, within: float, env: Mapping[str, str] | None = None
    ) -> Recording:
        """Start it, and return when it has begun.

        Args:
            begun: Part of the line that says so.
            within: Wall seconds until then.

        Raises:
            ToolFailed: It ended before, or had not begun in time.
        """
        note = Noting(argv, owner, env)
        held = Leash()
        started = await held.start(argv, owner, env, note)
        assert started.stderr is not None
        said: list[str] = []
        try:
            async with asyncio.timeout(within):
                while line := (await started.stderr.readline()).decode(errors="replace"):
                    said.append(line)
                    if begun in line:
                        return cls(started, held, "".join(said), note)
                await started.wait()
            what, ended, code = "ended before it had begun", "exit", started.returncode
        except TimeoutError:
            what, ended, code = f"had not begun within {within:g} s", "deadline", None
        except BaseException:
            await held.end(started)
            raise
        await held.end(started)
        note(code, stderr="".join(said), ended=ended)
        raise ToolFailed(
            f"{owner}: `{' '.join(argv)}` {what}",
            saw="".join(said).strip() or "it said nothing",
            expected=f"a line with `{begun}`",
        )

    async def finish(self, within: float) -> bool:
        """Interrupt it, and return when it is gone; whether it ended well, and in time (wall seconds)."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGINT)
        try:
            async with asyncio.timeout(within):
                stdout, stderr = await asyncio.shield(self._rest)
        except TimeoutError:
            self._note(None, stderr=self._begun, ended="deadline")
            return False
        finally:
            await self._held.end(self._process)
            self._rest.cancel()
        code = self._process.returncode
        self._note(code, stdout.decode(errors="replace"), self._begun + stderr.decode(errors="replace"))
        return code == 0


class Leash:
    """Holds a program that would go on for ever (leash.py): when this process ends, however it does, that ends too."""

    def __init__(self) -> None:
        self._ours: int | None = None

    async def start(
        self, argv: Sequence[str], owner: str, env: Mapping[str, str] | None, note: Noting
    ) -> asyncio.subprocess.Process:
        """Start it in a group of its own: Ctrl-C in the terminal is not for it, and it can be killed with its program.

        Raises:
            ToolFailed: There is no such program.
        """
        if shutil.which(argv[0]) is None:
            return await process.start(argv, owner, env, note, stdin=None)
        theirs, self._ours = os.pipe()
        command = [sys.executable, "-I", "-S", leash.__file__, str(theirs), *argv]
        try:
            return await process.start(command, owner, env, note, stdin=None, keeps=theirs)
        finally:
            os.close(theirs)

    async def end(self, started: asyncio.subprocess.Process) -> None:
        """Kill what is left, and let go."""
        with contextlib.suppress(ProcessLookupError, TimeoutError):
            started.terminate()
            async with asyncio.timeout(GRACE):
                await started.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        await started.wait()
        if self._ours is not None:
            os.close(self._ours)
            self._ours = None
