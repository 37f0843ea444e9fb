"""One scenario as it runs: stage, journal, evidence, verdict. Made by the plugin, filled by fixtures."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.errors import HarnessError, NotOffered, TargetLost
from harness.report import artifacts, raised, unasked, videos, words
from harness.report.journal import Journal
from harness.report.unasked import Crash
from harness.stage import Stage

if TYPE_CHECKING:
    from harness.phone import Phone
    from harness.targets.base import Target

LAST_EVENTS = 8
Source = Callable[[Journal], Awaitable[None]]  # adds what one part of the bench wrote down


@dataclass(slots=True)
class Scenario:
    """What the plugin knows of a scenario while it runs.

    Attributes:
        command: The one command that runs it again.
        facts: What the report shows of it beside its story: target, iOS, route, defects it catches, rules it states.
        keep_always: Whether the last screen of a scenario that passed is kept as well.
        verdict: passed, failed, error or skipped, once known.
        sources: Read when the scenario is over, to complete the journal; each may be read more than once.
        events: The last things that happened before it failed: (µs, source, words).
        videos: Films its phones, when that is wanted.
        looks_for_crashes: Whether a crash it does not ask about fails it; not where nobody can read crash reports.
        crashes: Those it had not asked about when it failed.
        missing: Why some of its evidence could not be had.
        raised: Exceptions of its apps, as far as a bench tells them.
    """

    node_id: str
    title: str
    target: Target
    evidence: artifacts.Evidence
    stage: Stage
    journal: Journal
    facts: Mapping[str, Any] = field(default_factory=dict)
    keep_always: bool = False
    command: str = ""
    verdict: str = ""
    failure: Mapping[str, Any] | None = None
    phones: list[Phone] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    events: list[tuple[int, str, str]] = field(default_factory=list)
    looks_for_crashes: bool = True
    videos: videos.Videos | None = None
    crashes: list[Crash] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    raised: list[raised.Raised] = field(default_factory=list)
    began: float = field(default_factory=time.time)
    _finished: bool = False
    _unread: bool = False

    async def begin(self) -> None:
        """Take the clock's time as the scenario's zero."""
        self.journal.begin(await self.stage.clock.now())
        self.journal.step("scenario", self.title, node_id=self.node_id, **self.facts)
        self.journal.entries[-1]["wall"]["command"] = self.command  # names folders, which differ between runs

    async def phone_is_ready(self, phone: Phone) -> None:
        """A fresh phone is there; what it took to make it fresh is no part of this scenario's journal."""
        await self.takes(phone)
        if self.target.bench is not None:
            await self.target.bench.new_entries()

    async def takes(self, phone: Phone) -> None:
        """A phone is part of this scenario from now on: its failure keeps it, and it is filmed if that is wanted."""
        self.phones.append(phone)
        if self.videos is not None:
            await self.videos.film(phone.udid, artifacts.named(videos.VIDEO, len(self.phones)))

    async def keep(self) -> tuple[str, ...]:
        """Keep the screen as it is now; the journal follows when the scenario is over."""
        await self.evidence.keep_screen(self.phones)
        self.evidence.file(artifacts.JOURNAL)
        return tuple(self.evidence.kept)

    async def account(self, *, until: int | None = None) -> tuple[str, ...]:
        """Keep what a failure is told with: the screen as it is now, and what happened last. Returns file names.

        Args:
            until: Tell what happened last before this, in µs since the scenario began.
        """
        await self.keep()
        so_far = self.journal.copy()
        try:
            await self._crashes_are_written()
            self.crashes = await self._unasked_crashes()
        except Exception as error:  # whatever goes wrong here, the failure itself is what has to be told
            self.misses(error)
        await self._read_sources(so_far)
        for crash in self.crashes:
            number = self.phones.index(crash.phone) + 1
            name = artifacts.named(crash.report.file, number)
            self.evidence.file(name).write_text(crash.report.original or crash.report.text, encoding="utf-8")
        self.raised = raised.exceptions(so_far.merged())
        self.events = words.last_events(so_far.merged(), LAST_EVENTS, until=until)
        return tuple(self.evidence.kept)

    async def expects_no_crash(self) -> None:
        """A scenario's last statement, which nobody writes: no app crashed that it did not ask about.

        No time passes; what is going on at this instant comes to rest first.

        Raises:
            AppCrashed: One did.
        """
        if not self.looks_for_crashes or not self.phones:
            return
        if self.target.bench is not None:
            await self.target.bench.settle()
        await self._crashes_are_written()
        found = await self._unasked_crashes()
        if found:
            self.stage.at(await self.stage.clock.now())
            raised = unasked.failure(found)
            self.stage.tell("failed", raised.failed, saw=raised.saw)
            raised.kept = await self.account(until=raised.until)
            raise raised

    async def _crashes_are_written(self) -> None:
        if self.looks_for_crashes:
            for phone in self.phones:
                await self.target.crashes_are_written(phone)

    async def _unasked_crashes(self) -> list[Crash]:
        if not self.looks_for_crashes:
            return []
        return await unasked.crashes(self.phones, self.stage.clock, self.journal.start)

    async def finish(self) -> None:
        """Before anything is taken down: keep the last screen and read what the parts wrote down. Once only.

        What would be thrown away is not read: a passed scenario without `--evidence` keeps nothing.
        """
        if self._finished:
            return
        self._finished = True
        failed = self.verdict in ("failed", "error")
        if self.videos is not None:
            await self.videos.end(self.evidence.file if failed else None)
        if self.stage.lost is not None:
            self.target.lost = self.stage.lost
            return
        if not (failed or self.keep_always):
            self._unread = True
            return
        try:
            self.stage.at(await self.stage.clock.now())
            if failed and artifacts.SCREENSHOT not in self.evidence.kept:
                await self.keep()
            elif self.keep_always and not failed:
                await self.evidence.keep_screenshot(self.phones)
            if failed:
                await self._keep_system_logs()
        except Exception as error:  # whatever goes wrong here, the scenario has its verdict
            self.misses(error)
        await self._read_sources(self.journal)

    def misses(self, error: Exception) -> None:
        """Some of the evidence is not to be had. The verdict stands; that belongs into it, once."""
        why = error.failed if isinstance(error, HarnessError) else f"{type(error).__name__}: {error}"
        if why not in self.missing:
            self.missing.append(why)
            self.stage.tell("evidence", f"evidence is incomplete: {why}")

    async def _read_sources(self, journal: Journal) -> None:
        """Add what each part wrote down, as far as it tells; a backend of somebody's own may raise anything."""
        for source in self.sources:
            try:
                await source(journal)
            except TargetLost as error:
                self.misses(error)
                return  # nobody would answer, each after its timeout
            except Exception as error:
                self.misses(error)

    async def _keep_system_logs(self) -> None:
        """What the phones' systems logged since it began. Where there is a bench the journal has all that, and more."""
        if self.target.bench is not None:
            return
        # A second more: a phone's log has its own idea of when a line was written.
        seconds = time.time() - self.began + 1
        for number, phone in enumerate(self.phones, start=1):
            try:
                text = await self.target.system_log(phone, seconds)
            except NotOffered:
                return
            except HarnessError as error:
                self.misses(error)
                continue
            self.evidence.file(artifacts.named(artifacts.SYSTEM_LOG, number)).write_text(text, encoding="utf-8")

    def close(self, seconds: float) -> Path | None:
        """Write the journal with its verdict; returns the evidence folder when there is one."""
        failed = self.verdict in ("failed", "error")
        if failed and self._unread:
            self.stage.tell("evidence", "evidence is incomplete: the scenario had passed when its end went wrong")
        self.journal.step("verdict", self.verdict, **({"failure": self.failure} if self.failure else {}))
        self.journal.entries[-1]["wall"] |= {"began": self.began, "seconds": round(seconds, 6)}
        if not (failed or self.keep_always):
            return None
        self.journal.write(self.evidence.file(artifacts.JOURNAL))
        return self.evidence.folder
