"""What the doctor looks at in tests: tools on a PATH of the test's own that answer as told, and surroundings."""

from __future__ import annotations

import json
import plistlib
import shlex
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness.app_profile import SAMPLE_APP_FILE, AppProfile
from harness.doctor import machine
from harness.doctor.check import Surroundings
from harness.doctor.visit import checks_for, visit
from harness.findings import Finding
from harness.settings import Settings, resolve

BUNDLE_ID = AppProfile.load(SAMPLE_APP_FILE).bundle_id
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


def settings_of(target: str = "simulator", **given: Any) -> Settings:
    values = {"ringproof_target": target}
    return replace(resolve(values.get, lambda name: None, {}), **given)


def on(tools: Tools, target: str = "simulator", *, deadline: float = 20.0, **given: Any) -> Surroundings:
    """Surroundings in which only these tools are on PATH, on a Mac."""
    environment = {"PATH": f"{tools.folder}:/usr/bin:/bin"}
    return Surroundings(
        settings_of(target, **given),
        deadline=deadline,
        environment=environment,
        platform="darwin",
        free=lambda folder: 99 * machine.GIB,
    )


async def looked(around: Surroundings) -> dict[str, Finding]:
    return {one.finding.name: one.finding for one in await visit(around, checks_for(around.settings.target))}


def bundle(folder: Path, **facts: Any) -> Path:
    folder.mkdir(parents=True)
    (folder / "Info.plist").write_bytes(plistlib.dumps(facts))
    return folder
