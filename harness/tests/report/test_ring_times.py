"""Ring times: from APNs's answer to what was seen, on a clock that is the wall's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import lxml.html  # type: ignore[import-untyped]

from harness.backends.base import SentPush
from harness.errors import NotOffered
from harness.pages.banner import Banner
from harness.pages.call_screen import CallScreen
from harness.report import ring_times
from harness.report.app_journal import by_our_clock
from harness.report.render import render
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

    async def whole_story(self, kind: str) -> list[dict[str, Any]]:
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
        async def unix_time(self) -> float:
            return NOW + 11.0

    times = iter((NOW, NOW + 2))
    assert await preconditions.clock_ahead(FakeDriver(tools=Tools()), wall=lambda: next(times)) == 10.0
    assert await preconditions.clock_ahead(FakeDriver(), wall=lambda: NOW) is None


def test_the_table_has_least_middle_and_most() -> None:
    rows = [("apns", "voip", "suspended", "call screen", seconds) for seconds in (0.5, 0.75, 4.0)]
    rows.append(("apns", "regular", "background", "banner", 0.25))
    assert ring_times.table(rows) == [
        "route  push type  app         seen on      n  least   median  worst",
        "apns   regular    background  banner       1  0.25 s  0.25 s  0.25 s",
        "apns   voip       suspended   call screen  3  0.50 s  0.75 s  4.00 s",
    ]
    assert ring_times.table([]) == []


def report(folder: Path, *rings: tuple[Any, ...]) -> Any:
    """The page of a run of one scenario that measured these, read as a browser reads it."""
    result = {"node_id": "t.py::t", "title": "it rings", "verdict": "passed", "seconds": 1.0, "story": "", "reason": ""}
    results = [{**result, "evidence": "", "rings": [list(row) for row in rings]}]
    run = {"target": "device", "driver": "appium", "ios": "26.4", "results": results}
    (folder / "run.json").write_text(json.dumps(run))
    return lxml.html.fromstring(render(folder).read_text(encoding="utf-8"))


def test_the_report_has_them_in_a_table_that_names_each_columns_and_rows_meaning(tmp_path: Path) -> None:
    rows = [("apns", "voip", "suspended", "call <screen>", seconds) for seconds in (0.5, 0.75, 4.0)]
    page = report(tmp_path, ("apns", "alert", "background", "banner", 0.25), *rows)
    (table,) = page.xpath("//table[caption]")
    assert "from APNs's answer" in table.findtext("caption")
    assert [head.text for head in table.xpath("thead//th[@scope='col']")] == [
        *("route", "push type", "app", "seen on", "calls", "least", "median", "worst"),
    ]
    told = [[cell.text for cell in row] for row in table.xpath("tbody/tr")]
    assert told == [
        ["apns", "alert", "background", "banner", "1", "0.25 s", "0.25 s", "0.25 s"],
        ["apns", "voip", "suspended", "call <screen>", "3", "0.50 s", "0.75 s", "4.00 s"],
    ]
    assert all(len(row.xpath("th[@scope='row']")) == 4 for row in table.xpath("tbody/tr"))
    (link,) = table.xpath("caption/a/@href")
    data = json.loads((tmp_path / link).read_text())
    assert data["unit"] == "s"
    assert data["rows"][1] == {
        "route": "apns",
        "push_type": "voip",
        "app": "suspended",
        "seen_on": "call <screen>",
        "n": 3,
        "least": 0.5,
        "median": 0.75,
        "worst": 4.0,
    }


def test_a_run_that_measured_nothing_has_no_table_and_leaves_no_file_of_an_earlier_one(tmp_path: Path) -> None:
    report(tmp_path, ("apns", "alert", "background", "banner", 0.25))
    assert (tmp_path / ring_times.FILE).exists()
    assert report(tmp_path).xpath("//table[caption]") == []
    assert not (tmp_path / ring_times.FILE).exists()


def test_an_apps_lines_are_dated_by_this_machines_clock_or_not_at_all() -> None:
    dated = {"phone": {"kind": "push"}, "wall": {"time": NOW + 7.5, "token": "x"}}
    lines: list[dict[str, Any]] = [dated, {"phone": {"kind": "old app"}}]

    def dates(ahead: float | None, now: float = NOW) -> list[object]:
        return [line["wall"].get("time") for line in by_our_clock(lines, ahead, now)]

    assert dates(7.0) == [NOW + 0.5, None]
    assert dates(None) == [None, None]
    assert dates(7.0, NOW + 3601) == [None, None]  # another calendar
    assert by_our_clock(lines, None)[0]["wall"] == {"token": "x"} and "time" in lines[0]["wall"]
