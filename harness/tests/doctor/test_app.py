"""What the doctor sees of the app: its bundle, and its profile."""

from __future__ import annotations

import plistlib
import zipfile
from pathlib import Path
from typing import Any

from harness.doctor import app
from harness.findings import Finding, State
from harness.tests.doctor.tools import BUNDLE_ID, Tools, bundle, looked, on


async def test_a_bundle_of_another_app_or_another_platform(mac: Tools, tmp_path: Path) -> None:
    good = bundle(tmp_path / "Good.app", CFBundleIdentifier=BUNDLE_ID, CFBundleSupportedPlatforms=["iPhoneSimulator"])
    other = bundle(tmp_path / "Other.app", CFBundleIdentifier="com.example.other")
    assert (await app.bundle(on(mac, app=good))).saw == f"Good.app, {BUNDLE_ID}"
    saw = (await app.bundle(on(mac, "device", app=good))).saw
    assert saw == "Good.app is built for iPhoneSimulator, target 'device' is iPhoneOS"
    assert (
        await app.bundle(on(mac, app=other))
    ).saw == f"Other.app is com.example.other, the profile is of {BUNDLE_ID}"
    assert (await app.bundle(on(mac, app=tmp_path / "no.app"))).saw == f"{tmp_path / 'no.app'} does not exist"
    (tmp_path / "Empty.app").mkdir()
    assert "its Info.plist cannot be read" in (await app.bundle(on(mac, app=tmp_path / "Empty.app"))).saw
    archive = tmp_path / "Good.ipa"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("Payload/Good.app/Info.plist", plistlib.dumps({"CFBundleIdentifier": BUNDLE_ID}))
        file.writestr("Payload/Good.app/PlugIns/x.appex/Info.plist", b"another")
    assert (await app.bundle(on(mac, "device", app=archive))).state is State.OK
    archive.write_text("no archive")
    assert (await app.bundle(on(mac, "device", app=archive))).state is State.WRONG


async def test_a_bundle_for_the_embedded_phone_is_looked_at_as_well(mac: Tools, tmp_path: Path) -> None:
    async def found(**given: Any) -> Finding:
        return (await looked(on(mac, "embedded", **given)))[app.BUNDLE]

    good = bundle(tmp_path / "Good.app", CFBundleIdentifier=BUNDLE_ID, CFBundleSupportedPlatforms=["iPhoneOS"])
    assert (await found(app=good)).saw == f"Good.app, {BUNDLE_ID}"
    nowhere = await found(app=tmp_path / "no.app")
    assert (nowhere.state, nowhere.saw) == (State.WRONG, f"{tmp_path / 'no.app'} does not exist")
    assert (await found()).saw == "no --app: the project packs one by itself"


async def test_a_profile_that_is_none_leaves_the_bundle_alone(mac: Tools, tmp_path: Path) -> None:
    (tmp_path / "app.toml").write_text("name = ")
    found = await looked(on(mac, app_profile=tmp_path / "app.toml", app=tmp_path))
    assert found[app.PROFILE].state is State.WRONG
    assert found[app.BUNDLE].saw == "not looked at, because of app: profile"
