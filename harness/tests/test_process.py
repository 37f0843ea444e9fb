"""Child processes: tools that answer and leave, services that say they are ready and stay."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness import process
from harness.errors import ToolFailed
from harness.process import Service, run
from harness.recording import Recording

# One write, so that the second line is there whenever the first was read.
READY = "import os, time; os.write(1, b'{\"port\": 7}\\nlater\\n'); time.sleep(60)"


async def test_a_tool_gets_its_input_and_environment_and_tells_its_end() -> None:
    code = "import os, sys; sys.stdout.write(sys.stdin.read() + os.environ['EXTRA']); sys.exit(7)"
    finished = await run([sys.executable, "-c", code], owner="test", env={"EXTRA": "!"}, stdin=b"hello")
    assert (finished.exit_code, finished.stdout) == (7, "hello!")


async def test_a_tool_that_reads_input_by_mistake_does_not_hang() -> None:
    finished = await run([sys.executable, "-c", "print(len(input()))"], owner="test")
    assert finished.exit_code == 1 and "EOFError" in finished.stderr


async def test_a_service_says_it_is_ready_and_ends_when_told(tmp_path: Path) -> None:
    log = tmp_path / "service.log"
    service = await Service.start([sys.executable, "-c", READY], owner="test", log=log)
    assert service.ready == {"port": 7} and service.running
    pid = service.pid
    await service.stop()
    assert not service.running
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert log.read_text() == "later\n"


async def test_a_service_is_gone_although_a_child_of_its_own_lives_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "GRACE", 0.5)
    code = 'sleep 60 & echo "{\\"child\\": $!}"; wait'
    service = await Service.start(["sh", "-c", code], owner="test", log=tmp_path / "log")
    try:
        async with asyncio.timeout(20):
            await service.stop()
        assert not service.running
    finally:
        os.kill(service.ready["child"], signal.SIGKILL)


async def test_a_service_that_ignores_its_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.process.GRACE", 0.2)
    code = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + READY
    service = await Service.start([sys.executable, "-c", code], owner="test", log=tmp_path / "log")
    await service.stop()
    assert not service.running


async def test_a_service_that_fails_at_start_shows_the_end_of_its_log(tmp_path: Path) -> None:
    code = "raise SystemExit('port 80 is taken')"
    with pytest.raises(ToolFailed, match="ended before it was ready") as failure:
        await Service.start([sys.executable, "-c", code], owner="call service", log=tmp_path / "log")
    assert "port 80 is taken" in str(failure.value)
    assert "call service: " in str(failure.value)


async def test_a_service_that_is_never_ready_is_ended(tmp_path: Path) -> None:
    code = "import time; time.sleep(60)"
    with pytest.raises(ToolFailed, match=r"not ready within 0\.3 s"):
        await Service.start([sys.executable, "-c", code], owner="test", log=tmp_path / "log", ready_within=0.3)


def recording(then: str) -> list[str]:
    """A program that says it has begun, and then does this; at Ctrl-C it ends with the code of its argument."""
    begun = "import signal, sys, time\n"
    begun += "signal.signal(signal.SIGINT, lambda *_: (print('written', flush=True), sys.exit(int(sys.argv[1]))))\n"
    begun += "print('Note: a display', file=sys.stderr)\nprint('Recording started', file=sys.stderr, flush=True)\n"
    return [sys.executable, "-c", begun + then]


async def test_a_recording_goes_on_until_it_is_interrupted() -> None:
    for code in (0, 3):
        argv = [*recording("time.sleep(60)"), str(code)]
        filmed = await Recording.start(argv, owner="test", begun="Recording started", within=20)
        assert await filmed.finish(20) is (code == 0)


async def test_a_recording_that_does_not_end_is_killed(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    then = f"import os; open({str(pid)!r}, 'w').write(str(os.getpid()))\n"
    then += "signal.signal(signal.SIGINT, signal.SIG_IGN); print('deaf', file=sys.stderr, flush=True); time.sleep(60)"
    filmed = await Recording.start(recording(then), owner="test", begun="deaf", within=20)
    assert await filmed.finish(0.2) is False
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


async def test_a_recording_that_has_ended_by_itself_says_how() -> None:
    filmed = await Recording.start(recording("sys.exit(9)"), owner="test", begun="Recording started", within=20)
    assert await filmed.finish(20) is False


@pytest.mark.parametrize(
    ("code", "within", "told"),
    [
        ("raise SystemExit('no such device')", 20, "ended before it had begun"),
        ("import time; time.sleep(60)", 0.3, "had not begun within 0.3 s"),
    ],
)
async def test_a_recording_that_does_not_begin_is_told(code: str, within: float, told: str) -> None:
    with pytest.raises(ToolFailed, match=told) as failure:
        await Recording.start([sys.executable, "-c", code], owner="test", begun="Recording started", within=within)
    assert ("no such device" in str(failure.value)) is (within == 20)


OWNER = """
import asyncio, sys
from harness.recording import Recording

async def main():
    await Recording.start(sys.argv[1:], owner="test", begun="Recording started", within=60)
    print("begun", flush=True)
    await asyncio.sleep(3600)

asyncio.run(main())
"""


def test_a_recording_is_interrupted_when_its_owner_is_killed(tmp_path: Path) -> None:
    """What it wrote at Ctrl-C is its last will: a video that can be played."""
    will = tmp_path / "will"
    os.mkfifo(will)
    film = "import signal, sys, time\n"
    film += f"signal.signal(signal.SIGINT, lambda *_: (open({str(will)!r}, 'w').write('written'), sys.exit(0)))\n"
    film += "print('Recording started', file=sys.stderr, flush=True)\ntime.sleep(3600)"
    command = [sys.executable, "-c", OWNER, sys.executable, "-c", film]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "begun\n"
        owner.kill()
        assert will.read_text() == "written"
