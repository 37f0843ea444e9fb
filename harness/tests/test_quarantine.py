"""Quarantine: a failure that does not count for a while, the list it stands in, and the day after its last."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta
from pathlib import Path

import pytest

from harness.quarantine import BadQuarantine, load, unknown

from .projects import FAILING, PASSING, project

pytest_plugins = ["pytester"]
__all__ = ["project"]  # a fixture

RINGS = "test_ring.py::test_the_phone_rings"
TOMORROW = date.today() + timedelta(days=1)
YESTERDAY = date.today() - timedelta(days=1)


def listed(scenario: str, expires: date, owner: str = "calls team") -> str:
    return f'[[quarantine]]\nscenario = "{scenario}"\nowner = "{owner}"\nreason = "rings late"\nexpires = {expires}\n'


def quarantine(project: pytest.Pytester, text: str) -> str:
    (project.path / "quarantine.toml").write_text(text)
    return "--quarantine=quarantine.toml"


# --- in a run


@pytest.mark.parametrize("workers", [[], ["-n1"]], ids=["one process", "workers"])
def test_a_failure_in_quarantine_is_told_and_does_not_fail_the_run(
    project: pytest.Pytester, tmp_path: Path, workers: list[str]
) -> None:
    project.makepyfile(test_ring=FAILING, test_there=PASSING)
    option = quarantine(project, listed(RINGS, TOMORROW))
    evidence, junit = tmp_path / "evidence", tmp_path / "junit.xml"
    run = project.runpytest_subprocess(option, f"--evidence={evidence}", f"--junitxml={junit}", *workers)
    assert run.ret == pytest.ExitCode.OK
    run.stdout.fnmatch_lines_random(
        [
            "*✗*the phone rings*NeverHappened*",
            "verdict  2 scenarios: 1 passed, 1 quarantined",
            f"quarantined {RINGS}",
            f"  counts no, quarantined until {TOMORROW} (calls team): rings late",
        ]
    )
    rows = {row["node_id"]: row for row in json.loads((evidence / "run.json").read_text())["results"]}
    assert rows[RINGS]["verdict"] == "failed"
    assert rows[RINGS]["quarantine"] == f"quarantined until {TOMORROW} (calls team): rings late"
    assert rows["test_there.py::test_the_app_is_there"]["quarantine"] == ""
    page = (evidence / "report.html").read_text()
    assert 'class="scenario quarantined"' in page
    assert "never &#39;Bob&#39;" in page  # the account of the failure is there all the same
    skipped = ElementTree.parse(junit).findall(".//skipped")
    assert [(case.get("type"), case.get("message")) for case in skipped] == [
        ("pytest.xfail", f"quarantined until {TOMORROW} (calls team): rings late")
    ]


def test_a_failure_beside_one_in_quarantine_fails_the_run(project: pytest.Pytester) -> None:
    project.makepyfile(test_ring=FAILING, test_other=FAILING.replace("phone_rings", "phone_rings_again"))
    run = project.runpytest_subprocess(quarantine(project, listed(RINGS, TOMORROW)))
    assert run.ret == pytest.ExitCode.TESTS_FAILED
    run.stdout.fnmatch_lines(["verdict  2 scenarios: 1 failed, 1 quarantined"])


def test_what_fails_before_its_first_line_is_excused_as_well(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_ring="""
        import pytest

        @pytest.fixture
        def broken():
            raise RuntimeError("no bench")

        async def test_the_phone_rings(broken, alice): ...
    """
    )
    run = project.runpytest_subprocess(quarantine(project, listed(RINGS, TOMORROW)))
    assert run.ret == pytest.ExitCode.OK
    run.stdout.fnmatch_lines(["verdict  1 scenarios: 1 quarantined", "  why    RuntimeError: no bench"])


@pytest.mark.parametrize("outcome", [FAILING, PASSING.replace("app_is_there", "phone_rings")], ids=["fails", "passes"])
def test_an_entry_whose_day_has_passed_fails_the_run(project: pytest.Pytester, outcome: str) -> None:
    project.makepyfile(test_ring=outcome)
    run = project.runpytest_subprocess(quarantine(project, listed(RINGS, YESTERDAY)))
    assert run.ret == pytest.ExitCode.TESTS_FAILED
    run.stdout.fnmatch_lines(
        [f"quarantine of {RINGS} expired after {YESTERDAY} and fails this run; calls team mends *"]
    )
    assert "1 quarantined" not in run.stdout.str()


def test_the_last_day_still_holds(project: pytest.Pytester) -> None:
    project.makepyfile(test_ring=FAILING)
    assert project.runpytest_subprocess(quarantine(project, listed(RINGS, date.today()))).ret == pytest.ExitCode.OK


def test_one_variant_may_be_in_quarantine(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_ring="""
        import pytest

        @pytest.mark.parametrize("who", ["bob", "carol"])
        async def test_the_phone_rings(alice, who):
            assert who == "dave"
    """
    )
    run = project.runpytest_subprocess(quarantine(project, listed(f"{RINGS}[bob]", TOMORROW)))
    assert run.ret == pytest.ExitCode.TESTS_FAILED
    run.stdout.fnmatch_lines([f"quarantined {RINGS}?bob?", f"failed * {RINGS}?carol?"], consecutive=False)


def test_a_name_no_test_has_is_refused_before_anything_runs(project: pytest.Pytester) -> None:
    project.makepyfile(test_ring=FAILING)
    run = project.runpytest_subprocess(quarantine(project, listed("test_ring.py::test_the_phone_sings", TOMORROW)))
    assert run.ret == pytest.ExitCode.USAGE_ERROR
    run.stderr.fnmatch_lines(["ERROR: --quarantine: *quarantine.toml: *: test_ring.py has no test_the_phone_sings"])


# --- the file


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[quarantine]", "is no TOML"),
        ('[[quarantined]]\nscenario = "x"', r"holds quarantined; expected are tables \[\[quarantine\]\]"),
        ("quarantine = 3", "holds quarantine; expected are tables"),
        ("quarantine = [3]", "entry 1 is no table"),
        (listed(RINGS, TOMORROW).replace("owner", "team"), "entry 1 has 'team'; it takes scenario, owner"),
        (listed(RINGS, TOMORROW, owner=" "), "entry 1: owner is ' '; it takes a text"),
        (f'[[quarantine]]\nscenario = "{RINGS}"', "entry 1: owner is missing"),
        (listed(RINGS, TOMORROW).replace(str(TOMORROW), '"soon"'), "expires is 'soon'; it takes a day, such as"),
        (listed(RINGS, TOMORROW).replace(str(TOMORROW), f"{TOMORROW}T10:00:00"), "expires is datetime"),
        (listed(RINGS, TOMORROW) * 2, f"two entries for {RINGS}"),
    ],
)
def test_what_is_no_list_is_refused_in_words(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "quarantine.toml"
    file.write_text(text)
    with pytest.raises(BadQuarantine, match=sentence):
        load(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadQuarantine, match=r"quarantine\.toml cannot be read: No such file"):
        load(tmp_path / "quarantine.toml")


def test_the_entry_of_a_variant_goes_before_that_of_the_test(tmp_path: Path) -> None:
    file = tmp_path / "quarantine.toml"
    file.write_text(listed(RINGS, TOMORROW) + listed(f"{RINGS}[apns]", YESTERDAY))
    found = load(file)
    assert [entry.expires for entry in found.expired(date.today())] == [YESTERDAY]
    for variant, expires in {"[apns]": YESTERDAY, "[simctl]": TOMORROW, "": TOMORROW}.items():
        entry = found.of(RINGS + variant)
        assert entry is not None
        assert entry.expires == expires
    assert found.of(RINGS + "_again") is None


def test_names_are_looked_up_in_the_files(tmp_path: Path) -> None:
    (tmp_path / "test_ring.py").write_text("class TestCalls:\n    async def test_rings(self): ...\n")
    file = tmp_path / "quarantine.toml"
    names = [
        "test_ring.py::TestCalls::test_rings[apns]",
        "test_ring.py",
        "test_no.py::test_x",
        "test_ring.py::test_rings",
    ]
    file.write_text("".join(listed(name, TOMORROW) for name in names))
    first, second, third = unknown(load(file).entries, tmp_path)
    assert first.startswith("test_ring.py names no test")
    assert second.startswith("test_no.py::test_x: test_no.py cannot be read below")
    assert third == "test_ring.py::test_rings: test_ring.py has no test_rings"
