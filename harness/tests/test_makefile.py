"""What `make` says and does before anything of ours runs: a wrong number of workers, and two that set up at once."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MADE_BY = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES"}  # of a make that runs these tests
GUARD = 60.0  # wall seconds


def make(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name not in MADE_BY}
    return subprocess.Popen(
        ["make", f"PYTHON={sys.executable}", *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("jobs", ["abc", "0", "-1", "1.5", "two workers"])
def test_a_number_of_workers_that_is_none_is_told(jobs: str) -> None:
    with make(ROOT, "scenarios", f"JOBS={jobs}") as run:
        out, err = run.communicate(timeout=GUARD)
    assert (run.returncode, out) == (2, "")
    assert f"JOBS={jobs}: takes the number of workers, such as JOBS=2" in err


@pytest.mark.parametrize(
    ("variable", "told"),
    [
        ("EVIDENCE=", "EVIDENCE= names no folder"),
        ("JOB=1", "JOB is no variable of this Makefile; it takes TARGET DRIVER APP IOS K LOCALE JOBS"),
    ],
)
def test_a_variable_that_says_nothing_is_told(variable: str, told: str) -> None:
    with make(ROOT, "scenarios", variable) as run:
        out, err = run.communicate(timeout=GUARD)
    assert (run.returncode, out) == (2, "")
    assert told in err


def test_every_variable_that_is_read_may_be_given() -> None:
    makefile = (ROOT / "Makefile").read_text()
    taken = re.search(r"^VARIABLES := (.*?[^\\])$", makefile, re.MULTILINE | re.DOTALL)
    assert taken is not None
    own = re.findall(r"^([A-Z_a-z]+) (?::=|=)", makefile, re.MULTILINE)
    read = set(re.findall(r"\$\(([A-Z_]{1,})\)|\$\(if \$\(([A-Z_]+)\)", makefile))
    names = {name for pair in read for name in pair if name} - set(own) - {"MAKE", "MAKE_VERSION", "MAKEFILE_LIST"}
    assert {name for name in names if not name.startswith("RINGPROOF_")} <= set(taken[1].split())


@pytest.mark.parametrize(
    ("given", "workers"),
    [
        ((), 2),
        (("RINGPROOF_UDID=booted",), 1),
        (("RINGPROOF_UDID=booted", "JOBS=3"), 3),  # is refused by the run, which says why
        (("RINGPROOF_UDID=booted", "TARGET=embedded"), 2),  # makes its phones itself
    ],
)
def test_a_simulator_that_is_named_has_one_worker(given: tuple[str, ...], workers: int) -> None:
    with make(ROOT, "scenarios", "--dry-run", "TARGET=simulator", "RINGPROOF_UDID=", *given) as run:
        out, _ = run.communicate(timeout=GUARD)
    assert f" -n {workers} --dist worksteal " in out


def test_folders_may_have_blanks() -> None:
    folders = ("EVIDENCE=the evidence", "QUARANTINE=the list.toml", "HISTORY=the nights.jsonl")
    for target in ("scenarios", "hunt", "nightly", "clean", "tethered"):
        with make(ROOT, target, "--dry-run", *folders) as run:
            out, _ = run.communicate(timeout=GUARD)
        for name in ("the evidence", "the list.toml", "the nights.jsonl"):
            before = ""
            for part in out.split(name)[:-1]:
                before += part
                assert before.count('"') % 2, (target, out)


@pytest.mark.parametrize("target", ["scenarios", "defects", "mutants", "repeat", "hunt", "drivers", "tethered", "unit"])
def test_a_part_of_a_name_is_passed_on(target: str) -> None:
    with make(ROOT, target, "--dry-run", "K=tap or mute") as run:
        out, _ = run.communicate(timeout=GUARD)
    assert '-k "tap or mute"' in out
    with make(ROOT, target, "--dry-run") as run:
        out, _ = run.communicate(timeout=GUARD)
    assert "-k" not in out.split()


# What stands where .venv/bin/python would: it says which command it is, waits, and takes down what it has.
STAYS = """#!{python}
import signal, sys
from harness import commandline

def command():
    if "pytest" not in sys.argv and "tethered" not in sys.argv:
        return 0
    try:
        print("up", flush=True)
        signal.pause()
    finally:
        print("taken down", flush=True)

commandline.run(command)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("target", ["tethered", "test"])
def test_a_command_ends_with_its_make(tmp_path: Path, target: str, number: signal.Signals) -> None:
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    folder = tmp_path / ".venv" / "bin"
    folder.mkdir(parents=True)
    (folder / "python").write_text(STAYS.format(python=sys.executable))
    (folder / "python").chmod(0o755)
    for tool in ("ruff", "mypy", "lint-imports"):
        (folder / tool).symlink_to("/bin/true")
    (tmp_path / ".venv" / ".ready").touch()
    with make(tmp_path, target) as run:
        assert run.stdout is not None
        assert "up\n" in iter(run.stdout.readline, "")
        run.send_signal(number)
        assert run.stdout.read().startswith("taken down\n")  # to its end, when nobody has it open any more


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("APP=nativ",), "APP=nativ: takes sample or native"),
        (
            ("APP=native",),
            "APP=native needs TARGET=simulator or TARGET=device: the embedded phone runs Python apps only",
        ),
    ],
)
def test_an_app_that_cannot_be_driven_is_told(arguments: tuple[str, ...], told: str) -> None:
    with make(ROOT, "scenarios", *arguments) as run:
        out, err = run.communicate(timeout=GUARD)
    assert (run.returncode, out) == (2, "")
    assert told in err


