"""Our call service's REST interface, from the caller's side and the operator's.

JSON on the wire is checked by models here, once; what leaves this module are the values of base.py.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from harness.backends.base import (
    CallInfo,
    CallState,
    CertificateSlot,
    EndCause,
    HandedOverPush,
    MessageInfo,
    MessageState,
    RegisteredDevice,
    SentPush,
)
from harness.errors import CallServiceLost, CallServiceRefused, DialRefused, EnvironmentFault, HarnessError
from harness.http import Client, Disconnected, NoAnswer

M = TypeVar("M", bound="Wire")
TIMEOUT = 30.0  # wall seconds
HINTS = {  # beside the service's own, by its word for what is wrong
    "unknown_user": "has the app signed in there? One with a server of its own needs a call_backend of its own"
}


class Wire(BaseModel):
    """What the service sends; keys we do not use are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class HistoryOnWire(Wire):
    at: int
    state: str
    by: str | None = None


class CallOnWire(Wire):
    call_id: str
    state: CallState
    cause: EndCause | None = None
    history: tuple[HistoryOnWire, ...] = ()

    def value(self) -> CallInfo:
        return CallInfo(
            self.call_id, self.state, self.cause, tuple((row.at, row.state, row.by or "") for row in self.history)
        )


class DeviceOnWire(Wire):
    token: str
    type: str
    environment: str
    display_name: str | None = None


class PushOnWire(Wire):
    push_id: str
    call_id: str = ""
    event: str
    user: str
    type: str
    topic: str
    fate: str
    reason: str | None = None
    status: int | None = None
    collapse_id: str | None = None
    expires_in: int | None = None
    priority: int | None = None
    accepted_at: float | None = None
    alert_key: str | None = None
    left_out: tuple[str, ...] = ()
    message_id: str = ""
    hint: str = ""
    credential: str = ""


class MessageOnWire(Wire):
    message_id: str
    sender: str = Field(alias="from")
    recipient: str = Field(alias="to")
    text: str
    state: MessageState
    history: tuple[HistoryOnWire, ...] = ()

    def value(self) -> MessageInfo:
        history = tuple((row.at, row.state) for row in self.history)
        return MessageInfo(self.message_id, self.sender, self.recipient, self.text, self.state, history)


class CertificateOnWire(Wire):
    type: str
    state: str
    name: str = ""
    serial: str = ""
    topics: tuple[str, ...] = ()
    ends: float | None = None
    replaced: tuple[dict[str, Any], ...] = ()

    def value(self) -> CertificateSlot:
        before = tuple(str(row.get("serial", "")) for row in self.replaced)
        return CertificateSlot(self.type, self.state, self.name, self.serial, self.topics, self.ends, before)


class HandoverOnWire(Wire):
    push_id: str
    user: str
    token: str
    type: str
    topic: str
    payload: dict[str, Any]
    headers: dict[str, str] = Field(default_factory=dict)


