"""What stock Appium does to a tethered iPhone beside its screen: apps, files, facts. Commands of XCUITest 12.13.

Apps and files need the phone on the Mac's cable (or its usbmuxd on this machine): WebDriverAgent has no part in them.
A file below an app's container can be had of an app that may be debugged, and, below Documents, of one that shares
its documents (`UIFileSharingEnabled`).
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from harness.errors import DriverRefused, HarnessError

DOCUMENTS = "Documents/"
NOT_THERE = "OBJECT_NOT_FOUND"  # AFC's word
DATE = "YYYY-MM-DDTHH:mm:ss.SSSZ"  # Appium's words for it; its usual form has no parts of a second
ANSWER_ROOM = 5.0  # wall seconds between Appium's own patience with an installation and ours with Appium


class AppiumTools:
    """See the module.

    Args:
        ask: Runs a `mobile:` command of this name with these arguments.
        timeout: Wall seconds a request may take.
    """

    def __init__(self, ask: Callable[..., Awaitable[Any]], timeout: float) -> None:
        self._ask = ask
        self._patience = round((timeout - ANSWER_ROOM) * 1000)

    async def install(self, app: Path) -> None:
        """Put an .ipa, or an .app folder, on the phone.

        Raises:
            HarnessError: The phone did not take it; quotes Appium.
        """
        try:
            await self._ask("installApp", app=str(app), timeoutMs=self._patience)
        except DriverRefused as refused:
            raise HarnessError(
                f"the phone did not take {app.name}",
                saw=refused.saw,
                hint="it must be built for a device and signed with a profile that names this phone; "
                "a locked phone, or one that was never paired with this Mac, takes nothing",
            ) from None

    async def remove(self, bundle_id: str) -> bool:
        """Delete the app with all it kept; False when it is there still."""
        return bool(await self._ask("removeApp", bundleId=bundle_id))

    async def is_installed(self, bundle_id: str) -> bool:
        return bool(await self._ask("isAppInstalled", bundleId=bundle_id))

    async def pull(self, bundle_id: str, path: str) -> bytes | None:
        """A file below the app's data container as it is now; None when there is none.

        Raises:
            HarnessError: The app's files cannot be had; quotes Appium.
        """
        ways = [f"@{bundle_id}/{path}"]
        if path.startswith(DOCUMENTS):
            ways.append(f"@{bundle_id}:documents/{path.removeprefix(DOCUMENTS)}")
        refusals = []
        for way in ways:
            try:
                return base64.b64decode(await self._ask("pullFile", remotePath=way))
            except DriverRefused as refused:
                if NOT_THERE in refused.saw:
                    return None
                refusals.append(refused.saw)
        raise HarnessError(
            f"the files of {bundle_id} cannot be had",
            saw="\n".join(dict.fromkeys(refusals)),
            hint="a development build can be looked into (get-task-allow), any other only if its Info.plist has "
            "UIFileSharingEnabled",
        )

    async def app_facts(self, bundle_id: str) -> Mapping[str, Any] | None:
        """What the phone's list of apps says of one: its Info.plist and entitlements; None when it is not there."""
        listed: Mapping[str, Mapping[str, Any]] = await self._ask("listApps", applicationType="User")
        return listed.get(bundle_id)

    async def device_facts(self) -> Mapping[str, Any]:
        """What WebDriverAgent and lockdown tell of the phone, the latter as `lockdownInfo`."""
        facts: Mapping[str, Any] = await self._ask("deviceInfo")
        return facts

    async def unix_time(self) -> float | None:
        """The phone's date as Unix seconds; None when it tells none.

        Asked for by itself: `deviceInfo` has what lockdown tells without a session, and the date is not among it.
        """
        try:
            return datetime.fromisoformat(str(await self._ask("getDeviceTime", format=DATE))).timestamp()
        except (DriverRefused, ValueError):
            return None
