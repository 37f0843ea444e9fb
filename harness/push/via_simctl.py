"""Pushes through `xcrun simctl push`: regular pushes only, without headers, and without APNs.

A VoIP push is *bridged* where the run offers that (capabilities.py): its payload travels in a background push, which
the app's Debug build takes for what PushKit would have given it. It wakes no app that does not run (R199, R203).

The exit code alone says whether the push was taken; simctl writes notes on stderr when all is well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.capabilities import bridges
from harness.errors import NotOffered
from harness.push.notification import Push
from harness.push.sender import Accepted, Refused, of_another_app
from harness.targets.simctl import Simctl, SimctlError

if TYPE_CHECKING:
    from harness.phone import Phone
    from harness.targets.base import Target

# Exit code -> (our word, what usually causes it). simctl gives no names, only NSError codes.
REFUSALS = {
    211: ("NotAuthorized", "the app is not installed, or may not notify and is not running; allow it in the alert"),
    28: ("PayloadTooLarge", "simctl says 'No space left on device' for payloads above 4096 bytes"),
    22: ("BadPayload", "the payload needs an 'aps' object"),
    148: ("NoSuchDevice", "the phone was deleted, or none is booted"),
    149: ("NotBooted", "boot the phone first"),
}


BRIDGE_KEY = "ringproof_bridge"  # what the app looks for; docs/your-own-app.md


def bridged(push: Push) -> Push:
    """The background push that carries this VoIP push's payload to the app's bridge."""
    payload = {"aps": {"content-available": 1}, BRIDGE_KEY: {"voip": dict(push.payload)}}
    return Push(push.topic.removesuffix(".voip"), payload, "background", checked=False)


class SimctlSender:
    """Sends to one phone.

    Args:
        phone: The same phone, so that a refusal can tell which app is on it; None when that is not known.
    """

    route = "simctl"

    def __init__(self, simctl: Simctl, udid: str, target: str = "embedded", phone: Phone | None = None) -> None:
        self._simctl = simctl
        self._udid = udid
        self._phone = phone
        self.target = target

    async def send(self, push: Push) -> Accepted | Refused:
        if push.push_type == "voip" and bridges(("voip_push",), target=self.target, route=self.route, driver=""):
            push = bridged(push)
        try:
            await self._simctl.push(self._udid, push.topic, push.body)
        except SimctlError as error:
            reason, hint = REFUSALS.get(error.exit_code, ("Refused", ""))
            other = of_another_app(push.topic, self._phone.app_in_hand if self._phone is not None else None)
            return Refused(error.exit_code, reason, error.text, "\n".join(line for line in (hint, other) if line))
        return Accepted()

    async def close(self) -> None:
        """Nothing stays open."""


def make_simctl_sender(target: Target, phone: Phone) -> SimctlSender:
    """Who carries pushes to this phone by `simctl push`; on Apple's Simulator VoIP pushes are bridged.

    Raises:
        NotOffered: A device takes none.
    """
    if target.simctl is None:
        raise NotOffered("a device takes no pushes from simctl", hint="leave --push-route simctl out")
    return SimctlSender(target.simctl, phone.udid, target.settings.name, phone)
