"""The doctor's visit and its command: what is looked at, in which order, and what is told, in words and as JSON."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from harness.doctor import machine, python, simulators
from harness.doctor.check import Check, Surroundings
from harness.doctor.visit import TABLES, checks_for, visit
from harness.findings import Finding, State, ok
from harness.setting_rows import ROWS
from harness.tests.doctor.tools import Tools, on

ROOT = Path(__file__).parents[3]


# --- the visit


async def test_a_look_that_never_ends_and_one_that_breaks_are_findings(mac: Tools) -> None:
    import asyncio

    async def never(around: Surroundings) -> Finding:
        await asyncio.Event().wait()
        raise AssertionError

    async def broken(around: Surroundings) -> Finding:
        raise KeyError("version")

    checks = [Check("a: never", never), Check("b: broken", broken, after=("a: never",)), Check("c: broken", broken)]
    never_, waiting, broken_ = [one.finding for one in await visit(on(mac, deadline=0.05), checks)]
    assert (never_.state, never_.saw) == (State.WRONG, "it could not be told within 0.15 s")
    assert waiting.saw == "not looked at, because of a: never"
    assert (broken_.state, broken_.saw) == (State.UNKNOWN, "the look failed: KeyError: 'version'")


async def test_a_command_is_run_once_whoever_asks(mac: Tools, tmp_path: Path) -> None:
    count = tmp_path / "count"
    (mac.folder / "tool").write_text(f"#!/bin/sh\necho x >> {count}\n")
    (mac.folder / "tool").chmod(0o700)

    async def look(around: Surroundings) -> Finding:
        return ok("tool", str((await around.ask("tool", "it")).exit_code))

    found = await visit(on(mac), [Check("a", look), Check("b", look)])
    assert [one.finding.saw for one in found] == ["0", "0"]
    assert count.read_text() == "x\n"


def test_a_check_of_the_projects_own_stands_for_the_doctors() -> None:
    async def look(around: Surroundings) -> Finding:
        return ok(machine.ROOM, "much")

    mine = Check(machine.ROOM, look)
    assert [check.look for check in checks_for("embedded", [mine]) if check.name == machine.ROOM] == [look]


def test_names_are_unique_and_grounds_come_before_what_rests_on_them() -> None:
    for target in ROWS[0].choices:
        checks = checks_for(target)
        names = [check.name for check in checks]
        assert len(set(names)) == len(names)
        for number, check in enumerate(checks):
            assert set(check.after) & set(names) <= set(names[:number]), check.name


# --- the command


def doctor(
    *arguments: str, path: Path | None = None, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("RINGPROOF_")}
    if path is not None:
        mine["PATH"] = f"{path}:/usr/bin:/bin"
    command = [sys.executable, "-m", "harness", "doctor", *arguments]
    return subprocess.run(command, cwd=cwd, env={**mine, **environment}, capture_output=True, text=True, timeout=300)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with nothing but an ini file."""
    (tmp_path / "pytest.ini").write_text("[pytest]\nringproof_target = simulator\nringproof_ios = 18.6\n")
    return tmp_path


def test_settings_come_from_the_projects_ini_file_as_in_a_run(project: Path, mac: Tools) -> None:
    ran = doctor("--json", path=mac.folder, cwd=project)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    told = json.loads(ran.stdout)
    assert (told["schema"], told["targets"], told["ok"]) == (1, ["simulator"], False)
    (runtime,) = (row for row in told["findings"] if row["name"] == simulators.RUNTIME)
    assert runtime["saw"] == "no runtime for iOS 18.6; there is 26.4"
    assert runtime["command"] == "xcodebuild -downloadPlatform iOS -buildVersion 18.6"
    assert runtime["target"] == "simulator"
    assert sum(told["counts"].values()) == len(told["findings"])
    ran = doctor("--ios", "26.4", path=mac.folder, cwd=project)
    assert "✓ simulator: runtime iOS 26.4, 23E244" in " ".join(ran.stdout.split())


def test_a_bare_machine_in_words(project: Path, tmp_path: Path) -> None:
    ran = doctor("--target", "simulator", path=tmp_path / "nothing", cwd=project)
    assert ran.returncode == 1
    lines = ran.stdout.splitlines()
    assert lines[0] == "ringproof doctor: target simulator, driver wda, iOS 18.6"
    assert "  ✗ xcode: selected            there is no xcode-select on PATH" in lines
    assert any(line.startswith("  ? not looked at, because of xcode: selected: xcode: licence, ") for line in lines)
    assert re.fullmatch(r"verdict  \d wrong, \d+ unknown, \d+ ok, \d not needed", lines[-1])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--target", "simulater"], "argument --target: invalid choice: 'simulater'"),
        (["--driver", "wdb"], "unknown driver 'wdb'; choose wda or appium"),
        (["--deadline", "0"], "argument --deadline: takes a number above 0, not '0'"),
        (["scenarios"], "the doctor looks at a run's surroundings, not at scenarios"),
        (["--nonsense"], "unrecognized arguments: --nonsense"),
    ],
)
def test_a_doctor_asked_wrongly(project: Path, arguments: list[str], sentence: str) -> None:
    ran = doctor(*arguments, cwd=project)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert sentence in ran.stderr


