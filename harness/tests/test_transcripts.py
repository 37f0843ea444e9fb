"""Transcripts: what is written down of a command and what never is; and what a line is held against."""

from __future__ import annotations

import ast
import json
import os
import sys
from pathlib import Path

import pytest

import harness
from harness import process
from harness.errors import ToolFailed
from harness.transcripts import answers, command, shapes
from harness.transcripts.recording import Entry, NoTranscript, Transcript, read

from .projects import project

pytest_plugins = ["pytester"]
__all__ = ["project"]  # a fixture

BOOTED = (
    "An error was encountered processing the command (domain=com.apple.CoreSimulator.SimError, code=405):\n"
    "Unable to boot device in current state: Booted\n"
)
UDID = "B94BAA7E-FB61-476F-A8BA-E761904E6708"
APP = "com.example.app"
NS_ERROR = "An error was encountered processing the command (domain={domain}, code={code}):\n{text}\n"


def entries(file: Path) -> list[Entry]:
    return [entry for _, entry in read(file)]


# --- recording


async def test_a_command_is_written_down_as_it_ended(tmp_path: Path) -> None:
    transcript = Transcript(tmp_path / "transcript.jsonl")
    transcript.begin()
    script = "import sys; sys.stdout.write(sys.stdin.read()); sys.stderr.write('note'); sys.exit(3)"
    with process.recorded(transcript):
        await process.run([sys.executable, "-c", script], owner="a test", env={"EXTRA": "1"}, stdin=b"hello")
    await process.run([sys.executable, "-c", "pass"], owner="a test")
    (entry,) = entries(transcript.file)
    assert (entry.exit_code, entry.stdout, entry.stderr, entry.ended) == (3, "hello", "note", "exit")
    assert (entry.owner, entry.env, entry.stdin_bytes) == ("a test", ("EXTRA",), 5)
    assert entry.argv[1:] == ("-c", script) and entry.seconds >= 0
    assert transcript.file.stat().st_mode & 0o777 == 0o600


async def test_what_did_not_start_or_end_is_written_down_as_well(tmp_path: Path) -> None:
    transcript = Transcript(tmp_path / "transcript.jsonl")
    with process.recorded(transcript):
        with pytest.raises(ToolFailed):
            await process.run(["/nonexistent/xcrun"], owner="a test")
        with pytest.raises(ToolFailed):
            await process.run([sys.executable, "-c", "import time; time.sleep(600)"], owner="a test", deadline=0.3)
    assert [(entry.ended, entry.exit_code) for entry in entries(transcript.file)] == [
        ("not started", None),
        ("deadline", None),
    ]


async def test_a_program_that_stays_is_written_down_when_it_is_stopped(tmp_path: Path) -> None:
    transcript = Transcript(tmp_path / "transcript.jsonl")
    script = "import time; print('{}', flush=True); time.sleep(600)"
    with process.recorded(transcript):
        service = await process.Service.start([sys.executable, "-c", script], owner="a test", log=tmp_path / "log")
        assert not transcript.file.exists()
        await service.stop()
        await service.stop()
    assert [entry.ended for entry in entries(transcript.file)] == ["stopped", "exit"]


@pytest.mark.parametrize(
    ("argv", "kept"),
    [
        (["tool", "-user_secret", "s3cret-value"], ["tool", "-user_secret", "(hidden)"]),
        (["tool", "--password=s3cret-value", "x"], ["tool", "--password=(hidden)", "x"]),
        (["tool", "AUTH_TOKEN=s3cret-value"], ["tool", "AUTH_TOKEN=(hidden)"]),
        (["tool", "app://x?token=s3cret-value&a=1"], ["tool", "app://x?token=(hidden)&a=1"]),
        (["tool", "--token", "s3cret-value", "again s3cret-value"], ["tool", "--token", "(hidden)", "again (hidden)"]),
        (["tool", "eyJhbGciOiJF.eyJpc3MiOiJ.s3cret-value"], ["tool", "(hidden)"]),
        (["xcrun", "simctl", "launch", UDID, APP], ["xcrun", "simctl", "launch", UDID, APP]),
    ],
)
def test_no_secret_of_argv_is_written(tmp_path: Path, argv: list[str], kept: list[str]) -> None:
    transcript = Transcript(tmp_path / "transcript.jsonl")
    transcript.add(Entry(tuple(argv), 0, "it said s3cret-value", "", 0.1))
    assert list(entries(transcript.file)[0].argv) == kept
    if argv != kept and "eyJ" not in argv[1]:
        assert "s3cret-value" not in transcript.file.read_text()


