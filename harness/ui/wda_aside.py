"""Asks WebDriverAgent itself, beside whoever drives it: one question, over the session that is open there.

Any number of clients may share WebDriverAgent's one session; starting a session ends another's, so none is started.
"""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

TIMEOUT = 10.0  # wall seconds


@dataclass(frozen=True, slots=True)
class Refusal:
    """WebDriverAgent's word for what is wrong, and what it says about it."""

    error: str
    message: str


def refusal_of_lookup(wda_url: str, using: str, value: str) -> Refusal | None:
    """What WebDriverAgent has against a lookup; None when it looks, whatever it finds.

    Args:
        using: WebDriverAgent's name of the strategy.

    Raises:
        OSError: It cannot be reached from here, or does not answer as one.
    """
    if not wda_url:
        raise OSError("its address was not told")
    parts = urlsplit(wda_url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        session = _ask(connection, "GET", "/status")["sessionId"]
        answer = _ask(connection, "POST", f"/session/{session}/elements", {"using": using, "value": value})["value"]
    except (http.client.HTTPException, ValueError, KeyError, TypeError) as error:
        raise OSError(f"{wda_url} gave no proper answer: {error!r}") from None
    finally:
        connection.close()
    if isinstance(answer, dict) and "error" in answer:
        return Refusal(str(answer["error"]), str(answer.get("message", "")))
    return None


def _ask(connection: http.client.HTTPConnection, method: str, path: str, body: Any = None) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"} if body is not None else {}
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer: dict[str, Any] = json.loads(connection.getresponse().read())
    return answer
