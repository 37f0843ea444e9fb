"""Xcode: selected, licence accepted, first launch done, which version.

Exit codes decide. Texts are looked at to tell one failure from another: Apple's words for a licence nobody accepted
(exit code 69).
"""

from __future__ import annotations

from harness.doctor.check import APPLE, Answer, Check, Surroundings
from harness.findings import Finding, not_needed, ok, unknown, wrong

SELECTED = "xcode: selected"
LICENCE = "xcode: licence"
FIRST_LAUNCH = "xcode: first launch"
VERSION = "xcode: version"

SELECT = "sudo xcode-select -s /Applications/Xcode.app/Contents/Developer"
ELSEWHERE = "Xcode runs on macOS only; on this machine use --target embedded"
COMMAND_LINE_TOOLS = "CommandLineTools"
ANSWERED_LATE = "a tool of Xcode's that hangs is mostly a first launch nobody finished; restart the Mac if it is done"


async def selected(around: Surroundings) -> Finding:
    """Whether `xcode-select` names an Xcode, and xcrun is there."""
    answer = await around.ask("xcode-select", "-p")
    if answer.missing or (await around.ask(around.xcrun, "--version")).missing:
        program = "xcode-select" if answer.missing else around.xcrun
        if around.platform != "darwin" and around.settings.target == "device":
            return not_needed(SELECTED, "without Xcode a phone is driven all the same, by what runs on it already")
        if around.platform != "darwin":
            return wrong(SELECTED, f"there is no {program} on PATH", ELSEWHERE)
        return wrong(SELECTED, f"there is no {program} on PATH", "install Xcode from the App Store", command=SELECT)
    if not answer.good:
        return wrong(SELECTED, answer.told, "say which Xcode is meant", command=SELECT)
    folder = answer.stdout.strip()
    if COMMAND_LINE_TOOLS in folder:
        return wrong(SELECTED, f"{folder}: the command line tools alone, which have no simctl", command=SELECT)
    return ok(SELECTED, folder)


async def licence(around: Surroundings) -> Finding:
    """Whether somebody has accepted Xcode's licence; until then its tools refuse to work."""
    # unverified on iOS: xcodebuild's manual names `-license` alone; set-up scripts go by the exit code of `check`.
    answer = await around.ask(around.xcrun, "xcodebuild", "-license", "check")
    if answer.good:
        return ok(LICENCE, "accepted")
    if answer.exit_code is not None and "license" in (answer.stderr + answer.stdout).lower():
        return wrong(LICENCE, f"not accepted: {answer.text}", command="sudo xcodebuild -license accept")
    return _unasked(LICENCE, answer, "sudo xcodebuild -license accept")


async def first_launch(around: Surroundings) -> Finding:
    """Whether Xcode has installed what it installs at its first launch, CoreSimulator among it."""
    answer = await around.ask(around.xcrun, "xcodebuild", "-checkFirstLaunchStatus")
    if answer.good:
        return ok(FIRST_LAUNCH, "done")
    if answer.exit_code is None:
        return _unasked(FIRST_LAUNCH, answer, "sudo xcodebuild -runFirstLaunch")
    return wrong(FIRST_LAUNCH, f"not done: exit code {answer.exit_code}", command="sudo xcodebuild -runFirstLaunch")


async def version(around: Surroundings) -> Finding:
    """Which Xcode it is."""
    answer = await around.ask(around.xcrun, "xcodebuild", "-version")
    if not answer.good:
        return _unasked(VERSION, answer, SELECT)
    return ok(VERSION, ", ".join(line.strip() for line in answer.stdout.splitlines() if line.strip()))


def _unasked(name: str, answer: Answer, mend: str) -> Finding:
    if answer.late:
        return wrong(name, answer.told, ANSWERED_LATE, command=mend)
    return unknown(name, answer.told, command=mend)


CHECKS = (
    Check(SELECTED, selected, APPLE),
    Check(LICENCE, licence, APPLE, (SELECTED,)),
    Check(FIRST_LAUNCH, first_launch, APPLE, (SELECTED, LICENCE)),
    Check(VERSION, version, APPLE, (SELECTED, LICENCE)),
)
