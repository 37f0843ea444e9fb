"""The app's journal over an installation that is deleted and another that follows it in one scenario."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from harness.app_profile import AppProfile
from harness.apps import App
from harness.errors import NotOffered
from harness.pages.home import AppSwitcher, Home
from harness.phone import Phone
from harness.report.app_journal import AppJournal
from harness.report.journal import Journal
from harness.report.sources import read_app_journal
from harness.tests.fakes import EventClock, FakeDriver, FakeTarget


class Installing(FakeTarget):
    """Each installation has a data container of its own, as on iOS."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._number = 1
        self.asked = 0
        self.data.mkdir()

    @property
    def data(self) -> Path:
        return self._folder / f"container-{self._number}"

    async def uninstall(self, phone: Phone, bundle_id: str) -> None:
        for file in self.data.iterdir():
            file.unlink()
        self.data.rmdir()

    async def install(self, phone: Phone, bundle_id: str, app: Path | None) -> None:
        self._number += 1
        self.data.mkdir()

    async def app_file(self, phone: Phone, bundle_id: str, path: str) -> Path:
        self.asked += 1
        return self.data / path

    def writes(self, kind: str, at: int) -> None:
        with (self.data / "journal.jsonl").open("a") as file:
            file.write(json.dumps({"phone": {"t": at, "kind": kind}, "wall": {"time": at / 1e6}}) + "\n")


def app_on(target: FakeTarget, journal: str | None = "journal.jsonl") -> App:
    phone = Phone(target, "U", "26.4", "http://127.0.0.1:1", FakeDriver())
    profile = AppProfile("com.example.calls", "Calls", journal=journal)
    return App(profile, phone, Home(phone, "home", "Calls"), AppSwitcher(phone, "switcher"), bundle=Path("Calls.app"))


async def test_looks_see_the_new_installations_and_the_account_tells_of_both(tmp_path: Path) -> None:
    target = Installing(tmp_path)
    app = app_on(target)
    journal = AppJournal(app, "alice.app_journal")
    target.writes("before", 1)
    assert await journal.kinds() == ["before"]

    await app.reinstall()
    assert await journal.kinds() == []
    target.writes("after", 2)
    assert await journal.kinds() == ["after"]
    assert (await journal.last("before"), await journal.count("after")) == (None, 1)

    await app.reinstall()
    target.writes("last", 3)
    scenario: Any = SimpleNamespace(stage=SimpleNamespace(rings=None, clock=EventClock()), sources=[], target=target)
    read_app_journal(scenario, cast(Any, SimpleNamespace(app_journal=journal)))
    told = Journal(start=0)
    for source in scenario.sources:
        await source(told)
    assert [entry["phone"]["kind"] for entry in told.merged()] == ["before", "after", "last"]
    assert [line["phone"]["kind"] for line in await journal.whole_story("after")] == ["after"]


async def test_the_folder_is_asked_for_once_an_installation(tmp_path: Path) -> None:
    target = Installing(tmp_path)
    journal = AppJournal(app := app_on(target), "alice.app_journal")
    for _ in range(3):
        await journal.entries()
    assert target.asked == 1
    await app.reinstall()
    await journal.entries()
    assert target.asked == 2


async def test_an_app_whose_journal_cannot_be_read_is_installed_again_all_the_same(tmp_path: Path) -> None:
    target = Installing(tmp_path)
    app = app_on(target)
    journal = AppJournal(app, "alice.app_journal")
    (target.data / "journal.jsonl").write_text("no JSON\n")
    await app.reinstall()
    target.writes("after", 2)
    assert await journal.kinds() == ["after"]


async def test_an_app_without_a_journal_is_installed_again_as_well(tmp_path: Path) -> None:
    app = app_on(Installing(tmp_path), journal=None)
    journal = AppJournal(app, "alice.app_journal")
    await app.reinstall()
    try:
        await journal.entries()
    except NotOffered as told:
        assert "keeps no journal" in str(told)
    else:
        raise AssertionError("it looked at a journal that is not there")
