"""Workers of pytest-xdist and the phones there are: each has its own, or the run says why not before it begins."""

from __future__ import annotations

import json

import pytest

from harness.ui.addresses import free_port

from .projects import PASSING, project

pytest_plugins = ["pytester"]
__all__ = ["project"]  # a fixture

SIMULATOR = ("--target", "simulator")
DEVICE = ("--target", "device", "--apns-server", "localhost")


@pytest.mark.parametrize(
    ("given", "one"),
    [
        ((*SIMULATOR, "--udid", "booted"), "--udid booted"),
        ((*DEVICE, "--udid", "0000-1"), "--udid 0000-1"),
        ((*DEVICE, "--wda-url", "http://me:secret@127.0.0.1:8100"), "--wda-url http://127.0.0.1:8100"),
    ],
)
@pytest.mark.parametrize("workers", [("-n", "3"), ("--dist", "load", "--tx", "3*popen")])
def test_one_phone_and_several_workers_is_told_before_anything_starts(
    project: pytest.Pytester, given: tuple[str, ...], one: str, workers: tuple[str, ...]
) -> None:
    project.makepyfile(PASSING)
    ran = project.runpytest_subprocess(*given, *workers)
    assert ran.ret == pytest.ExitCode.USAGE_ERROR
    ran.stderr.fnmatch_lines(
        [f"ERROR: {one} is one phone, which one worker at a time drives*asks for 3; leave -n out*"]
    )
    assert "secret" not in ran.stderr.str()


@pytest.mark.parametrize(
    "given",
    [
        (*SIMULATOR, "--udid", "booted", "-n", "1"),
        (*SIMULATOR, "--udid", "booted", "-p", "no:xdist"),
        (*SIMULATOR, "-n", "2"),
        ("--udid", "booted", "-n", "2"),  # of the Simulator: the embedded phone's workers make their own
    ],
)
def test_a_phone_for_each_worker_is_enough(project: pytest.Pytester, given: tuple[str, ...]) -> None:
    project.makepyfile(PASSING)
    project.runpytest_subprocess(*given).assert_outcomes(passed=1)


def test_a_second_phone_beside_the_one_that_is_named_is_skipped_with_a_sentence(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        import pytest

        @pytest.mark.needs("second_phone")
        async def test_two_phones(alice, lend_phone):
            await lend_phone("dave")
        """
    )
    ran = project.runpytest_subprocess(*SIMULATOR, "--udid", "booted", "-rs")
    ran.assert_outcomes(skipped=1)
    ran.stdout.fnmatch_lines(["SKIPPED*needs second_phone: target 'simulator' is the one simulator that --udid names*"])
    project.runpytest_subprocess(*SIMULATOR).assert_outcomes(passed=1)


DIES = """
    import os, signal
    import pytest

    @pytest.fixture
    async def dies_early(ringproof_scenario):
        os.kill(os.getpid(), signal.SIGKILL)

    async def test_the_worker_dies(alice{early}):
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("early", ["", ", dies_early"])
@pytest.mark.parametrize("restarts", ["0", "4"])
def test_a_scenario_whose_worker_is_killed_is_accounted_for(
    project: pytest.Pytester, early: str, restarts: str
) -> None:
    project.makepyfile(test_dies=DIES.replace("{early}", early), test_one=PASSING)
    ran = project.runpytest_subprocess("-n", "1", "--max-worker-restart", restarts, "--evidence", "kept")
    assert ran.ret == pytest.ExitCode.TESTS_FAILED
    survivors = 1 if restarts == "4" else 0
    told = (
        f"verdict  {survivors + 1} scenarios: {survivors} passed, 1 error"
        if survivors
        else "verdict  1 scenarios: 1 error"
    )
    why = "worker 'gw0' crashed while running 'test_dies.py::test_the_worker_dies'"
    lines = [told, "error    test_dies.py::test_the_worker_dies", f"  why    {why}", "  fault  environment, *"]
    ran.stdout.fnmatch_lines(lines)
    ran.stdout.fnmatch_lines([f"  ✗ dies: the worker dies  {why} *"])
    (row,) = [
        row
        for row in json.loads((project.path / "kept" / "run.json").read_text())["results"]
        if row["node_id"].startswith("test_dies")
    ]
    assert (row["verdict"], row["reason"], row["fault"]) == ("error", why, "environment")
    assert why.replace("'", "&#39;") in (project.path / "kept" / "report.html").read_text()


def test_a_test_that_is_no_scenario_is_none_when_its_worker_is_killed(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_other="""
        import os, signal

        def test_passes(): ...

        def test_dies():
            os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    ran = project.runpytest_subprocess("-n", "1", "--evidence", "kept")
    assert ran.ret == pytest.ExitCode.TESTS_FAILED
    assert "verdict " not in ran.stdout.str()


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "worker"])
def test_a_phone_that_cannot_be_had_ends_the_run_at_the_first_scenario(
    project: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    conftest = project.path / "conftest.py"
    raises = """
from harness.errors import NotThere

class Target(FakeTarget):
    async def fresh_phone(self, ios):
        raise NotThere("somebody else has it", hint="wait for them")

TARGET = Target()
"""
    conftest.write_text(conftest.read_text().replace("TARGET = FakeTarget()\n", raises))
    project.makepyfile(test_one=PASSING, test_two=PASSING)
    ran = project.runpytest_subprocess(*workers)
    assert ran.ret == pytest.ExitCode.INTERRUPTED
    ran.assert_outcomes(errors=1)
    ran.stdout.fnmatch_lines(["*somebody else has it; the run ends here*"])
    ran.stdout.fnmatch_lines(["verdict  1 scenarios: 1 error"])


OF_THE_PLUGIN = """
import pytest_asyncio

@pytest_asyncio.fixture(loop_scope="session")
async def alice(introduce):
    return introduce("alice")
"""


@pytest.mark.parametrize(
    ("workers", "status"),
    [((), pytest.ExitCode.USAGE_ERROR), (("-n", "1"), pytest.ExitCode.INTERRUPTED)],
    ids=["alone", "worker"],
)
def test_an_iphone_that_is_not_ready_ends_the_run_in_words(
    project: pytest.Pytester, workers: tuple[str, ...], status: pytest.ExitCode
) -> None:
    project.makeconftest(OF_THE_PLUGIN)
    project.makepyfile(test_one=PASSING, test_two=PASSING)
    nobody = f"http://127.0.0.1:{free_port()}"
    ran = project.runpytest_subprocess("--target", "device", "--wda-url", nobody, *workers)
    told = ran.stdout.str() + ran.stderr.str()
    assert ran.ret == status, told
    assert f"WebDriverAgent: nothing answers as one at {nobody}" in " ".join(told.split())
    assert "INTERNALERROR" not in told
