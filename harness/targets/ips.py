"""Crash reports as a Mac writes them of apps on a Simulator, told as Console shows them.

A file `<App>-<date>.ips` holds two JSON objects, the first on a line of its own. Which phone it is about stands in
`coalitionName`; `procPath` has no UDID for the system's own processes.

Seen in reports that people published of Simulators on macOS 14 to 27. The exception nobody caught stands in
`exceptionReason`, in some in `asi`, what the process said last; in many in neither: then the phone's log has it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

COALITION = "com.apple.CoreSimulator.SimDevice."
_CRASH = "309"  # `bug_type`; others are hangs, too much memory, too much processor time
_DATE = "%Y-%m-%d %H:%M:%S.%f %z"


def crash_of(udid: str, text: str, *, since: float) -> str | None:
    """The head of the report for a person to read; None when it is no crash on this phone.

    A file that is half written is none yet.

    Args:
        since: Seconds since 1970; what crashed before then is of no interest, however late it was written down.
    """
    first, _, rest = text.partition("\n")
    try:
        head, body = json.loads(first), json.loads(rest)
        if str(head.get("bug_type")) != _CRASH or str(body["coalitionName"]).upper() != (COALITION + udid).upper():
            return None
        if datetime.strptime(body["captureTime"], _DATE).timestamp() < since:
            return None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return "\n".join(_lines(head, body)) + "\n"


def _lines(head: dict[str, Any], body: dict[str, Any]) -> Iterator[str]:
    end, why = body.get("exception", {}), body.get("termination", {})
    yield f"Process:             {body.get('procName', head.get('app_name', ''))} [{body.get('pid', '')}]"
    yield f"Identifier:          {head.get('bundleID', '')}"
    yield f"Date/Time:           {body['captureTime']}"
    yield ""
    if "type" in end:
        signal = f" ({end['signal']})" if "signal" in end else ""
        yield f"Exception Type:      {end['type']}{signal}"
    if "subtype" in end:
        yield f"Exception Subtype:   {end['subtype']}"
    if "namespace" in why:
        told = " ".join(str(why[part]) for part in ("namespace", "code", "indicator") if part in why)
        yield f"Termination Reason:  {told}"
    if details := why.get("details"):
        yield f"Termination Description: {' '.join(map(str, details))}"
    said = [
        *_raised(body.get("exceptionReason", {})),
        *(line for lines in body.get("asi", {}).values() for line in lines),
    ]
    if said:
        # The exception before `abort() called`, whichever library comes first.
        yield "Application Specific Information:"
        yield from sorted(said, key=lambda line: "uncaught exception" not in line)
    if frames := body.get("lastExceptionBacktrace"):
        images = body.get("usedImages", [])
        yield "Last Exception Backtrace:"
        yield from (f"{number:<3} {_frame(frame, images)}" for number, frame in enumerate(frames))


def _raised(reason: dict[str, Any]) -> Iterator[str]:
    """The exception nobody caught, in the words in which a process says it."""
    if "name" in reason:
        why = reason.get("composed_message", reason.get("format_string", ""))
        yield f"*** Terminating app due to uncaught exception '{reason['name']}', reason: '{why}'"


def _frame(frame: dict[str, Any], images: list[dict[str, Any]]) -> str:
    index = frame.get("imageIndex", -1)
    image = images[index].get("name", "???") if 0 <= index < len(images) else "???"
    if "symbol" in frame:
        return f"{image} {frame['symbol']} + {frame.get('symbolLocation', 0)}"
    return f"{image} + {frame.get('imageOffset', 0)}"
