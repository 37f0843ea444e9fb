"""The pytest plugin: options, markers, what a run is prepared with, and the account of a scenario that fails.

Loaded by its entry point in every pytest run of an environment it is installed in, so it imports nothing heavy:
fixtures import what they need when a test uses them. `-p no:ringproof` switches it off.

What a project's conftest.py overrides is listed in fixtures.py. Which tests are scenarios, and which of them run, is
decided in selection.py.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harness import again, hooks, naming, quarantine, refused_run, runs, selection
from harness.errors import NotThere
from harness.owner import end_with_owner
from harness.setting_rows import ROWS, Row
from harness.settings import BadSetting, Settings, resolve

if TYPE_CHECKING:
    from harness.app_profile import AppProfile
    from harness.report.terminal import RunReport
    from harness.statements import Statement

MARKERS = (
    "needs(*capabilities): skip with a sentence where the target, the push route or the driver lacks one of these",
    "ios(*versions): the versions of the run this scenario is for, such as '12.4', 'below 13', '13+', '13 to 18'",
    "routes(*push_routes): run once for each of these push routes, apns and simctl; both unless named",
    "catches(*defects): the seeded defects this scenario fails on",
    "states(*rules): the rules of iOS this scenario states; it fails when one of them is switched off",
    "guide(*ids): the statements of the project's guide this scenario shows; ini ringproof_guide names their file",
)


RUN_REPORT: pytest.StashKey[RunReport] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("ringproof", "incoming-call scenarios on an iPhone")
    for row in ROWS:
        text = _help(row)
        if row.kind == "list":
            group.addoption(row.flag, dest=row.dest, action="append", metavar="NAME", help=text)
            parser.addini(row.ini, text, type="args", default=[])
        elif row.kind in ("entries", "paths"):
            metavar = "PATH" if row.kind == "paths" else "NAME=VALUE|FILE"
            group.addoption(row.flag, dest=row.dest, action="append", metavar=metavar, help=text)
            parser.addini(row.ini, text, type="linelist", default=[])
        else:
            metavar = "|".join(row.choices) or {"path": "PATH", "number": "N"}.get(row.kind, "TEXT")
            group.addoption(row.flag, dest=row.dest, default=None, metavar=metavar, help=text)
            parser.addini(row.ini, text, default="")
    parser.addini(naming.RULES_INI, "JSON file with the texts of rules that scenarios cite", type="paths", default=[])
    parser.addini(
        naming.GUIDE_INI, "TOML file of the statements that the marker `guide` names", type="paths", default=[]
    )


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    pluginmanager.add_hookspecs(hooks)
    # As early as this plugin itself: hooks that are tried first run last registered first, and a project's conftest.py
    # may add a need that has to be there when selection looks.
    pluginmanager.register(selection, "ringproof-selection")
    pluginmanager.register(refused_run, "ringproof-refused-run")


def pytest_configure(config: pytest.Config) -> None:
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    try:
        settings = resolve(config.getoption, config.getini, base=config.invocation_params.dir)
        config.stash[again.USUAL] = resolve(lambda dest: None, config.getini, {}, config.invocation_params.dir)
        _prepare_evidence(config, settings)
        _record(config, settings)
        _see_that_files_can_be_used(config, settings)
        _see_that_workers_have_phones(config, settings)
    except BadSetting as error:
        raise pytest.UsageError(str(error)) from None
    config.stash[runs.SETTINGS] = settings
    config.stash[runs.APP_PROFILE] = _app_profile(settings)
    config.stash[naming.STATEMENTS] = _statements(config)
    config.stash[naming.RULES] = _rules(config)

    from harness import call_fixtures, fixtures

    if settings.quarantine is not None:
        config.pluginmanager.register(_excuses(settings.quarantine, config), "ringproof-quarantine")
    config.pluginmanager.register(fixtures, "ringproof-fixtures")
    config.pluginmanager.register(call_fixtures, "ringproof-call-fixtures")
    if not hasattr(config, "workerinput"):
        end_with_owner()
        from harness.report.terminal import RunReport

        config.stash[RUN_REPORT] = report = RunReport(config, settings)
        config.pluginmanager.register(report, "ringproof-report")
        config.stash[runs.ON_STEP] = report.step
        if settings.target == "simulator" and not config.option.collectonly:
            from harness.targets.dead_workers import DeadWorkers

            config.pluginmanager.register(DeadWorkers(runs.apple_target_settings(settings)), "ringproof-dead-workers")


def pytest_report_header(config: pytest.Config) -> str:
    settings = config.stash[runs.SETTINGS]
    extra = [f"defects {', '.join(settings.defects)}"] if settings.defects else []
    extra += [f"rules off {', '.join(settings.rules_off)}"] if settings.rules_off else []
    parts = [f"target {settings.target}", f"driver {settings.driver}", f"iOS {', '.join(settings.ios)}", *extra]
    return f"ringproof: {', '.join(parts)}"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    scenario = item.stash.get(runs.SCENARIO, None)
    if scenario is not None and isinstance(item, pytest.Function):
        from harness import failures

        scenario.journal.body = len(scenario.journal.entries)
        item.obj = failures.accounted(item.obj, scenario)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report: pytest.TestReport = yield  # type: ignore[assignment]  # a wrapper is sent the result
    scenario = item.stash.get(runs.SCENARIO, None)
    if call.excinfo is not None and isinstance(call.excinfo.value, NotThere):
        item.session.shouldstop = f"{call.excinfo.value.failed}; the run ends here"
    if scenario is not None and call.when != "teardown":
        if call.when == "call":
            item.stash[runs.SECONDS] = report.duration
            scenario.verdict = report.outcome
        elif report.failed:
            scenario.verdict = "error"
        if call.excinfo is not None and report.failed:
            from harness import failures

            told = failures.account_of(item, call.excinfo, scenario)
            scenario.failure = failures.for_page(told, item)
            failures.tell(report, told, item, call.excinfo.value)
            item.user_properties.append(("ringproof_fault", told.fault))
            report.user_properties = list(item.user_properties)
    elif scenario is None and call.excinfo is not None and report.failed:
        from harness import failures

        failures.tell_of_set_up(report, item, call.excinfo.value)
    return report  # type: ignore[return-value]


def _help(row: Row) -> str:
    default = f"; default: {row.default}" if row.default not in (None, ()) else ""
    return f"{row.help}{default}; ini {row.ini}, environment {row.variable}"


def _statements(config: pytest.Config) -> dict[str, Statement] | None:
    """The project's guide; None when it names none, and ids are then free text."""
    files = config.getini(naming.GUIDE_INI)
    if not files:
        return None
    from harness import statements

    try:
        return statements.load(files[0])
    except statements.BadStatements as error:
        raise pytest.UsageError(f"{naming.GUIDE_INI}: {error}") from None


