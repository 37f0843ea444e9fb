"""Pushes through `xcrun simctl push`: regular pushes only, without headers, and without APNs.

The exit code alone says whether the push was taken; simctl writes notes on stderr when all is well.
"""

from __future__ import annotations

from harness.push.notification import Push
from harness.push.sender import Accepted, Refused
from harness.targets.simctl import Simctl, SimctlError

# Exit code -> (our word, what usually causes it). simctl gives no names, only NSError codes.
REFUSALS = {
    211: ("NotAuthorized", "the app is not installed, or may not notify and is not running; allow it in the alert"),
    28: ("PayloadTooLarge", "simctl says 'No space left on device' for payloads above 4096 bytes"),
    22: ("BadPayload", "the payload needs an 'aps' object"),
    148: ("NoSuchDevice", "the phone was deleted, or none is booted"),
    149: ("NotBooted", "boot the phone first"),
}


class SimctlSender:
    """Sends to one phone."""

    route = "simctl"

    def __init__(self, simctl: Simctl, udid: str) -> None:
        self._simctl = simctl
        self._udid = udid

    async def send(self, push: Push) -> Accepted | Refused:
        try:
            await self._simctl.push(self._udid, push.topic, push.body)
        except SimctlError as error:
            reason, hint = REFUSALS.get(error.exit_code, ("Refused", ""))
            return Refused(error.exit_code, reason, error.text, hint)
        return Accepted()

    async def close(self) -> None:
        """Nothing stays open."""
