"""The journal in a person's words: what happened last, told to somebody who was woken up by a failed run. Pure.

Each part of a bench writes its own kinds of entries. Those of the embedded phone and call service have a sentence in
`SENTENCES`; of others kind and data are told as they stand. What the harness does to look (it pulls Notification
Center down) and what an app notes for itself in passing is left out.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from harness.report.journal import HARNESS, Entry
from harness.report.raised import told_as_raised

# Steps of the test that do something; the others look.
ACTIONS = frozenset({"app", "call", "hand", "message", "phone", "push", "time"})
NOT_TOLD = frozenset(
    {
        *(("test", "scenario"), ("test", "verdict"), ("app", "background.hold"), ("app", "background.release")),
        *(("app", "handler-called"), ("app", "notify"), ("app", "session.opening"), ("app", "callkit.audio")),
        *(("app", "push"), ("app", "push.relayed"), ("app", "active"), ("app", "foreground"), ("app", "background")),
        *(("app", "resign_active"), ("app", "launched"), ("app", "call.answer"), ("app", "callkit.reported")),
        *(("app", "tap"), ("app", "touched"), ("app", "terminate"), ("app", "audio"), ("app", "established")),
        *(("app", "message.received"), ("app", "message.sent"), ("app", "message.notified")),
        *(
            ("app", "incoming"),
            ("app", "ended"),
            ("app", "managed_push.types"),
            ("app", "permission"),
            ("app", "will_present"),
        ),
        *(("springboard", "tap"), ("springboard", "drag"), ("springboard", "home"), ("springboard", "installed")),
        *(("springboard", "notification-center-opened"), ("springboard", "notification-center-closed")),
        *(("springboard", "app-switcher-opened"), ("springboard", "permission-answered"), ("lifecycle", "started")),
        *(("callkitd", "provider-began"), ("springboard", "locked"), ("springboard", "unlocked")),
    }
)
SENTENCES: Mapping[tuple[str, str], str] = {
    ("call service", "call initiated"): "call service: the call is placed",
    ("call service", "call ringing"): "call service: it rings, says the {by}",
    ("call service", "call established"): "call service: the call is established",
    ("call service", "call ended"): "call service: the call is ended by the {by}",
    ("call service", "push invite"): "call service: the call's {type} push is {fate} {reason}",
    ("call service", "push cancel"): "call service: the cancel push ({type}) is {fate} {reason}",
    ("call service", "message waiting"): "call service: a message from {from} for {to}",
    ("call service", "message delivered"): "call service: {to} has the message",
    ("call service", "push message"): "call service: the message's {type} push is {fate} {reason}",
    ("apns", "accepted"): "APNs accepts the {push_type} push for {topic}",
    ("apns", "refused"): "APNs refuses the push: {status} {reason}",
    ("simctl", "push"): "simctl push for {bundle_id}",
    ("apsd", "push"): "iOS gets the {type} push",
    ("apsd", "push-stored"): "APNs keeps the push: the phone is offline",
    ("apsd", "push-dropped"): "the push is dropped: {why}",
    ("apsd", "voip-push-dropped"): "the VoIP push is dropped: {why}",
    ("apsd", "push-held"): "iOS holds the push back: {why}",
    ("apsd", "not-woken"): "iOS does not wake the app: {why}",
    ("apsd", "network"): "the phone is online: {online}",
    ("apsd", "token-issued"): "iOS gives the app a {kind} token ({environment})",
    ("app", "callkit.report"): "app: reports the call to CallKit",
    ("app", "callkit.answer"): "app: is told of the answer on the call screen",
    ("app", "callkit.fulfilled"): "app: tells CallKit that the call is connected",
    ("app", "callkit.ended"): "app: tells CallKit that the call has ended",
    ("app", "managed_push.token"): "app: gets its {type} token",
    ("lifecycle", "state"): "the app goes from {from} to {to}",
    ("lifecycle", "launched"): "iOS launches the app ({to})",
    ("lifecycle", "killed"): "iOS ends the app: {why}",
    ("lifecycle", "crashed"): "the app crashes: {exception} {reason}",
    ("lifecycle", "ended-hanging"): "the app's process hangs, and is ended",
    ("lifecycle", "background-time-over"): "the app's background time is over",
    ("reportcrash", "crash-log"): "iOS writes a crash log",
    ("springboard", "badge"): "the app's badge is {badge}",
    ("springboard", "banner-gone"): "the banner leaves",
    ("springboard", "sound-played"): "the phone plays the sound {sound}",
    ("springboard", "force-quit"): "the app is force-quit",
    ("springboard", "permission-asked"): "iOS asks the person for permission ({for})",
    ("usernotificationsd", "permission"): "permission to notify: {status}",
    ("usernotificationsd", "presented"): "iOS shows {notice} in {places}",
    ("usernotificationsd", "not-presented"): "iOS does not show {notice}: {why}",
    ("usernotificationsd", "removed"): "{notice} is removed: {why}",
    ("usernotificationsd", "response"): "the person {does} the notification",
    ("usernotificationsd", "add-refused"): "iOS refuses the app's notification: {why}",
    ("callkitd", "log"): "iOS logs: {text}",
    ("callkitd", "cellular-call"): "a cellular call is going on: {going_on}",
    ("callkitd", "call-reported"): "the app reports a call from {caller} to CallKit {error}",
    ("callkitd", "ringing"): "the call screen rings",
    ("callkitd", "answered"): "the call screen's answer button is tapped",
    ("callkitd", "declined"): "the call screen's decline button is tapped",
    ("callkitd", "call-ended"): "CallKit's call ends: {outcome}",
    ("callkitd", "action-ended"): "the app answers {action} with {result}",
    ("app", "session.ready"): "app: connected to the call service",
    ("app", "session.closed"): "app: closes its connection",
    ("app", "session.lost"): "app: its connection is lost",
    ("app", "registration"): "app: registered for pushes: {registered}",
    ("app", "registrar.device_registered"): "app: its token is registered",
    ("app", "registrar.device_unregistered"): "app: its token is unregistered",
    ("app", "call.received"): "app: the SDK has a call (the app is {state})",
    ("app", "call.answered"): "app: the call is answered",
    ("app", "call.established"): "app: the call is established",
    ("app", "call.ended"): "app: the call is over",
    ("app", "message"): "app: lists a message from {sender}",
    ("app", "message_sent"): "app: the service has its message",
    ("app", "message_delivered"): "app: its message is delivered",
    ("app", "message_failed"): "app: its message is not sent: {reason}",
    ("app", "headers"): "app: reads the headers of the push: {headers}",
    ("app", "missed.posted"): "app: posts a missed call",
    ("app", "recents"): "app: lists the call as {outcome}",
    ("app", "push.not_ours"): "app: a push is left alone: {dropped}",
    ("app", "notification.not_ours"): "app: a notification is left alone: {dropped}",
    ("app", "managed_push.no_delegate"): "app: {dropped}",
    ("app", "call.no_delegate"): "app: {dropped}",
    ("app", "call.not_announced"): "app: a call is not announced: {dropped}",
    ("app", "message.no_delegate"): "app: {dropped}",
    ("app", "raised"): "app: raised {what} {place}",
    ("app", "finding"): "app: a mistake that an iPhone punishes: {text}",
}
IDENTIFIER = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE)
LONGEST = 200
ENDS = frozenset({("lifecycle", "crashed"), ("lifecycle", "killed"), ("lifecycle", "ended-hanging")})  # of an app
SAME = 100  # µs: a crash report's date has four digits of a second


def last_events(entries: Iterable[Entry], count: int, *, until: int | None = None) -> list[tuple[int, str, str]]:
    """The last things that happened: (µs since the scenario began, source, words), the oldest first.

    Args:
        entries: In the journal's order. At the same instant what the test did comes before what followed from it, and
            what it saw comes last; the journal itself puts all steps of the test first.
        until: µs since the scenario began when an app ended, or up to `SAME` later: nothing after its end is told.
    """
    happened: Sequence[Entry] = list(told_as_raised(_as_it_happened(entries)))
    if until is not None:
        happened = _up_to_an_end(happened, until)
    # From the end: a scenario has hundreds of events, and a sentence for each would be most of a report's making.
    worth = ((entry["phone"], words) for entry in reversed(happened) if (words := in_words(entry)))
    told = [(phone["t"], phone["source"], words) for phone, words in islice(worth, count)]
    return told[::-1]


def in_words(entry: Entry) -> str:
    """What happened, in a sentence; empty when it is not worth telling."""
    phone = entry["phone"]
    source, kind, data = str(phone["source"]), str(phone["kind"]), phone.get("data", {})
    if (source, kind) in NOT_TOLD:
        return ""
    if (source, kind) == (HARNESS, "failed"):
        return "the scenario fails"
    if source == HARNESS:
        return str(data.get("text", ""))
    if (source, kind) == ("lifecycle", "killed") and data.get("reason") == "crash":
        return ""  # the crash has told why
    if (source, kind) == ("app", "log"):
        text = str(entry.get("wall", {}).get("text", "")).strip()
        return _short(f"app: prints {text}") if text else ""
    if (source, kind) == ("app", "callback"):
        return _callback(str(data.get("selector", "")))
    sentence = SENTENCES.get((source, kind))
    if sentence is None:
        values = ((name, value) for name, value in data.items() if name not in ("n", "app"))
        told = ", ".join(f"{name} {value}" for name, value in values if value not in (None, "", [], {}))
        words = f"{source}: {kind}" + (f" ({told})" if told else "")
    else:
        words = _Words().vformat(
            sentence, (), {**data, "notice": _notice(data), "does": _deed(data), "place": _place(data)}
        )
    return _short(words)


def _short(words: str) -> str:
    words = re.sub(r"\s+", " ", IDENTIFIER.sub("…", words)).strip()
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _up_to_an_end(entries: Sequence[Entry], until: int) -> Sequence[Entry]:
    before = [entry for entry in entries if entry["phone"]["t"] <= until]
    for number, entry in enumerate(before):
        phone = entry["phone"]
        if phone["t"] >= until - SAME and (phone["source"], phone["kind"]) in ENDS:
            return before[: number + 1]
    return before


def _as_it_happened(entries: Iterable[Entry]) -> Iterable[Entry]:
    instants: dict[int, list[Entry]] = {}
    for entry in entries:
        instants.setdefault(entry["phone"]["t"], []).append(entry)
    for at in sorted(instants):
        steps = [entry for entry in instants[at] if entry["phone"]["source"] == HARNESS]
        last_action = max((n for n, entry in enumerate(steps, 1) if entry["phone"]["kind"] in ACTIONS), default=0)
        yield from steps[:last_action]
        yield from (entry for entry in instants[at] if entry["phone"]["source"] != HARNESS)
        yield from steps[last_action:]


def _callback(selector: str) -> str:
    """A call of iOS into the app, by the part of the selector that says what it is about.

    Where an app's state is told, callbacks that say no more than that are left out.
    """
    if ":" not in selector or re.fullmatch(r"(scene|application)(Did|Will)(Become|Enter|Resign)\w+:", selector):
        return ""
    first, *rest = selector.removesuffix(":").split(":")
    return f"iOS calls {rest[0] if rest and not rest[0].startswith('with') else first}"


def _notice(data: Mapping[str, Any]) -> str:
    """A notification by what a person reads of it."""
    texts = [str(data[part]) for part in ("title", "body") if data.get(part)]
    return repr(": ".join(texts)) if texts else "a notification without text"


def _place(data: Mapping[str, Any]) -> str:
    """Where an app raised."""
    return f"({data['where']})" if data.get("where") else ""


def _deed(data: Mapping[str, Any]) -> str:
    """What somebody did with a notification, from the identifier of the action."""
    action = str(data.get("action", ""))
    known = {
        "com.apple.UNNotificationDefaultActionIdentifier": "opens",
        "com.apple.UNNotificationDismissActionIdentifier": "dismisses",
    }
    return known.get(action, f"chooses {action!r} on")


class _Words(string.Formatter):
    """Fills a sentence; what the entry does not say is left out."""

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        value = kwargs.get(str(key))
        if value is None:
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list):
            return ", ".join(map(str, value))
        return value
