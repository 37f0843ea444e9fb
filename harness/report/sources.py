"""Who tells the journal of a scenario what happened, beside the harness: the bench, the app, the call service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from harness.backends.base import look_of
from harness.errors import NotOffered
from harness.report.app_journal import by_our_clock
from harness.report.journal import APP, BENCH, CALL_SERVICE, Entry, Journal

if TYPE_CHECKING:
    from harness.backends.base import CallBackend, CallInfo, MessageInfo, SentPush
    from harness.people import PhoneOwner
    from harness.scenario import Scenario


def read_backend_journal(scenario: Scenario, backend: CallBackend) -> None:
    """Let the journal hear of calls, messages and pushes at the call service, when the backend tells them all."""
    tell_calls, tell_messages = look_of(backend, "calls"), look_of(backend, "messages")
    if tell_calls is None or not scenario.stage.clock.exact:
        return

    async def read(journal: Journal) -> None:
        pushes = await backend.pushes()
        for call in await tell_calls():
            _tell_call(journal, call, [push for push in pushes if push.call_id == call.call_id])
        for message in await tell_messages() if tell_messages is not None else ():
            _tell_message(journal, message, [push for push in pushes if push.message_id == message.message_id])

    scenario.sources.append(read)


def _tell_call(journal: Journal, call: CallInfo, pushes: Sequence[SentPush]) -> None:
    """Its changes, and the pushes it led to.

    The service tells no time for a push: an invite goes with the call's first change, a cancel with its last.
    """
    for at, state, by in call.history:
        journal.add([_entry(at, f"call {state}", call=call.call_id, by=by)], CALL_SERVICE)
    if call.history and call.history[0][0] >= journal.start:
        for push in pushes:
            at, _, _ = call.history[0 if push.event == "invite" else -1]
            told = _entry(at, f"push {push.event}", call=call.call_id, **_fate(push))
            journal.add([told], CALL_SERVICE)


def _tell_message(journal: Journal, message: MessageInfo, pushes: Sequence[SentPush]) -> None:
    """Its changes, and the pushes it led to, which go with the first."""
    for at, state in message.history:
        told = _entry(
            at, f"message {state}", message=message.message_id, **{"from": message.sender, "to": message.recipient}
        )
        journal.add([told], CALL_SERVICE)
    if message.history and message.history[0][0] >= journal.start:
        for push in pushes:
            told = _entry(message.history[0][0], "push message", message=push.message_id, **_fate(push))
            journal.add([told], CALL_SERVICE)


def _fate(push: SentPush) -> dict[str, object]:
    return {"type": push.type, "fate": push.fate, "reason": push.reason}


def _entry(at: int, kind: str, **data: object) -> Entry:
    return {"phone": {"t": at, "kind": kind, "data": data}}


def read_app_journal(scenario: Scenario, person: PhoneOwner) -> None:
    """Let the journal hear of what the app wrote down."""
    if scenario.stage.rings is not None:
        scenario.stage.rings.journals.append(person.app_journal)

    async def read(journal: Journal) -> None:
        try:
            lines = await person.app_journal.whole_story()
        except NotOffered:
            return
        if scenario.stage.clock.exact:
            journal.add(lines, APP)
        else:
            journal.add(by_our_clock(lines, scenario.target.clock_ahead), APP, since_wall=scenario.began)

    scenario.sources.append(read)


def read_bench_journal(scenario: Scenario) -> None:
    """Let the journal hear of what the phone did, where it tells."""
    bench = scenario.target.bench
    if bench is None:
        return
    told: list[Mapping[str, Any]] = []  # the bench tells each entry once

    async def read(journal: Journal) -> None:
        told.extend(await bench.new_entries())
        journal.add(told, BENCH)

    scenario.sources.append(read)
