"""The pytest plugin: options, markers, and the hooks that select, skip and report scenarios.

Loaded by its entry point in every pytest run of an environment it is installed in, so it imports nothing heavy:
fixtures import what they need when a test uses them. `-p no:ringproof` switches it off.

What a project's conftest.py overrides is listed in fixtures.py. A test is a *scenario* when it uses, however
indirectly, the fixture `ringproof_scenario`; all other tests are left alone.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from harness import again, capabilities, hooks, ios_versions, naming, quarantine, runs
from harness.report.roster import BRIDGED
from harness.settings import ROWS, BadSetting, Row, Settings, resolve, routes

if TYPE_CHECKING:
    from harness.apps import AppProfile
    from harness.people import PhoneOwner
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


class Introduce(Protocol):
    """The fixture `introduce`: gives the phone with the app to a person."""

    def __call__(self, name: str, *, user_id: str = "", display_name: str | None = None) -> PhoneOwner: ...


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


def pytest_configure(config: pytest.Config) -> None:
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    try:
        settings = resolve(config.getoption, config.getini, base=config.invocation_params.dir)
        config.stash[again.USUAL] = resolve(lambda dest: None, config.getini, {}, config.invocation_params.dir)
        _prepare_evidence(config, settings)
        _record(config, settings)
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
        from harness.report.terminal import RunReport

        config.stash[RUN_REPORT] = report = RunReport(config, settings)
        config.pluginmanager.register(report, "ringproof-report")
        config.stash[runs.ON_STEP] = report.step


def pytest_report_header(config: pytest.Config) -> str:
    settings = config.stash[runs.SETTINGS]
    extra = [f"defects {', '.join(settings.defects)}"] if settings.defects else []
    extra += [f"rules off {', '.join(settings.rules_off)}"] if settings.rules_off else []
    parts = [f"target {settings.target}", f"driver {settings.driver}", f"iOS {', '.join(settings.ios)}", *extra]
    return f"ringproof: {', '.join(parts)}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One item for each push route a scenario names, and for each iOS version of the run that it is for."""
    settings = metafunc.config.stash[runs.SETTINGS]
    marked = metafunc.definition.get_closest_marker("routes")
    if marked and "push_route" in metafunc.fixturenames:
        wanted = _known(marked, ("apns", "simctl"), metafunc.definition.nodeid)
        possible = routes(settings)
        _parametrize(
            metafunc, "push_route", wanted, lambda route: None if route in possible else _no_route(route, settings)
        )
    if "ios_version" in metafunc.fixturenames:
        _one_run_for_each_version(metafunc, settings)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    settings = config.stash[runs.SETTINGS]
    _leave_out_cases_of_other_versions(config, items, settings)
    for item in items:
        needs = naming.marker_values(item, "needs")
        sentence = capabilities.unknown(needs) or naming.unknown_statement(item)
        if sentence:
            raise pytest.UsageError(f"{item.nodeid}: {sentence}")
        if not is_scenario(item):
            continue
        refused, bridged = _answered(item, needs, settings)
        refused = _lacking(config.stash[runs.APP_PROFILE], needs) or refused
        if refused:
            item.add_marker(pytest.mark.skip(reason=refused))
        elif bridged:
            item.user_properties.append((BRIDGED, bridged))
        item.user_properties.append(("ringproof_scenario", naming.title(item)))
        # Phone, bench and call service are talked to from one event loop; a scenario has to run in it as well.
        asyncio_marker = item.get_closest_marker("asyncio")
        if asyncio_marker is not None and not asyncio_marker.kwargs:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def pytest_make_parametrize_id(val: object) -> str | None:
    """States of an app are spelled out in test ids: `[suspended]`, not `[2]`."""
    from harness.apps import AppState

    return val.name.lower() if isinstance(val, AppState) else None


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
    return report  # type: ignore[return-value]


def is_scenario(item: pytest.Item) -> bool:
    """Whether a test uses the fixture `ringproof_scenario`, however indirectly."""
    return "ringproof_scenario" in getattr(item, "fixturenames", ())


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
    except (OSError, ValueError) as error:
        raise pytest.UsageError(f"{naming.RULES_INI}: {files[0]}: {error}") from None
    return {str(number): str(text) for number, text in texts.items()}


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


