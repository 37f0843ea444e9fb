"""What runs have made on this computer: a killed run's simulators are removed by the next one, and nothing else is."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness.errors import EnvironmentFault
from harness.targets.made import Made, sweep
from harness.targets.simctl import Simctl
from harness.tests.fake_xcrun import FakeXcrun

RUN = """
import sys
from pathlib import Path
from harness.targets.made import Made
made = Made("here", Path(sys.argv[1]))
for udid in sys.argv[2:]:
    made.note(udid, "Ringproof 26.4")
made.hold("LENT")
print("noted", flush=True)
sys.stdin.read()
"""


def another_run(folder: Path, *udids: str) -> subprocess.Popen[str]:
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, str(folder), *udids], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout is not None and run.stdout.readline() == "noted\n"
    return run


def killed(run: subprocess.Popen[str]) -> None:
    run.send_signal(signal.SIGKILL)
    run.communicate()


def devices(*rows: tuple[str, str, str]) -> str:
    listed = [{"udid": udid, "name": name, "state": state} for udid, name, state in rows]
    return json.dumps({"devices": {"com.apple.CoreSimulator.SimRuntime.iOS-26-4": listed}})


async def test_what_a_killed_run_noted_is_removed_and_only_that(xcrun: FakeXcrun, tmp_path: Path) -> None:
    killed(another_run(tmp_path, "BOOTED", "OFF", "RENAMED", "GONE"))
    xcrun.answer(
        "list",
        out=devices(
            ("BOOTED", "Ringproof 26.4", "Booted"),
            ("OFF", "Ringproof 26.4", "Shutdown"),
            ("RENAMED", "Somebody's own by now", "Booted"),
            ("THEIRS", "Ringproof 26.4", "Booted"),
        ),
    )
    await sweep(Simctl((str(xcrun.path),)), Made("here", tmp_path))
    assert xcrun.args[1:] == [["shutdown", "BOOTED"], ["delete", "BOOTED"], ["delete", "OFF"]]
    await sweep(Simctl((str(xcrun.path),)), Made("here", tmp_path))
    assert len(xcrun.args) == 4  # there is nothing left to look at


async def test_simulators_of_a_run_that_lives_or_of_another_xcrun_are_let_be(xcrun: FakeXcrun, tmp_path: Path) -> None:
    run = another_run(tmp_path, "ALIVE")
    try:
        assert list(Made("here", tmp_path).left_behind()) == []
    finally:
        killed(run)
    assert list(Made("elsewhere", tmp_path).left_behind()) == []
    assert [tuple(left.simulators) for left in Made("here", tmp_path).left_behind()] == [("ALIVE",)]


def test_what_was_deleted_is_noted_no_more_and_a_run_without_any_leaves_no_file(tmp_path: Path) -> None:
    made = Made("here", tmp_path)
    made.note("ONE", "Ringproof 26.4")
    made.note("TWO", "Ringproof 26.4")
    made.forget("ONE")
    made.close()
    assert [tuple(left.simulators) for left in Made("here", tmp_path).left_behind()] == [("TWO",)]
    made = Made("here", tmp_path)
    made.note("THREE", "Ringproof 26.4")
    made.forget("THREE")
    made.close()
    assert list((tmp_path / "simulators").glob("*.json")) == []


def test_one_run_at_a_time_drives_a_simulator_that_was_asked_for(tmp_path: Path) -> None:
    run = another_run(tmp_path)
    made = Made("here", tmp_path)
    try:
        with pytest.raises(EnvironmentFault, match="LENT is driven by another run") as failure:
            made.hold("LENT")
        assert str(run.pid) in failure.value.saw
    finally:
        killed(run)
    made.hold("LENT")
    made.close()