def test_no_secret_of_the_environment_or_of_a_key_file_is_written(tmp_path: Path) -> None:
    transcript = Transcript(tmp_path / "transcript.jsonl")
    key = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMB\n-----END PRIVATE KEY-----"
    entry = Entry(("tool",), 0, f"it has s3cret-value and\n{key}\n", "", 0.1)
    transcript.add(entry, {"SIMCTL_CHILD_BENCH_TOKEN": "s3cret-value", "SIMCTL_CHILD_LANG": "de"})
    written = transcript.file.read_text()
    assert "s3cret-value" not in written and "MIGHAgEAMB" not in written and '"de"' not in written
    assert entries(transcript.file)[0].env == ("SIMCTL_CHILD_BENCH_TOKEN", "SIMCTL_CHILD_LANG")


def test_something_else_than_a_transcript_is_never_overwritten(tmp_path: Path) -> None:
    mine, pipe = tmp_path / "mine.toml", tmp_path / "pipe"
    mine.write_text("all = 'my work'\n")
    os.mkfifo(pipe)
    with pytest.raises(NoTranscript, match=r"mine\.toml holds something else, which would be lost; name another"):
        Transcript(mine).begin()
    with pytest.raises(NoTranscript, match="pipe is no file"):
        Transcript(pipe).begin()
    assert mine.read_text() == "all = 'my work'\n" and pipe.is_fifo()


def test_a_run_ends_before_it_overwrites_something_else(project: pytest.Pytester) -> None:
    project.makepyfile("async def test_one(alice): ...")
    result = project.runpytest("--transcript", "conftest.py")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines("*--transcript *conftest.py holds something else, which would be lost; name another")


def test_a_run_records_from_its_start_and_begins_the_file_anew(project: pytest.Pytester) -> None:
    file = project.path / "kept" / "transcript.jsonl"
    project.makepyfile("""
        import sys
        from harness import process

        async def test_runs_a_tool():
            await process.run([sys.executable, "-c", "print('hello')"], owner="a test")
    """)
    for _ in range(2):
        project.runpytest("--transcript", str(file)).assert_outcomes(passed=1)
    assert [entry.stdout for entry in entries(file)] == ["hello\n"]
    assert process._transcript is None  # the run that ended records no more
    result = project.runpytest("--transcript", "/dev/null/transcript.jsonl")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines("*--transcript /dev/null/transcript.jsonl cannot be written*")


def test_nothing_of_the_harness_runs_a_command_past_it() -> None:
    folder = Path(harness.__path__[0])
    for file in folder.rglob("*.py"):
        if "tests" in file.parts or file.name in ("process.py", "leash.py"):  # on a leash is what recording.py notes
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert not names & {"create_subprocess_exec", "create_subprocess_shell", "Popen"}, file
        assert "subprocess" not in imported, file


# --- what simctl takes


def take(line: str) -> shapes.Taken | shapes.Wrong:
    return shapes.take(line.split(), shapes.table())


