"""Which iOS versions a run and a scenario of it use: `--ios`, the ini key, the marker `ios`."""

from __future__ import annotations

import pytest

from harness.ios_versions import EMBEDDED, BadVersion, Wanted, of_run, of_scenario

pytest_plugins = ["pytester"]

CONFTEST = """
import pytest
from harness.tests.fakes import EventClock, FakeDriver, FakeTarget

@pytest.fixture(scope="session")
def target():
    return FakeTarget()
"""

INI = """
[pytest]
asyncio_mode = auto
addopts = -p no:cacheprovider -p no:hypothesispytest -p no:anyio --strict-markers --strict-config
asyncio_default_fixture_loop_scope = function
"""

OLDEST, NEWEST = EMBEDDED[0], EMBEDDED[-1]


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeini(INI)
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile("""
        import pytest

        async def test_any(phone, ios_version):
            assert phone.ios == ios_version
            print("seen", ios_version)

        @pytest.mark.ios("below 13")
        async def test_old(phone, ios_version):
            assert phone.ios == ios_version

        @pytest.mark.ios("13+")
        async def test_new(phone, ios_version):
            assert phone.ios == ios_version

        @pytest.mark.ios("12.4", "26.4+")
        async def test_ends(phone, ios_version):
            assert phone.ios == ios_version

        def test_plain(): ...
    """)
    return pytester


def ids(result: pytest.RunResult) -> list[str]:
    return [line.split("::")[1] for line in result.outlines if "::" in line]


# --- what a run is given


@pytest.mark.parametrize(
    ("given", "versions"),
    [
        ("26.4", ("26.4",)),
        ("26.4, 12.4,26.4", ("12.4", "26.4")),
        ("all", EMBEDDED),
        ("12.4,all", EMBEDDED),
    ],
)
def test_a_run_has_one_version_several_or_all(given: str, versions: tuple[str, ...]) -> None:
    assert of_run(given, embedded=True, by_hand=True) == versions


@pytest.mark.parametrize("given", ["26", "11.4", "newest", "26.4;12.4"])
def test_a_version_the_embedded_phone_lacks_is_refused_with_those_it_has(given: str) -> None:
    with pytest.raises(BadVersion, match=f"unknown ios '{given}'; the embedded phone has 12.4, .*26.4, or all of them"):
        of_run(given, embedded=True, by_hand=True)


def test_a_list_without_a_version_is_refused() -> None:
    with pytest.raises(BadVersion, match="',' names none"):
        of_run(",", embedded=True, by_hand=True)


def test_a_simulator_has_one_version_a_run() -> None:
    assert of_run("26.2", embedded=False, by_hand=True) == ("26.2",)
    assert of_run("12.4, 26.4, 18.6", embedded=False, by_hand=False) == ("26.4",)
    with pytest.raises(BadVersion, match="--ios all: a Simulator or a device has one iOS version a run"):
        of_run("all", embedded=False, by_hand=True)
    with pytest.raises(BadVersion, match="unknown ios 'newest'; give a version"):
        of_run("newest", embedded=False, by_hand=True)


# --- what a scenario asks for


@pytest.mark.parametrize(
    ("word", "fitting"),
    [
        ("16.4", ["16.4"]),
        ("below 13", ["9.3", "12.4"]),
        ("below 16.4", ["9.3", "12.4", "13.7"]),
        ("13+", ["13.7", "16.4", "18.6", "26.3.1", "26.4"]),
        ("26.4+", ["26.4"]),
        ("13 to 18", ["13.7", "16.4", "18.6"]),
        ("13.7 to 26.3", ["13.7", "16.4", "18.6", "26.3.1"]),
    ],
)
def test_words_mean_versions(word: str, fitting: list[str]) -> None:
    versions = ["9.3", "12.4", "13.7", "16.4", "18.6", "26.3.1", "26.4"]
    assert [version for version in versions if Wanted.parse([word]).fits(version)] == fitting


@pytest.mark.parametrize("word", ["belov 13", "13-18", "13 +", "+13", "iOS 13", "13.", "", "below", "to 18"])
def test_a_word_that_is_no_range_is_refused_with_those_that_are(word: str) -> None:
    with pytest.raises(BadVersion, match=r'neither a version nor a range; write "12.4", "below 13", "13\+"'):
        Wanted.parse([word])