def _app_profile(settings: Settings) -> AppProfile | None:
    """The profile given with --app-profile; what a project's own fixture makes is not known this early."""
    if settings.app_profile is None:
        return None
    from harness.apps import AppProfile
    from harness.errors import HarnessError

    try:
        return AppProfile.load(settings.app_profile)
    except HarnessError as error:
        raise pytest.UsageError(str(error)) from None


def _lacking(profile: AppProfile | None, needs: list[str]) -> str:
    """The sentence about the first of `needs` that the app itself has not, or an empty text."""
    lacked = [name for name in needs if profile is not None and name in profile.lacks]
    return f"needs {lacked[0]}: {profile.name} lacks it, says its profile" if profile and lacked else ""


def _record(config: pytest.Config, settings: Settings) -> None:
    """Commands are written down from now until the run is over; workers of xdist add to the file of their run."""
    if settings.transcript is None or config.option.collectonly:
        return
    from harness import process
    from harness.transcripts.recording import Transcript

    transcript = Transcript(settings.transcript)
    if not hasattr(config, "workerinput"):
        try:
            transcript.begin()
        except OSError as error:
            raise BadSetting(f"--transcript {settings.transcript} cannot be written: {error.strerror}") from None
    recording = contextlib.ExitStack()
    recording.enter_context(process.recorded(transcript))
    config.add_cleanup(recording.close)


def _answered(item: pytest.Item, needs: list[str], settings: Settings) -> tuple[str, str]:
    callspec = getattr(item, "callspec", None)
    route = str((callspec.params.get("push_route") if callspec is not None else None) or routes(settings)[0])
    asked = {"target": settings.target, "route": route, "driver": settings.driver}
    return capabilities.answer(needs, settings.lacks, **asked)


def _parametrize(metafunc: pytest.Metafunc, fixture: str, values: list[str], refusal: Any, prefix: str = "") -> None:
    parameters = []
    for value in values:
        reason = refusal(value)
        marks = [pytest.mark.skip(reason=reason)] if reason else []
        parameters.append(pytest.param(value, id=f"{prefix}{value}", marks=marks))
    metafunc.parametrize(fixture, parameters, indirect=True)


def _known(marker: pytest.Mark, known: tuple[str, ...], node_id: str) -> list[str]:
    for value in marker.args:
        if value not in known:
            raise pytest.UsageError(f"{node_id}: {marker.name}({value!r}); choose from {', '.join(known)}")
    return list(marker.args or known)


def _no_route(route: str, settings: Settings) -> str:
    if settings.push_route != "both":
        return f"needs push route {route}: this run was asked for --push-route {settings.push_route}"
    if settings.target == "device":
        return f"needs push route {route}: a device takes no pushes from simctl"
    return f"needs push route {route}: no --apns-key was given to send through Apple's APNs with"


def _one_run_for_each_version(metafunc: pytest.Metafunc, settings: Settings) -> None:
    """Ids name the version where there is a choice; in a run on one version a scenario without marker has no need."""
    embedded = settings.target == "embedded"
    marked = metafunc.definition.get_closest_marker("ios")
    if marked is None and len(settings.ios) == 1:
        return
    try:
        wanted = ios_versions.Wanted.parse(marked.args) if marked else None
    except ios_versions.BadVersion as error:
        raise pytest.UsageError(f"{metafunc.definition.nodeid}: {error}") from None
    versions = ios_versions.of_scenario(wanted, settings.ios, embedded=embedded)
    here = ", ".join(ios_versions.EMBEDDED if embedded else settings.ios)
    phone = "the embedded phone" if embedded else f"this run's {settings.target}"
    refusal = None if versions else f"needs iOS {wanted}: {phone} has iOS {here}"
    _parametrize(metafunc, "ios_version", list(versions or settings.ios[-1:]), lambda _: refusal, "ios")


def _leave_out_cases_of_other_versions(config: pytest.Config, items: list[pytest.Item], settings: Settings) -> None:
    """A parameter marked `ios` is for those versions only: its other crossings with versions are no cases."""

    def is_case(item: pytest.Item) -> bool:
        callspec = getattr(item, "callspec", None)
        marks = [mark for mark in callspec.marks if mark.name == "ios"] if callspec is not None else []
        if callspec is None or not marks:
            return True
        version = callspec.params.get("ios_version", settings.ios[-1])
        try:
            return all(ios_versions.Wanted.parse(mark.args).fits(version) for mark in marks)
        except ios_versions.BadVersion as error:
            raise pytest.UsageError(f"{item.nodeid}: {error}") from None

    left_out = [item for item in items if not is_case(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