@pytest.mark.parametrize(
    "line",
    [
        "list -j devices",
        "list devices booted iOS --json",
        "--set /tmp/set list -j",
        "create Alice com.apple.x com.apple.y",
        f"boot {UDID} --arch=arm64",
        f"bootstatus {UDID} -bcd",
        "shutdown all",
        "delete unavailable",
        f"launch --terminate-running-process {UDID} {APP} -user_id alice --args",
        f"launch {UDID} {APP}",
        f"push {UDID} {APP} -",
        f"push {UDID} /tmp/payload.json",
        f"get_app_container {UDID} {APP} group.com.example",
        f"spawn -s {UDID} log stream --style compact",
        f"io {UDID} recordVideo --codec=h264 --force /tmp/video.mp4",
        "io booted screenshot /tmp/screen.png",
        f"ui {UDID} appearance",
        f"ui {UDID} appearance dark",
        f"status_bar {UDID} override --time 9:41 --batteryLevel 100",
        f"privacy {UDID} reset all",
        f"location {UDID} start --speed=20 1.5,2.5 3,4",
        f"keychain {UDID} add-root-cert /tmp/ca.pem",
    ],
)
def test_command_lines_of_public_clients_are_taken(line: str) -> None:
    assert isinstance(take(line), shapes.Taken), take(line)


@pytest.mark.parametrize(
    ("line", "saw"),
    [
        ("", "no subcommand"),
        ("tap 10 20", "subcommand tap"),
        (f"boot {UDID} --quick", "option --quick"),
        (f"boot {UDID} --arch arm64", "--arch"),
        (f"boot {UDID} {UDID}", f"boot {UDID} {UDID}"),
        ("boot", "boot"),
        (f"push {UDID} {APP} - --priority=5", "option --priority"),
        (f"privacy {UDID} grant location", f"privacy {UDID} grant location"),
        (f"privacy {UDID} allow location {APP}", "allow"),
        (f"io {UDID} screenshot", f"io {UDID} screenshot"),
        (f"ui {UDID} font big", "font"),
        (f"status_bar {UDID} override --time", "--time without a value"),
        (f"location {UDID} set Stockholm", "Stockholm"),
        ("--set", "--set without a value"),
    ],
)
def test_what_simctl_has_not_is_named(line: str, saw: str) -> None:
    wrong = take(line)
    assert isinstance(wrong, shapes.Wrong)
    assert saw in wrong.saw and wrong.expected


# --- what simctl answers


def judged(line: str, code: int, out: str = "", err: str = "") -> shapes.Wrong | None:
    taken = take(line)
    assert isinstance(taken, shapes.Taken), taken
    return answers.judge(Entry(("xcrun", "simctl", *line.split()), code, out, err, 0.1), taken, shapes.table())


DEVICE = {
    "udid": UDID,
    "name": "Alice",
    "state": "Booted",
    "isAvailable": True,
    "dataPath": "/a/data",
    "logPath": "/a/logs",
}


@pytest.mark.parametrize(
    ("line", "code", "out", "err"),
    [
        (f"boot {UDID}", 0, "", "a note"),
        (f"boot {UDID}", 149, "", BOOTED),
        (f"boot {UDID}", 148, "", f"Invalid device: {UDID}\n"),
        (f"boot {UDID}", 60, "", NS_ERROR.format(domain="NSPOSIXErrorDomain", code=60, text="Operation timed out")),
        ("create a b c", 0, f"{UDID}\n", ""),
        (f"launch {UDID} {APP}", 0, f"{APP}: 4711\n", ""),
        (f"launch {UDID} {APP}", 4, "", NS_ERROR.format(domain="FBS", code=4, text="failed to launch")),
        (f"terminate {UDID} {APP}", 3, "", NS_ERROR.format(domain="P", code=3, text="found nothing to terminate")),
        (f"openurl {UDID} x://y", 194, "", NS_ERROR.format(domain="O", code=-10814, text="failed to open x://y.")),
        (f"push {UDID} {APP} -", 0, f"Notification sent to '{APP}'\n", ""),
        (f"getenv {UDID} NOT_SET", 0, "", "text"),
        (f"spawn {UDID} false", 7, "", ""),
        ("list -j devices", 0, json.dumps({"devices": {"r": [DEVICE]}}), ""),
        ("list devices", 0, "== Devices ==\n", ""),
    ],
)  # fmt: skip
def test_answers_as_they_were_reported_are_right(line: str, code: int, out: str, err: str) -> None:
    assert judged(line, code, out, err) is None


