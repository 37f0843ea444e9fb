"""A call backend for an app whose server we do not have: it sends push files from a folder.

`invite.json` rings and `cancel.json` ends the ringing; both are payloads as APNs would carry them, in which
`{call_id}`, `{caller}` and `{display_name}` are replaced; another such place is refused. Whether the call was answered
is nobody's to tell, so scenarios judge by the screen alone.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.backends.base import CallInfo, CallState, EndCause, HandedOverPush, RegisteredDevice, SentPush
from harness.errors import HarnessError, NotOffered, meant
from harness.hints import texts
from harness.push.notification import Push
from harness.push.sender import PushSender, Refused

PLACE = re.compile(r"\{([A-Za-z_]+)\}")


class PayloadBackend:
    """Sends `invite.json` and `cancel.json` of a folder.

    Args:
        folder: Where the files lie.
        topic: The app's bundle id.
        senders: User id to the sender that reaches this user's phone.
        tokens: User id to device token; needed on the route through APNs. Kept as it is: what is put in later counts.
    """

    name = "payload files"

    def __init__(
        self,
        folder: Path,
        topic: str,
        senders: Mapping[str, PushSender],
        tokens: Mapping[str, str] | None = None,
    ) -> None:
        self._folder = folder
        self._topic = topic
        self._senders = senders
        self._tokens = {} if tokens is None else tokens
        self._calls: dict[str, tuple[CallInfo, str, dict[str, str]]] = {}
        self._pushes: list[SentPush] = []

    async def devices(self, user: str) -> tuple[RegisteredDevice, ...]:
        token = self._tokens.get(user)
        return (RegisteredDevice(token, "regular", "development"),) if token else ()

    async def dial(
        self, caller: str, callee: str, *, display_name: str | None, headers: Mapping[str, str], video: bool
    ) -> CallInfo:
        if headers:
            raise NotOffered("payload files carry no custom headers", hint="write them into invite.json")
        call_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{caller}:{callee}:{len(self._calls)}"))
        words = {"call_id": call_id, "caller": caller, "display_name": display_name or caller}
        info = CallInfo(call_id, CallState.RINGING)
        self._calls[call_id] = (info, callee, words)
        await self._send("invite", call_id)
        return info

    async def look(self, call_id: str) -> CallInfo:
        raise NotOffered(
            "payload files do not know whether a call was answered", hint='mark the scenario needs("call_service")'
        )

    async def hang_up(self, call_id: str) -> CallInfo:
        _, callee, words = self._calls[call_id]
        await self._send("cancel", call_id)
        info = CallInfo(call_id, CallState.ENDED, EndCause.CANCELED)
        self._calls[call_id] = (info, callee, words)
        return info

    async def pushes(self, call_id: str | None = None) -> tuple[SentPush, ...]:
        return tuple(push for push in self._pushes if call_id in (None, push.call_id))

    async def handed_over(self) -> tuple[HandedOverPush, ...]:
        return ()

    async def report_fate(self, push_id: str, fate: str, reason: str | None = None) -> None:
        """Nothing is handed over, so nothing is reported."""

    async def close(self) -> None:
        """Nothing stays open; senders belong to who made them."""

    async def _send(self, event: str, call_id: str) -> None:
        _, callee, words = self._calls[call_id]
        payload = self._payload(event, words)
        sender = self._senders.get(callee)
        if sender is None:
            raise HarnessError(
                f"no phone here is {callee}'s",
                saw=", ".join(self._senders) or "no phones",
                hint="callee= is who holds a phone here; those whom pushes reach are given to PayloadBackend",
            )
        fate = await sender.send(Push(self._topic, payload, token=self._tokens.get(callee, "")))
        refused = isinstance(fate, Refused)
        self._pushes.append(
            SentPush(
                push_id=f"{call_id}:{event}",
                call_id=call_id,
                event=event,
                user=callee,
                type="alert",
                topic=self._topic,
                fate="refused" if refused else "accepted",
                reason=fate.reason if isinstance(fate, Refused) else None,
                status=fate.status if isinstance(fate, Refused) else None,
            )
        )

    def _payload(self, event: str, words: Mapping[str, str]) -> dict[str, Any]:
        file = self._folder / f"{event}.json"
        try:
            template = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise HarnessError(f"cannot read the push file {file}", saw=str(error)) from None
        if not isinstance(template, dict):
            raise HarnessError(
                f"the push file {file} is no push", saw=type(template).__name__, expected='an object with "aps" in it'
            )
        if strange := sorted({place for text in texts(template) for place in PLACE.findall(text)} - set(words)):
            raise HarnessError(
                f"the push file {file} has a place nobody fills",
                saw=f"unknown {{{strange[0]}}}{meant(strange[0], words)}",
                expected=f"one of {', '.join(f'{{{word}}}' for word in words)}",
            )
        filled: dict[str, Any] = _fill(template, words)
        filled.pop("Simulator Target Bundle", None)  # .apns files name their app; we name it ourselves
        return filled


def _fill(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _fill(inner, words) for key, inner in value.items()}
    if isinstance(value, list):
        return [_fill(inner, words) for inner in value]
    if isinstance(value, str):
        return PLACE.sub(lambda place: words[place[1]], value)
    return value
