"""The app under test: its profile, and the bundle that is installed."""

from __future__ import annotations

import plistlib
import zipfile
from pathlib import Path
from typing import Any

from harness.app_profile import SAMPLE_APP_FILE, AppProfile
from harness.doctor.check import Check, Surroundings
from harness.findings import Finding, State, not_needed, ok, unknown, wrong
from harness.targets import package

PROFILE = "app: profile"
BUNDLE = "app: bundle"
PLATFORMS = {"simulator": "iPhoneSimulator", "device": "iPhoneOS"}  # the embedded phone takes both


async def profile(around: Surroundings) -> Finding:
    """Whether the app's profile can be read."""
    file = around.settings.app_profile or SAMPLE_APP_FILE
    try:
        return ok(PROFILE, f"{AppProfile.load(file).bundle_id}, from {file.name}")
    except Exception as error:  # a profile is a file somebody wrote by hand
        return wrong(PROFILE, f"{file}: {error}", "docs/your-own-app.md shows one")


async def bundle(around: Surroundings) -> Finding:
    """Whether the bundle is there, built for this target, and the app of the profile."""
    app, target = around.settings.app, around.settings.target
    if app is None and target == "embedded":
        return not_needed(BUNDLE, "no --app: the project packs one by itself")
    if app is None and target == "device":
        return not_needed(BUNDLE, "no --app: the app is on the phone already")
    if app is None:
        return unknown(BUNDLE, "no --app, so the project has to have one", "give the .app folder built for a Simulator")
    if not app.exists():
        return wrong(BUNDLE, f"{app} does not exist", "give the .app folder, for a device an .ipa, that Xcode built")
    try:
        facts = _property_list(app)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, plistlib.InvalidFileException) as error:
        return wrong(BUNDLE, f"{app} is no app: its Info.plist cannot be read ({error})", "give what Xcode built")
    wanted = _profile(around).bundle_id
    if facts.get("CFBundleIdentifier") != wanted:
        saw = f"{app.name} is {facts.get('CFBundleIdentifier')}, the profile is of {wanted}"
        return wrong(BUNDLE, saw, "name the profile of this app with --app-profile")
    platforms = facts.get("CFBundleSupportedPlatforms", [])
    if platforms and target in PLATFORMS and PLATFORMS[target] not in platforms:
        saw = f"{app.name} is built for {', '.join(map(str, platforms))}, target '{target}' is {PLATFORMS[target]}"
        return wrong(BUNDLE, saw, "build it for this target")
    if target == "device":
        environment, udid = around.settings.apns_environment, around.settings.udid or ""
        for one in package.findings(app, _profile(around), environment=environment, udid=udid):
            if one.state is State.WRONG:
                return wrong(BUNDLE, f"{one.name.removeprefix('app: ')}: {one.saw}", one.hint)
    return ok(BUNDLE, f"{app.name}, {wanted}")


def _profile(around: Surroundings) -> AppProfile:
    return AppProfile.load(around.settings.app_profile or SAMPLE_APP_FILE)


def _property_list(app: Path) -> dict[str, Any]:
    if app.is_dir():
        return dict(plistlib.loads((app / "Info.plist").read_bytes()))
    with zipfile.ZipFile(app) as archive:
        (name,) = (name for name in archive.namelist() if name.count("/") == 2 and name.endswith(".app/Info.plist"))
        return dict(plistlib.loads(archive.read(name)))


CHECKS = (Check(PROFILE, profile, shared=True), Check(BUNDLE, bundle, after=(PROFILE,)))
