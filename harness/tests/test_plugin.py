"""The plugin in pytest runs of its own: options, markers, skips, fixtures."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .projects import INI, project

pytest_plugins = ["pytester"]
__all__ = ["project"]  # a fixture


# --- options


def test_an_unknown_target_is_a_usage_error_that_names_the_known_ones(project: pytest.Pytester) -> None:
    result = project.runpytest("--target", "simulater")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines("*unknown target 'simulater'; choose embedded, simulator or device")


def test_command_line_beats_environment_beats_ini(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    project.makeini(INI + "ringproof_ios = 26.4\nringproof_patience = 2\nringproof_defects = a b\n")
    project.makepyfile("""
        def test_settings(settings):
            print("seen", settings.ios, settings.patience, settings.guard, settings.defects, settings.driver)
    """)
    project.runpytest("-s").stdout.fnmatch_lines("*seen ('26.4',) 2.0 30.0 ('a', 'b') wda*")
    monkeypatch.setenv("RINGPROOF_IOS", "26.4, 12.4")
    monkeypatch.setenv("RINGPROOF_DEFECTS", "c,d")
    project.runpytest("-s").stdout.fnmatch_lines("*seen ('12.4', '26.4') 2.0 30.0 ('c', 'd') wda*")
    arguments = ("-s", "--ios", "12.4", "--defect", "e", "--defect", "f", "--driver", "appium")
    project.runpytest(*arguments).stdout.fnmatch_lines("*seen ('12.4',) 2.0 30.0 ('e', 'f') appium*")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--patience", "much"], "--patience takes a number above 0, not 'much'"),
        (["--guard", "nan"], "--guard takes a number above 0, not 'nan'"),
        (["--seed", "inf"], "--seed takes a number above 0, not 'inf'"),
        (["--app-profile", "profile.bin"], "cannot read the app profile */profile.bin"),
        (["--appium-url", "foo"], "--appium-url foo is no address of a server, such as http://127.0.0.1:4723"),
        (["--wda-url", "http://me:secret@host:x"], "--wda-url http://host:x is no address of a server"),
        (["--target", "device", "--bench-bind", "localhost"], "--bench-bind takes an IP address of this machine"),
        (
            ["--target", "device", "--apns-key", "profile.bin", "--apns-key-id", "A", "--apns-team-id", "B"],
            "the token key */profile.bin is none",
        ),
        (
            ["--target", "device", "--apns-certificate", "x", "--apns-certificate-password-file", "profile.bin"],
            "no text",
        ),
        (["--app-profile", "."], "cannot read the app profile *"),
        (["--target", "simulator", "--rule-off", "R29"], "--rule-off works on the embedded phone only"),
        (["--target", "device", "--push-route", "simctl"], "--push-route simctl needs a simulator"),
        (["--target", "simulator", "--call-screen", "names.toml"], "--call-screen is for a tethered phone"),
        (["--apns-key", "key.p8"], "--apns-key, --apns-key-id and --apns-team-id go together"),
    ],
)
def test_settings_that_cannot_be_are_said_so(project: pytest.Pytester, arguments: list[str], sentence: str) -> None:
    (project.path / "profile.bin").write_bytes(b"\xff\xfe")
    result = project.runpytest(*arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(f"*{sentence}*")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--call-screen", "names.toml"], "names.toml does not name the elements of a call screen"),
        (["--apns-certificate", "names.toml"], "names.toml is no certificate with its private key"),
        (["--apns-certificate", "gone.p12"], "gone.p12 cannot be read: No such file or directory"),
    ],
)
def test_a_file_that_cannot_be_used_ends_the_run_once_before_anything_starts(
    project: pytest.Pytester, arguments: list[str], sentence: str
) -> None:
    project.makefile(".toml", names="screen = 'x'")
    project.makepyfile("async def test_one(alice): ...\nasync def test_two(alice): ...")
    result = project.runpytest("--target", "device", *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert result.stderr.str().replace("\n  saw      ", ": ").count(sentence) == 1


def test_scenarios_about_the_call_screen_run_on_a_device_whose_names_are_given(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import pytest

        @pytest.mark.needs("call_screen")
        async def test_it_rings(alice): ...
    """)
    device = ("--collect-only", "-q", "--target", "device")
    project.runpytest(*device).stdout.fnmatch_lines(
        ["target   device: 0 run, 0 bridged, 1 skipped", "*--call-screen takes*"]
    )
    project.runpytest(*device, "--call-screen", "names.toml").stdout.fnmatch_lines("target   device: 1 run, *0 skipped")


