"""`xcrun simctl`, one function per subcommand, typed.

Judged by exit status alone: simctl writes notes on stderr when all is well. On failure Apple prints an NSError, whose
code modulo 256 is the exit status; `SimctlError` carries all of it. On the embedded target the same calls go to a
stand-in `xcrun`; nothing here can tell the difference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.errors import EnvironmentFault, TargetLost
from harness.process import TOOL_DEADLINE, Finished, run
from harness.recording import Recording
from harness.stage import current
from harness.targets.simctl_rows import Device, Runtime, devices_in, runtimes_in

_HEADER = re.compile(r"\(domain=(?P<domain>[^,]+), code=(?P<code>-?\d+)\)")
# CoreSimulator's words when its service died under a command, and the embedded phone's.
_GONE = re.compile(r"CoreSimulatorService connection|connection to the phone service was interrupted", re.I)
INVALID_DEVICE = 148
WRONG_STATE = 149
# What Xcode and CoreSimulator say when the Mac, and no simulator, is at fault; and what mends it.
_REMEDIES = (
    (re.compile(r"license agreements?", re.I), "accept Xcode's licence: sudo xcodebuild -license accept"),
    (
        re.compile(r"version mismatch|does not match expected service version", re.I),
        "two Xcodes share one service; `killall -9 com.apple.CoreSimulator.CoreSimulatorService`, then try again",
    ),
    (
        re.compile(r"unable to find utility|invalid active developer path", re.I),
        "choose an Xcode: sudo xcode-select -s /Applications/Xcode.app",
    ),
    (
        re.compile(r"\.strings\b"),  # before the next row: what the app was built for is not the reason
        "mend the strings file that is named, and build the app again; on a Mac `plutil -lint FILE` reads it as well",
    ),
    (
        re.compile(r"could not be installed|failed to install|no installable apps", re.I),
        "was the app built for the Simulator and for this Mac's processor, and does its oldest iOS fit? See --app",
    ),
    (
        re.compile(r"No space left on device", re.I),
        "the disk is full: `xcrun simctl delete unavailable` and `xcrun simctl runtime delete` give space back",
    ),
)
NOTHING_TO_TERMINATE = "found nothing to terminate"


class SimctlError(EnvironmentFault):
    """simctl ended with an exit code other than 0.

    Attributes:
        exit_code: The process's.
        domain, code: Of the NSError, when simctl printed one.
        text: All it wrote on stderr.
    """

    def __init__(self, finished: Finished) -> None:
        self.exit_code = finished.exit_code
        self.text = finished.stderr.strip() or finished.stdout.strip()
        header = _HEADER.search(self.text)
        self.domain = header["domain"] if header else None
        self.code = int(header["code"]) if header else None
        self.subcommand = finished.argv[finished.argv.index("simctl") + 1] if "simctl" in finished.argv else ""
        super().__init__(
            f"xcrun simctl {self.subcommand} ended with exit code {self.exit_code}",
            saw=self.text or "no output",
            hint=next((remedy for text, remedy in _REMEDIES if text.search(self.text)), ""),
        )


@dataclass(frozen=True, slots=True)
class Simctl:
    """The command, and what its processes get.

    Args:
        xcrun: What to run; a plain `xcrun` is looked up on PATH.
        env: Added to the environment of every call, such as a PATH with a stand-in first.
        device_set: `--set`; None is the user's own.
    """

    xcrun: tuple[str, ...] = ("xcrun",)
    env: Mapping[str, str] = field(default_factory=dict)
    device_set: Path | None = None
    owner: str = "target simulator"
    deadline: float = TOOL_DEADLINE

    async def call(
        self,
        subcommand: str,
        *args: str,
        stdin: bytes | None = None,
        env: Mapping[str, str] | None = None,
        deadline: float | None = None,
    ) -> str:
        """Run one subcommand; returns its stdout.

        Args:
            deadline: Wall seconds, instead of those of every tool.

        Raises:
            SimctlError: Exit code other than 0.
            TargetLost: The service behind simctl broke the connection.
            ToolFailed: No xcrun, or it did not end in time.
        """
        argv = self._argv(subcommand, *args)
        within = deadline or self.deadline
        finished = await run(argv, owner=self.owner, env={**self.env, **(env or {})}, stdin=stdin, deadline=within)
        if finished.exit_code != 0:
            error = SimctlError(finished)
            if _GONE.search(error.text):
                lost = TargetLost(f"{self.owner} stopped answering", saw=f"simctl {subcommand}: {error.text}")
                raise current().lose(lost)
            raise error
        return finished.stdout

    def _argv(self, *words: str) -> tuple[str, ...]:
        where = ("--set", str(self.device_set)) if self.device_set else ()
        return (*self.xcrun, "simctl", *where, *words)

    # --- devices

    async def list(self, kind: str = "") -> dict[str, Any]:
        """`list -j`; text before the JSON (`Install Started`) is dropped, as other clients do."""
        text = await self.call("list", "-j", *([kind] if kind else []))
        listing: dict[str, Any] = json.loads(text[text.index("{") :])
        return listing

    async def devices(self) -> tuple[Device, ...]:
        return devices_in(await self.list("devices"))

    async def runtimes(self) -> tuple[Runtime, ...]:
        return runtimes_in(await self.list("runtimes"))

    async def create(self, name: str, device_type: str, runtime: str) -> str:
        """Returns the new UDID."""
        return (await self.call("create", name, device_type, runtime)).strip()

    async def clone(self, udid: str, name: str) -> str:
        """Copy a simulator that is shut down; returns the new UDID."""
        return (await self.call("clone", udid, name)).strip()

    async def boot(self, udid: str) -> None:
        await self.call("boot", udid)

    async def bootstatus(self, udid: str, *, deadline: float | None = None) -> None:
        """Block until the phone has booted."""
        await self.call("bootstatus", udid, deadline=deadline)

    async def shutdown(self, udid: str) -> None:
        await self.call("shutdown", udid)

    async def erase(self, udid: str) -> None:
        await self.call("erase", udid)

    async def delete(self, udid: str) -> None:
        await self.call("delete", udid)

    async def getenv(self, udid: str, variable: str) -> str:
        """Empty when unset: simctl then writes on stderr only, with exit code 0."""
        return (await self.call("getenv", udid, variable)).rstrip("\n")

    # --- apps

    async def install(self, udid: str, app: Path) -> None:
        await self.call("install", udid, str(app))

    async def uninstall(self, udid: str, bundle_id: str) -> None:
        """Also succeeds when the app is not installed."""
        await self.call("uninstall", udid, bundle_id)

    async def launch(
        self,
        udid: str,
        bundle_id: str,
        arguments: Sequence[str] = (),
        *,
        environment: Mapping[str, str] | None = None,
        terminate_running: bool = False,
    ) -> int:
        """Start an app, or bring a running one forward; returns its pid.

        Args:
            environment: The app's own variables; simctl wants them as `SIMCTL_CHILD_…`.
        """
        child = {f"SIMCTL_CHILD_{name}": value for name, value in (environment or {}).items()}
        options = ["--terminate-running-process"] if terminate_running else []
        text = await self.call("launch", *options, udid, bundle_id, *arguments, env=child)
        return int(text.rsplit(":", 1)[1])

    async def terminate(self, udid: str, bundle_id: str) -> bool:
        """False when it was not running (exit code 3)."""
        try:
            await self.call("terminate", udid, bundle_id)
        except SimctlError as error:
            if error.exit_code == 3 and NOTHING_TO_TERMINATE in error.text:
                return False
            raise
        return True

    async def get_app_container(self, udid: str, bundle_id: str, kind: str = "data") -> Path:
        """Folder of an installed app: `app` or `data`."""
        return Path((await self.call("get_app_container", udid, bundle_id, kind)).strip())

    async def appinfo(self, udid: str, bundle_id: str) -> str:
        """The app's entry as an old-style property list, as simctl prints it."""
        return await self.call("appinfo", udid, bundle_id)

    async def openurl(self, udid: str, url: str) -> None:
        await self.call("openurl", udid, url)

    async def push(self, udid: str, bundle_id: str, payload: bytes) -> None:
        """Deliver a regular push; the payload travels over stdin, so no file is left behind."""
        await self.call("push", udid, bundle_id, "-", stdin=payload)

    async def privacy(self, udid: str, action: str, service: str, bundle_id: str) -> None:
        """grant, revoke or reset; notifications are not among the services."""
        await self.call("privacy", udid, action, service, bundle_id)

    async def spawn(self, udid: str, *argv: str) -> str:
        return await self.call("spawn", udid, *argv)

    async def processes(self, udid: str) -> tuple[tuple[int | None, str], ...]:
        """The phone's processes and their labels; apps are `UIKitApplication:<bundle id>[…]`."""
        rows = [line.split("\t") for line in (await self.spawn(udid, "launchctl", "list")).splitlines()[1:]]
        return tuple((int(row[0]) if row[0].isdigit() else None, row[2]) for row in rows if len(row) == 3)

    # --- screen

    async def screenshot(self, udid: str, file: Path) -> None:
        """`file` must be an absolute path; simctl resolves others against a folder of its own."""
        await self.call("io", udid, "screenshot", str(file))

    async def record_video(self, udid: str, file: Path) -> Recording:
        """Film the screen until the recording is finished; only then is something in the file, an absolute path."""
        return await Recording.start(
            self._argv("io", udid, "recordVideo", "--codec=h264", str(file)),
            owner=self.owner,
            begun="Recording started",
            within=self.deadline,
            env=self.env,
        )

    async def ui(self, udid: str, option: str, value: str = "") -> str:
        """Read or set `appearance`, `content_size` or `increase_contrast`."""
        return (await self.call("ui", udid, option, *([value] if value else []))).strip()

    async def status_bar(self, udid: str, *args: str) -> str:
        return await self.call("status_bar", udid, *args)
