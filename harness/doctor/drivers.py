"""Who drives the screen: WebDriverAgent at a URL or as a runner app, or an Appium server with its XCUITest driver."""

from __future__ import annotations

import json
import plistlib
import re
import socket
from typing import Any
from urllib.parse import urlsplit

from harness.doctor.check import APPLE, Check, Surroundings
from harness.findings import Finding, not_needed, ok, unknown, wrong
from harness.runs import APPIUM_URL
from harness.targets.booting import WDA_BUNDLE_ID
from harness.ui import appium_capabilities
from harness.ui.addresses import without_password

WDA = "webdriveragent: reachable"
SERVER = "appium: server"
DRIVER = "appium: xcuitest driver"
NODE = "appium: node"
PORTS = "appium: ports"

OLDEST_NODE = (20, 19)  # XCUITest 12 and Appium 3 start on no older one
OLDEST_APPIUM = 3  # XCUITest 12 is for it
PREBUILT = "appium driver run xcuitest download-wda-sim --outdir=build/wda"
LOCAL = ("127.0.0.1", "localhost", "::1")
# Where XCUITest has WebDriverAgent and its pictures answer unless a capability says otherwise.
PORT_CAPABILITIES = {"appium:wdaLocalPort": 8100, "appium:mjpegServerPort": 9100}


async def webdriveragent(around: Surroundings) -> Finding:
    """Whether WebDriverAgent answers, or can be started."""
    given = around.settings
    if given.driver == "appium":
        return not_needed(WDA, "Appium looks after it")
    if given.target == "device":
        if given.wda_url is None:
            return wrong(
                WDA,
                "no --wda-url, and a device's WebDriverAgent runs already or is Appium's business",
                "start the runner on the phone in Xcode, forward its port, give --wda-url; or use --driver appium",
                command="iproxy 8100:8100",
            )
        told, problem = await _status(given.wda_url, around.deadline)
        if problem:
            return wrong(WDA, problem, "is the runner started and its port forwarded?", command="iproxy 8100:8100")
        build = told.get("build", {}) if isinstance(told.get("build"), dict) else {}
        if not told.get("ready", True):
            return wrong(WDA, f"{without_password(given.wda_url)} is not ready", "unlock the phone, start it anew")
        return ok(WDA, f"{without_password(given.wda_url)}, version {build.get('version', 'not told')}")
    if given.wda_runner is not None:
        return _runner(around)
    if given.udid:
        there = await around.ask(around.xcrun, "simctl", "get_app_container", given.udid, WDA_BUNDLE_ID, "app")
        if there.good:
            return ok(WDA, f"the runner is on {given.udid}")
        return wrong(WDA, f"{given.udid} has no {WDA_BUNDLE_ID}", "give its .app with --wda-runner", command=PREBUILT)
    return unknown(
        WDA,
        "no --wda-runner; Apple's Simulators come without WebDriverAgent",
        "have a prebuilt one, and give its .app with --wda-runner",
        command=PREBUILT,
    )


def _runner(around: Surroundings) -> Finding:
    runner = around.settings.wda_runner
    assert runner is not None
    try:
        facts = plistlib.loads((runner / "Info.plist").read_bytes())
    except (OSError, plistlib.InvalidFileException) as error:
        saw = f"{runner} is no app: {getattr(error, 'strerror', '') or 'its Info.plist cannot be read'}"
        return wrong(WDA, saw, "give WebDriverAgentRunner-Runner.app", command=PREBUILT)
    if facts.get("CFBundleIdentifier") != WDA_BUNDLE_ID:
        return wrong(WDA, f"{runner.name} is {facts.get('CFBundleIdentifier')}, not {WDA_BUNDLE_ID}", command=PREBUILT)
    platforms = facts.get("CFBundleSupportedPlatforms", [])
    if platforms and "iPhoneSimulator" not in platforms:
        return wrong(WDA, f"{runner.name} is built for {', '.join(platforms)}, not for Simulators", command=PREBUILT)
    return ok(WDA, f"{runner.name}, version {facts.get('CFBundleShortVersionString', 'not told')}")


