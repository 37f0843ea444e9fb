"""What runs on this computer have made, so that what a killed run left behind is found and removed, and nothing else.

Each process keeps one file below the user's cache folder, which it holds locked (flock) while it lives; in it stand the
UDIDs and names of the simulators it has made. A file that nobody holds belongs to a process that is gone, `kill -9`
included: the kernel let go of its lock. The same folder has a lock for each simulator asked for by `--udid`, so
that no two runs drive one. Process ids are told to people only; they come again, locks do not.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from harness.errors import NotThere
from harness.targets import locks
from harness.targets.simctl import Simctl
from harness.targets.simctl_rows import Device


def cache_folder() -> Path:
    """Where this user's runs note such things: RINGPROOF_CACHE, or as the system has it."""
    if named := os.environ.get("RINGPROOF_CACHE"):
        return Path(named).absolute()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "ringproof"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ringproof"


def simulators_folder(cache: Path | None = None) -> Path:
    """Where this user's runs note their simulators; there need not be one."""
    return (cache or cache_folder()) / "simulators"


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Simulators of a run that is gone; `file` is where it noted them."""

    file: Path
    simulators: Mapping[str, str]  # UDID -> name


class Made:
    """This process's simulators, noted as they are made.

    Args:
        where: Which CoreSimulator they live in, such as the path of xcrun: what others noted elsewhere is not ours to
            judge.
    """

    def __init__(self, where: str, folder: Path | None = None) -> None:
        self._where = where
        self._folder = simulators_folder(folder)
        self._file: IO[str] | None = None
        self._simulators: dict[str, str] = {}
        self._held: dict[str, IO[str]] = {}

    def note(self, udid: str, name: str) -> None:
        self._simulators[udid] = name
        self._write()

    def forget(self, udid: str) -> None:
        """It is deleted."""
        if self._simulators.pop(udid, None) is not None:
            self._write()

    def hold(self, udid: str) -> None:
        """Drive this simulator alone, as long as this process lives.

        Raises:
            NotThere: Another run drives it.
        """
        if udid in self._held:
            return
        file = locks.try_lock(self._path(f"{udid}.lock"))
        if file is None:
            owner = self._path(f"{udid}.lock").read_text().strip()
            raise NotThere(
                f"simulator {udid} is driven by another run",
                saw=f"process {owner}" if owner else "",
                hint="wait for it, give another --udid, or leave --udid out: each run then makes its own",
            )
        self._held[udid] = locks.write(file, str(os.getpid()))

    def left_behind(self) -> Iterator[LeftBehind]:
        """What runs that are gone noted here; while one is looked at, nobody else gets to see it."""
        for path in sorted(self._folder.glob("*.json")) if self._folder.is_dir() else ():
            file = locks.try_lock(path)
            if file is None:
                continue  # its process lives
            with file:
                noted = _read(file)
                if noted is None or noted["where"] == self._where:
                    yield LeftBehind(path, noted["simulators"] if noted else {})
                    path.unlink(missing_ok=True)

    def close(self) -> None:
        """Nothing is held any more. What was noted and not forgotten is the next run's to remove."""
        for file in self._held.values():
            file.close()
        self._held.clear()
        if self._file is not None:
            if not self._simulators:
                Path(self._file.name).unlink(missing_ok=True)
            self._file.close()
            self._file = None

    def _write(self) -> None:
        while self._file is None:  # another run that sweeps may have got hold of the empty file
            self._file = locks.try_lock(self._path(f"{os.getpid()}-{secrets.token_hex(4)}.json"))
        locks.write(self._file, json.dumps({"where": self._where, "pid": os.getpid(), "simulators": self._simulators}))

    def _path(self, name: str) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._folder / name


async def sweep(simctl: Simctl, made: Made) -> None:
    """Remove the simulators that runs which are gone have noted, and that nobody has given another name since."""
    for left in made.left_behind():
        there = {device.udid: device for device in await simctl.devices()}
        for udid, name in left.simulators.items():
            if udid in there and there[udid].name == name:
                await remove(simctl, there[udid])


async def remove(simctl: Simctl, device: Device) -> None:
    """Delete a simulator in whatever state it was listed."""
    if device.state != "Shutdown":
        await simctl.shutdown(device.udid)
    await simctl.delete(device.udid)


def _read(file: IO[str]) -> dict[str, Any] | None:
    try:
        noted: dict[str, Any] = json.loads(locks.read(file))
    except ValueError:
        return None  # it ended before it had noted anything
    return noted
