"""Which scenarios run, are bridged or skipped: said by a run, by a run that only collects, and by the command."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from harness import capabilities
from harness.capabilities import Bridged
from harness.offers import by_target
from harness.report import roster
from harness.report.render import PAGE, RUN, render
from harness.report.roster import Fate, Row
from harness.tests.projects import project

pytest_plugins = ["pytester"]
__all__ = ["project"]  # a fixture

ROOT = Path(__file__).parents[3]
DETOUR = Bridged(("target embedded", "driver wda"), "voip_push", "takes the way round the back")
BRIDGED = "bridged voip_push: target 'embedded' takes the way round the back"
THREE = """
    import pytest

    async def test_it_rings(alice): ...

    @pytest.mark.needs("banner", "voip_push", "voip_wake")
    async def test_it_rings_by_voip(alice): ...

    @pytest.mark.needs("call_service")
    async def test_it_is_cancelled(alice): ...

    def test_no_scenario(): ...
"""


@pytest.mark.parametrize(
    ("name", "target", "driver", "told"),
    [
        ("voip_push", "embedded", "wda", [BRIDGED]),
        ("voip_push", "embedded", "appium", []),
        ("voip_push", "device", "wda", []),
        ("banner", "embedded", "wda", []),
    ],
)
def test_a_detour_is_there_where_all_it_needs_comes_together(
    name: str, target: str, driver: str, told: list[str]
) -> None:
    found = capabilities.bridges((name,), target=target, route="apns", driver=driver, bridged=[DETOUR])
    assert [row.sentence() for row in found] == told
    assert not capabilities.bridges(
        (name,), target=target, route="apns", driver=driver, lacking=(name,), bridged=[DETOUR]
    )


def test_a_detour_outdoes_a_lack(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = partial(capabilities.refusal, "network", target="simulator", route="apns", driver="wda")
    assert refusal() is not None
    detour = Bridged(("target simulator",), "network", "goes round")
    monkeypatch.setattr(capabilities, "BRIDGED", (detour,))
    assert refusal() is None
    (offer,) = (one for one in by_target.offers("simulator", route="apns", driver="wda") if one.capability == "network")
    assert (offer.fate, offer.why) == (Fate.BRIDGED, "target 'simulator' goes round")


def test_every_row_speaks_of_a_known_capability() -> None:
    rows = {row.capability for row in capabilities.LACKS} | {row.capability for row in capabilities.BRIDGED}
    assert rows <= set(capabilities.KNOWN)


def test_a_run_groups_what_did_not_simply_run(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capabilities, "BRIDGED", (DETOUR,))
    project.makepyfile(THREE)
    result = project.runpytest("--lacks", "call_service", "--evidence", "kept")
    result.assert_outcomes(passed=3, skipped=1)
    result.stdout.fnmatch_lines(
        [
            "verdict  3 scenarios: 2 passed, 1 skipped",
            "run         1",
            f"bridged     1  {BRIDGED}",
            "skipped     1  needs call_service: this project lists it under ringproof_lacks",
        ]
    )
    kept = project.path / "kept"
    page = (kept / PAGE).read_text()
    assert "Of target embedded: 1 run, 1 bridged, 1 skipped" in page
    assert f"1 bridged: {BRIDGED.replace(chr(39), '&#39;')}" in page
    assert "<li>it is cancelled</li>" in page
    # A folder of an earlier version has no word of bridges.
    run = json.loads((kept / RUN).read_text())
    for row in run["results"]:
        del row["bridged"]
    (kept / RUN).write_text(json.dumps(run))
    assert "2 run, 0 bridged, 1 skipped" in render(kept).read_text()


def test_a_run_in_which_all_run_says_no_more_of_it(project: pytest.Pytester) -> None:
    project.makepyfile(THREE)
    result = project.runpytest("--evidence", "kept")
    result.stdout.no_fnmatch_line("run  *")
    assert "Of target" not in (project.path / "kept" / PAGE).read_text()


def test_workers_tell_the_same(project: pytest.Pytester) -> None:
    project.makepyfile(THREE)
    result = project.runpytest_subprocess("-n", "1", "--lacks", "call_service")
    result.stdout.fnmatch_lines(
        ["run         2", "skipped     1  needs call_service: this project lists it under ringproof_lacks"]
    )


def test_a_run_that_only_collects_tells_what_would_become_of_each(project: pytest.Pytester) -> None:
    project.makepyfile(THREE)
    result = project.runpytest("--collect-only", "--target", "simulator", "-q")
    sentence = "needs voip_wake: target 'simulator' has VoIP pushes bridged, which start no app"
    result.stdout.fnmatch_lines(
        ["target   simulator: 2 run, 0 bridged, 1 skipped", "run         2", f"skipped     1  {sentence}"]
    )
    result.stdout.no_fnmatch_line(" *it rings by voip")
    result = project.runpytest("--collect-only", "--target", "simulator", "-v")
    result.stdout.fnmatch_lines([f"skipped     1  {sentence}", " *it rings by voip"])


def test_skips_of_the_scenarios_own_are_grouped_as_well(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import pytest

        @pytest.mark.skip("one day")
        async def test_one(alice): ...

        @pytest.mark.skip(reason="one day")
        async def test_two(alice): ...
    """)
    project.runpytest("--collect-only", "-q").stdout.fnmatch_lines("skipped     2  one day")
    project.runpytest().stdout.fnmatch_lines("skipped     2  one day")