async def server(around: Surroundings) -> Finding:
    """Whether an Appium answers, of a version the XCUITest driver takes."""
    if around.settings.driver != "appium":
        return not_needed(SERVER, "--driver wda does without")
    url = around.settings.appium_url or APPIUM_URL
    told, problem = await _status(url, around.deadline)
    if problem:
        return wrong(SERVER, problem, "start it, or name another with --appium-url", command="appium server")
    build = told.get("build")
    version = str(build.get("version", "")) if isinstance(build, dict) else ""
    if not version:
        return unknown(SERVER, f"{without_password(url)} tells no version; it may be a Grid")
    if int(version.split(".")[0]) < OLDEST_APPIUM:
        return wrong(
            SERVER,
            f"Appium {version} at {without_password(url)}; the XCUITest driver of today needs {OLDEST_APPIUM}",
            command=f"npm install -g appium@{OLDEST_APPIUM}",
        )
    return ok(SERVER, f"Appium {version} at {without_password(url)}")


async def driver(around: Surroundings) -> Finding:
    """Whether the XCUITest driver is installed. Only the Appium on PATH can be asked."""
    if around.settings.driver != "appium":
        return not_needed(DRIVER, "--driver wda does without")
    if _host(around) not in LOCAL:
        return unknown(DRIVER, f"it is the business of {_host(around)}")
    listed = await around.ask("appium", "driver", "list", "--installed", "--json")
    if listed.missing:
        return unknown(DRIVER, "there is no appium on PATH to ask for its drivers")
    try:
        drivers: Any = json.loads(listed.stdout)
        version = drivers["xcuitest"]["version"]
    except (ValueError, KeyError, TypeError):
        saw = "appium on PATH has none" if listed.good else listed.told
        return wrong(DRIVER, saw, command="appium driver install xcuitest")
    return ok(DRIVER, f"xcuitest {version}")


async def node(around: Surroundings) -> Finding:
    """Whether Node.js is one that Appium starts on, where Appium runs on this machine."""
    if around.settings.driver != "appium":
        return not_needed(NODE, "--driver wda does without")
    if _host(around) not in LOCAL:
        return not_needed(NODE, f"Appium runs on {_host(around)}")
    answer = await around.ask("node", "--version")
    found = re.fullmatch(r"v(\d+)\.(\d+)\.\d+", answer.stdout.strip())
    if not answer.good or found is None:
        return wrong(NODE, answer.told, "from nodejs.org, or your system's packages", command="brew install node@22")
    if (int(found[1]), int(found[2])) < OLDEST_NODE:
        saw = f"Node.js {answer.stdout.strip()}; Appium starts on 20.19 and newer"
        return wrong(NODE, saw, command="brew install node@22")
    return ok(NODE, f"Node.js {answer.stdout.strip()}")


async def ports(around: Surroundings) -> Finding:
    """Whether the ports that XCUITest takes on this machine are free."""
    given = around.settings
    if given.driver != "appium":
        return not_needed(PORTS, "--driver wda does without")
    if _host(around) not in LOCAL or given.wda_url:
        return not_needed(PORTS, "WebDriverAgent answers elsewhere")
    asked = appium_capabilities.parse(given.appium_capabilities)
    for name, usual in PORT_CAPABILITIES.items():
        port = int(asked.get(name) or usual)
        if _taken(port):
            return wrong(
                PORTS,
                f"something listens on 127.0.0.1:{port} already",
                f"end it, or give another port with --appium-capability {name}={port + 1}",
                command=f"lsof -nP -iTCP:{port} -sTCP:LISTEN",
            )
    return ok(PORTS, f"{' and '.join(str(asked.get(name) or usual) for name, usual in PORT_CAPABILITIES.items())} free")


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _host(around: Surroundings) -> str:
    return urlsplit(around.settings.appium_url or APPIUM_URL).hostname or ""


async def _status(url: str, deadline: float) -> tuple[dict[str, Any], str]:
    """The value that `GET /status` answers with, or what is wrong."""
    import httpx

    shown = without_password(url)
    try:
        async with httpx.AsyncClient(timeout=deadline) as client:
            value = (await client.get(f"{url.rstrip('/')}/status")).json()["value"]
    except httpx.TimeoutException:
        return {}, f"{shown} did not answer within {deadline:g} s"
    except (httpx.HTTPError, httpx.InvalidURL):
        return {}, f"nothing answers at {shown}"
    except (ValueError, KeyError, TypeError):
        value = None
    return (value, "") if isinstance(value, dict) else ({}, f"{shown} answers, and is no WebDriver server")


CHECKS = (
    Check(WDA, webdriveragent, APPLE),
    Check(SERVER, server),
    Check(DRIVER, driver),
    Check(NODE, node),
    Check(PORTS, ports, APPLE),
)
