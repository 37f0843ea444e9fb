"""A run of pytest ends with the program that started it, also when that was killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.owner import VARIABLE, owned

pytest_plugins = ["pytester"]

WAITS = """
import os, time

def test_waits():
    assert "RINGPROOF_RUN_OWNER" not in os.environ
    descriptor = os.open("alive", os.O_WRONLY)  # its other end sees when this process has gone
    os.write(descriptor, str(os.getpid()).encode() + b"\\n")
    time.sleep(3600)
"""
STARTS = """
import subprocess, sys
from harness.owner import owned

subprocess.run([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *sys.argv[1:]], env=owned())
"""


@pytest.mark.parametrize("workers", [[], ["-n", "1"]], ids=["alone", "with a worker"])
def test_a_run_ends_when_its_owner_is_killed(pytester: pytest.Pytester, workers: list[str]) -> None:
    pytester.makepyfile(test_waits=WAITS)
    alive = pytester.path / "alive"
    os.mkfifo(alive)
    command = [sys.executable, "-c", STARTS, *workers]
    null = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=pytester.path, stdout=null, stderr=null) as owner, alive.open() as run:
        assert int(run.readline()) != owner.pid
        owner.kill()
        assert run.read() == ""  # the end of file


def test_a_run_whose_owner_has_gone_before_it_began_does_not_begin(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_one="import time\n\ndef test_one():\n    time.sleep(3600)\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    ended = subprocess.run(
        command, cwd=pytester.path, env={**os.environ, VARIABLE: "1"}, capture_output=True, check=False
    )
    assert ended.returncode < 0


def test_what_is_owned_keeps_its_environment() -> None:
    assert owned({"A": "b"}) == {"A": "b", VARIABLE: str(os.getpid())}
    assert owned()["PATH"] == os.environ["PATH"]


def test_nobody_is_owned_who_was_not_asked_to(pytester: pytest.Pytester, tmp_path: Path) -> None:
    pytester.makepyfile(test_two="def test_two():\n    pass\n")
    assert pytester.runpytest_subprocess("-p", "no:cacheprovider").ret == 0