def test_a_scenario_runs_on_the_versions_of_the_run_that_fit() -> None:
    run = (OLDEST, NEWEST)
    assert of_scenario(None, run, embedded=True) == run
    assert of_scenario(Wanted.parse(["13+"]), run, embedded=True) == (NEWEST,)
    assert of_scenario(Wanted.parse(["12.4", "13+"]), run, embedded=True) == run


def test_when_none_fits_the_embedded_phone_lends_the_oldest_that_does() -> None:
    expected = next(version for version in EMBEDDED if version != OLDEST)
    assert of_scenario(Wanted.parse(["13+"]), (OLDEST,), embedded=True) == (expected,)
    assert of_scenario(Wanted.parse(["13+"]), ("12.4",), embedded=False) == ()
    assert of_scenario(Wanted.parse(["11.4"]), (OLDEST,), embedded=True) == ()


# --- in pytest


def test_each_scenario_runs_once_on_each_version_of_the_run(project: pytest.Pytester) -> None:
    result = project.runpytest("--collect-only", "-q", "--ios", f"{OLDEST},{NEWEST}")
    assert ids(result) == [
        "test_any[ios12.4]",
        "test_any[ios26.4]",
        "test_old[ios12.4]",
        "test_new[ios26.4]",
        "test_ends[ios12.4]",
        "test_ends[ios26.4]",
        "test_plain",
    ]
    project.runpytest("--ios", f"{OLDEST},{NEWEST}").assert_outcomes(passed=7)
    every = ids(project.runpytest("--collect-only", "-q", "--ios", "all"))
    assert [one for one in every if one.startswith("test_any")] == [f"test_any[ios{version}]" for version in EMBEDDED]


def test_in_a_run_on_one_version_ids_carry_none_unless_the_scenario_names_one(project: pytest.Pytester) -> None:
    result = project.runpytest("--collect-only", "-q", "--ios", "26.4")
    assert ids(result) == ["test_any", "test_old[ios12.4]", "test_new[ios26.4]", "test_ends[ios26.4]", "test_plain"]
    result = project.runpytest("-s", "--ios", "12.4", "-k", "any")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines("*seen 12.4*")


def test_the_ini_file_says_which_versions_are_meant_unless_told_otherwise(project: pytest.Pytester) -> None:
    project.makeini(INI + "ringproof_ios = 26.4, 12.4\n")
    result = project.runpytest("-k", "any")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines("ringproof: target embedded, driver wda, iOS 12.4, 26.4")
    result = project.runpytest("-s", "-k", "any", "--target", "simulator")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines("*seen 26.4*")


def test_a_scenario_for_other_versions_is_skipped_on_a_simulator(project: pytest.Pytester) -> None:
    result = project.runpytest("-rs", "-v", "--target", "simulator", "--ios", "26.2")
    result.assert_outcomes(passed=3, skipped=2)
    result.stdout.fnmatch_lines(["*needs iOS below 13: this run's simulator has iOS 26.2"])
    result.stdout.fnmatch_lines(["*needs iOS 12.4 or 26.4+: this run's simulator has iOS 26.2"])


def test_on_a_simulator_any_release_of_the_version_named_will_do(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import pytest

        @pytest.mark.ios("12.4", "26.4")
        async def test_it(phone):
            assert phone.ios == "26.2"
    """)
    project.runpytest("--target", "simulator", "--ios", "26.2").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("marker", "sentence"),
    [('"belov 13"', "ios('belov 13') is neither a version nor a range; write*"), ("", "ios() names no version*")],
)
def test_a_wrong_marker_is_a_usage_error(project: pytest.Pytester, marker: str, sentence: str) -> None:
    project.makepyfile(f"""
        import pytest

        @pytest.mark.ios({marker})
        async def test_it(phone): ...
    """)
    project.runpytest().stdout.fnmatch_lines(f"*::test_it: {sentence}")


def test_a_version_the_embedded_phone_does_not_have_skips_in_words(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import pytest

        @pytest.mark.ios("9.3")
        async def test_it(phone): ...
    """)
    result = project.runpytest("-rs")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines("*needs iOS 9.3: the embedded phone has iOS 12.4*26.4")


def test_an_unknown_version_is_a_usage_error(project: pytest.Pytester) -> None:
    result = project.runpytest("--ios", "26.5")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines("*unknown ios '26.5'; the embedded phone has 12.4*26.4, or all of them")
