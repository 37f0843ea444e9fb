"""Tools that stand on a PATH of a test's own and answer as told: a Mac's, where there is none."""

from __future__ import annotations

import json
import shlex
import stat
from pathlib import Path
from typing import Any

RUNTIME = "com.apple.CoreSimulator.SimRuntime.iOS-26-4"
IPHONE = {
    "name": "iPhone 17",
    "identifier": "com.apple.CoreSimulator.SimDeviceType.iPhone-17",
    "productFamily": "iPhone",
}
LICENCE = (
    "You have not agreed to the Xcode license agreements, please run 'sudo xcodebuild -license' from within a Terminal "
    "window to review and agree to the Xcode license agreements.\n"
)


class Tools:
    """A folder of programs; each answers a command line with text and exit code, or hangs.

    What a program was not told about it answers with exit code 64.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._answers: dict[str, dict[str, str]] = {}

    def says(self, command: str, out: str = "", *, err: str = "", code: int = 0) -> None:
        """From now on this command, as typed, is answered so."""
        self._plant(command, f"printf %s {shlex.quote(out)}; printf %s {shlex.quote(err)} >&2; exit {code}")

    def hangs(self, command: str) -> None:
        """From now on this command never ends by itself."""
        self._plant(command, "exec tail -f /dev/null")

    def _plant(self, command: str, answer: str) -> None:
        name, _, arguments = command.partition(" ")
        answers = self._answers.setdefault(name, {})
        answers[arguments] = answer
        rows = "\n".join(f"{shlex.quote(asked)}) {does} ;;" for asked, does in answers.items())
        file = self.folder / name
        file.write_text(f'#!/bin/sh\ncase "$*" in\n{rows}\n*) echo "$0: not told about $*" >&2; exit 64 ;;\nesac\n')
        file.chmod(file.stat().st_mode | stat.S_IXUSR)


def listing(*devices: dict[str, Any], runtimes: list[dict[str, Any]] | None = None) -> str:
    """What `simctl list -j` prints."""
    usual = {
        "identifier": RUNTIME,
        "version": "26.4",
        "name": "iOS 26.4",
        "buildversion": "23E244",
        "isAvailable": True,
        "supportedDeviceTypes": [IPHONE],
    }
    return json.dumps({"devices": {RUNTIME: list(devices)}, "runtimes": [usual] if runtimes is None else runtimes})


def a_mac(folder: Path) -> Tools:
    """A Mac with Xcode, set up, and a runtime for iOS 26.4."""
    tools = Tools(folder)
    tools.says("xcode-select -p", "/Applications/Xcode.app/Contents/Developer\n")
    tools.says("xcrun --version", "xcrun version 72.\n")
    tools.says("xcrun xcodebuild -license check")
    tools.says("xcrun xcodebuild -checkFirstLaunchStatus")
    tools.says("xcrun xcodebuild -version", "Xcode 26.4\nBuild version 17E192\n")
    tools.says("xcrun simctl list -j", listing())
    return tools
