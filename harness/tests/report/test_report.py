"""Journal, timeline, page and evidence, from entries as the parts of a bench write them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from harness import HarnessError
from harness.again import repeat_command
from harness.errors import TargetLost
from harness.phone import Phone
from harness.report import artifacts
from harness.report.app_journal import read_lines
from harness.report.journal import APP, BENCH, Journal, read
from harness.report.render import DRAWN_EVENTS, drawing, render, timeline
from harness.settings import BadSetting, resolve
from harness.tests.fakes import FakeDriver, FakeTarget, on_stage


def entry(t: int, source: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"phone": {"t": t, "source": source, "kind": kind, **more}, "wall": {"pid": 4711}}


def test_entries_of_all_parts_are_one_stream_in_time_from_the_scenarios_begin() -> None:
    journal = Journal()
    journal.begin(1_000_000)
    journal.step("call", "bob calls alice")
    journal.now = 1_500_000
    journal.step("saw", "alice.banner.title 'Bob'")
    journal.add([entry(900_000, "apsd", "old")], BENCH)
    journal.add([{"phone": {"t": 1_200_000, "kind": "didReceive", "state": "background"}, "wall": {}}], APP)
    journal.add([entry(1_200_000, "springboard", "lit"), entry(1_200_000, "apsd", "push", data={"topic": "x"})], BENCH)
    told = [(one["phone"]["t"], one["phone"]["source"], one["phone"]["kind"]) for one in journal.merged()]
    assert told == [
        (0, "test", "call"),
        (200_000, "springboard", "lit"),
        (200_000, "apsd", "push"),
        (200_000, "app", "didReceive"),
        (500_000, "test", "saw"),
    ]
    assert journal.merged()[3]["phone"]["data"] == {"state": "background"}


def test_two_equal_runs_write_equal_phone_parts(tmp_path: Path) -> None:
    for name in ("one", "two"):
        journal = Journal()
        journal.step("call", "bob calls alice")
        journal.add([entry(5, "apns", "accepted")], BENCH)
        journal.write(tmp_path / name)
    one, two = (read(tmp_path / name) for name in ("one", "two"))
    assert [line["phone"] for line in one] == [line["phone"] for line in two]
    assert all("time" not in line["phone"] for line in one)


def test_where_no_clock_is_shared_entries_are_placed_by_wall_time() -> None:
    journal = Journal()
    journal.add([{"phone": {"t": 99, "kind": "x"}, "wall": {"time": 1000.5}}], APP, since_wall=1000.0)
    assert journal.merged()[0]["phone"]["t"] == 500_000


def test_a_line_the_app_is_still_writing_is_left_for_later(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    assert read_lines(file) == []
    file.write_text('{"phone": {"kind": "a"}}\n{"phone": {"ki')
    assert [line["phone"]["kind"] for line in read_lines(file)] == ["a"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{broken\n", r"journal\.jsonl, line 1 is no JSON object"),
        (b'{"phone": {}}\n{"kind": "push"}\n', r"journal\.jsonl, line 2 is no entry\n.*expected.*phone.*\n.*saw.*push"),
        (b"\xff\xfe\n", r"journal\.jsonl is no journal"),
    ],
)
def test_what_is_no_journal_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "journal.jsonl"
    file.write_bytes(content)
    with pytest.raises(HarnessError, match=told):
        read_lines(file)


def test_an_arrow_leads_from_each_cause_to_its_effect() -> None:
    drawn = timeline(
        [
            entry(0, "call service", "push", id="c1"),
            entry(1000, "apns", "accepted", id="a1", cause="c1"),
            entry(2000, "something new", "x", cause="unknown"),
        ]
    )
    assert drawn is not None
    assert drawn.lanes == ("call service", "apns", "something new")
    assert [dot.lane for dot in drawn.dots] == [0, 1, 2]
    assert [dot.cause for dot in drawn.dots] == [None, 0, None]
    told = json.loads(drawing([drawn, drawn]))
    assert [told["texts"][text] for _, _, text, *_ in told["timelines"][1]["dots"]] == ["push", "accepted", "x"]
    assert told["timelines"][0]["dots"] == [[0, "0.000", 0], [1, "0.001", 1, 0], [2, "0.002", 2]]


def test_long_timelines_show_their_end_and_say_so() -> None:
    drawn = timeline([entry(number, "app", str(number)) for number in range(DRAWN_EVENTS + 5)])
    assert drawn is not None and drawn.left_out == 5
    assert drawn.dots[-1].text == str(DRAWN_EVENTS + 4)
    assert timeline([]) is None


def test_a_folder_without_a_run_is_said_to_hold_none(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match="holds no run"):
        render(tmp_path)


def test_what_a_page_shows_is_escaped(tmp_path: Path) -> None:
    result = {"node_id": "t.py::t", "title": "<script>alert(1)</script>", "verdict": "skipped", "seconds": 0.1}
    result |= {"story": "", "reason": "a & b", "evidence": ""}
    run = {"target": "embedded", "driver": "wda", "ios": "26.4", "results": [result]}
    (tmp_path / "run.json").write_text(json.dumps(run))
    page = render(tmp_path).read_text()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page and "a &amp; b" in page


def test_the_story_tells_calls_and_sights_and_stays_short() -> None:
    journal = Journal()
    journal.step("scenario", "a title")
    journal.step("phone", "alice.phone is locked")
    journal.step("call", "bob calls alice")
    journal.step("saw", "alice.call_screen.caller 'Bob'")
    journal.step("saw", "alice.call_screen.caller 'Bob'")
    assert journal.story() == "bob calls alice · alice.call_screen.caller 'Bob'"
    journal.step("saw", "x" * 200)
    assert len(journal.story()) == 160


def nothing(name: str) -> None:
    return None


def test_the_command_to_repeat_names_what_differs_from_what_is_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    settings = resolve({"ringproof_ios": "12.4", "ringproof_defects": ["a b"]}.get, nothing, {}, Path("/x"))
    assert repeat_command("t.py::test[apns]", settings) == "pytest 't.py::test[apns]' --ios 12.4 --defect 'a b'"
    settings = resolve({"ringproof_patience": "2"}.get, nothing, {"RINGPROOF_TARGET": "simulator"}, Path("/x"))
    assert repeat_command("t.py", settings) == "pytest t.py --target simulator --patience 2"
    usual = resolve(nothing, {"ringproof_target": "simulator"}.get, {}, Path("/x"))
    assert repeat_command("t.py", settings, usual) == "pytest t.py --patience 2"


def test_the_command_to_repeat_can_be_typed_where_the_run_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no pytest, or another one
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv/bin/python"))
    monkeypatch.chdir(tmp_path)
    assert repeat_command("t.py", resolve(nothing, nothing, {})) == ".venv/bin/python -m pytest t.py"
    monkeypatch.chdir("/")
    assert repeat_command("t.py", resolve(nothing, nothing, {})).endswith("/.venv/bin/python -m pytest t.py")


def test_relative_paths_are_relative_to_where_pytest_was_called() -> None:
    settings = resolve({"ringproof_evidence": "kept"}.get, nothing, {}, Path("/somewhere"))
    assert settings.evidence == Path("/somewhere/kept")
    with pytest.raises(BadSetting, match="unknown driver 'wad'; choose wda or appium"):
        resolve({"ringproof_driver": "wad"}.get, nothing, {}, Path("/x"))


def test_folder_names_are_readable_and_never_collide() -> None:
    one = artifacts.slug("scenarios/incoming_call/test_locked.py::test_a_missed_call_waits[apns-ios26.4]")
    two = artifacts.slug("scenarios/incoming_call/test_locked.py::test_a_missed_call_waits[apns-ios26_4]")
    assert one.startswith("locked-a-missed-call-waits-apns-ios26-4-")
    assert one != two and len(artifacts.slug("x" * 500)) < 100


async def test_evidence_of_an_earlier_run_is_not_mixed_in(tmp_path: Path) -> None:
    folder = tmp_path / "scenario"
    folder.mkdir()
    (folder / "old.png").write_bytes(b"")
    evidence = artifacts.Evidence(folder)
    assert (folder / "old.png").exists()
    await evidence.keep_screen([Phone(FakeTarget(), "U", "26.4", "", FakeDriver())])
    assert sorted(file.name for file in folder.iterdir()) == ["screenshot.png", "ui-tree.xml"]


SCREEN = """<screen>
<tree app="com.apple.springboard"><App><Bar><XCUIElementTypeStatusBar>
  <XCUIElementTypeStaticText label="9:41" visible="true" accessible="true"/></XCUIElementTypeStatusBar></Bar>
  <XCUIElementTypeOther label="RINGPROOF, now, Bob" visible="true" accessible="true"/>
  <XCUIElementTypeIcon label="Ringproof" visible="false" accessible="true"/></App></tree>
