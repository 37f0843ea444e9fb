"""A tethered iPhone: on a cable, trusting this machine, in Developer Mode, and able to reach the call service.

A cable is asked about at usbmuxd, which stands on macOS and Linux alike; Developer Mode at `devicectl`, Xcode's.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import os
import socket
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harness.doctor import usbmuxd
from harness.doctor.check import Check, Surroundings
from harness.doctor.drivers import LOCAL
from harness.findings import Finding, not_needed, ok, unknown, wrong

DEVICE = ("device",)
CABLE = "device: on a cable"
TRUST = "device: trusts this machine"
DEVELOPER_MODE = "device: Developer Mode"
REACHES_US = "device: reaches the call service"
PERMISSION = "device: notification permission"


async def cable(around: Surroundings) -> Finding:
    """Whether the iPhone, that of `--udid` if given, is on this machine's cable."""
    if far := _elsewhere(around):
        return unknown(CABLE, far)
    try:
        async with asyncio.timeout(around.deadline):
            there = await usbmuxd.phones(_address())
    except (OSError, ValueError, TimeoutError) as error:
        saw = f"usbmuxd does not answer: {getattr(error, 'strerror', '') or error or 'too late'}"
        linux = "" if around.platform == "darwin" else "sudo systemctl start usbmuxd"
        return wrong(CABLE, saw, "it comes with macOS; on Linux install usbmuxd", command=linux)
    wanted = around.settings.udid
    hint = "plug it in with a cable that carries data, and unlock it"
    if not there:
        return wrong(CABLE, "no iPhone is on a cable", hint, command="xcrun devicectl list devices")
    if wanted and wanted not in there:
        return wrong(CABLE, f"{wanted} is not among {', '.join(there)}", hint, command="xcrun devicectl list devices")
    if not wanted and len(there) > 1:
        return wrong(CABLE, f"{len(there)} iPhones: {', '.join(there)}", "say with --udid which one is meant")
    return ok(CABLE, wanted or there[0])


async def trust(around: Surroundings) -> Finding:
    """Whether somebody tapped Trust."""
    if far := _elsewhere(around):
        return unknown(TRUST, far)
    async with asyncio.timeout(around.deadline):
        udid = around.settings.udid or (await usbmuxd.phones(_address()))[0]
        if await usbmuxd.trusts_us(_address(), udid):
            return ok(TRUST, "there is a pairing record")
    return wrong(TRUST, f"{udid} is not paired with this machine", "unlock it, tap Trust", command="idevicepair pair")


async def developer_mode(around: Surroundings) -> Finding:
    """Whether apps built here may run on it."""
    if far := _elsewhere(around):
        return unknown(DEVELOPER_MODE, far)
    rows, problem = await _devicectl(around)
    if problem:
        return unknown(DEVELOPER_MODE, problem)
    wanted = around.settings.udid
    fitting = [row for row in rows if not wanted or row.get("hardwareProperties", {}).get("udid") == wanted]
    if not fitting:
        return unknown(DEVELOPER_MODE, f"devicectl knows no device {wanted or ''}".rstrip())
    told = fitting[0].get("deviceProperties", {})
    name = f"{told.get('name', 'the iPhone')}, iOS {told.get('osVersionNumber', 'not told')}"
    mode = told.get("developerModeStatus", "not told")
    if mode == "disabled":
        hint = "Settings, Privacy & Security, Developer Mode, then restart the phone"
        return wrong(DEVELOPER_MODE, f"{name}: it is off", hint)
    return ok(DEVELOPER_MODE, name) if mode == "enabled" else unknown(DEVELOPER_MODE, f"{name}: {mode}")


async def reaches_us(around: Surroundings) -> Finding:
    """Whether the address of `--bench-bind` is this machine's, and one a phone can reach."""
    given = around.settings.bench_bind
    if not given:
        saw = "no --bench-bind: the app's call service has to be one the phone reaches by itself"
        return not_needed(REACHES_US, saw)
    try:
        addresses = {row[4][0] for row in await asyncio.get_running_loop().getaddrinfo(given, 0)}
    except OSError as error:
        return wrong(REACHES_US, f"--bench-bind {given}: {error.strerror}", "give an address of this machine")
    for text in sorted(map(str, addresses)):
        address = ipaddress.ip_address(text.partition("%")[0])
        if address.is_loopback or address.is_unspecified:
            kind = "loopback, where no phone comes" if address.is_loopback else "every address of this machine"
            saw = f"--bench-bind {given} is {kind}"
            return wrong(
                REACHES_US, saw, "give the one address of the network the phone is in", command=_addresses(around)
            )
        if not _is_ours(text):
            saw = f"--bench-bind {given} is no address of this machine"
            return wrong(REACHES_US, saw, "give one of its own", command=_addresses(around))
    return ok(REACHES_US, f"{given} is this machine's; the phone has to be in its network, and may ask once to use it")


async def permission(around: Surroundings) -> Finding:
    """Whether the app will ask for permission: a phone remembers the answer for as long as the app is installed."""
    if around.settings.driver == "appium" and around.settings.app is not None:
        return ok(PERMISSION, "the app is installed anew, so it asks")
    hint = "delete the app from the phone before the run, or let it be installed anew: --driver appium --app FILE"
    return unknown(PERMISSION, "nobody can see from here whether the app has asked before", hint)


def _elsewhere(around: Surroundings) -> str:
    """Why nothing of the phone is to be seen from here."""
    given = around.settings
    host = urlsplit(given.appium_url or "").hostname if given.driver == "appium" else None
    return f"the phone is at {host}, where Appium runs" if host and host not in LOCAL else ""


def _address() -> str:
    return os.environ.get(usbmuxd.VARIABLE, "")


async def _devicectl(around: Surroundings) -> tuple[list[dict[str, Any]], str]:
    with tempfile.TemporaryDirectory(prefix="ringproof-doctor-") as folder:
        file = Path(folder) / "devices.json"
        argv = (around.xcrun, "devicectl", "list", "devices", "--json-output", str(file))
        answer = await around.ask(*argv)
        if not answer.good:
            return [], answer.told.replace(f" --json-output {file}", "")
        try:
            rows = json.loads(file.read_text(encoding="utf-8"))["result"]["devices"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            return [], f"devicectl gave no listing: {type(error).__name__}"
    return [row for row in rows if isinstance(row, dict)], ""


def _is_ours(address: str) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True


def _addresses(around: Surroundings) -> str:
    return "ipconfig getifaddr en0" if around.platform == "darwin" else "ip -brief address"


CHECKS = (
    Check(CABLE, cable, DEVICE),
    Check(TRUST, trust, DEVICE, (CABLE,)),
    Check(DEVELOPER_MODE, developer_mode, DEVICE, (CABLE,)),
    Check(REACHES_US, reaches_us, DEVICE),
    Check(PERMISSION, permission, DEVICE),
)
