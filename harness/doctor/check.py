"""One look of the doctor's, and what it has to look with.

A look has a deadline and never changes anything. A look whose ground is missing (`after`) is not taken: one missing
Xcode is one finding, not ten.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.errors import ToolFailed
from harness.findings import Finding
from harness.process import run
from harness.setting_rows import TARGETS
from harness.settings import Settings

APPLE = ("simulator", "device")
DEADLINE = 30.0  # wall seconds for one command or connection; the first simctl after a Mac's start takes that long


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command answered.

    Attributes:
        command: As somebody would type it.
        exit_code: None when it did not answer.
        missing: There is no such program.
        late: It was ended at its deadline, in wall seconds; 0 otherwise.
    """

    command: str
    exit_code: int | None = None
    stdout: str = ""
    stderr: str = ""
    missing: bool = False
    late: float = 0.0

    @property
    def good(self) -> bool:
        return self.exit_code == 0

    @property
    def text(self) -> str:
        """What it said, the last line of it that says something: tools put warnings first."""
        lines = [line.strip() for line in (self.stderr.strip() or self.stdout.strip()).splitlines() if line.strip()]
        return lines[-1] if lines else "nothing"

    @property
    def told(self) -> str:
        """What came of it, in a sentence, when it was not good."""
        program = self.command.split()[0]
        if self.missing:
            return f"there is no {program} on PATH"
        if self.late:
            return f"`{self.command}` did not answer within {self.late:g} s"
        return f"`{self.command}` ended with exit code {self.exit_code}: {self.text}"


@dataclass(slots=True)
class Surroundings:
    """Where the doctor looks, for one target.

    Args:
        settings: As a run of this target would have them.
        online: Whether hosts beyond this machine may be asked.
        deadline: Wall seconds for one command or connection.
        environment: Added to the environment of commands.
        platform: As `sys.platform`.
        free: Bytes free where a file of this path would lie.
    """

    settings: Settings
    online: bool = False
    deadline: float = DEADLINE
    environment: Mapping[str, str] = field(default_factory=dict)
    platform: str = sys.platform
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(_there(folder)).free
    _asked: dict[tuple[str, ...], asyncio.Task[Answer]] = field(default_factory=dict)

    @property
    def xcrun(self) -> str:
        return str(self.settings.xcrun or "xcrun")

    async def ask(self, *argv: str) -> Answer:
        """Have a command answer; the same one is run once a visit, whoever asks."""
        if argv not in self._asked:
            self._asked[argv] = asyncio.create_task(self._run(argv))
        # One look that gives up must not take the answer from the others.
        return await asyncio.shield(self._asked[argv])

    async def _run(self, argv: tuple[str, ...]) -> Answer:
        command = " ".join(argv)
        if shutil.which(argv[0], path=self.environment.get("PATH")) is None:
            return Answer(command, missing=True)
        try:
            ended = await run(argv, owner="doctor", env=self.environment, deadline=self.deadline)
        except ToolFailed as error:
            if "could not start" in error.failed:
                return Answer(command, missing=True)
            return Answer(command, late=self.deadline)
        return Answer(command, ended.exit_code, ended.stdout, ended.stderr)

    async def close(self) -> None:
        """End what is still being asked."""
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)


Look = Callable[[Surroundings], Coroutine[Any, Any, Finding] | Awaitable[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A row in the doctor's tables.

    Args:
        name: As its finding is called: the subject, a colon, what about it.
        targets: Runs on these need it.
        after: Names of checks that have to be well before this look is worth taking.
        shared: It does not depend on the target, so it is looked at once however many are asked for.
    """

    name: str
    look: Look
    targets: Sequence[str] = TARGETS
    after: Sequence[str] = ()
    shared: bool = False


def _there(path: Path) -> Path:
    """The nearest folder above that exists."""
    return next(folder for folder in (path, *path.parents) if folder.exists())