class CallServiceBackend:
    """The call backend of the bench.

    Args:
        url: Such as `http://127.0.0.1:50200`.
        token: The operator's token.
        application_key: Of the app under test.

    Attributes:
        application_secret, ws_url, app_settings: For whoever tells the app how to sign in; not used here.
    """

    name = "call service"
    application_secret = ""
    ws_url = ""
    app_settings: Mapping[str, str] = MappingProxyType({})

    def __init__(self, url: str, token: str, application_key: str) -> None:
        self.url = url
        self.application_key = application_key
        self._client = Client(url, token, timeout=TIMEOUT)
        self._refused_logins = 0
        self._journal_read = 0

    async def devices(self, user: str) -> tuple[RegisteredDevice, ...]:
        answer = await self._ask("GET", f"/users/{user}/devices")
        return tuple(RegisteredDevice(**dict(self._read(DeviceOnWire, row))) for row in answer["devices"])

    async def dial(
        self, caller: str, callee: str, *, display_name: str | None, headers: Mapping[str, str], video: bool
    ) -> CallInfo:
        body: dict[str, Any] = {"from": caller, "to": callee, "video": video}
        if headers:
            body["headers"] = dict(headers)
        if display_name is not None:
            body["display_name"] = display_name
        return self._read(CallOnWire, await self._ask("POST", "/calls", body, refused=DialRefused)).value()

    async def look(self, call_id: str) -> CallInfo:
        return self._read(CallOnWire, await self._ask("GET", f"/calls/{call_id}")).value()

    async def hang_up(self, call_id: str) -> CallInfo:
        return self._read(CallOnWire, await self._ask("POST", f"/calls/{call_id}/hangup", {})).value()

    async def pushes(self, call_id: str | None = None) -> tuple[SentPush, ...]:
        answer = await self._ask("GET", "/pushes" + (f"?call={call_id}" if call_id else ""))
        return tuple(SentPush(**dict(self._read(PushOnWire, row))) for row in _rows(answer, "pushes"))

    async def send_message(self, sender: str, recipient: str, text: str, *, display_name: str | None) -> MessageInfo:
        body = {"from": sender, "to": recipient, "text": text}
        if display_name is not None:
            body["display_name"] = display_name
        return self._read(MessageOnWire, await self._ask("POST", "/messages", body)).value()

    async def look_at_message(self, message_id: str) -> MessageInfo:
        return self._read(MessageOnWire, await self._ask("GET", f"/messages/{message_id}")).value()

    async def messages(self) -> tuple[MessageInfo, ...]:
        answer = await self._ask("GET", "/messages")
        return tuple(self._read(MessageOnWire, row).value() for row in _rows(answer, "messages"))

    async def pushes_of_message(self, message_id: str) -> tuple[SentPush, ...]:
        answer = await self._ask("GET", f"/pushes?message={message_id}")
        return tuple(SentPush(**dict(self._read(PushOnWire, row))) for row in _rows(answer, "pushes"))

    async def set_alert_keys(self, **keys: tuple[str, str]) -> None:
        """The application's own localisation keys, such as `call=("RING", "RING_BY_NAME")`; none for the defaults."""
        body = {text: {"plain": plain, "with_name": with_name} for text, (plain, with_name) in keys.items()}
        await self._ask("PUT", "/alert-keys", body)

    async def import_device(self, user: str, device: RegisteredDevice, *, os: str) -> None:
        """Register a token as if its phone had said that it runs this version of iOS."""
        body = {"push_type": device.type, "environment": device.environment, "os": os}
        await self._ask("PUT", f"/users/{user}/devices/{device.token}", body)

    async def calls(self) -> tuple[CallInfo, ...]:
        """Every call of the application, oldest first; for the journal."""
        return tuple(self._read(CallOnWire, row).value() for row in _rows(await self._ask("GET", "/calls"), "calls"))

    async def handed_over(self) -> tuple[HandedOverPush, ...]:
        answer = await self._ask("GET", "/handover")
        return tuple(HandedOverPush(**dict(self._read(HandoverOnWire, row))) for row in _rows(answer, "pushes"))

    async def report_fate(self, push_id: str, fate: str, reason: str | None = None) -> None:
        await self._ask("POST", f"/handover/{push_id}", {"fate": fate, "reason": reason})

    async def upload_certificate(self, content: bytes, password: str | None) -> CertificateSlot:
        """Hand over a `.p12`; gives the slot it went into.

        Raises:
            CallServiceRefused: It was not taken; `code` says why.
        """
        body = {"p12": base64.b64encode(content).decode(), "password": password}
        answer = await self._ask("POST", "/certificates", body)
        slots = {row["type"]: self._read(CertificateOnWire, row) for row in answer["certificates"]}
        return slots[answer["type"]].value()

    async def certificates(self) -> tuple[CertificateSlot, ...]:
        """The three slots, whether there is something in them or not."""
        answer = await self._ask("GET", "/certificates")
        return tuple(self._read(CertificateOnWire, row).value() for row in _rows(answer, "certificates"))

    async def drop_push_key(self) -> None:
        """Take the token key away, so that certificates alone count."""
        await self._ask("DELETE", "/push-key")

    async def set_push_route(self, route: str) -> None:
        """`apns` or `handover`."""
        await self._ask("PUT", "/push-route", {"route": route})

    async def set_limits(self, **limits: float) -> None:
        """Such as `ring_timeout=30`, in seconds."""
        await self._ask("PUT", "/limits", limits)

    async def set_connection_lag(self, seconds: float) -> None:
        """How late what the service says over connections reaches the clients."""
        await self._ask("PUT", "/connections", {"lag": seconds})

    async def refused_logins(self) -> int:
        """How often the service has turned a client away since it started, whoever that was."""
        said = await self._request("GET", f"/v1/journal?from={self._journal_read}")
        self._refused_logins += sum(entry["phone"]["kind"] == "session.refused" for entry in said["entries"])
        self._journal_read = said["next"]
        return self._refused_logins

    async def close(self) -> None:
        await self._client.aclose()

    async def _ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        refused: type[CallServiceRefused] = CallServiceRefused,
    ) -> Any:
        """A request about the application under test."""
        return await self._request(method, f"/v1/apps/{self.application_key}{path}", body, refused=refused)

    async def _request(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        refused: type[CallServiceRefused] = CallServiceRefused,
    ) -> Any:
        try:
            answer = await self._client.request(method, path, body)
        except NoAnswer:
            raise EnvironmentFault(f"{method} {path}: no answer from the call service within {TIMEOUT:g} s") from None
        except Disconnected as error:
            raise CallServiceLost("the call service stopped answering", saw=f"{method} {self.url}: {error}") from None
        if 200 <= answer.status < 300:
            return answer.json() if answer.content else {}
        try:
            said = answer.json()["error"]
        except (ValueError, KeyError, TypeError):
            said = {"code": "", "message": answer.text[:200]}
        code, message = said.get("code", ""), said.get("message", "")
        raise refused(
            f"the call service refused {method} {path}: {answer.status} {code}, {message}",
            code=code,
            status=answer.status,
            hint="\n".join(line for line in (said.get("hint"), HINTS.get(code)) if line),
        )

    def _read(self, model: type[M], row: Any) -> M:
        try:
            return model.model_validate(row)
        except ValidationError as error:
            first = error.errors()[0]
            raise HarnessError(
                f"the call service sent a {model.__name__.removesuffix('OnWire').lower()} we cannot read",
                saw=f"{'.'.join(map(str, first['loc']))}: {first['msg']}",
                hint="harness and call service are of different versions",
            ) from None


def _rows(answer: Any, key: str) -> list[Any]:
    """A list, sent bare or under its key."""
    rows = answer if isinstance(answer, list) else answer[key]
    return list(rows)
