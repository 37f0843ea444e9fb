"""Instant messages as a scenario sends and watches them, from the sender's side."""

from __future__ import annotations

from typing import Any

from harness.backends.base import MessageBackend, MessageInfo, MessageState, SentPush
from harness.calls import CALLERS_OWN
from harness.errors import NotOffered
from harness.people import Person, person
from harness.stage import current


class SentMessage:
    """One message, from the sender's side. `state` and `pushes` are looks."""

    def __init__(self, backend: MessageBackend, info: MessageInfo) -> None:
        self._backend = backend
        self.message_id = info.message_id
        self.text = info.text
        self.spoken_name = "message"

    async def state(self) -> MessageState:
        return (await self._backend.look_at_message(self.message_id)).state

    async def pushes(self) -> tuple[SentPush, ...]:
        """The pushes that announced it, in order."""
        return await self._backend.pushes_of_message(self.message_id)


class Messages:
    """The scenario's post office."""

    def __init__(self, backend: Any) -> None:
        if not hasattr(backend, "send_message"):
            raise NotOffered(
                f"the call backend '{backend.name}' carries no instant messages",
                hint="give it the methods of MessageBackend (harness/backends/base.py)",
            )
        self._backend: MessageBackend = backend
        self.spoken_name = "messages"

    async def send(
        self, *, sender: Person, to: Person, text: str, display_name: str | None = CALLERS_OWN
    ) -> SentMessage:
        """Let `sender` write to somebody, and return at once.

        Args:
            display_name: Shown to the recipient; the sender's own unless given, None sends none.

        Raises:
            CallServiceRefused: The call service does not take this message.
        """
        sender, to = person("sender", sender), person("to", to)
        shown = sender.display_name if display_name is CALLERS_OWN else display_name
        current().tell("message", f"{sender.name} writes to {to.name}")
        info = await self._backend.send_message(sender.user_id, to.user_id, text, display_name=shown)
        return SentMessage(self._backend, info)

    async def written_to(self, person: Person) -> list[str]:
        """The texts somebody was sent, oldest first. A look."""
        return [info.text for info in await self._backend.messages() if info.recipient == person.user_id]