def test_options_markers_and_fixtures_read_like_documentation(project: pytest.Pytester) -> None:
    project.runpytest("--help").stdout.fnmatch_lines(
        ["incoming-call scenarios on an iPhone:", "*--target=embedded|simulator|device*"]
    )
    project.runpytest("--markers").stdout.fnmatch_lines("@pytest.mark.needs(*capabilities): skip with a sentence*")
    shown = project.runpytest("--fixtures").stdout.str()
    for name in ("phone_time", "introduce", "push_route", "app_bundle"):
        assert f"\n{name}" in shown
    assert "no docstring available" not in shown.split("harness.fixtures")[1].split("fixtures defined from")[0]


def test_it_can_be_switched_off_and_does_nothing_in_other_projects(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function")
    pytester.makepyfile("def test_something():\n    pass")
    result = pytester.runpytest("-p", "no:ringproof", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1)
    assert "ringproof" not in result.stdout.str().replace(str(pytester.path), "")
    result = pytester.runpytest("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1)
    assert "= ringproof =" not in result.stdout.str()


def test_loading_the_plugin_imports_nothing_heavy() -> None:
    heavy = ["wda", "appium", "selenium", "aioapns", "httpx", "pydantic", "jinja2"]
    code = f"import harness.plugin, harness.fixtures, sys; print([m for m in {heavy!r} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_the_embedded_target_without_a_bench_says_what_is_missing(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI)
    pytester.makepyfile("async def test_phone(phone):\n    pass")
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines("*--target embedded needs the bench*clone the repository*")


# --- markers


def test_what_cannot_run_is_skipped_with_its_sentence_before_anything_starts(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import pytest

        pytestmark = pytest.mark.needs("lock_screen", "voip_wake")

        async def test_it_rings(alice):
            raise AssertionError("never runs")
    """)
    result = project.runpytest("--target", "simulator", "-rs")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(
        "SKIPPED*needs voip_wake: target 'simulator' has VoIP pushes bridged, which start no app"
    )
    project.runpytest("--target", "embedded").assert_outcomes(failed=1)


def test_an_unknown_capability_is_a_usage_error(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import pytest

        @pytest.mark.needs("voip_psuh")
        async def test_it_rings(alice): ...
    """)
    result = project.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines("*needs('voip_psuh') is no known capability; choose from*voip_push*")


def test_a_project_says_itself_what_it_lacks(project: pytest.Pytester) -> None:
    project.makeini(INI + "ringproof_lacks = app_journal\n")
    project.makepyfile("""
        import pytest

        @pytest.mark.needs("app_journal")
        async def test_it(alice): ...
    """)
    result = project.runpytest("-rs")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines("*needs app_journal: this project lists it under ringproof_lacks")


def test_an_apps_profile_says_what_the_app_lacks(project: pytest.Pytester) -> None:
    project.makefile(".toml", phone='[app]\nbundle_id = "com.example.phone"\nname = "Phone"\nlacks = ["messages"]')
    project.makepyfile("""
        import pytest

        @pytest.mark.needs("messages")
        async def test_it(alice): ...
    """)
    result = project.runpytest("-rs", "--app-profile", "phone.toml")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines("*needs messages: Phone lacks it, says its profile")


def test_a_profile_that_is_none_is_told_before_anything_starts(project: pytest.Pytester) -> None:
    project.makefile(".toml", phone='[app]\nbundle_id = "com.example.phone"\nname = "Phone"\nlacks = ["mesages"]')
    result = project.runpytest("--app-profile", "phone.toml")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["*the app profile *phone.toml is not one*", "*unknown: lacks mesages (did you mean messages*"]
    )


def test_a_profile_of_the_projects_own_fixture_that_is_none_is_told_without_a_traceback(
    project: pytest.Pytester,
) -> None:
    project.makefile(".toml", phone='[app]\nbundle_id = "com.example.phone"\nname = "Phone"\njurnal = "x"')
    project.makepyfile("""
        from pathlib import Path

        import pytest
        from harness.app_profile import AppProfile

        @pytest.fixture(scope="session")
        def app_profile():
            return AppProfile.load(Path(__file__).with_name("phone.toml"))

        async def test_it(alice): ...
    """)
    result = project.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*the app profile *phone.toml is not one*", "*unknown: jurnal (did you mean journal*"])
    assert "apps.py" not in result.stdout.str()


def test_what_no_project_can_lack_is_refused(project: pytest.Pytester) -> None:
    project.makeini(INI + "ringproof_lacks = call_servcie\n")
    result = project.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines("*--lacks call_servcie is no known capability; choose from*call_service*")


@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_part_of_a_name_that_fits_nothing_is_told(project: pytest.Pytester, workers: str) -> None:
    project.makepyfile("async def test_it(alice): ...")
    result = project.runpytest_subprocess("-k", "zzz", "-n", workers)
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.stdout.fnmatch_lines('no scenario\'s name fits -k "zzz"; *')
    result = project.runpytest_subprocess("-m", "guide(id='G0')", "-n", workers)
    result.stdout.fnmatch_lines("no scenario's markers fit -m \"guide(id='G0')\"; *")


ROUTES = """
    import pytest

    @pytest.mark.routes
    async def test_both(alice, push_route):
        print("route", push_route)

    @pytest.mark.routes("simctl")
    async def test_one(alice, push_route):
        print("route", push_route)

    async def test_none(alice, push_route):
        print("route", push_route)
"""


def test_one_run_for_each_push_route(project: pytest.Pytester) -> None:
    project.makepyfile(ROUTES)
    result = project.runpytest("-v")
    result.stdout.fnmatch_lines(
        ["*::test_both?apns? PASSED*", "*::test_both?simctl? PASSED*", "*::test_one?simctl? PASSED*"]
    )
    result = project.runpytest("-v", "-rs", "--push-route", "apns")
    result.assert_outcomes(passed=2, skipped=2)
    result.stdout.fnmatch_lines("*needs push route simctl: this run was asked for --push-route apns")
    result = project.runpytest("-rs", "--target", "simulator")
    result.stdout.fnmatch_lines("*needs push route apns: no --apns-key was given*")


def test_a_route_that_cannot_carry_what_is_needed_is_skipped_alone(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import pytest

        @pytest.mark.routes
        @pytest.mark.needs("collapse_id")
        async def test_it(alice): ...
    """)
    result = project.runpytest("-rs")
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines("*route 'simctl' sends through simctl, which carries no apns-collapse-id")


def test_states_of_an_app_are_spelled_out_in_ids(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import pytest
        from harness import AppState

        @pytest.mark.parametrize("state", [AppState.SUSPENDED])
        def test_it(state): ...
    """)
    project.runpytest("--collect-only", "-q").stdout.fnmatch_lines("*::test_it[[]suspended[]]")


def test_a_wrong_route_is_a_usage_error(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import pytest

        @pytest.mark.routes("apsn")
        async def test_it(alice): ...
    """)
    result = project.runpytest()
    result.stdout.fnmatch_lines("*routes('apsn') (did you mean apns?); choose from apns, simctl*")
    assert "selection.py" not in result.stdout.str()


# --- fixtures


def test_a_scenario_gets_a_fresh_phone_with_the_app_launched(project: pytest.Pytester) -> None:
    project.makepyfile("""
        async def test_one(alice, target):
            assert target.done == [
                ("fresh", "26.4"),
                ("install", "com.example.ringproof.sample", None),
                ("launch", "com.example.ringproof.sample", "-user_id", "alice"),
            ]
            target.done.clear()

        async def test_two(alice, target):
            assert target.done[0] == ("fresh", "26.4")
    """)
    project.runpytest().assert_outcomes(passed=2)


def test_time_passes_on_the_targets_clock(project: pytest.Pytester) -> None:
    project.makepyfile("""
        async def test_time(alice, phone_time, clock):
            before = await clock.now()
            await phone_time.pass_(30)
            assert await clock.now() - before == 30_000_000
            assert await phone_time.now() == (before / 1_000_000) + 30
    """)
    project.runpytest().assert_outcomes(passed=1)


def test_pushes_by_the_scenario_itself_go_over_its_route(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import pytest
        from harness import Accepted, PushRefused, Refused

        class Sender:
            route = "simctl"
            sent = []
            async def send(self, push):
                self.sent.append(push)
                return Refused(211, "NotAuthorized") if push.collapse_id else Accepted("id-1")
            async def close(self): ...

        @pytest.fixture
        def push_sender():
            return Sender()

        @pytest.mark.routes("simctl")
        async def test_push(alice, push, push_sender):
            assert await push.send(to=alice, payload={"aps": {"alert": "x"}}) == Accepted("id-1")
            fate = await push.try_to_send(payload={}, collapse_id="x")
            assert fate.reason == "NotAuthorized"
            assert [sent.topic for sent in push_sender.sent] == ["com.example.ringproof.sample"] * 2
    """)
    project.runpytest().assert_outcomes(passed=1)


def test_without_a_call_backend_placing_calls_says_what_to_do(project: pytest.Pytester) -> None:
    project.makepyfile("async def test_calls(calls):\n    pass")
    result = project.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines("*no call backend; override the fixture call_backend*")


def test_a_lost_target_fails_the_scenario_at_once_and_the_next_gets_a_fresh_phone(project: pytest.Pytester) -> None:
    project.makepyfile("""
        from harness import TargetLost, eventually
        from harness.stage import current

        async def test_lost(alice):
            async def look():
                raise current().lose(TargetLost("the phone service stopped answering"))
            await eventually(look, equals=1, within=1000)

        async def test_next(alice, target):
            lost, *anew = [step[0] for step in target.done if step[0] in ("revive", "fresh")]
            assert (lost, anew) == ("fresh", ["revive", "fresh"])
    """)
    result = project.runpytest()
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines("*fault*environment, not the product's*")
