"""Templates of `--fresh clone`: made once, cloned by all, made again when somebody took them away, and removed."""

from __future__ import annotations

import asyncio
import os
import plistlib
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from harness.errors import EnvironmentFault, HarnessError
from harness.report.journal import Journal
from harness.targets.base import TargetSettings
from harness.targets.own_devices import OwnDevices
from harness.targets.simctl import Simctl, SimctlError
from harness.targets.templates import Templates, contents
from harness.tests.fakes import on_stage
from harness.tests.targets.fake_simulators import Simulators, refusal

QUIETED = ["DidShowContinuousPathIntroduction", "DidShowGestureKeyboardIntroduction"]


@pytest.fixture
def simulators() -> Simulators:
    simulators = Simulators()
    simulators.boot_may_end.set()
    return simulators


@pytest.fixture
def app(tmp_path: Path) -> Path:
    app = tmp_path / "App.app"
    app.mkdir()
    (app / "Info.plist").write_bytes(plistlib.dumps({"CFBundleIdentifier": "com.example.app"}))
    (app / "App").write_text("first build")
    return app


Worker = Callable[..., Templates]


@pytest.fixture
def worker(simulators: Simulators, app: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """Makes what a worker of a run clones by."""
    monkeypatch.setenv("RINGPROOF_CACHE", str(tmp_path / "cache"))

    def make(**asked: Any) -> Templates:
        settings = TargetSettings("simulator", fresh="clone", **{"app": app, **asked})
        return Templates(cast(Simctl, simulators), settings, "here")

    return make


def notes(tmp_path: Path) -> list[str]:
    return sorted(file.suffix for file in (tmp_path / "cache" / "simulators" / "templates").iterdir())


async def test_a_template_has_booted_once_is_quiet_and_has_runner_and_app(
    simulators: Simulators, worker: Worker, tmp_path: Path
) -> None:
    runner = tmp_path / "Runner.app"
    runner.mkdir()
    clone = await worker(wda_runner=runner).clone("26.4", "Ringproof 26.4")
    assert [words[0] for words in simulators.done] == [
        *("create", "boot", "bootstatus", "spawn", "spawn", "install", "install", "shutdown", "clone")
    ]
    assert simulators.on[clone] == [*QUIETED, "Runner.app", "App.app"]
    assert simulators.there[clone].state == "Shutdown"


async def test_workers_share_one_template_and_the_last_one_removes_it(
    simulators: Simulators, worker: Worker, tmp_path: Path
) -> None:
    first, second = worker(), worker()
    clones = [await first.clone("26.4", "one"), await second.clone("26.4", "two"), await first.clone("26.4", "three")]
    assert len(set(clones)) == 3 and simulators.boots() == 1
    (template,) = [name for name in simulators.names() if name.startswith("Ringproof template ")]
    await first.close()
    assert template in simulators.names()
    await second.close()
    assert simulators.names() == ["one", "three", "two"]
    assert notes(tmp_path) == []


async def test_who_comes_while_it_is_made_waits_for_it_and_says_so(simulators: Simulators, worker: Worker) -> None:
    simulators.boot_may_end.clear()
    steps: list[str] = []
    told = asyncio.Event()

    def step(kind: str, text: str) -> None:
        steps.append(text)
        told.set()

    with on_stage(journal=Journal(on_step=step)):
        first = asyncio.ensure_future(worker().clone("26.4", "one"))
        await simulators.boot_began.wait()
        await worker().sweep()  # waits for nobody
        assert steps == []
        second = asyncio.ensure_future(worker().clone("26.4", "two"))
        await told.wait()
        assert not second.done()
        simulators.boot_may_end.set()
        await asyncio.gather(first, second)
    assert simulators.boots() == 1
    (waits,) = steps
    assert waits.startswith(f"waits for the template of Ringproof simulators: process {os.getpid()}")
    assert waits.endswith("makes it, or clones from it")


async def test_who_waits_too_long_is_told_for_whom(
    simulators: Simulators, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw3")
    simulators.boot_may_end.clear()
    first = asyncio.ensure_future(worker().clone("26.4", "one"))
    await simulators.boot_began.wait()
    with pytest.raises(EnvironmentFault, match=r"not free to clone within 0\.2 wall seconds") as failure:
        await worker(boot_deadline=0.1, tool_deadline=0.1).clone("26.4", "two")
    assert "worker gw3, in /" in failure.value.saw and "--boot-deadline" in failure.value.hint
    simulators.boot_may_end.set()
    await first


async def test_a_template_that_cannot_be_made_is_removed_and_the_next_one_tries_again(
    simulators: Simulators, worker: Worker
) -> None:
    simulators.refuses["install"] = refusal("install", 28, "No space left on device")
    templates = worker()
    with pytest.raises(SimctlError, match="the disk is full"):
        await templates.clone("26.4", "one")
    assert simulators.names() == []
    del simulators.refuses["install"]
    assert await templates.clone("26.4", "one") in simulators.there


async def test_a_clone_that_fails_is_told_and_the_template_is_removed_in_the_end(
    simulators: Simulators, worker: Worker, tmp_path: Path
) -> None:
    simulators.refuses["clone"] = refusal("clone", 28, "No space left on device")
    templates = worker()
    with pytest.raises(EnvironmentFault, match="could not clone the template 'Ringproof template") as failure:
        await templates.clone("26.4", "one")
    assert failure.value.saw == "exit code 28: No space left on device" and "disk is full" in failure.value.hint
    await templates.close()
    assert (simulators.names(), notes(tmp_path)) == ([], [])


@pytest.mark.parametrize("meanwhile", ["delete", "boot"])
async def test_a_template_that_somebody_took_away_or_used_is_made_again(
    simulators: Simulators, worker: Worker, meanwhile: str
) -> None:
    templates = worker()
    await templates.clone("26.4", "one")
    (template,) = [udid for udid, device in simulators.there.items() if "template" in device.name]
    await getattr(simulators, meanwhile)(template)
    clone = await templates.clone("26.4", "two")
    assert simulators.on[clone] == [*QUIETED, "App.app"]
    assert template not in simulators.there
    assert [name.split()[0] for name in simulators.names()] == ["Ringproof", "one", "two"]


async def test_one_that_vanishes_again_and_again_is_told(simulators: Simulators, worker: Worker) -> None:
    simulators.refuses["clone"] = refusal("clone", 148, "Invalid device: UDID-1")
    with pytest.raises(EnvironmentFault, match="could not clone the template"):
        await worker().clone("26.4", "one")
    assert simulators.boots() == 2


async def test_a_template_that_was_asked_to_be_kept_serves_the_next_run_until_one_asks_to_remove_it(
    simulators: Simulators, worker: Worker, tmp_path: Path
) -> None:
    for asked in ("keep", None):
        templates = worker(simulator_template=asked)
        await templates.clone("26.4", "one")
        await templates.close()
        await worker().sweep()
    assert simulators.boots() == 1 and notes(tmp_path) == [".json", ".lock"]
    templates = worker(simulator_template="remove")
    await templates.clone("26.4", "one")
    await templates.close()
    assert simulators.names() == ["one"] * 3 and simulators.boots() == 1 and notes(tmp_path) == []


@pytest.mark.parametrize("what", ["app", "runtime"])
async def test_another_build_of_the_app_or_the_runtime_takes_a_kept_templates_place(
    simulators: Simulators, worker: Worker, app: Path, what: str
) -> None:
    templates = worker(simulator_template="keep")
    await templates.clone("26.4", "one")
    in_use = worker()
    if what == "app":
        (app / "App").write_text("other build")
    else:
        simulators.build = "23E300"
    await in_use.clone("26.4", "two")
    assert [name.split()[0] for name in simulators.names()] == ["Ringproof", "Ringproof", "one", "two"]
    await templates.close()
    await in_use.close()
    simulators.build += "+"
    await worker().clone("26.4", "three")
    assert [name.split()[0] for name in simulators.names()] == ["Ringproof", "one", "three", "two"]


async def test_another_device_type_name_or_app_is_another_template(
    simulators: Simulators, worker: Worker, app: Path
) -> None:
    await worker(simulator_template="keep").clone("26.4", "one")
    await worker(simulator_name="Job 7").clone("26.4", "two")
    (app / "Info.plist").write_bytes(plistlib.dumps({"CFBundleIdentifier": "com.example.other"}))
    await worker().clone("26.4", "three")
    assert sum("template" in name for name in simulators.names()) == 3
    assert any(name.startswith("Job 7 template") for name in simulators.names())


RUN = """
import sys
from harness.targets.template_files import Kind, Noted, TemplateFile
import asyncio
async def run():
    file = TemplateFile(Kind("here", "Ringproof", "runtime", "", "type", "", sys.argv[1]))
    async with file.alone(1):
        file.write(Noted(file.kind, sys.argv[2], sys.argv[3], ready=bool(sys.argv[4]), kept=bool(sys.argv[5])))
        file.share()
        if not sys.argv[4]:
            print("noted", flush=True)
            sys.stdin.read()
    print("noted", flush=True)
    sys.stdin.read()
asyncio.run(run())
"""


@pytest.fixture
def killed_run(worker: Worker) -> Callable[..., subprocess.Popen[str]]:
    def start(contents: str, udid: str, name: str, *, ready: str = "yes", kept: str = "") -> subprocess.Popen[str]:
        run = subprocess.Popen(
            [sys.executable, "-c", RUN, contents, udid, name, ready, kept],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert run.stdout is not None and run.stdout.readline() == "noted\n"
        return run

    return start


def kill(run: subprocess.Popen[str]) -> None:
    run.send_signal(signal.SIGKILL)
    run.communicate()


@pytest.mark.parametrize(("ready", "kept", "left"), [("yes", "", False), ("", "", False), ("yes", "yes", True)])
async def test_what_a_killed_run_left_behind_is_removed_by_the_next_unless_it_is_to_be_kept(
    simulators: Simulators, worker: Worker, killed_run: Any, ready: str, kept: str, left: bool
) -> None:
    udid = await simulators.create("Ringproof template 1234", "type", "runtime")
    run = killed_run("x", udid, "Ringproof template 1234", ready=ready, kept=kept)
    try:
        await worker().sweep()
        assert udid in simulators.there  # its run lives
    finally:
        kill(run)
    await worker().sweep()
    assert (udid in simulators.there) is left
    assert simulators.names() == (["Ringproof template 1234"] if left else [])


async def test_a_simulator_that_has_another_name_by_now_is_somebodys(
    simulators: Simulators, worker: Worker, killed_run: Any
) -> None:
    udid = await simulators.create("Somebody's own by now", "type", "runtime")
    kill(killed_run("x", udid, "Ringproof template 1234"))
    await worker().sweep()
    assert udid in simulators.there


async def test_an_app_that_is_not_there_is_told_before_anything_is_made(simulators: Simulators, worker: Worker) -> None:
    with pytest.raises(HarnessError, match="/x/Nowhere does not exist"):
        await worker(app=Path("/x/Nowhere")).clone("26.4", "one")
    assert simulators.done == []


def test_contents_differ_by_a_name_a_mode_a_byte_and_where_a_link_leads(app: Path) -> None:
    seen = {contents(app)}
    (app / "App").write_text("other build")
    seen.add(contents(app))
    (app / "App").chmod(0o755)
    seen.add(contents(app))
    (app / "App").rename(app / "Pap")
    seen.add(contents(app))
    (app / "Link").symlink_to("Pap")
    seen.add(contents(app))
    (app / "Link").unlink()
    (app / "Link").symlink_to("App")
    seen.add(contents(app))
    assert len(seen) == 6 and contents(app) in seen and contents() not in seen


# --- and the phones of a run


async def test_a_run_that_clones_notes_its_clones_and_removes_all_it_has_made(
    simulators: Simulators, worker: Worker, app: Path
) -> None:
    settings = TargetSettings("simulator", fresh="clone", app=app, xcrun=("/x/xcrun",))
    devices = OwnDevices(cast(Simctl, simulators), settings)
    clone = await devices.create("26.4")
    lent = await devices.create("26.4", ", phone 2")
    assert [simulators.there[udid].name for udid in (clone, lent)] == ["Ringproof 26.4", "Ringproof 26.4, phone 2"]
    await devices.discard(lent)
    await devices.close()
    assert list(simulators.there) == [clone]
    await OwnDevices(cast(Simctl, simulators), settings).create("26.4")  # it has swept before
    assert clone not in simulators.there