def test_settings_that_cannot_be_for_one_target_are_a_finding_of_all(project: Path, mac: Tools) -> None:
    ran = doctor("--target", "all", "--push-route", "simctl", "--json", "--ios", "26.4", path=mac.folder, cwd=project)
    found = json.loads(ran.stdout)
    assert found["targets"] == ["embedded", "simulator"]
    (bad,) = (row for row in found["findings"] if row["name"] == "run: settings")
    assert (bad["target"], bad["state"]) == ("device", "wrong")
    assert bad["saw"].startswith("--push-route simctl needs a simulator")
    assert sum(row["name"] == machine.LOOPBACK for row in found["findings"]) == 1


def test_no_secret_is_told(project: Path, mac: Tools) -> None:
    (project / "key.p8").write_text("-----BEGIN PRIVATE KEY-----\nHUSHHUSH\n-----END PRIVATE KEY-----\n")
    (project / "push.p12").write_bytes(b"HUSHHUSH")
    given = ("--apns-key", "key.p8", "--apns-key-id", "ABCDE12345", "--apns-team-id", "TEAM123456")
    more = ("--apns-certificate", "push.p12", "--appium-url", "http://me:HUSHHUSH@127.0.0.1:9/", "--driver", "appium")
    variable = {"RINGPROOF_APNS_CERTIFICATE_PASSWORD": "HUSHHUSH"}
    ran = doctor(*given, *more, "--target", "device", "--json", path=mac.folder, cwd=project, **variable)
    states = {row["name"]: row["state"] for row in json.loads(ran.stdout)["findings"]}
    assert (states["apns: token key"], states["apns: certificates"], states["appium: server"]) == ("wrong",) * 3
    assert "HUSH" not in ran.stdout + ran.stderr


def test_an_embedded_phone_comes_with_a_project(project: Path, mac: Tools) -> None:
    told = json.loads(doctor("--target", "embedded", "--ios", "26.4", "--json", path=mac.folder, cwd=project).stdout)
    (bench,) = (row for row in told["findings"] if row["name"] == machine.BENCH)
    assert (bench["state"], bench["hint"].startswith("clone the repository")) == ("wrong", True)


def test_commands_are_listed() -> None:
    ran = subprocess.run([sys.executable, "-m", "harness"], cwd=ROOT, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "  doctor" in ran.stderr
    ran = subprocess.run([sys.executable, "-m", "harness", "dokter"], cwd=ROOT, capture_output=True, text=True)
    assert (ran.returncode, "no command is called 'dokter'" in ran.stderr) == (2, True)


def test_without_pytest_it_says_so_and_stops(tmp_path: Path) -> None:
    command = [sys.executable, "-S", "-m", "harness", "doctor", "--target", "embedded"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 1, ran.stderr
    assert "✗ python: packages  the package ringproof is not installed in this Python" in ran.stdout
    assert "run  make setup" in ran.stdout
    assert "? everything else" in ran.stdout


# --- the document


DOCUMENT = ROOT / "docs" / "doctor.md"


@pytest.mark.skipif(not DOCUMENT.exists(), reason="the documents come with a clone only")
def test_the_document_lists_what_is_looked_at() -> None:
    rows = re.findall(r"^\| `([\w ]+: [^`]+)` \| ([\w, ]+) \| (.*) \|$", DOCUMENT.read_text(encoding="utf-8"), re.M)
    checks = [check for table in TABLES for check in table]
    assert rows[:2] == [(python.VERSION, "all", ""), (python.PACKAGES, "all", "")]
    assert rows[2:] == [
        (
            check.name,
            "all" if len(check.targets) == 3 else ", ".join(check.targets),
            ", ".join(f"`{name}`" for name in check.after),
        )
        for check in checks
    ]


@pytest.mark.skipif(not DOCUMENT.exists(), reason="the documents come with a clone only")
def test_the_documents_example_adds_a_check(project: Path, mac: Tools) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.M | re.S)
    (project / "conftest.py").write_text(example)
    mac.says("curl -sf https://staging.example.com/health", err="curl: (6) no such host\n", code=6)
    told = json.loads(doctor("--json", path=mac.folder, cwd=project).stdout)
    assert told["findings"][-1] == {
        "target": "simulator",
        "name": "staging: up",
        "state": "wrong",
        "saw": "`curl -sf https://staging.example.com/health` ended with exit code 6: curl: (6) no such host",
        "hint": "",
        "command": "",
    }
