"""A target of Simulators that the fake xcrun makes."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from harness.targets.base import TargetSettings
from harness.targets.simulator import SimctlTarget
from harness.tests.fake_xcrun import FakeXcrun
from harness.tests.fakes import FakeDriver, FakeServer

RUNTIMES = {
    "runtimes": [
        {
            "identifier": f"com.apple.CoreSimulator.SimRuntime.iOS-{version.replace('.', '-')}",
            "version": version,
            "isAvailable": True,
            "supportedDeviceTypes": [
                {"identifier": "type.iPad", "productFamily": "iPad"},
                {"identifier": "type.iPhone-17", "productFamily": "iPhone"},
            ],
        }
        for version in ("18.6", "26.4.1")
    ]
}


@pytest.fixture
def target(xcrun: FakeXcrun, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimctlTarget]:
    """A target on the fake xcrun; WebDriverAgent is a server that is up already."""
    monkeypatch.setenv("RINGPROOF_CACHE", str(xcrun.path.parent / "cache"))
    xcrun.answer("list", out=json.dumps(RUNTIMES))
    xcrun.answer("create", out="NEW-UDID\n")
    xcrun.answer("launch", out="x: 1\n")
    with FakeServer(lambda *request: (200, {})) as server:
        port = int(server.url.rpartition(":")[2])
        monkeypatch.setattr("harness.ui.addresses.free_port", lambda: port)
        settings = TargetSettings("simulator", xcrun=(str(xcrun.path),), fresh="erase")
        yield SimctlTarget(settings, lambda udid, ios, url: FakeDriver())
