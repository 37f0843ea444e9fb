"""Commands in a pipeline: a reader that goes away and Ctrl-C end them without a word, other signals with one."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness.commandline import above_0, count

RUN = "import sys; from harness import commandline; commandline.run(lambda: {what})"


def command(what: str) -> list[str]:
    return [sys.executable, "-c", RUN.format(what=what)]


@pytest.mark.parametrize(("what", "code"), [("0", 0), ("2", 2), ("sys.exit(3)", 3), ("sys.exit()", 0)])
def test_it_leaves_with_the_commands_code(what: str, code: int) -> None:
    assert subprocess.run(command(what)).returncode == code


def test_what_it_is_left_with_may_be_a_sentence() -> None:
    ended = subprocess.run(command("sys.exit('no such folder')"), capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (1, "no such folder\n")


@pytest.mark.parametrize("what", ["print('x' * 100_000)", "print('little') or 0", "sys.exit(print('little'))"])
def test_a_reader_that_has_gone_ends_it_quietly(what: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(command(what), stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (128 + signal.SIGPIPE, "")


def test_ctrl_c_ends_it_quietly_and_other_errors_do_not() -> None:
    ended = subprocess.run(command("__import__('signal').raise_signal(2)"), capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (128 + signal.SIGINT, "")
    ended = subprocess.run(command("1 / 0"), capture_output=True, text=True)
    assert ended.returncode == 1 and "ZeroDivisionError" in ended.stderr


@pytest.mark.parametrize("what", ["print('x' * 100_000)", "print('little') or 0"])
def test_a_disk_that_is_full_is_told_in_a_sentence(what: str) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("/dev/full, a file on a disk without space, is Linux's")
    with full.open("w") as output:
        ended = subprocess.run(command(what), stdout=output, stderr=subprocess.PIPE, text=True)
    assert ended.returncode == 1
    assert ended.stderr.startswith("no space is left where it writes (its output, its folders, or /")
    assert ended.stderr.count("\n") == 1


def test_without_a_standard_output_it_ends_as_it_would() -> None:
    ended = subprocess.run(["sh", "-c", '"$@" >&-', "sh", *command("print('lost') or 3")], stderr=subprocess.PIPE)
    assert (ended.returncode, ended.stderr) == (3, b"")


# It takes something down at its end, and is told again meanwhile.
TAKES_DOWN = """
import signal, sys
from harness import commandline

def command():
    try:
        print("up", flush=True)
        signal.pause()
    finally:
        signal.raise_signal({again})
        print("taken down", flush=True)

commandline.run(command)
"""


@pytest.mark.parametrize("again", ["signal.SIGINT", "signal.SIGTERM", "signal.SIGHUP"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_unwinds_it_and_a_second_one_does_not_cut_that_short(number: signal.Signals, again: str) -> None:
    code = TAKES_DOWN.format(again=again)
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdout=pipe, stderr=pipe, text=True) as ending:
        assert ending.stdout is not None and ending.stderr is not None
        assert ending.stdout.readline() == "up\n"
        ending.send_signal(number)
        assert ending.stdout.read() == "taken down\n"
        told = ending.stderr.read()
    assert ending.returncode == 128 + number
    assert told == ("" if number == signal.SIGINT else f"ended by {number.name}\n")


def test_a_signal_that_is_ignored_stays_so() -> None:
    what = "signal.raise_signal(signal.SIGHUP) or signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN"
    code = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN); " + RUN.format(what=what)
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0  # as under nohup


@pytest.mark.parametrize("text", ["abc", "nan", "inf", "0", "-1", ""])
def test_what_is_no_number_above_0_is_told(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=f"^takes a number above 0, not '{text}'$"):
        above_0(text)
    with pytest.raises(argparse.ArgumentTypeError, match=f"^takes a whole number above 0, not '{text}'$"):
        count(text)


def test_numbers_are_taken() -> None:
    assert (above_0("0.5"), count("12")) == (0.5, 12)
    with pytest.raises(argparse.ArgumentTypeError, match=r"whole number above 0, not '0\.5'"):
        count("0.5")
