"""What the doctor sees of drivers: WebDriverAgent and Appium."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from harness.doctor import drivers
from harness.findings import State
from harness.tests.doctor.tools import Tools, bundle, looked, on
from harness.tests.fakes import FakeServer

WDA_ID = "com.facebook.WebDriverAgentRunner.xctrunner"


# --- WebDriverAgent


async def test_a_runner_app_and_ones_that_are_none(mac: Tools, tmp_path: Path) -> None:
    async def saw(runner: Path) -> str:
        return (await drivers.webdriveragent(on(mac, wda_runner=runner))).saw

    platform = {"CFBundleSupportedPlatforms": ["iPhoneSimulator"], "CFBundleShortVersionString": "11.1"}
    good = bundle(tmp_path / "Runner.app", CFBundleIdentifier=WDA_ID, **platform)
    other = bundle(tmp_path / "Other.app", CFBundleIdentifier="com.example.other")
    phones = bundle(tmp_path / "Phone.app", CFBundleIdentifier=WDA_ID, CFBundleSupportedPlatforms=["iPhoneOS"])
    assert await saw(good) == "Runner.app, version 11.1"
    assert await saw(other) == f"Other.app is com.example.other, not {WDA_ID}"
    assert await saw(phones) == "Phone.app is built for iPhoneOS, not for Simulators"
    assert await saw(tmp_path / "none.app") == f"{tmp_path / 'none.app'} is no app: No such file or directory"


async def test_a_simulator_of_ones_own_is_asked_for_the_runner(mac: Tools) -> None:
    command = f"xcrun simctl get_app_container A1 {WDA_ID} app"
    mac.says(command, "/somewhere/Runner.app\n")
    assert (await drivers.webdriveragent(on(mac, udid="A1"))).saw == "the runner is on A1"
    mac.says(command, err="No such file or directory\n", code=2)
    finding = await drivers.webdriveragent(on(mac, udid="A1"))
    assert finding.saw == f"A1 has no {WDA_ID}"
    assert finding.command.startswith("appium driver run xcuitest download-wda-sim")
    assert (await drivers.webdriveragent(on(mac))).state is State.UNKNOWN


async def test_the_webdriveragent_of_a_device(mac: Tools) -> None:
    async def look(**given: str) -> tuple[State, str]:
        finding = await drivers.webdriveragent(on(mac, "device", deadline=5.0, **given))
        return finding.state, finding.saw

    state, saw = await look()
    assert (state, saw.startswith("no --wda-url, ")) == (State.WRONG, True)
    status: dict[str, Any] = {"value": {"ready": True, "build": {"version": "11.1.0"}}}
    server = FakeServer(lambda method, path, body: (200, status))
    address = server.url.replace("//", "//me:secret@")
    assert await look(wda_url=address) == (State.OK, f"{server.url}, version 11.1.0")
    status["value"] = {"ready": False}
    assert await look(wda_url=address) == (State.WRONG, f"{server.url} is not ready")
    status["value"] = "hello"
    assert await look(wda_url=address) == (State.WRONG, f"{server.url} answers, and is no WebDriver server")
    server.die()
    assert await look(wda_url=address) == (State.WRONG, f"nothing answers at {server.url}")
    assert (await look(driver="appium"))[0] is State.NOT_NEEDED


# --- Appium


async def test_without_appium_nothing_of_it_is_needed(mac: Tools) -> None:
    found = await looked(on(mac))
    for name in (drivers.SERVER, drivers.DRIVER, drivers.NODE, drivers.PORTS):
        assert found[name].state is State.NOT_NEEDED


@pytest.mark.parametrize(
    ("version", "state", "told"),
    [("3.8.0", State.OK, "Appium 3.8.0 at "), ("2.11.3", State.WRONG, "Appium 2.11.3 at ")],
)
async def test_the_version_of_the_server(mac: Tools, version: str, state: State, told: str) -> None:
    server = FakeServer(lambda method, path, body: (200, {"value": {"build": {"version": version}}}))
    finding = await drivers.server(on(mac, driver="appium", appium_url=server.url))
    server.die()
    assert (finding.state, finding.saw.startswith(told + server.url)) == (state, True)


async def test_a_server_that_is_not_there(mac: Tools) -> None:
    server = FakeServer(lambda method, path, body: (200, {}))
    server.die()
    finding = await drivers.server(on(mac, driver="appium", appium_url=server.url))
    assert finding.saw == f"nothing answers at {server.url}"
    assert finding.command == "appium server"


async def test_driver_and_node_where_appium_runs_here(mac: Tools) -> None:
    async def saw() -> list[str]:
        around = on(mac, driver="appium")
        return [(await drivers.driver(around)).saw, (await drivers.node(around)).saw]

    mac.says("appium driver list --installed --json", '{"xcuitest": {"version": "12.13.1"}}')
    mac.says("node --version", "v22.12.0\n")
    assert await saw() == ["xcuitest 12.13.1", "Node.js v22.12.0"]
    mac.says("appium driver list --installed --json", "{}")
    mac.says("node --version", "v18.20.8\n")
    assert await saw() == ["appium on PATH has none", "Node.js v18.20.8; Appium starts on 20.19 and newer"]
    around = on(mac, driver="appium", appium_url="http://grid.example:4444")
    assert (await drivers.driver(around)).saw == "it is the business of grid.example"
    assert (await drivers.node(around)).saw == "Appium runs on grid.example"


async def test_a_port_that_is_taken(mac: Tools) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as lent:
        port, free = taken.getsockname()[1], lent.getsockname()[1]
        lent.close()
        given = (f"appium:wdaLocalPort={free}", f"appium:mjpegServerPort={port}")
        finding = await drivers.ports(on(mac, driver="appium", appium_capabilities=given))
    assert finding.saw == f"something listens on 127.0.0.1:{port} already"
    assert finding.command == f"lsof -nP -iTCP:{port} -sTCP:LISTEN"
    finding = await drivers.ports(on(mac, driver="appium", appium_capabilities=given))
    assert finding.saw == f"{free} and {port} free"
