"""The one place that runs child processes: every one has a deadline, an owner and an end.

`run` is for tools that answer and leave (`xcrun simctl …`); `Service` is for programs that say they are ready and then
stay (the bench's services). Deadlines are wall seconds. Nothing runs through a shell, and the caller's environment
is extended, never replaced, so a Mac's own settings (`DEVELOPER_DIR`) reach the tools.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.errors import ToolFailed

TOOL_DEADLINE = 120.0  # most simctl commands take below 1 s; a first boot on a loaded Mac over a minute
GRACE = 3.0  # between SIGTERM and SIGKILL


@dataclass(frozen=True, slots=True)
class Finished:
    """How a tool ended."""

    argv: tuple[str, ...]
    exit_code: int
    stdout: str
    stderr: str


async def run(
    argv: Sequence[str],
    *,
    owner: str,
    env: Mapping[str, str] | None = None,
    stdin: bytes | None = None,
    deadline: float = TOOL_DEADLINE,
) -> Finished:
    """Run a tool to its end, whatever its exit code.

    Args:
        owner: On whose behalf, as the error names it, such as `target embedded`.
        env: Added to this process's environment.
        deadline: Wall seconds; then the tool is killed.

    Raises:
        ToolFailed: It could not be started, or the deadline passed.
    """
    process = await _start(argv, owner, env, stdin=asyncio.subprocess.PIPE if stdin is not None else None)
    try:
        async with asyncio.timeout(deadline):
            stdout, stderr = await process.communicate(stdin)
    except TimeoutError:
        raise ToolFailed(
            f"{owner}: `{' '.join(argv)}` did not end within {deadline:g} s",
            hint="it was killed; on a busy Mac the first simctl call after a boot can take long, see --tool-deadline",
        ) from None
    finally:
        await _end(process, grace=0)
    code = process.returncode if process.returncode is not None else -1
    return Finished(tuple(argv), code, stdout.decode(errors="replace"), stderr.decode(errors="replace"))


class Service:
    """A program that prints one ready line of JSON and then stays until `stop`."""

    def __init__(self, owner: str, process: asyncio.subprocess.Process, ready: dict[str, Any], log: Path) -> None:
        self.owner = owner
        self.ready = ready
        self.log = log
        self._process = process
        self._drain = asyncio.create_task(_pour(process, log))

    @classmethod
    async def start(
        cls,
        argv: Sequence[str],
        *,
        owner: str,
        log: Path,
        env: Mapping[str, str] | None = None,
        ready_within: float = 20.0,
    ) -> Service:
        """Start a program; stderr goes to `log`, and what follows the ready line on stdout as well.

        Raises:
            ToolFailed: It ended, or was not ready in time; quotes the end of its log.
        """
        with log.open("ab") as stderr:
            process = await _start(argv, owner, env, stdin=asyncio.subprocess.DEVNULL, stderr=stderr.fileno())
        assert process.stdout is not None
        try:
            async with asyncio.timeout(ready_within):
                line = await process.stdout.readline()
            ready = json.loads(line)
        except (TimeoutError, ValueError) as error:
            await _end(process, grace=GRACE)
            late = isinstance(error, TimeoutError)
            raise ToolFailed(
                f"{owner}: `{' '.join(argv[:3])} …` "
                + (f"was not ready within {ready_within:g} s" if late else "ended before it was ready"),
                saw=_tail(log) or "no output",
            ) from None
        return cls(owner, process, ready, log)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    async def stop(self) -> None:
        """SIGTERM, then SIGKILL after a grace of some seconds; returns when it is gone."""
        await _end(self._process, grace=GRACE)
        await self._drain


async def _start(
    argv: Sequence[str], owner: str, env: Mapping[str, str] | None, *, stdin: int | None, stderr: int | None = None
) -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(
            *argv,
            env={**os.environ, **env} if env else None,
            stdin=asyncio.subprocess.DEVNULL if stdin is None else stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE if stderr is None else stderr,
        )
    except OSError as error:
        raise ToolFailed(
            f"{owner}: could not start `{argv[0]}`: {error.strerror}",
            hint="xcrun comes with Xcode; on Linux use --target embedded" if "xcrun" in argv[0] else "",
        ) from None


async def _end(process: asyncio.subprocess.Process, *, grace: float) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        if grace:
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(grace):
                    await process.wait()
                return
        process.kill()
    await process.wait()


async def _pour(process: asyncio.subprocess.Process, log: Path) -> None:
    assert process.stdout is not None
    while chunk := await process.stdout.read(65536):
        with log.open("ab") as file:
            file.write(chunk)


def _tail(log: Path, lines: int = 12) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""
