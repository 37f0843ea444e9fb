"""Runs child processes: every one has a deadline, an owner and an end.

`run` is for tools that answer and leave (`xcrun simctl …`); `Service` is for programs that say they are ready and then
stay (the bench's services); those that go on until Ctrl-C are recording.py's. Deadlines are wall seconds. Nothing runs
through a shell, and the caller's environment is extended, never replaced, so a Mac's own settings (`DEVELOPER_DIR`)
reach the tools.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.errors import ToolFailed
from harness.transcripts.recording import Entry, Transcript

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
    note = Noting(argv, owner, env, stdin)
    process = await start(argv, owner, env, note, stdin=asyncio.subprocess.PIPE if stdin is not None else None)
    talking = asyncio.ensure_future(process.communicate(stdin))
    try:
        async with asyncio.timeout(deadline):
            stdout, stderr = await asyncio.shield(talking)
    except TimeoutError:
        await end(process, grace=0)
        said = await _said_so_far(talking)
        note(None, *said, ended="deadline")
        raise ToolFailed(
            f"{owner}: `{' '.join(argv)}` did not end within {deadline:g} s",
            saw=" ".join(said).strip() or "it said nothing",
            expected=f"its end within {deadline:g} wall seconds",
            hint="it was killed; on a busy Mac the first simctl call after a boot can take long, see --tool-deadline",
        ) from None
    except asyncio.CancelledError:
        note(None, ended="stopped")
        raise
    finally:
        await end(process, grace=0)
        talking.cancel()
    code = process.returncode if process.returncode is not None else -1
    finished = Finished(tuple(argv), code, stdout.decode(errors="replace"), stderr.decode(errors="replace"))
    note(code, finished.stdout, finished.stderr)
    return finished


async def _said_so_far(talking: asyncio.Future[tuple[bytes, bytes]]) -> tuple[str, str]:
    """What a process that was killed had said; nothing when a child of its own still holds the pipes."""
    await asyncio.wait({talking}, timeout=GRACE)
    stdout, stderr = talking.result() if talking.done() else (b"", b"")
    return stdout.decode(errors="replace"), stderr.decode(errors="replace")


_transcript: Transcript | None = None


@contextlib.contextmanager
def recorded(transcript: Transcript | None) -> Iterator[None]:
    """Write down every command that ends meanwhile."""
    global _transcript  # one a process: whoever runs a tool needs not know that it is written down
    before, _transcript = _transcript, transcript
    try:
        yield
    finally:
        _transcript = before


class Noting:
    """Writes a command down when it has ended, if commands are recorded."""

    def __init__(
        self, argv: Sequence[str], owner: str, env: Mapping[str, str] | None, stdin: bytes | None = None
    ) -> None:
        self._argv, self._owner, self._env = tuple(argv), owner, env
        self._stdin = None if stdin is None else len(stdin)
        self._begin = time.monotonic()

    def __call__(self, code: int | None, stdout: str = "", stderr: str = "", *, ended: str = "exit") -> None:
        if _transcript is not None:
            seconds = time.monotonic() - self._begin
            entry = Entry(self._argv, code, stdout, stderr, seconds, ended, self._owner, stdin_bytes=self._stdin)
            _transcript.add(entry, self._env)


class Service:
    """A program that prints one ready line of JSON and then stays until `stop`."""

    def __init__(
        self, owner: str, process: asyncio.subprocess.Process, ready: dict[str, Any], log: Path, note: Noting
    ) -> None:
        self._note = note
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
        note = Noting(argv, owner, env)
        with log.open("ab") as stderr:
            process = await start(argv, owner, env, note, stdin=asyncio.subprocess.DEVNULL, stderr=stderr.fileno())
        assert process.stdout is not None
        try:
            async with asyncio.timeout(ready_within):
                line = await process.stdout.readline()
            ready = json.loads(line)
        except (TimeoutError, ValueError) as error:
            await end(process, grace=GRACE)
            late = isinstance(error, TimeoutError)
            note(None if late else process.returncode, ended="deadline" if late else "exit")
            raise ToolFailed(
                f"{owner}: `{' '.join(argv[:3])} …` "
                + (f"was not ready within {ready_within:g} s" if late else "ended before it was ready"),
                saw=_tail(log) or "no output",
            ) from None
        return cls(owner, process, ready, log, note)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    async def stop(self) -> None:
        """SIGTERM, then SIGKILL after a grace of some seconds; returns when it is gone."""
        first = self._process.returncode is None
        await end(self._process, grace=GRACE)
        with contextlib.suppress(TimeoutError):  # a child of its own may live on, and hold the pipe
            await asyncio.wait_for(self._drain, GRACE)
        self._note(self._process.returncode, ended="stopped" if first else "exit")


async def start(
    argv: Sequence[str],
    owner: str,
    env: Mapping[str, str] | None,
    note: Noting,
    *,
    stdin: int | None,
    stderr: int | None = None,
    keeps: int | None = None,
) -> asyncio.subprocess.Process:
    """Start it; with `keeps` it has this descriptor and a group of its own."""
    try:
        return await asyncio.create_subprocess_exec(
            *argv,
            env={**os.environ, **env} if env else None,
            stdin=asyncio.subprocess.DEVNULL if stdin is None else stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE if stderr is None else stderr,
            pass_fds=() if keeps is None else (keeps,),
            start_new_session=keeps is not None,
        )
    except OSError as error:
        note(None, stderr=str(error.strerror), ended="not started")
        raise ToolFailed(
            f"{owner}: could not start `{argv[0]}`: {error.strerror}",
            expected=f"{argv[0]} on PATH" if "/" not in argv[0] else f"a program at {argv[0]}",
            hint="xcrun comes with Xcode; on Linux use --target embedded" if "xcrun" in argv[0] else "",
        ) from None


async def end(process: asyncio.subprocess.Process, *, grace: float) -> None:
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