<tree app="com.example"><App label="Ringproof" visible="true" accessible="false">
  <XCUIElementTypeStaticText label="Bob" visible="true" accessible="true"/>
  <XCUIElementTypeButton label="Answer" visible="true" accessible="true"/></App></tree>
</screen>"""


def test_a_kept_screen_is_read_as_a_person_reads_it() -> None:
    assert artifacts.visible_texts(SCREEN) == ["Bob", "[Answer]", "RINGPROOF, now, Bob"]
    assert artifacts.visible_texts("<screen>") == []


async def test_a_phone_that_gives_no_evidence_does_not_hide_the_failure(tmp_path: Path) -> None:
    class Dead(FakeDriver):
        async def screenshot(self) -> bytes:
            raise TargetLost("the phone service stopped answering")

    with on_stage():
        kept = await artifacts.Evidence(tmp_path / "s").keep_screen([Phone(FakeTarget(), "U", "26.4", "", Dead())])
    assert kept == ("no-evidence.txt",)
    assert "stopped answering" in (tmp_path / "s" / "no-evidence.txt").read_text()


async def test_two_phones_leave_two_pictures(tmp_path: Path) -> None:
    phones = [Phone(FakeTarget(), udid, "26.4", "", FakeDriver()) for udid in ("U1", "U2")]
    kept = await artifacts.Evidence(tmp_path / "s").keep_screen(phones)
    assert kept == ("screenshot.png", "ui-tree.xml", "phone-2-screenshot.png", "phone-2-ui-tree.xml")
