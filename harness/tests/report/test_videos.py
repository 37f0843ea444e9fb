"""Videos of a scenario's phones: kept when it fails, thrown away otherwise, and never a reason to fail."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from harness.errors import ToolFailed
from harness.phone import Phone
from harness.recording import Recording
from harness.report.artifacts import Evidence
from harness.report.journal import Journal
from harness.report.videos import Videos
from harness.scenario import Scenario
from harness.settings import BadSetting, resolve
from harness.stage import Stage
from harness.tests.fakes import EventClock, FakeTarget

PROGRAM = """
import signal, sys, time
def end(*_):
    if {writes}: open({file!r}, "w").write("film")
    sys.exit(0)
signal.signal(signal.SIGINT, end)
print("Recording started", file=sys.stderr, flush=True)
time.sleep(60)
"""


@dataclass
class Camera:
    """As much of simctl as films; `writes` is whether there is anything in its files."""

    writes: bool = True
    refuses: bool = False
    files: list[Path] = field(default_factory=list)

    async def record_video(self, udid: str, file: Path) -> Recording:
        if self.refuses:
            raise ToolFailed("xcrun simctl io ended before it had begun")
        self.files.append(file)
        code = PROGRAM.format(writes=self.writes, file=str(file))
        return await Recording.start([sys.executable, "-c", code], owner="test", begun="Recording started", within=20)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


async def filmed(camera: Any, keep: Path | None, *names: str) -> list[str]:
    told: list[str] = []
    videos = Videos(camera, told.append)
    for name in names:
        await videos.film("U", name)
    for _ in range(2):
        await videos.end(None if keep is None else keep.joinpath)
    return told


async def test_of_a_failure_each_phones_video_is_kept(tmp_path: Path, temporary: Path) -> None:
    assert await filmed(Camera(), tmp_path, "video.mp4", "phone-2-video.mp4") == []
    kept = {file.name: file.read_text() for file in tmp_path.glob("*.mp4")}
    assert kept == {"video.mp4": "film", "phone-2-video.mp4": "film"}
    assert not list(temporary.iterdir())


async def test_otherwise_nothing_is_left(tmp_path: Path, temporary: Path) -> None:
    camera = Camera()
    assert await filmed(camera, None, "video.mp4") == []
    assert len(camera.files) == 1 and not list(tmp_path.rglob("*.mp4")) and not list(temporary.iterdir())


async def test_what_cannot_be_had_is_told(tmp_path: Path, temporary: Path) -> None:
    (told,) = await filmed(Camera(refuses=True), tmp_path, "video.mp4")
    assert told == "there is no video.mp4: xcrun simctl io ended before it had begun"
    (told,) = await filmed(Camera(writes=False), tmp_path, "video.mp4")
    assert told == "video.mp4 is empty: nothing was on the screen"
    assert not list(temporary.iterdir())


@pytest.mark.parametrize(
    ("verdict", "lost", "files"),
    [
        ("failed", False, ["phone-2-video.mp4", "video.mp4"]),
        ("error", True, ["phone-2-video.mp4", "video.mp4"]),
        ("passed", False, []),
    ],
)
async def test_a_scenario_films_each_of_its_phones(
    tmp_path: Path, temporary: Path, verdict: str, lost: bool, files: list[str]
) -> None:
    target = FakeTarget(clock=EventClock())
    camera: Any = Camera()
    stage, evidence = Stage(clock=target.clock), Evidence(tmp_path / "it")
    scenario = Scenario("t.py::test_it", "it", target, evidence, stage, Journal(), videos=Videos(camera, pytest.fail))
    await scenario.phone_is_ready(Phone(target, "U", "26.4", "", target.driver))
    await scenario.takes(Phone(target, "V", "26.4", "", target.driver))
    scenario.verdict = verdict
    stage.lost = ToolFailed("the phone is gone") if lost else None
    await scenario.finish()
    assert sorted(file.name for file in tmp_path.rglob("*.mp4")) == files
    assert not list(temporary.iterdir())


def test_a_device_is_not_filmed() -> None:
    given = {"ringproof_target": "device", "ringproof_video": "retain-on-failure"}
    with pytest.raises(BadSetting, match="nothing here films a device"):
        resolve(given.get, lambda name: None, {})