def test_the_native_app_comes_with_its_profile_and_is_built_first() -> None:
    with make(ROOT, "scenarios", "-n", "APP=native", "TARGET=simulator") as run:
        out, _ = run.communicate(timeout=GUARD)
    assert out.index("xcodebuild -quiet -project examples/native_app/NativeApp.xcodeproj") < out.index(
        "pytest scenarios"
    )
    assert "--app-profile examples/native_app/app.toml --app build/native/Build/Products/Debug-iphonesimulator/" in out


IPHONES = "build/native/Build/Products/Debug-iphoneos/NativeApp.app"


def test_the_native_app_for_an_iphone_is_signed_and_found_where_it_was_built() -> None:
    with make(ROOT, "app", "-n", "APP=native", "TARGET=device", "TEAM=ABCDE12345") as run:
        out, _ = run.communicate(timeout=GUARD)
    (command,) = [line for line in out.splitlines() if line.startswith("xcodebuild")]
    assert "-sdk iphoneos" in command and 'DEVELOPMENT_TEAM="ABCDE12345" build' in command
    assert f"echo {IPHONES}" in out and "apple_build" not in out
    with make(ROOT, "scenarios", "-n", "APP=native", "TARGET=device") as run:
        out, _ = run.communicate(timeout=GUARD)
    assert f"--app-profile examples/native_app/app.toml --app {IPHONES} " in out and "xcodebuild" not in out


def test_where_no_native_app_is_built_for_an_iphone_it_is_told_how(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    with make(tmp_path, "native-built", "APP=native", "TARGET=device", "RINGPROOF_APP=") as run:
        out, err = run.communicate(timeout=GUARD)
    assert (run.returncode, out) == (2, "")
    assert f"there is no {IPHONES}" in err and "make app APP=native TARGET=device TEAM=<id>" in err
    (tmp_path / IPHONES).mkdir(parents=True)
    with make(tmp_path, "native-built", "APP=native", "TARGET=device", "RINGPROOF_APP=") as run:
        assert run.communicate(timeout=GUARD) == ("", "") and run.returncode == 0


def test_a_native_app_that_is_named_goes_before_the_one_that_was_built() -> None:
    with make(ROOT, "scenarios", "-n", "APP=native", "TARGET=device", "RINGPROOF_APP=Other.ipa") as run:
        out, _ = run.communicate(timeout=GUARD)
    assert "--app-profile examples/native_app/app.toml --driver" in out


def test_an_app_for_an_iphone_needs_a_team(tmp_path: Path) -> None:
    tool = tmp_path / "xcodebuild"
    tool.write_text("#!/bin/sh\necho built\n")
    tool.chmod(0o755)
    for team, says in (("", "say for which team"), ("TEAM=ABCDE12345", "")):
        with make(ROOT, "native", f"PATH={tmp_path}:{os.environ['PATH']}", "TARGET=device", team or "TEAM=") as run:
            out, err = run.communicate(timeout=GUARD)
        assert says in err and ("built" in out) is not says.startswith("say")


@pytest.mark.parametrize(
    ("variables", "command"),
    [
        ([], "-m app_bundler --out build"),
        (["TARGET=simulator"], '-m apple_build make --target "simulator" --out build'),
        (
            ["TARGET=device", "TEAM=ABCDE12345", "SPECIFIER=Calls development", "CONFIGURATION=Release"],
            '--target "device" --out build --configuration Release --team "ABCDE12345" --specifier "Calls development"',
        ),
    ],
)
def test_make_app_names_the_target_and_who_signs(variables: list[str], command: str) -> None:
    with make(ROOT, "--dry-run", "app", *variables) as run:
        out, _ = run.communicate(timeout=GUARD)
    assert command in " ".join(out.split())


def test_a_make_that_runs_each_line_for_itself_is_refused() -> None:
    with make(ROOT, "help", ".FEATURES=archives check-symlink") as run:  # what make 3.81 says, as on a Mac
        out, err = run.communicate(timeout=GUARD)
    assert (run.returncode, out) == (2, "")
    assert "GNU make 3.82 or newer is needed" in err
    assert "brew install make, then gmake" in err


def test_help_lists_each_target_with_what_it_does() -> None:
    with make(ROOT, "help") as run:
        out, err = run.communicate(timeout=GUARD)
    assert (run.returncode, err) == (0, "")
    told = dict(line.split(maxsplit=1) for line in out.partition("\n\n")[0].splitlines())
    assert told["setup"].startswith("the virtual environment, once")
    assert set(told) == set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_a_second_make_waits_for_the_first_and_does_nothing_over_again(tmp_path: Path) -> None:
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    with (tmp_path / ".venv" / ".lock").open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        with make(tmp_path, "setup") as second:
            assert second.stdout is not None
            assert second.stdout.readline() == "another make is setting up .venv; waiting for it …\n"
            assert second.poll() is None
            (tmp_path / ".venv" / ".ready").touch()  # the first has done it
            fcntl.flock(first, fcntl.LOCK_UN)
            out, err = second.communicate(timeout=GUARD)
    assert (second.returncode, out, err) == (0, "", "")
    assert sorted(path.name for path in (tmp_path / ".venv").iterdir()) == [".lock", ".ready"]


def test_without_a_network_the_first_make_says_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    nowhere = {"CONFIG_FILE": os.devnull, "INDEX_URL": "http://127.0.0.1:9/simple", "RETRIES": "0", "NO_CACHE_DIR": "1"}
    for name, value in nowhere.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    with make(tmp_path, "setup") as run:
        _, err = run.communicate(timeout=GUARD)
    assert run.returncode == 2
    assert "It needs the package registry, once: look at the network, the proxy and PIP_INDEX_URL" in err
    assert not (tmp_path / ".venv" / ".ready").exists()
