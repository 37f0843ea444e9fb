"""`eventually` and `stays`: the only two ways a scenario waits.

Both look, let time pass, and look again. Looking never waits. On the embedded phone time jumps to the next event and
no further, so `eventually` sees every state the phone went through and `stays` looks after every event of its
interval; on Apple's targets the wall passes and looks are a tenth of a second apart. Before each look the stage's
couriers deliver what waits to be carried (pushes handed over by the call service).

`within` and `during` are phone seconds at patience 1. `within` is stretched by the target's patience factor; `during`
is not, since a longer look at nothing proves nothing more. No step may take longer than the wall-clock guard.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, TypeVar, overload

from harness import hints
from harness.clock import SECOND, seconds
from harness.errors import DriverRefused, HarnessError, NeverHappened, NotStable, TimeStoodStill, hidden
from harness.stage import Stage, current
from harness.waiting.expecting import UNSET, check_look, describe, expectation
from harness.waiting.seen import History, Unreadable, show

T = TypeVar("T")
SAME_INSTANT_LOOKS = 500  # steps without a movement of time; more means the clock answers but never moves


@overload
async def eventually(
    probe: Callable[[], Awaitable[T]],
    *,
    within: float,
    equals: object = ...,
    contains: object = ...,
    that: Callable[[T], bool] | None = ...,
    hint: str = ...,
) -> T: ...


@overload
async def eventually(
    probe: Callable[[], T],
    *,
    within: float,
    equals: object = ...,
    contains: object = ...,
    that: Callable[[T], bool] | None = ...,
    hint: str = ...,
) -> T: ...


async def eventually(
    probe: Callable[[], Any],
    *,
    within: float,
    equals: Any = UNSET,
    contains: object = UNSET,
    that: Callable[[Any], bool] | None = None,
    hint: str = "",
) -> Any:
    """Look until what `probe()` sees is as expected, and return what was seen.

    Args:
        probe: Looks once and never waits, such as `alice.app.state`.
        within: Patience in phone seconds; 0 looks exactly once.
        equals: The value expected.
        contains: Something expected in the value (`in`).
        that: A test the value must pass; its name is how a failure words it.
        hint: What to tell whoever reads the failure.

    Raises:
        NeverHappened: Patience ran out. Lists each value seen and for how long.
        TargetLost: The phone stopped answering; raised at once, patience unspent.
        TimeStoodStill: Phone time could not move within the wall-clock guard.
    """
    __tracebackhide__ = hidden
    check_look(probe, within=within)
    stage = current()
    wanted = expectation(equals, contains, that)
    name = describe(probe)
    limit = round(within * stage.patience * SECOND)
    history = History(stage.at(await stage.clock.now()))
    async for now, value in _looks(stage, probe, history, history.start + limit, name):
        if not isinstance(value, Unreadable) and wanted.met(value, name):
            stage.tell("saw", f"{name} {wanted.text}", after=seconds(now - history.start), value=show(value))
            return value
    newest = history.values[-1] if history.values else UNSET
    error = NeverHappened(
        f"{name} was never {wanted.text} {_within(stage, within)}",
        saw=history.text(),
        diff=wanted.diff(newest),
        hint=_hint(hint, history.values, wanted.value),
    )
    await _give_up(stage, error, probe)
    raise error


async def stays(
    probe: Callable[[], Any],
    *,
    during: float,
    equals: Any = UNSET,
    contains: object = UNSET,
    that: Callable[[Any], bool] | None = None,
    hint: str = "",
) -> None:
    """Look through the whole interval; what `probe()` sees must be as expected every time.

    On the embedded phone it looks after every event in the interval, so nothing goes unseen.

    Args:
        during: Phone seconds, not stretched by patience.

    Raises:
        NotStable: Something else was seen; says what and when.
        TargetLost: The phone stopped answering.
        TimeStoodStill: Phone time could not move within the wall-clock guard.
    """
    __tracebackhide__ = hidden
    check_look(probe, during=during)
    stage = current()
    wanted = expectation(equals, contains, that)
    name = describe(probe)
    history = History(stage.at(await stage.clock.now()))
    async for now, value in _looks(stage, probe, history, history.start + round(during * SECOND), name):
        if not isinstance(value, Unreadable) and not wanted.met(value, name):
            error = NotStable(
                f"{name} did not stay {wanted.text} during {during:.1f} {stage.clock.unit}: "
                f"{show(value)} after {seconds(now - history.start)} s",
                saw=history.text(),
                diff=wanted.diff(value),
                hint=_hint(hint, [value], wanted.value),
            )
            await _give_up(stage, error, probe)
            raise error
    if all(isinstance(value, Unreadable) for value, _, _ in history.spans):
        raise HarnessError(f"{name} could not be read once during {during:.1f} {stage.clock.unit}", saw=history.text())
    stage.tell("stayed", f"{name} stayed {wanted.text}", during=f"{during:g}", looks=history.looks)


async def until(probe: Callable[[], Awaitable[T]], that: Callable[[T], bool], *, within: float) -> T | None:
    """For page objects: wait for what a gesture leads to, without a word in the journal; None when it never came."""
    stage = current()
    now = await stage.clock.now()
    end = now + round(within * stage.patience * SECOND)
    value: T
    async for _, value in _looks(stage, probe, History(now), end, describe(probe)):
        if not isinstance(value, Unreadable) and that(value):
            return value
    return None


async def _looks(
    stage: Stage, probe: Callable[[], Any], history: History, end: int, name: str
) -> AsyncIterator[tuple[int, Any]]:
    """Yield (now, value) of each look; the last is at `end` or later."""
    __tracebackhide__ = hidden
    now = history.start
    same_instant = 0
    while True:
        if stage.lost is not None:
            raise stage.lost
        try:
            async with asyncio.timeout(stage.guard):
                if await stage.carry():
                    now = stage.at(await stage.clock.now())
                value = await _look(probe)
        except TimeoutError:
            raise TimeStoodStill(
                f"{name}: one look took longer than the guard of {stage.guard:g} wall seconds", saw=history.text()
            ) from None
        history.add(now, value)
        yield now, value
        if now >= end:
            return
        async with stage.traffic.demand() as out:
            moved_to = await stage.clock.step(end - now, drivers_out=out)
        same_instant = same_instant + 1 if moved_to == now else 0
        if same_instant > SAME_INSTANT_LOOKS:
            raise TimeStoodStill(
                f"{name}: phone time stands at {seconds(now)} s although it was asked to pass {same_instant} times",
                saw=history.text(),
            )
        now = stage.at(moved_to)


async def _look(probe: Callable[[], Any]) -> Any:
    try:
        seen = probe()
        return await seen if inspect.isawaitable(seen) else seen
    except DriverRefused as error:
        if error.passing:
            return Unreadable(error.failed)
        raise


async def _give_up(stage: Stage, error: HarnessError, probe: Callable[[], Any]) -> None:
    """Keep the evidence while the screen still shows it, and note the failure."""
    of_the_look = getattr(getattr(probe, "__self__", None), "explain_look", None)
    for explain in (*stage.explain, *([of_the_look] if of_the_look else [])):
        try:
            told = await explain()
        except HarnessError:
            continue  # whoever knows has gone; the failure itself is what counts
        except Exception as trouble:  # a backend of somebody's own may raise anything
            told = f"what {describe(explain)} knows could not be read: {type(trouble).__name__}: {trouble}"
        error.hint = "\n".join(line for line in (error.hint, told) if line)
    stage.tell("failed", error.failed, saw=error.saw)
    if stage.keep_evidence is not None:
        error.kept = await stage.keep_evidence()


def _hint(given: str, unexpected: Sequence[Any], wanted: object) -> str:
    rows = (*hints.HINTS, hints.missing_string(current().language))
    kind = hints.of_another_kind(wanted, unexpected)
    return "\n".join(line for line in (given, kind, hints.from_seen(unexpected, rows)) if line)


def _within(stage: Stage, within: float) -> str:
    text = f"within {within:.1f} {stage.clock.unit}"
    return text if stage.patience == 1 else f"{text} (patience {stage.patience:g}: {within * stage.patience:.1f})"
