"""Bringing a simulator up: booted, quiet, and with a WebDriverAgent that listens. Wall seconds throughout.

Apple's `simctl boot` returns before the phone is ready, and a first boot takes 24 s to several minutes of data
migration: `bootstatus` is waited for, with a deadline of its own. A fresh phone is told to show no tips over its
keyboard. Not quieted: its notification `Ready for Apple Intelligence` (R207), for which no switch is known.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from harness.errors import EnvironmentFault, ToolFailed
from harness.targets.simctl import Simctl, SimctlError
from harness.ui import addresses

WDA_BUNDLE_ID = "com.facebook.WebDriverAgentRunner.xctrunner"
# unverified on iOS: that a phone which was told so shows no tip over the keyboard (R210).
QUIET = (
    ("com.apple.keyboard.preferences", "DidShowContinuousPathIntroduction", "-bool", "true"),
    ("com.apple.keyboard.preferences", "DidShowGestureKeyboardIntroduction", "-bool", "true"),
)


async def boot(simctl: Simctl, udid: str, *, may_be_booted: bool, within: float | None) -> None:
    """Boot a simulator, and return when it is ready.

    Args:
        may_be_booted: It is not ours, so it may be up already, or about to be (405, exit code 149).
        within: None for a phone that is ready when `boot` returns.

    Raises:
        EnvironmentFault: It was not ready in time; says what it waited for.
        SimctlError: simctl refused.
    """
    try:
        await simctl.boot(udid)
    except SimctlError as error:
        if not may_be_booted or not any(state in error.text for state in ("Booted", "Booting")):
            raise
    if within is None:
        return
    try:
        await simctl.bootstatus(udid, deadline=within)
    except ToolFailed:
        raise EnvironmentFault(
            f"simulator {udid} did not finish booting within {within:g} wall seconds",
            saw=await _state(simctl, udid),
            hint="a first boot migrates data and takes minutes on a busy Mac: boot it once by hand with "
            f"`xcrun simctl bootstatus {udid} -b`, or give it longer with --boot-deadline",
        ) from None


async def quiet(simctl: Simctl, udid: str) -> None:
    """Let a phone of ours not speak up by itself. What it does not take is no reason to stop."""
    for words in QUIET:
        try:
            await simctl.spawn(udid, "defaults", "write", *words)
        except SimctlError:
            return


async def start_webdriveragent(
    simctl: Simctl, udid: str, *, runner: Path | None, port: int | None, within: float
) -> int:
    """Install the runner if one is given, launch it, and return the port it listens on.

    Raises:
        EnvironmentFault: It did not listen in time.
    """
    if runner is not None:
        await simctl.install(udid, runner)
    port = port or addresses.free_port()
    # One that runs already, as on a simulator of somebody's, would only come forward and keep the port it has.
    environment = {"USE_PORT": str(port)}
    await simctl.launch(udid, WDA_BUNDLE_ID, environment=environment, terminate_running=True)
    await _until_listening(port, within)
    return port


async def _state(simctl: Simctl, udid: str) -> str:
    states = [device.state for device in await simctl.devices() if device.udid == udid]
    return f"its state is {states[0]}" if states else "it is not listed any more"


async def _until_listening(port: int, within: float) -> None:
    """Return when something listens on the port; wall seconds, since no phone time is involved yet."""
    try:
        async with asyncio.timeout(within):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except ConnectionRefusedError:
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    await writer.wait_closed()
                    return
    except TimeoutError:
        raise EnvironmentFault(
            f"WebDriverAgent did not listen on port {port} within {within:g} wall seconds",
            saw="its runner was launched, and every connection was refused",
            expected=f"WebDriverAgent on http://127.0.0.1:{port}",
            hint=f"is {WDA_BUNDLE_ID} installed on the simulator? Give its .app with --wda-runner",
        ) from None
