"""Pushes a scenario sends by itself, without a call behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from harness.calls import token_of
from harness.errors import HarnessError, Misused
from harness.people import Person, person
from harness.push.notification import Push
from harness.push.sender import Accepted, PushSender, Refused, deliver
from harness.stage import current

if TYPE_CHECKING:
    from harness.app_profile import AppProfile
    from harness.backends.base import CallBackend


class Pusher:
    """Makes pushes for the app under test and sends them over the scenario's route.

    Args:
        backend: Where a person's device token is asked for; None: tokens are given.
    """

    def __init__(self, sender: PushSender, profile: AppProfile, backend: CallBackend | None) -> None:
        self.sender = sender
        self._profile = profile
        self._backend = backend

    async def send(self, to: Person | None = None, **push: Any) -> Accepted:
        """Send a push that must be accepted; see `make` for its parts.

        Raises:
            PushRefused: With APNs's or simctl's reason.
            NotOffered: The route cannot carry what the push asks for.
        """
        return await deliver(self.sender, await self.make(to, **push))

    async def try_to_send(self, to: Person | None = None, **push: Any) -> Accepted | Refused:
        """Send a push that may be refused, and return its fate. Nothing about it is checked beforehand."""
        return await self.sender.send(await self.make(to, checked=False, **push))

    async def make(
        self,
        to: Person | None = None,
        *,
        payload: Mapping[str, Any],
        push_type: str = "alert",
        topic: str | None = None,
        token: str | None = None,
        priority: int | None = None,
        expires_in: int | None = None,
        collapse_id: str | None = None,
        checked: bool = True,
    ) -> Push:
        """A push for the app.

        Args:
            to: Whose phone; their device token is asked for unless `token` is given.
            topic: The app's unless given.
            expires_in: Seconds.
        """
        if to is not None:
            to = person("to", to)
        if not isinstance(payload, Mapping):
            raise Misused(f"payload= takes a push as a dict, such as {{'aps': {{'alert': 'Hello'}}}}, not {payload!r}")
        voip = push_type == "voip"
        if token is None and to is not None and self.sender.route == "apns":
            token = await self._token(to, "voip" if voip else "regular")
        current().tell("push", f"a {push_type} push is sent" + (f" to {to.name}" if to else ""))
        return Push(
            topic if topic is not None else (self._profile.voip_topic if voip else self._profile.topic),
            payload,
            push_type,
            token or "",
            priority,
            expires_in,
            collapse_id,
            checked,
        )

    async def _token(self, person: Person, kind: str) -> str:
        if self._backend is None:
            raise HarnessError(f"nobody knows {person.name}'s device token", hint="give token=…")
        return await token_of(self._backend, person, kind)