@pytest.mark.parametrize(
    ("line", "code", "out", "err", "saw"),
    [
        (f"boot {UDID}", 0, "ok\n", "", "output 'ok\\n'"),
        (f"boot {UDID}", 1, "", "", "nothing on standard error"),
        (f"boot {UDID}", 2, "", "it did not work", "without an NSError"),
        (f"boot {UDID}", 149, "", "Invalid device: x", "exit code 149"),
        (f"boot {UDID}", 148, "", NS_ERROR.format(domain="x", code=405, text="y"), "exit code 148 with x 405"),
        ("create a b c", 0, "made it\n", "", "made it"),
        ("create a b c", 0, f"{UDID.lower()}\n", "", UDID.lower()),
        (f"launch {UDID} {APP}", 0, "com.example.other: 1\n", "", "com.example.other"),
        (f"push {UDID} {APP} -", 0, "ok\n", "", "ok"),
        ("list -j devices", 0, "nothing", "", "no JSON"),
        ("list -j devices", 0, json.dumps({"devices": {"r": [{**DEVICE, "state": "Asleep"}]}}), "", "Asleep"),
        ("list -j devices", 0, json.dumps({"devices": {"r": [{**DEVICE, "isAvailable": "YES"}]}}), "", "isAvailable"),
        ("list -j devices", 0, json.dumps({"devices": {"r": [{"udid": UDID}]}}), "", "without name"),
        ("list -j", 0, json.dumps({"phones": []}), "", "section 'phones'"),
    ],
)  # fmt: skip
def test_other_answers_are_named(line: str, code: int, out: str, err: str, saw: str) -> None:
    wrong = judged(line, code, out, err)
    assert wrong is not None and saw in wrong.saw and wrong.expected


def test_no_pattern_of_the_table_is_broken() -> None:
    known = shapes.table()
    for name in known.keys() - {"global_options", "exits", "json"}:
        taken = shapes.Taken(name, known[name], (), {})
        assert answers.judge(Entry((), 0, "\0", "", 0), taken, known) is None or known[name]["stdout"] != "any"
        assert answers.judge(Entry((), 254, "", "\0", 0), taken, known) is None or "any_exit" not in known[name]


# --- the command


def test_the_command_names_the_first_line_that_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    transcript = Transcript(tmp_path / "transcript.jsonl")
    for argv, out in (
        (("/usr/bin/xcrun", "simctl", "boot", UDID), ""),
        (("xcode-select", "-p"), "/x\n"),
        (("xcrun", "devicectl", "list", "devices"), ""),
    ):
        transcript.add(Entry(argv, 0, out, "", 0.1))
    assert command.main([str(transcript.file)]) == 0
    said = capsys.readouterr().out
    assert "1 commands of simctl judged (boot 1); not judged: xcode-select 1, xcrun devicectl 1" in said
    transcript.add(Entry(("xcrun", "simctl", "boot", UDID, "--quick"), 0, "", "", 0.1))
    transcript.add(Entry(("xcrun", "simctl", "tap", UDID), 0, "", "", 0.1))
    assert command.main([str(transcript.file)]) == 1
    said = capsys.readouterr().out
    assert (
        f"{transcript.file}:4: xcrun simctl boot {UDID} --quick\n  saw      option --quick\n  expected --arch=…" in said
    )
    assert "tap" not in said


def test_the_command_refuses_what_is_no_transcript(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "transcript.jsonl"
    assert command.main([str(file)]) == 2
    file.write_text('{"argv": ["a"]}\n')
    assert command.main([str(file)]) == 2
    assert f"{file}:1 is no command of a transcript" in capsys.readouterr().out
    file.write_text("")
    assert command.main([str(file)]) == 1
    assert "nothing of simctl's was in it" in capsys.readouterr().out
