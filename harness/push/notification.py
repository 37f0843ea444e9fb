"""A push as the harness sends one: values inside, Apple's wire names outside. Checked when made.

A scenario about refusals makes a wrong push on purpose with `checked=False`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.errors import HarnessError

MAX_PAYLOAD = 4096
MAX_VOIP_PAYLOAD = 5120
MAX_COLLAPSE_ID = 64
PUSH_TYPES = ("alert", "background", "voip")
PRIORITIES = (None, 1, 5, 10)


@dataclass(frozen=True, slots=True)
class Push:
    """One push.

    Args:
        topic: The bundle id; for VoIP with `.voip` behind it.
        payload: The JSON body, with Apple's part under `aps`.
        push_type: alert, background or voip (`apns-push-type`).
        token: Device token, hex; needed by APNs, not by simctl.
        priority: `apns-priority`; None leaves the header out.
        expires_in: Seconds APNs keeps it; 0 is one attempt, None leaves the header out.
        collapse_id: `apns-collapse-id`; at most 64 bytes.
        checked: False for a push that is meant to be refused.
    """

    topic: str
    payload: Mapping[str, Any]
    push_type: str = "alert"
    token: str = ""
    priority: int | None = None
    expires_in: int | None = None
    collapse_id: str | None = None
    checked: bool = field(default=True, compare=False)

    def __post_init__(self) -> None:
        if self.checked and (problem := self.problem()):
            raise HarnessError(
                f"this push would be refused: {problem}",
                hint="make it with checked=False if the refusal is what the scenario is about",
            )

    @property
    def body(self) -> bytes:
        """The payload as it travels."""
        return json.dumps(self.payload, ensure_ascii=False, separators=(",", ":")).encode()

    @property
    def needs(self) -> tuple[str, ...]:
        """Capabilities of a route this push asks for."""
        wanted = {
            "voip_push": self.push_type == "voip",
            "collapse_id": self.collapse_id is not None,
            "expiration": self.expires_in is not None,
            "priority": self.priority is not None,
        }
        return tuple(name for name, is_wanted in wanted.items() if is_wanted)

    def problem(self) -> str | None:
        """What Apple would refuse about it, or None."""
        limit = MAX_VOIP_PAYLOAD if self.push_type == "voip" else MAX_PAYLOAD
        if self.push_type not in PUSH_TYPES:
            return f"push type '{self.push_type}'; choose {', '.join(PUSH_TYPES)}"
        if len(self.body) > limit:
            return f"its payload has {len(self.body)} bytes; {self.push_type} allows {limit}"
        if (self.push_type == "voip") != self.topic.endswith(".voip"):
            return f"a {self.push_type} push to topic {self.topic}; VoIP topics end in .voip, others do not"
        if self.push_type != "voip" and not isinstance(self.payload.get("aps"), Mapping):
            return "its payload has no 'aps' object"
        if self.collapse_id is not None and not 1 <= len(self.collapse_id.encode()) <= MAX_COLLAPSE_ID:
            return f"its collapse id has {len(self.collapse_id.encode())} bytes; 1 to {MAX_COLLAPSE_ID} are allowed"
        if self.priority not in PRIORITIES:
            return f"priority {self.priority}; choose 1, 5 or 10"
        if self.push_type == "background" and self.priority == 10:
            return "a background push with priority 10; it must be 5"
        return None
