"""`eventually` and `stays` against a clock whose events are known."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from harness import AppState, NeverHappened, NotStable, TargetLost, eventually, stays
from harness.clock import WallClock
from harness.errors import DriverRefused, HarnessError, Misused, TimeStoodStill
from harness.report.journal import Journal
from harness.tests.fakes import EventClock, on_stage
from harness.waiting.phone_time import PhoneTime


class Looker:
    """A probe with a value that events change, and a count of its looks."""

    spoken_name = "alice.app"

    def __init__(self, value: object) -> None:
        self.value = value
        self.looks = 0

    async def state(self) -> object:
        self.looks += 1
        return self.value

    def becomes(self, value: object) -> Callable[[], None]:
        def happen() -> None:
            self.value = value

        return happen


async def test_it_returns_what_it_saw_at_the_event_that_brought_it() -> None:
    app = Looker(AppState.SUSPENDED)
    clock = EventClock((1.2, app.becomes(AppState.BACKGROUND)), (3, app.becomes(AppState.FOREGROUND)))
    with on_stage(clock=clock):
        assert await eventually(app.state, equals=AppState.FOREGROUND, within=5) is AppState.FOREGROUND
    assert clock.time == 3_000_000
    assert app.looks == 3  # before anything, and after each event


async def test_patience_running_out_lists_every_value_and_for_how_long() -> None:
    app = Looker(AppState.SUSPENDED)
    clock = EventClock((1.2, app.becomes(AppState.BACKGROUND)))
    with on_stage(clock=clock), pytest.raises(NeverHappened) as failure:
        await eventually(app.state, equals=AppState.FOREGROUND, within=5, hint="something must bring it forward")
    assert str(failure.value) == (
        "alice.app.state was never FOREGROUND within 5.0 phone seconds\n"
        "  saw      SUSPENDED +0.0..1.2 s, BACKGROUND +1.2..5.0 s\n"
        "  hint     something must bring it forward"
    )
    assert isinstance(failure.value, AssertionError)


async def test_it_looks_at_the_very_end_too() -> None:
    app = Looker(0)
    with on_stage(clock=EventClock((5, app.becomes(1)))):
        assert await eventually(app.state, equals=1, within=5) == 1


async def test_within_0_looks_exactly_once() -> None:
    app = Looker(0)
    clock = EventClock((0, app.becomes(1)))
    with on_stage(clock=clock), pytest.raises(NeverHappened):
        await eventually(app.state, equals=1, within=0)
    assert app.looks == 1 and clock.demands == []


async def test_patience_stretches_within_and_is_named_in_the_failure() -> None:
    app = Looker(0)
    with on_stage(clock=EventClock((20, app.becomes(1))), patience=6):
        assert await eventually(app.state, equals=1, within=5) == 1
        with pytest.raises(NeverHappened, match=r"within 2\.0 phone seconds \(patience 6: 12\.0\)"):
            await eventually(app.state, equals=2, within=2)


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ({"contains": "Bob"}, "holding 'Bob'"),
        ({"that": lambda value: value == 7}, "as expected"),
    ],
)
async def test_other_expectations_are_worded_in_the_failure(expected: dict[str, Any], words: str) -> None:
    with on_stage(clock=EventClock()), pytest.raises(NeverHappened, match=words):
        await eventually(Looker([]).state, within=1, **expected)


async def test_an_expectation_must_be_given_exactly_once() -> None:
    with pytest.raises(TypeError, match="exactly one of"):
        await eventually(Looker(0).state, within=1)
    with pytest.raises(TypeError, match="exactly one of"):
        await eventually(Looker(0).state, equals=1, contains=2, within=1)


async def test_a_look_with_parentheses_is_told_how_to_be_spelt() -> None:
    with on_stage(), pytest.raises(TypeError, match=r"without parentheses: .*, not <coroutine"):
        await eventually(Looker(0).state(), equals=1, within=1)  # type: ignore[call-overload]
    with on_stage(), pytest.raises(TypeError, match="without parentheses"):
        await stays(3, equals=3, during=1)  # type: ignore[arg-type]


async def test_seconds_before_now_are_refused() -> None:
    with on_stage(), pytest.raises(ValueError, match="within=-1 is before now"):
        await eventually(Looker(0).state, equals=0, within=-1)
    with on_stage(), pytest.raises(ValueError, match="during=-2 is before now"):
        await stays(Looker(0).state, equals=0, during=-2)


@pytest.mark.parametrize("within", ["5", None, float("nan"), float("inf")])
async def test_what_is_no_length_of_time_is_refused(within: Any) -> None:
    with on_stage(), pytest.raises(Misused, match=r"within=.* is no length of time; it takes seconds"):
        await eventually(Looker(0).state, equals=0, within=within)


@pytest.mark.parametrize(
    ("seen", "expected", "told"),
    [
        (
            None,
            {"that": lambda text: text.startswith("Bob")},
            "None; AttributeError: .*\n.*lambda text: text is not None",
        ),
        (
            3,
            {"contains": "Bob"},
            "what alice.app.state gave cannot be tested for being holding 'Bob'\n.*saw +3; TypeError",
        ),
        (3, {"that": "three"}, "that='three' is no test of a value"),
        (3, {"that": Looker(3).state}, "that=.* is no test of a value"),
        (3, {"that": lambda value: Looker(value).state()}, "that= gave an answer nobody awaited"),
    ],
)
async def test_an_expectation_that_cannot_be_held_against_it_is_told(seen: Any, expected: Any, told: str) -> None:
    for wait in (eventually(Looker(seen).state, within=1, **expected), stays(Looker(seen).state, during=1, **expected)):
        with on_stage(clock=EventClock()), pytest.raises(Misused, match=told):
            await wait


async def test_a_statement_within_an_expectation_keeps_its_own_words() -> None:
    def is_three(value: object) -> bool:
        assert value == 3, "not three"
        return True

    with on_stage(clock=EventClock()), pytest.raises(AssertionError, match="not three"):
        await eventually(Looker(4).state, that=is_three, within=1)


async def test_what_is_expected_is_no_look() -> None:
    with on_stage(), pytest.raises(Misused, match="is a look that nobody took; write await before it"):
        await eventually(Looker(0).state, equals=(other := Looker(0).state()), within=1)
    other.close()


async def test_a_look_that_wants_more_is_told_how_it_is_given() -> None:
    async def last(kind: str) -> None: ...

    with on_stage(), pytest.raises(Misused, match=r"last cannot be looked at as it is: .*'kind'\n.*lambda: last\(…\)"):
        await eventually(last, equals=None, within=1)  # type: ignore[arg-type]


@pytest.mark.parametrize("seconds", ["3", -1, float("nan")])
async def test_what_passes_is_a_length_of_time(seconds: Any) -> None:
    with on_stage(clock=EventClock()) as stage, pytest.raises(Misused, match=r"pass_\(.*\) is no length of time"):
        await PhoneTime(stage).pass_(seconds)


async def test_plain_functions_are_probes_too() -> None:
    with on_stage(clock=EventClock()):
        assert await eventually(lambda: 3, equals=3, within=0) == 3


async def test_stays_looks_after_every_event_of_the_interval() -> None:
    bell = Looker([])
    clock = EventClock((1, lambda: None), (2, bell.becomes(["second banner"])), (2.001, bell.becomes([])))
    with on_stage(clock=clock), pytest.raises(NotStable) as failure:
        await stays(bell.state, equals=[], during=5)
    assert "did not stay [] during 5.0 phone seconds: ['second banner'] after 2.0 s" in str(failure.value)


async def test_stays_is_content_when_nothing_changes_and_is_not_stretched_by_patience() -> None:
    clock = EventClock()
    with on_stage(clock=clock, patience=6):
        await stays(Looker(1).state, equals=1, during=5)
    assert clock.time == 5_000_000


async def test_a_lost_target_ends_a_wait_at_once() -> None:
    async def look() -> int:
        raise TargetLost("the phone service stopped answering")

    clock = EventClock()
    with on_stage(clock=clock), pytest.raises(TargetLost):
        await eventually(look, equals=1, within=60)
    assert clock.time == 0


async def test_a_target_known_to_be_lost_is_not_looked_at() -> None:
    app = Looker(1)
    with on_stage(clock=EventClock()) as stage:
        stage.lose(TargetLost("gone"))
        with pytest.raises(TargetLost, match="gone"):
            await eventually(app.state, equals=1, within=1)
    assert app.looks == 0


async def test_a_look_that_fails_in_passing_is_tried_again_and_told() -> None:
    refused = DriverRefused("find: WebDriverAgent answered 'stale element reference'")
    refused.passing = True
    answers: list[int | Exception] = [refused, 1]

    async def look() -> int:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with on_stage(clock=EventClock()):
        assert await eventually(look, equals=1, within=1) == 1
        refused.passing = False
        answers.append(refused)
        with pytest.raises(DriverRefused):
            await eventually(look, equals=1, within=1)


async def test_stays_does_not_pass_when_nothing_could_be_read() -> None:
    async def look() -> int:
        refused = DriverRefused("find: no")
        refused.passing = True
        raise refused

    with on_stage(clock=EventClock()), pytest.raises(HarnessError, match="could not be read once"):
        await stays(look, equals=1, during=1)


async def test_couriers_deliver_before_each_look() -> None:
    app = Looker("quiet")
    waiting = ["push"]

    async def courier() -> int:
        delivered = len(waiting)
        if waiting:
            waiting.clear()
            app.value = "rings"
        return delivered

    with on_stage(clock=EventClock(), couriers=[courier]):
        assert await eventually(app.state, equals="rings", within=0) == "rings"


async def test_couriers_also_deliver_while_a_scenario_lets_time_pass() -> None:
    deliveries: list[int] = []
    clock = EventClock((1, lambda: None), (2, lambda: None))

    async def courier() -> int:
        deliveries.append(clock.time)
        return 0

    with on_stage(clock=clock, couriers=[courier]) as stage:
        await PhoneTime(stage).pass_(3)
    assert deliveries == [0, 1_000_000, 2_000_000, 3_000_000]


async def test_a_clock_that_never_moves_is_said_to_stand() -> None:
    class Stuck(EventClock):
        async def step(self, limit: int, *, drivers_out: int) -> int:
            return self.time

    with on_stage(clock=Stuck()), pytest.raises(TimeStoodStill, match=r"stands at 0\.0 s"):
        await eventually(Looker(0).state, equals=1, within=1)


async def test_a_look_that_hangs_meets_the_wall_clock_guard() -> None:
    async def look() -> int:
        await asyncio.Event().wait()
        return 1

    with on_stage(clock=EventClock(), guard=0.01), pytest.raises(TimeStoodStill, match=r"guard of 0\.01 wall seconds"):
        await eventually(look, equals=1, within=1)


async def test_a_demand_tells_how_many_driver_requests_are_out_and_holds_new_ones_back() -> None:
    app = Looker(0)
    clock = EventClock((1, app.becomes(1)))
    order: list[str] = []

    with on_stage(clock=clock) as stage:
        release = asyncio.Event()

        async def press() -> None:
            async with stage.traffic.driver_request():
                order.append("press is out")
                await release.wait()

        pressing = asyncio.create_task(press())
        await asyncio.sleep(0)
        await eventually(app.state, equals=1, within=2)
        release.set()
        await pressing
        assert clock.demands[0][1] == 1

        async with stage.traffic.demand() as out:
            assert out == 0
            late = asyncio.create_task(press())
            await asyncio.sleep(0)
            assert order == ["press is out"]
        await late
    assert order == ["press is out"] * 2


async def test_steps_and_their_times_stand_in_the_journal() -> None:
    app = Looker(0)
    journal = Journal()
    with on_stage(clock=EventClock((1.5, app.becomes(1))), journal=journal):
        await eventually(app.state, equals=1, within=2)
        with pytest.raises(NeverHappened):
            await eventually(app.state, equals=2, within=1)
    assert [(entry["phone"]["t"], entry["phone"]["kind"]) for entry in journal.entries] == [
        (1_500_000, "saw"),
        (2_500_000, "failed"),
    ]


async def test_evidence_is_kept_at_the_moment_of_failure_and_named() -> None:
    async def keep() -> tuple[str, ...]:
        return "screenshot.png", "journal.jsonl"

    with on_stage(clock=EventClock(), keep_evidence=keep), pytest.raises(NeverHappened) as failure:
        await eventually(Looker(0).state, equals=1, within=1)
    assert str(failure.value).endswith("kept     screenshot.png, journal.jsonl")


async def test_on_the_wall_it_polls() -> None:
    app = Looker(0)
    answers = iter([0, 0, 1])

    async def look() -> int:
        app.looks += 1
        return next(answers)

    with on_stage(clock=WallClock()):
        await eventually(look, equals=1, within=30)
    assert app.looks == 3
