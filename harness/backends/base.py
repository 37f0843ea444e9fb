"""What a call backend must be able to do, may offer, and tells of calls, devices, pushes, messages and certificates.

`CallBackend` is a protocol: our call service is the default (call_service.py); payloads.py sends push files instead,
for an app whose backend we do not have.
"""

from __future__ import annotations

import enum
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


class CallState(enum.StrEnum):
    """Where a call is, as the call service says."""

    INITIATED = "initiated"
    RINGING = "ringing"
    ESTABLISHED = "established"
    ENDED = "ended"


class EndCause(enum.StrEnum):
    """Why a call ended, as the call service says."""

    CANCELED = "canceled"
    TIMEOUT = "timeout"
    DENIED = "denied"
    HUNG_UP = "hung_up"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CallInfo:
    """A call as the backend tells it at one moment. Times are microseconds of its clock."""

    call_id: str
    state: CallState
    cause: EndCause | None = None
    history: tuple[tuple[int, str, str], ...] = ()  # (at, state, by whom)


@dataclass(frozen=True, slots=True)
class RegisteredDevice:
    """A device token a user has registered."""

    token: str
    type: str  # regular, voip
    environment: str
    display_name: str | None = None


@dataclass(frozen=True, slots=True)
class SentPush:
    """A push the backend made for a call or a message, and its fate.

    Attributes:
        alert_key: The localisation key of its alert; None when it has no alert, or one that says its text itself.
        left_out: What its payload had no room for, such as `display_name`.
    """

    push_id: str
    call_id: str  # empty for a message
    event: str  # invite, cancel, message
    user: str
    type: str
    topic: str
    fate: str  # accepted, refused, handed_over, pending
    reason: str | None = None
    status: int | None = None
    collapse_id: str | None = None
    expires_in: int | None = None
    priority: int | None = None
    alert_key: str | None = None
    left_out: tuple[str, ...] = ()
    message_id: str = ""  # empty for a call
    hint: str = ""  # what the backend advises about a refusal
    credential: str = ""  # what it was sent with
    accepted_at: float | None = None  # Unix seconds of the backend's clock


@dataclass(frozen=True, slots=True)
class HandedOverPush:
    """A push the backend publishes for us to deliver."""

    push_id: str
    user: str
    token: str
    type: str
    topic: str
    payload: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


class CallBackend(Protocol):
    """Who rings, for the scenario: our call service, or a stranger's through an adapter."""

    name: str

    async def devices(self, user: str) -> tuple[RegisteredDevice, ...]: ...

    async def dial(
        self, caller: str, callee: str, *, display_name: str | None, headers: Mapping[str, str], video: bool
    ) -> CallInfo: ...

    async def look(self, call_id: str) -> CallInfo: ...

    async def hang_up(self, call_id: str) -> CallInfo:
        """The caller's side: cancels while ringing, hangs up once established."""
        ...

    async def pushes(self, call_id: str | None = None) -> tuple[SentPush, ...]: ...

    async def handed_over(self) -> tuple[HandedOverPush, ...]:
        """Pushes waiting to be carried; each is given out once."""
        ...

    async def report_fate(self, push_id: str, fate: str, reason: str | None = None) -> None: ...

    async def close(self) -> None: ...


class TellsCalls(Protocol):
    """What a call backend may offer beside: all its calls with their histories, for the journal."""

    async def calls(self) -> tuple[CallInfo, ...]: ...


class MessageState(enum.StrEnum):
    """Where a message is, as the call service says."""

    WAITING = "waiting"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class MessageInfo:
    """A message as the backend tells it at one moment. Times are microseconds of its clock."""

    message_id: str
    sender: str
    recipient: str
    text: str
    state: MessageState
    history: tuple[tuple[int, str], ...] = ()  # (at, state)


class MessageBackend(Protocol):
    """What a call backend offers beside calls, if people can write to each other there."""

    async def send_message(
        self, sender: str, recipient: str, text: str, *, display_name: str | None
    ) -> MessageInfo: ...

    async def look_at_message(self, message_id: str) -> MessageInfo: ...

    async def messages(self) -> tuple[MessageInfo, ...]: ...

    async def pushes_of_message(self, message_id: str) -> tuple[SentPush, ...]: ...


@dataclass(frozen=True, slots=True)
class CertificateSlot:
    """What the backend holds of one type. Times are Unix seconds."""

    type: str  # development, production, voip
    state: str  # empty, active, expired
    name: str = ""
    serial: str = ""
    topics: tuple[str, ...] = ()
    ends: float | None = None
    replaced: tuple[str, ...] = ()  # serials of those that were here before, newest first


class CertificateKeeper(Protocol):
    """What a call backend must be able to do so that an operator has something to do."""

    async def upload_certificate(self, content: bytes, password: str | None) -> CertificateSlot: ...

    async def certificates(self) -> tuple[CertificateSlot, ...]: ...


def look_of(backend: CallBackend, name: str) -> Callable[[], Awaitable[Any]] | None:
    """A look that a backend may offer (`calls`, `messages`); None where the name is something of its own."""
    look = getattr(backend, name, None)
    return look if inspect.iscoroutinefunction(look) else None
