"""The bench endpoint: waits as demands for time, what it says of a phone that never rests, the journal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from harness import (
    Person,
    TargetLost,
    eventually,
)
from harness.bench import Bench, BenchClock
from harness.errors import TimeStoodStill
from harness.tests.fakes import Answer, FakeServer, on_stage
from harness.waiting.phone_time import PhoneTime

ALICE, BOB = Person("alice", display_name="Alice"), Person("bob", display_name="Bob")


class BenchService:
    """A bench endpoint whose time has one event, at 1.5 s."""

    def __init__(self) -> None:
        self.now = 0
        self.answer_instead: Answer | None = None
        self.entries = [{"phone": {"t": 1, "source": "apsd", "kind": "push"}, "wall": {}}]

    def answer(self, method: str, path: str, body: Any) -> Answer:
        if self.answer_instead is not None:
            return self.answer_instead
        if path == "/time/pass":
            end = self.now + body["limit"]
            self.now = min(end, 1_500_000) if body["step"] and self.now < 1_500_000 else end
            return 200, {"now": self.now, "moved": True}
        if path.startswith("/journal"):
            start = int(path.partition("from=")[2])
            return 200, {"entries": self.entries[start:], "next": len(self.entries)}
        return 200, {"now": self.now}


@pytest.fixture
def service() -> BenchService:
    return BenchService()


@pytest.fixture
def server(service: BenchService) -> Iterator[FakeServer]:
    with FakeServer(service.answer) as server:
        yield server


@pytest.fixture
async def bench(server: FakeServer) -> AsyncIterator[Bench]:
    bench = Bench(server.url, "the-token", guard=5)
    yield bench
    await bench.aclose()


async def test_a_wait_asks_the_bench_for_one_jump_at_a_time(bench: Bench, server: FakeServer) -> None:
    async def look() -> bool:
        return len(server.requests) > 1

    with on_stage(clock=BenchClock(bench)):
        await eventually(look, equals=True, within=5)
    assert server.requests[0][:2] == ("POST", "/time/settle")
    assert server.requests[1] == ("POST", "/time/pass", {"limit": 5_000_000, "step": True, "drivers_out": 0})
    assert all(headers["authorization"] == "Bearer the-token" for headers in server.headers)


async def test_an_eager_clock_looks_before_rest_then_at_rest_and_only_then_lets_time_pass(
    bench: Bench, server: FakeServer
) -> None:
    clock = BenchClock(bench)
    await clock.be_eager(7)
    seen: list[int] = []

    async def look() -> int:
        seen.append(len(server.requests))
        return len(seen)

    with on_stage(clock=clock):
        await eventually(look, equals=3, within=5)
    asked = [path for _, path, _ in server.requests]
    assert server.requests[0][2] == {"seed": 7}
    assert asked == ["/eager", "/time", "/time/settle", "/time/pass"]
    assert seen == [2, 3, 4]


async def test_letting_time_pass_is_one_request_when_nobody_has_to_carry(bench: Bench, server: FakeServer) -> None:
    with on_stage(clock=BenchClock(bench)) as stage:
        await PhoneTime(stage).pass_(30)
    passes = [body for _, path, body in server.requests if path == "/time/pass"]
    assert passes == [{"limit": 30_000_000, "step": False, "drivers_out": 0}]


async def test_a_phone_that_never_comes_to_rest_is_told_in_the_services_words(
    bench: Bench, service: BenchService
) -> None:
    said = "call_service: 3 frames unseen for 30 s"
    service.answer_instead = (504, {"error": {"code": "never_at_rest", "message": said}})
    with pytest.raises(TimeStoodStill, match="phone time could not move") as failure:
        await bench.now()
    assert said in str(failure.value)


@pytest.mark.parametrize("how", ["gone", "during the request"])
async def test_a_dead_service_is_lost_at_once_and_the_stage_knows(
    bench: Bench, server: FakeServer, service: BenchService, how: str
) -> None:
    with on_stage(clock=BenchClock(bench)) as stage:
        await bench.now()
        if how == "gone":
            server.die()
        service.answer_instead = (0, None)
        with pytest.raises(TargetLost, match="phone service stopped answering"):
            await eventually(lambda: 0, equals=1, within=60)
        assert isinstance(stage.lost, TargetLost)


async def test_the_journal_is_read_from_where_it_was_left(bench: Bench, service: BenchService) -> None:
    assert len(await bench.new_entries()) == 1
    assert await bench.new_entries() == []
    service.entries.append({"phone": {"t": 2, "source": "app", "kind": "x"}, "wall": {}})
    assert [entry["phone"]["t"] for entry in await bench.new_entries()] == [2]
