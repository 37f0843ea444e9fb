"""The hunt: rounds with the same inputs, rounds on an eager clock, and what is left for the summary."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness.nightly import results, tally
from harness.nightly.hunting import main, rounds
from harness.nightly.tally import Verdict
from harness.tests.projects import project

pytest_plugins = ["pytester"]
__all__ = ["project"]  # a fixture

EVERY_SECOND_TIME = """
    import pathlib

    async def test_the_app_answers(alice):
        runs = pathlib.Path(__file__).with_name("runs")
        number = len(runs.read_text()) if runs.exists() else 0
        runs.write_text("x" * (number + 1))
        assert number % 2 == 0

    async def test_the_app_is_there(alice): ...
"""
GUARD = 60.0  # wall seconds


def hunt(project: pytest.Pytester, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "harness", "hunt", "--evidence=evidence/lane", *arguments]
    return subprocess.run(command, cwd=project.path, capture_output=True, text=True, timeout=GUARD)


def test_rounds_are_the_same_again_and_one_for_each_seed() -> None:
    assert [(one.name, one.options) for one in rounds(2, (1, 7))] == [
        ("exact-1", ()),
        ("exact-2", ()),
        ("eager-1", ("--clock", "eager", "--seed", "1")),
        ("eager-7", ("--clock", "eager", "--seed", "7")),
    ]


def test_a_scenario_that_fails_every_second_time_is_found(project: pytest.Pytester) -> None:
    project.makepyfile(test_answers=EVERY_SECOND_TIME)
    ended = hunt(project, "--rounds=2", "--seeds=3", "--", "test_answers.py")
    assert ended.returncode == 0, ended.stderr
    assert [line.split(" in ")[0] for line in ended.stdout.splitlines()] == [
        "exact-1    2 passed",
        "exact-2    1 failed, 1 passed",
        "eager-3    2 passed",
    ]
    (lane,) = results.read([project.path / "evidence"])
    assert {one.scenario: one.verdict for one in tally.of(lane)} == {
        "test_answers.py::test_the_app_answers": Verdict.FLAKY,
        "test_answers.py::test_the_app_is_there": Verdict.PASSED,
    }
    runs = project.path / "evidence/lane"
    told = {folder.name: json.loads((folder / "run.json").read_text())["inputs"] for folder in runs.iterdir()}
    assert told["exact-1"] == told["exact-2"]
    assert told["exact-1"]["target"] == "embedded"
    assert told["exact-1"]["python"] == f"{sys.version_info.major}.{sys.version_info.minor}"
    assert told["eager-3"] == {**told["exact-1"], "clock": "eager", "seed": "3"}


def test_a_round_that_did_not_take_place_ends_the_hunt(project: pytest.Pytester) -> None:
    ended = hunt(project, "--", "test_nowhere.py")
    assert ended.returncode == 2
    assert "round exact-1 did not take place: pytest ended with code 4" in ended.stderr
    assert "file or directory not found: test_nowhere.py" in ended.stderr


@pytest.mark.parametrize(("option", "sentence"), [("--rounds=x", "takes a number, not 'x'"), ("--seeds=0", "above 0")])
def test_what_is_no_number_is_refused(option: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main([option])
    assert refused.value.code == 2
    assert sentence in capsys.readouterr().err


def test_ended_by_a_signal_it_ends_its_round(project: pytest.Pytester) -> None:
    fifo = project.path / "fifo"
    os.mkfifo(fifo)
    project.makepyfile(
        test_waits="""
        import os, time

        def test_waits():
            with open("fifo", "w") as started:
                started.write(str(os.getpid()))
            time.sleep(3600)
    """
    )
    command = [sys.executable, "-m", "harness", "hunt", "--evidence=evidence", "--", "test_waits.py"]
    with subprocess.Popen(command, cwd=project.path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as hunting:
        pid = int(Path(fifo).read_text())
        hunting.send_signal(signal.SIGTERM)
        assert hunting.wait(timeout=GUARD) == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_hunt_of_no_rounds_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--rounds", "0"])
    assert ended.value.code == 2
    assert "there is nothing to run; give --rounds 1 or more, or --seeds 1,2,3" in capsys.readouterr().err