def test_the_largest_group_comes_first() -> None:
    rows = [
        Row("a", "a", Fate.SKIPPED, "rare"),
        *(Row(name, name, Fate.SKIPPED, "often") for name in "bc"),
        Row("d", "d", Fate.RUN),
    ]
    assert [(group.fate, group.why, group.titles) for group in roster.groups(rows)] == [
        (Fate.RUN, "", ("d",)),
        (Fate.SKIPPED, "often", ("b", "c")),
        (Fate.SKIPPED, "rare", ("a",)),
    ]
    assert roster.lines(rows[-1:]) == []
    assert roster.lines(rows[-1:], names=True) == ["run         1", "               d"]


# --- the command


def capabilities_of(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "harness", "capabilities", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)


def test_the_table_of_every_target() -> None:
    lines = capabilities_of().stdout.splitlines()
    assert lines[0].split() == ["embedded", "simulator", "device"]
    rows = {line.split()[0]: line.split()[1:4] for line in lines[1 : 1 + len(capabilities.KNOWN)]}
    assert set(rows) == set(capabilities.KNOWN)
    assert rows["exact_time"] == ["✓", "-", "-"]
    assert "  - network              target 'device' has no switch for the network; only the embedded" in "\n".join(
        lines
    )


def test_the_push_route_takes_its_share() -> None:
    told = json.loads(capabilities_of("--json", "--target", "embedded", "--route", "simctl").stdout)
    assert told["schema"] == 1
    assert list(told["targets"]) == ["embedded"]
    offered = told["targets"]["embedded"]["offers"]
    why = "route 'simctl' sends through simctl, which carries no apns-collapse-id"
    assert offered["collapse_id"] == {"fate": "skipped", "why": why}
    assert offered["banner"] == {"fate": "run", "why": ""}
    assert "scenarios" not in told["targets"]["embedded"]


def test_a_folder_of_scenarios(project: pytest.Pytester) -> None:
    project.makepyfile(THREE)
    ran = capabilities_of("--target", "simulator", "--lacks", "banner", "--names", "--scenarios", ".", cwd=project.path)
    assert ran.returncode == 0, ran.stderr
    told = ran.stdout.split("\n\n")[-1].splitlines()
    assert told == [
        "simulator: 2 run, 0 bridged, 1 skipped of 3 scenarios",
        "  run         2",
        "                 it rings",
        "                 it is cancelled",
        "  skipped     1  needs banner: this project lists it under ringproof_lacks",
        "                 it rings by voip",
    ]


def test_what_cannot_be_collected_is_quoted(project: pytest.Pytester) -> None:
    project.makepyfile("import nothing_of_that_name")
    ran = capabilities_of("--target", "device", "--scenarios", ".", cwd=project.path)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "the scenarios could not be collected for target 'device'" in ran.stderr
    assert "nothing_of_that_name" in ran.stderr


def test_options_of_a_run_need_scenarios() -> None:
    ran = capabilities_of("--ios", "26.4")
    assert ran.returncode == 2
    assert "unrecognized arguments: --ios 26.4 (options of a run come with --scenarios)" in ran.stderr


# --- the page


def test_the_page_shows_the_table_as_it_is() -> None:
    page = ROOT / "docs" / "capabilities.md"
    if not page.exists():
        pytest.skip("the documents come with a clone only")
    assert by_target.table() in page.read_text(encoding="utf-8"), "stale; write it with: make capabilities"


def test_a_stale_page_fails_the_check_and_writing_mends_it(project: pytest.Pytester) -> None:
    project.makepyfile(THREE)
    arguments = ("--target", "simulator", "--scenarios", ".", "--page", "page.md")
    ran = capabilities_of(*arguments, "--check", cwd=project.path)
    assert (ran.returncode, "page.md does not say what capabilities and scenarios say" in ran.stdout) == (1, True)
    assert capabilities_of(*arguments, cwd=project.path).returncode == 0
    assert capabilities_of(*arguments, "--check", cwd=project.path).returncode == 0
    page = (project.path / "page.md").read_text()
    assert "### simulator\n\n2 run, 0 bridged, 1 skipped.\n" in page
    assert "| skipped | 1 | needs voip_wake: target 'simulator' has VoIP pushes bridged" in page
    project.makepyfile(test_more="async def test_more(alice): ...")
    assert capabilities_of(*arguments, "--check", cwd=project.path).returncode == 1
