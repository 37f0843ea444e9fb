"""What is written down of templates to clone from, so that runs and workers of one user share them.

Of each kind of template there is a file of JSON, which everybody who clones from it holds locked together (a shared
lock), and a lock beside it, which one at a time holds who makes, clones or removes it. Whoever is killed lets go of
both: a template that nobody holds was left behind.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from harness.errors import EnvironmentFault
from harness.stage import current
from harness.targets import locks
from harness.targets.made import simulators_folder


@dataclass(frozen=True, slots=True)
class Kind:
    """What a template is of. What differs in one of these is another template.

    Args:
        where: Which CoreSimulator it lives in, such as the path of xcrun.
        prefix: What its name begins with.
        bundle_id: Of the app on it; empty without one.
        contents: Digest of app and runner.
    """

    where: str
    prefix: str
    runtime: str
    build: str
    device_type: str
    bundle_id: str
    contents: str

    @property
    def key(self) -> str:
        told = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def line(self) -> tuple[str, ...]:
        """Of one line a newer template takes the older one's place: the app was built anew, or the runtime was."""
        return (self.where, self.prefix, self.runtime, self.device_type, self.bundle_id)


@dataclass(slots=True)
class Noted:
    """What a file says. `udid` is empty when there is no simulator; one that is not `ready` was never finished."""

    kind: Kind
    udid: str = ""
    name: str = ""
    ready: bool = False
    kept: bool = False


@dataclass(slots=True)
class TemplateFile:
    """One kind's file and lock; nothing is there until it is used."""

    kind: Kind
    folder: Path = field(default_factory=lambda: simulators_folder() / "templates")
    _shared: IO[str] | None = None

    @property
    def path(self) -> Path:
        return self.folder / f"{self.kind.key}.json"

    @property
    def _lock(self) -> Path:
        return self.folder / f"{self.kind.key}.lock"

    @contextlib.asynccontextmanager
    async def alone(self, within: float) -> AsyncIterator[None]:
        """Have it to oneself, to make, clone or remove it.

        Raises:
            EnvironmentFault: Another process has it, and did not let go within so many wall seconds.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = await locks.lock(self._lock, within, self._tell_of_waiting)
        if held is None:
            raise EnvironmentFault(
                f"the template of {self.kind.prefix} simulators was not free to clone within {within:g} wall seconds",
                saw=self._who_has_it(),
                hint="a first boot takes minutes on a busy Mac: give it longer with --boot-deadline; "
                "or end that process, which frees the template",
            )
        with held:
            locks.write(held, _oneself())
            yield

    def _who_has_it(self) -> str:
        try:
            who = self._lock.read_text(encoding="utf-8").strip()
        except FileNotFoundError:  # removed, together with its template
            who = ""
        return f"{who or 'another process'} makes it, or clones from it"

    def _tell_of_waiting(self) -> None:
        current().tell("target", f"waits for the template of {self.kind.prefix} simulators: {self._who_has_it()}")

    def share(self) -> None:
        """Say that this process clones from it, as long as it lives or until `let_go`. Only while `alone`."""
        if self._shared is None:
            self._shared = locks.try_lock(self.path, shared=True)

    def let_go(self) -> None:
        if self._shared is not None:
            self._shared.close()
            self._shared = None

    def read(self) -> Noted:
        return _read(self.path) or Noted(self.kind)

    def write(self, noted: Noted) -> None:
        """Only while `alone`."""
        self.path.write_text(json.dumps(asdict(noted)), encoding="utf-8")

    @contextlib.contextmanager
    def unused(self) -> Iterator[bool]:
        """Whether nobody clones from it; nobody can begin to meanwhile. Only while `alone`."""
        held = locks.try_lock(self.path)
        try:
            yield held is not None
        finally:
            if held is not None:
                held.close()

    def forget(self) -> None:
        """There is none any more. Only while `alone`, and `unused`."""
        self.path.unlink(missing_ok=True)
        self._lock.unlink(missing_ok=True)


def all_of(where: str, folder: Path | None = None) -> list[TemplateFile]:
    """What is written down of templates in this CoreSimulator."""
    folder = folder or simulators_folder() / "templates"
    noted = [_read(path) for path in sorted(folder.glob("*.json"))]
    return [TemplateFile(one.kind, folder) for one in noted if one is not None and one.kind.where == where]


def kept() -> frozenset[str]:
    """The UDIDs of this user's templates that are to be kept for later runs."""
    noted = [_read(path) for path in (simulators_folder() / "templates").glob("*.json")]
    return frozenset(one.udid for one in noted if one is not None and one.kept)


def _read(path: Path) -> Noted | None:
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return Noted(**{**told, "kind": Kind(**told["kind"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None  # there is none, or its process ended before it had noted anything


def _oneself() -> str:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    return f"process {os.getpid()}{f', worker {worker},' if worker else ''} in {Path.cwd()}"
