"""The machine under a run: folders, room on the disk, loopback."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path

from harness.doctor.check import Check, Surroundings
from harness.errors import HarnessError
from harness.findings import Finding, not_needed, ok, wrong

EVIDENCE = "machine: evidence folder"
TEMPORARY = "machine: temporary folder"
ROOM = "machine: disk space"
LOOPBACK = "machine: loopback"
BENCH = "bench: starts"

GIB = 2**30
# unverified on iOS: a simulator grows to some GB with its first boot, and its clones with theirs.
NEEDED = {"embedded": GIB, "simulator": 10 * GIB, "device": GIB}
SIMULATORS = Path("~/Library/Developer/CoreSimulator/Devices")


async def evidence(around: Surroundings) -> Finding:
    """Whether the folder of `--evidence` takes files; a folder that was not there is not made."""
    from harness.report import artifacts

    folder = around.settings.evidence
    if folder is None:
        return not_needed(EVIDENCE, "no --evidence; failures are kept in the temporary folder")
    existing = next(one for one in (folder, *folder.parents) if one.exists())
    try:
        if existing.is_dir():
            artifacts.prepare(existing)
            return ok(EVIDENCE, f"{folder} can be written")
        saw = f"{existing} is a file"
    except HarnessError as error:
        saw = error.failed
    return wrong(EVIDENCE, saw, "choose another folder with --evidence, or make this one yours", command=_own(existing))


async def temporary(around: Surroundings) -> Finding:
    """Whether there is a temporary folder."""
    try:
        with tempfile.TemporaryDirectory(prefix="ringproof-doctor-") as folder:
            return ok(TEMPORARY, str(Path(folder).parent))
    except OSError as error:
        return wrong(
            TEMPORARY, f"none can be written: {error}", "name one that can", command='export TMPDIR="$HOME/tmp"'
        )


async def room(around: Surroundings) -> Finding:
    """Whether what a run writes has room: phones, evidence, temporary files."""
    needed = NEEDED[around.settings.target]
    places = [Path(tempfile.gettempdir()), *([around.settings.evidence] if around.settings.evidence else [])]
    if around.settings.target == "simulator":
        places.append(SIMULATORS.expanduser())
    least, where = min((around.free(place), str(place)) for place in places)
    if least >= needed:
        return ok(ROOM, f"{least / GIB:.1f} GiB free")
    simulators = around.settings.target == "simulator"
    return wrong(
        ROOM,
        f"{least / GIB:.1f} GiB free at {where}; a run on target '{around.settings.target}' needs {needed / GIB:.0f}",
        "simulators of runtimes that are gone take most of it" if simulators else "make room there",
        command="xcrun simctl delete unavailable" if simulators else f"du -xhd1 {where} | sort -h | tail",
    )


async def loopback(around: Surroundings) -> Finding:
    """Whether something can listen on 127.0.0.1 and be reached there."""
    try:
        with (
            socket.create_server(("127.0.0.1", 0)) as server,
            socket.create_connection(server.getsockname(), timeout=around.deadline),
        ):
            pass
    except OSError as error:
        return wrong(
            LOOPBACK,
            f"127.0.0.1 does not answer itself: {error.strerror or error}",
            "everything of a run speaks over loopback; look at the firewall, or at the container's network",
            command="ping -c 1 127.0.0.1",
        )
    proxies = [name for name in ("http_proxy", "HTTP_PROXY") if os.environ.get(name)]
    without = os.environ.get("no_proxy", os.environ.get("NO_PROXY", ""))
    if proxies and not {"127.0.0.1", "localhost", "*"} & {one.strip() for one in without.split(",")}:
        return wrong(
            LOOPBACK,
            f"{proxies[0]} is set and NO_PROXY does not leave 127.0.0.1 out",
            "WebDriverAgent and Appium would be looked for behind the proxy",
            command="export NO_PROXY=127.0.0.1,localhost",
        )
    return ok(LOOPBACK, "127.0.0.1 answers")


async def bench(around: Surroundings) -> Finding:
    """The embedded phone and its call service are a project's; one that has them has a look of this name."""
    return wrong(
        BENCH,
        "nothing here brings an embedded phone along: the installed package does not contain it",
        "clone the repository and run there, or choose --target simulator or device",
    )


def _own(folder: Path) -> str:
    return f"sudo chown -R $(id -u) {folder}"


CHECKS = (
    Check(EVIDENCE, evidence, shared=True),
    Check(TEMPORARY, temporary, shared=True),
    Check(ROOM, room),
    Check(LOOPBACK, loopback, shared=True),
    Check(BENCH, bench, ("embedded",)),
)
