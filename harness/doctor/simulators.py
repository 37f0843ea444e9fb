"""CoreSimulator, as `xcrun simctl` shows it: does it answer, are runtime and device type there, what lies about."""

from __future__ import annotations

import json
import shlex
from typing import Any

from harness.doctor import xcode
from harness.doctor.check import Answer, Check, Surroundings
from harness.errors import EnvironmentFault
from harness.findings import Finding, not_needed, ok, wrong
from harness.targets import choosing
from harness.targets.simctl_rows import devices_in
from harness.targets.template_files import kept

SIMULATOR = ("simulator",)
SERVICE = "simulator: service"
RUNTIME = "simulator: runtime"
DEVICE_TYPE = "simulator: device type"
DEVICE = "simulator: device"
LEFTOVERS = "simulator: leftovers"

RESTART_THE_SERVICE = "killall -9 com.apple.CoreSimulator.CoreSimulatorService"


async def listing(around: Surroundings) -> tuple[dict[str, Any], Answer]:
    """`simctl list -j`; empty when that is no listing. Text before the JSON is dropped, as the harness itself does."""
    answer = await around.ask(around.xcrun, "simctl", "list", "-j")
    try:
        listed = json.loads(answer.stdout[answer.stdout.index("{") :]) if answer.good else {}
    except ValueError:
        listed = {}
    return (listed if isinstance(listed, dict) else {}), answer


async def service(around: Surroundings) -> Finding:
    """Whether simctl, and the service behind it, answers."""
    listed, answer = await listing(around)
    if answer.late:
        hint = "the service behind simctl hangs; ended, it is started anew by the next command (simulators shut down)"
        return wrong(SERVICE, answer.told, hint, command=RESTART_THE_SERVICE)
    if not answer.good:
        return wrong(SERVICE, answer.told, "it is started anew by the next command", command=RESTART_THE_SERVICE)
    if not listed:
        return wrong(SERVICE, f"`{answer.command}` gave no listing: {answer.text}", command=RESTART_THE_SERVICE)
    devices = [device for rows in listed.get("devices", {}).values() for device in rows]
    booted = sum(device.get("state") == "Booted" for device in devices)
    return ok(
        SERVICE, f"simctl answers, and knows of {len(devices)} simulator{'s' * (len(devices) != 1)}, {booted} booted"
    )


async def runtime(around: Surroundings) -> Finding:
    """Whether the run's iOS version is there to make a simulator of."""
    if around.settings.udid:
        return not_needed(RUNTIME, "--udid names a simulator that is there")
    listed, _ = await listing(around)
    wanted = around.settings.ios[-1]
    found = runtime_of(listed, wanted)
    command = f"xcodebuild -downloadPlatform iOS -buildVersion {wanted}"
    if found is not None and found.get("isAvailable", True):
        return ok(RUNTIME, f"{found.get('name', found['version'])}, {found.get('buildversion', 'build not told')}")
    if found is not None:
        saw = f"iOS {wanted} cannot be used: {found.get('availabilityError', 'simctl says not why')}"
        return wrong(RUNTIME, saw, "remove it and get it again, or run on another with --ios", command=command)
    versions = sorted(
        row["version"]
        for row in listed.get("runtimes", ())
        if row.get("isAvailable", True) and ".SimRuntime.iOS-" in row.get("identifier", "")
    )
    saw = f"no runtime for iOS {wanted}; there is {', '.join(versions) or 'none at all'}"
    return wrong(RUNTIME, saw, "get it, or choose one that is there with --ios", command=command)


def runtime_of(listed: dict[str, Any], version: str) -> dict[str, Any] | None:
    """The row of an iOS version: the version itself, or a patch of it. Usable ones come first."""
    fitting = [
        row
        for row in listed.get("runtimes", ())
        if row.get("version") == version or str(row.get("version", "")).startswith(f"{version}.")
    ]
    return min(fitting, key=lambda row: not row.get("isAvailable", True), default=None)


async def device_type(around: Surroundings) -> Finding:
    """Whether the runtime takes the wanted model of iPhone."""
    if around.settings.udid:
        return not_needed(DEVICE_TYPE, "--udid names a simulator that is there")
    listed, _ = await listing(around)
    kinds = (runtime_of(listed, around.settings.ios[-1]) or {}).get("supportedDeviceTypes", ())
    phones = [kind for kind in kinds if kind.get("productFamily") == "iPhone"]
    wanted = around.settings.device_type
    if wanted is None and phones:
        return ok(DEVICE_TYPE, f"{phones[0]['name']}, the first of {len(phones)}")
    if wanted is not None and any(
        wanted.lower() in (kind[by].lower() for by in ("name", "identifier")) for kind in kinds
    ):
        return ok(DEVICE_TYPE, wanted)
    names = ", ".join(kind["name"] for kind in phones[:6]) or "none"
    saw = f"the runtime takes no '{wanted}'" if wanted else "the runtime takes no iPhone"
    return wrong(DEVICE_TYPE, f"{saw}; iPhones it takes: {names}", command="xcrun simctl list devicetypes")


async def device(around: Surroundings) -> Finding:
    """Whether the simulator of `--udid` is there, and has the run's iOS."""
    udid = around.settings.udid
    if not udid:
        return not_needed(DEVICE, "no --udid; a run makes a simulator of its own")
    listed, _ = await listing(around)
    try:
        wanted = around.settings.ios[-1]
        found = choosing.suits(choosing.existing(udid, devices_in(listed), wanted), wanted)
    except EnvironmentFault as error:
        saw = f"{error.failed}; {error.saw}" if error.saw else error.failed
        return wrong(DEVICE, saw, error.hint, command="xcrun simctl list devices")
    return ok(DEVICE, f"{found.name}, {found.state}")


async def leftovers(around: Surroundings) -> Finding:
    """Whether simulators of earlier runs lie about."""
    listed, _ = await listing(around)
    ours = around.settings.simulator_name
    rows = [row for rows in listed.get("devices", {}).values() for row in rows if row.get("name", "").startswith(ours)]
    wanted = kept()
    left = [row for row in rows if row["udid"] not in wanted]
    if not left:
        return ok(LEFTOVERS, f"no simulator named {ours} …")
    names = ", ".join(f"{row['name']} ({row['state']})" for row in left)
    return wrong(
        LEFTOVERS,
        f"{len(left)} of earlier runs: {names}",
        "unless a run is under way that uses them, delete them; each takes some GB",
        command=shlex.join(("xcrun", "simctl", "delete", *(row["udid"] for row in left))),
    )


CHECKS = (
    Check(SERVICE, service, SIMULATOR, (xcode.SELECTED, xcode.LICENCE)),
    Check(RUNTIME, runtime, SIMULATOR, (SERVICE,)),
    Check(DEVICE_TYPE, device_type, SIMULATOR, (SERVICE, RUNTIME)),
    Check(DEVICE, device, SIMULATOR, (SERVICE,)),
    Check(LEFTOVERS, leftovers, SIMULATOR, (SERVICE,)),
)
