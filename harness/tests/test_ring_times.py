"""Ring times: from APNs's answer to what was seen, on a clock that is the wall's."""

from __future__ import annotations

from typing import Any

from harness.backends.base import SentPush
from harness.errors import NotOffered
from harness.pages.banner import Banner
from harness.pages.call_screen import CallScreen
from harness.report import ring_times
from harness.report.app_journal import by_our_clock
from harness.report.ring_times import APP_JOURNAL, RingTimes
from harness.targets import preconditions
from harness.tests.fakes import FakeDriver, FakeTarget, on_stage, seen

NOW = 1_790_000_000.0


class Backend:
    """A call service whose pushes were taken at these times."""

    def __init__(self, **accepted: float | None) -> None:
        self.accepted = accepted

    async def pushes(self, call_id: str | None = None) -> tuple[SentPush, ...]:
        def push(event: str, at: float | None) -> SentPush:
            return SentPush("p", call_id or "", event, "alice", "regular", "a.b", "accepted", accepted_at=at)

        at = self.accepted[call_id or ""]
        return (push("invite", at), push("cancel", (at or 0) + 0.5))


class Journal:
    """What an app wrote down, with the phone's date."""

    def __init__(self, *times: float) -> None:
        self.times = times
        self.offered = True

    async def lines(self, kind: str) -> list[dict[str, Any]]:
        if not self.offered:
            raise NotOffered("no journal")
        return [{"phone": {"kind": kind}, "wall": {"time": at}} for at in self.times] + [{"phone": {}, "wall": {}}]


async def measured(rings: RingTimes, **accepted: float | None) -> list[ring_times.Measured]:
    return await rings.measure(Backend(**accepted))  # type: ignore[arg-type]  # as much of one as is asked


async def test_the_first_look_behind_apns_s_answer_counts_on_each_surface() -> None:
    rings = RingTimes("apns")
    rings.placed("one", "background")
    for surface, at in (("banner", NOW - 1), ("banner", NOW + 0.25), ("banner", NOW + 2), ("call screen", NOW + 1)):
        rings.saw(surface, at)
    assert await measured(rings, one=NOW) == [
        ("apns", "regular", "background", "banner", 0.25),
        ("apns", "regular", "background", "call screen", 1.0),
    ]
    assert await measured(rings, one=None) == []  # a backend that tells no times
    assert await measured(rings, one=NOW + 3) == []  # nobody has seen it


async def test_the_apps_journal_counts_by_this_machines_clock_once_the_phones_was_held_against_it() -> None:
    rings = RingTimes("apns")
    rings.placed("one", "suspended")
    journal = Journal(NOW + 100.5)
    rings.journals.append(journal)  # type: ignore[arg-type]
    assert await measured(rings, one=NOW) == []
    rings.ahead = 100.0
    assert await measured(rings, one=NOW) == [("apns", "regular", "suspended", APP_JOURNAL, 0.5)]
    journal.offered = False
    assert await measured(rings, one=NOW) == []


async def test_looks_at_banner_and_call_screen_are_noted_where_somebody_measures() -> None:
    driver = FakeDriver()
    phone = await FakeTarget(driver).fresh_phone("26.4")
    call_screen, banner = CallScreen(phone, "alice.call_screen"), Banner(phone, "alice.banner")
    with on_stage(rings=RingTimes("apns")) as stage:
        assert await call_screen.caller() is None and await banner.text() is None
        assert stage.rings is not None and stage.rings._sightings == []
        driver.found["ringproof.call-screen.caller"] = (seen("caller", "Bob"),)
        assert await call_screen.caller() == "Bob"
        assert [surface for surface, _ in stage.rings._sightings] == ["call screen"]
    with on_stage():
        assert await call_screen.caller() == "Bob"


async def test_the_phones_clock_is_held_against_this_machines_in_the_middle_of_the_answer() -> None:
    class Tools:
        async def device_facts(self) -> dict[str, Any]:
            return {"lockdownInfo": {"TimeIntervalSince1970": NOW + 11.0}}

    times = iter((NOW, NOW + 2))
    assert await preconditions.clock_ahead(FakeDriver(tools=Tools()), wall=lambda: next(times)) == 10.0
    assert await preconditions.clock_ahead(FakeDriver(), wall=lambda: NOW) is None


def test_the_table_has_least_middle_and_most() -> None:
    rows = [("apns", "voip", "suspended", "call screen", seconds) for seconds in (0.5, 0.75, 4.0)]
    rows.append(("apns", "regular", "background", "banner", 0.25))
    assert ring_times.table(rows) == [
        "route  push type  app         seen on      n  min     median  max",
        "apns   regular    background  banner       1  0.25 s  0.25 s  0.25 s",
        "apns   voip       suspended   call screen  3  0.50 s  0.75 s  4.00 s",
    ]
    assert ring_times.table([]) == []


def test_an_apps_lines_are_dated_by_this_machines_clock_or_not_at_all() -> None:
    dated = {"phone": {"kind": "push"}, "wall": {"time": NOW + 7.5, "token": "x"}}
    lines: list[dict[str, Any]] = [dated, {"phone": {"kind": "old app"}}]

    def dates(ahead: float | None, now: float = NOW) -> list[object]:
        return [line["wall"].get("time") for line in by_our_clock(lines, ahead, now)]

    assert dates(7.0) == [NOW + 0.5, None]
    assert dates(None) == [None, None]
    assert dates(7.0, NOW + 3601) == [None, None]  # another calendar
    assert by_our_clock(lines, None)[0]["wall"] == {"token": "x"} and "time" in lines[0]["wall"]