def _rules(config: pytest.Config) -> dict[str, str]:
    """Texts of the rules that scenarios cite; none when the project names no file of them."""
    files = config.getini(naming.RULES_INI)
    try:
        texts = json.loads(files[0].read_text(encoding="utf-8")) if files else {}
        return {str(number): str(text) for number, text in texts.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise pytest.UsageError(f"{naming.RULES_INI}: {files[0]}: {error}") from None


def _excuses(file: Path, config: pytest.Config) -> quarantine.Excuses:
    try:
        return quarantine.Excuses(file, config.rootpath, date.today())
    except quarantine.BadQuarantine as error:
        raise pytest.UsageError(f"--quarantine: {error}") from None


def _prepare_evidence(config: pytest.Config, settings: Settings) -> None:
    if settings.evidence is None or config.option.collectonly:
        return
    from harness.errors import HarnessError
    from harness.report.artifacts import prepare

    try:
        prepare(settings.evidence)
    except HarnessError as error:
        raise BadSetting(f"{error.failed}; {error.hint}") from None


def _see_that_files_can_be_used(config: pytest.Config, settings: Settings) -> None:
    """Keys, certificates and names that a run names and cannot use end it before anything starts.

    Raises:
        UsageError: Says which, and why.
    """
    if settings.target != "embedded" and not config.option.collectonly and not hasattr(config, "workerinput"):
        runs.apple_target_settings(settings)


def _see_that_workers_have_phones(config: pytest.Config, settings: Settings) -> None:
    """More workers than one are none for a phone that is there once: all but one would fail what they are given.

    Raises:
        UsageError: Says by which option it is one phone.
    """
    workers = runs.workers(config)
    one = runs.one_phone(settings)
    if one and workers > 1 and not config.option.collectonly:
        raise pytest.UsageError(
            f"{one} is one phone, which one worker at a time drives, and this run asks for {workers}; "
            "leave -n out, or give -n 1"
        )


def _app_profile(settings: Settings) -> AppProfile | None:
    """The profile given with --app-profile; what a project's own fixture makes is not known this early."""
    if settings.app_profile is None:
        return None
    from harness.app_profile import AppProfile
    from harness.errors import HarnessError

    try:
        return AppProfile.load(settings.app_profile)
    except HarnessError as error:
        raise pytest.UsageError(str(error)) from None


def _record(config: pytest.Config, settings: Settings) -> None:
    """Commands are written down from now until the run is over; workers of xdist add to the file of their run."""
    if settings.transcript is None or config.option.collectonly:
        return
    from harness import process
    from harness.transcripts.recording import NoTranscript, Transcript

    transcript = Transcript(settings.transcript)
    if not hasattr(config, "workerinput"):
        try:
            transcript.begin()
        except NoTranscript as error:
            raise BadSetting(f"--transcript {error}") from None
        except OSError as error:
            raise BadSetting(f"--transcript {settings.transcript} cannot be written: {error.strerror}") from None
    recording = contextlib.ExitStack()
    recording.enter_context(process.recorded(transcript))
    config.add_cleanup(recording.close)
