"""The app that is to be installed on a phone, looked into on this machine: its Info.plist and provisioning profile.

An `.ipa` is a zip with `Payload/NAME.app`. A provisioning profile is a signed CMS message with a property list in it;
the list is read, the signature is the phone's to judge. A package from the App Store has none.
"""

from __future__ import annotations

import plistlib
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from harness.app_profile import AppProfile
from harness.findings import Finding, ok, unknown, wrong

BUNDLE_ID = "app: bundle id"
BUILD = "app: development build"
PUSHES = "app: push environment"
SIGNATURE = "app: provisioning profile"
PROFILE_FILE = "embedded.mobileprovision"
SAME_AS_THE_APP = "sign the app with a profile of the other kind, or give --apns-environment the app's"


@dataclass(frozen=True, slots=True)
class Package:
    """What an app says of itself.

    Args:
        provisioning: Its provisioning profile's content; None when it has none.
    """

    bundle_id: str
    provisioning: dict[str, Any] | None

    @property
    def entitlements(self) -> dict[str, Any]:
        return dict((self.provisioning or {}).get("Entitlements", {}))


class NoPackage(ValueError):
    """It is no app; the text says why."""


def read(app: Path) -> Package:
    """The app in an .app folder or an .ipa.

    Raises:
        NoPackage: There is none.
    """
    try:
        if app.is_dir():
            return _read(lambda name: (app / name).read_bytes() if (app / name).exists() else None)
        with zipfile.ZipFile(app) as archive:
            names = archive.namelist()
            folder = next((name for name in names if name.startswith("Payload/") and ".app/" in name), "")
            root = folder.partition(".app/")[0] + ".app/"
            return _read(lambda name: archive.read(root + name) if root + name in names else None)
    except (OSError, zipfile.BadZipFile) as error:
        raise NoPackage(f"{app} is no .app folder and no .ipa: {error}") from None


def _read(content_of: Callable[[str], bytes | None]) -> Package:
    info = content_of("Info.plist")
    if info is None:
        raise NoPackage("it has no Info.plist")
    signed = content_of(PROFILE_FILE)
    try:
        bundle_id = str(plistlib.loads(info)["CFBundleIdentifier"])
        return Package(bundle_id, None if signed is None else _list_in(signed))
    except (plistlib.InvalidFileException, ValueError, KeyError) as error:
        raise NoPackage(f"its Info.plist or provisioning profile cannot be read: {error!r}") from None


def _list_in(signed: bytes) -> dict[str, Any]:
    begin, end = signed.index(b"<?xml"), signed.index(b"</plist>") + len(b"</plist>")
    content: dict[str, Any] = plistlib.loads(signed[begin:end])
    return content


def findings(
    app: Path, profile: AppProfile, *, environment: str, udid: str = "", now: float | None = None
) -> list[Finding]:
    """What can be said of an app before it is installed.

    Args:
        environment: The APNs environment pushes are sent to.
        udid: The phone it is for; empty when that is not known.
    """
    try:
        package = read(app)
    except NoPackage as error:
        return [wrong(BUNDLE_ID, str(error), "give --app the .ipa, or the .app folder Xcode built for a device")]
    told = [_same_app(package.bundle_id, profile)]
    if package.provisioning is None:
        return [*told, unknown(BUILD, f"{app.name} has no provisioning profile to read")]
    told.append(signature(package, udid, time.time() if now is None else now))
    return [*told, *of_entitlements(package.entitlements, environment)]


def of_entitlements(entitlements: dict[str, Any], environment: str) -> list[Finding]:
    """What an app's entitlements say of a run that debugs it and pushes to this environment."""
    told = [
        ok(BUILD, "it may be debugged (get-task-allow)")
        if entitlements.get("get-task-allow")
        else wrong(
            BUILD,
            "it may not be debugged: get-task-allow is not among its entitlements",
            "build it for development; the harness reads its journal, and seeds defects, in such a build only",
        )
    ]
    theirs = entitlements.get("aps-environment")
    if theirs is None:
        told.append(
            wrong(
                PUSHES,
                "it has no aps-environment: iOS gives it no device token",
                "add the capability Push Notifications",
            )
        )
    elif theirs != environment:
        told.append(
            wrong(PUSHES, f"its device tokens are of {theirs}, and pushes go to {environment}", SAME_AS_THE_APP)
        )
    else:
        told.append(ok(PUSHES, f"{theirs}, as pushes are sent"))
    return told


def signature(package: Package, udid: str, now: float) -> Finding:
    """Whether its profile has not ended, and names this phone if it names any."""
    provisioning = package.provisioning or {}
    ends = provisioning.get("ExpirationDate")
    name = provisioning.get("Name", "its profile")
    if isinstance(ends, datetime) and ends.timestamp() < now:
        return wrong(SIGNATURE, f"{name!r} ended on {ends:%Y-%m-%d}", "build the app again; Xcode makes a new profile")
    devices = provisioning.get("ProvisionedDevices")
    if udid and devices and udid not in devices:
        return wrong(
            SIGNATURE, f"{name!r} names {len(devices)} phones, and not this one", "register the phone, and build again"
        )
    return ok(SIGNATURE, f"{name!r}")


def _same_app(bundle_id: str, profile: AppProfile) -> Finding:
    if bundle_id == profile.bundle_id:
        return ok(BUNDLE_ID, bundle_id)
    return wrong(
        BUNDLE_ID,
        f"--app is {bundle_id}, and the profile is of {profile.bundle_id}",
        "give the other app, or its profile with --app-profile",
    )
