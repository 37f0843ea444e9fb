"""Who sends a push, and what became of it at the door: accepted, or refused with Apple's reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from harness.capabilities import refusal
from harness.errors import NotOffered, PushRefused
from harness.push.notification import Push


@dataclass(frozen=True, slots=True)
class Accepted:
    """APNs or simctl took the push; whether it is delivered is another question.

    `push_id` is the `apns-id`; empty on routes that have none.
    """

    push_id: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The push was refused.

    Attributes:
        status: HTTP status, or simctl's exit code.
        reason: Apple's word for it.
        text: What was refused, or the tool's own words.
        hint: What usually causes it.
        expected: What would have been taken.
    """

    status: int
    reason: str
    text: str = ""
    hint: str = ""
    expected: str = ""


class PushSender(Protocol):
    """Sends pushes over one route."""

    route: str  # apns, simctl
    target: str  # as in capabilities.py; empty where the route alone counts

    async def send(self, push: Push) -> Accepted | Refused: ...

    async def close(self) -> None: ...


def of_another_app(topic: str, app: str | None) -> str:
    """A sentence where a refused push was for another app than the one under test; empty where it was not."""
    if not app or topic.removesuffix(".voip") == app:
        return ""
    return f"the topic is {topic}, and the app under test is {app}"


async def deliver(sender: PushSender, push: Push) -> Accepted:
    """Send a push that must be accepted.

    Raises:
        PushRefused: With status and reason.
        NotOffered: The route cannot carry what this push asks for.
    """
    for capability in push.needs:
        if sentence := refusal(capability, target=sender.target, route=sender.route, driver=""):
            raise NotOffered(f"the push {sentence}", hint=f'mark the scenario with needs("{capability}")')
    fate = await sender.send(push)
    if isinstance(fate, Refused):
        raise PushRefused(
            fate.status, fate.reason, topic=push.topic, saw=fate.text, expected=fate.expected, hint=fate.hint
        )
    return fate
