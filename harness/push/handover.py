"""Pushes a call backend hands over instead of sending them: carried to the phones by the harness's own senders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from harness.errors import HarnessError
from harness.stage import current

if TYPE_CHECKING:
    from harness.backends.base import CallBackend
    from harness.push.sender import PushSender


class HandoverCourier:
    """Carries pushes the backend hands over to the phones they are for; runs before every look.

    Args:
        senders: User id to the sender that reaches this user's phone.
    """

    def __init__(self, backend: CallBackend, senders: Mapping[str, PushSender]) -> None:
        self._backend = backend
        self._senders = dict(senders)

    def serve(self, user: str, sender: PushSender) -> None:
        """Reach this user's phone, too."""
        self._senders[user] = sender

    async def __call__(self) -> int:
        from harness.push.notification import Push
        from harness.push.sender import Refused

        waiting = await self._backend.handed_over()
        for handed in waiting:
            sender = self._senders.get(handed.user)
            if sender is None:
                known = ", ".join(sorted(self._senders)) or "nobody"
                raise HarnessError(
                    f"a push for {handed.user} was handed over, and no phone here is theirs", saw=f"phones: {known}"
                )
            # Not checked: what the backend made is what is delivered; a refusal is part of the scenario.
            push = Push(handed.topic, handed.payload, handed.type, handed.token, checked=False)
            fate = await sender.send(push)
            if isinstance(fate, Refused):
                current().tell("push", f"{sender.route} refused a push: {fate.reason}", said=fate.text)
                await self._backend.report_fate(handed.push_id, "refused", fate.reason)
            else:
                current().tell("push", f"{sender.route} delivered a push to {handed.user}")
                await self._backend.report_fate(handed.push_id, "accepted")
        return len(waiting)
