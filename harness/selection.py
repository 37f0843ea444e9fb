"""Which scenarios run: once for each push route and iOS version they are for, or skipped with a sentence.

A test is a *scenario* when it uses, however indirectly, the fixture `ringproof_scenario`; all other tests are left
alone. These are hooks of the plugin: plugin.py registers them, and has put the run's settings into the stash.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from harness import capabilities, ios_versions, naming, runs
from harness.errors import meant
from harness.report.roster import BRIDGED
from harness.setting_rows import ROUTES
from harness.settings import Settings, routes

if TYPE_CHECKING:
    from harness.app_profile import AppProfile

# Markers that take names, with an example of them.
LISTS = {
    "needs": '"voip_push"',
    "ios": '"13+"',
    "routes": '"apns"',
    "catches": '"never-answers"',
    "states": '"R29"',
    "guide": '"G12"',
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One item for each push route a scenario names, and for each iOS version of the run that it is for."""
    settings = metafunc.config.stash[runs.SETTINGS]
    marked = metafunc.definition.get_closest_marker("routes")
    if marked and "push_route" in metafunc.fixturenames:
        wanted = _known(marked, ROUTES, metafunc.definition.nodeid)
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
        sentence = _misused(item) or capabilities.unknown(needs) or naming.unknown_statement(item)
        if sentence:
            raise pytest.UsageError(f"{item.nodeid}: {sentence}")
        if not is_scenario(item):
            continue
        if sentence := _awaited_by_nobody(item):
            raise pytest.UsageError(f"{item.nodeid}: {sentence}")
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
    from harness.ui.driver import AppState

    return val.name.lower() if isinstance(val, AppState) else None


def _misused(item: pytest.Item) -> str:
    """The sentence about the first marker of ours that is not given names alone, or an empty text."""
    for mark in item.iter_markers():
        if mark.name in LISTS and mark.kwargs:
            (name, value), *_ = mark.kwargs.items()
            return f"{mark.name}({name}={value!r}): it takes names alone, such as {mark.name}({LISTS[mark.name]})"
        if mark.name in LISTS and not mark.args and mark.name != "routes":
            return f"{mark.name}() names nothing; write {mark.name}({LISTS[mark.name]}), or leave it out"
    return ""


def _awaited_by_nobody(item: pytest.Item) -> str:
    """The sentence about a scenario pytest-asyncio leaves alone, since the project has not asked it to run such."""
    if not isinstance(item, pytest.Function) or not inspect.iscoroutinefunction(item.function):
        return ""
    if item.get_closest_marker("asyncio") is not None:
        return ""
    return (
        'nothing runs `async def` tests in this project; put asyncio_mode = "auto" under [tool.pytest.ini_options] in '
        "its pyproject.toml, or mark the scenario pytest.mark.asyncio"
    )


def is_scenario(item: pytest.Item) -> bool:
    """Whether a test uses the fixture `ringproof_scenario`, however indirectly."""
    return "ringproof_scenario" in getattr(item, "fixturenames", ())


def _lacking(profile: AppProfile | None, needs: list[str]) -> str:
    """The sentence about the first of `needs` that the app itself has not, or an empty text."""
    lacked = [name for name in needs if profile is not None and name in profile.lacks]
    return f"needs {lacked[0]}: {profile.name} lacks it, says its profile" if profile and lacked else ""


def _answered(item: pytest.Item, needs: list[str], settings: Settings) -> tuple[str, str]:
    callspec = getattr(item, "callspec", None)
    route = str((callspec.params.get("push_route") if callspec is not None else None) or routes(settings)[0])
    # What makes up for something a target lacks, or takes something from it.
    options = {"--call-screen": settings.call_screen, "--udid": settings.udid}
    given = [name for name, value in options.items() if value is not None]
    asked = {"target": settings.target, "route": route, "driver": settings.driver}
    return capabilities.answer(needs, settings.lacks, **asked, given=given)


def _parametrize(
    metafunc: pytest.Metafunc, fixture: str, values: list[str], refusal: Callable[[str], str | None], prefix: str = ""
) -> None:
    """Run once for each value; one that `refusal` has a sentence about is skipped with it."""
    parameters = []
    for value in values:
        reason = refusal(value)
        marks = [pytest.mark.skip(reason=reason)] if reason else []
        parameters.append(pytest.param(value, id=f"{prefix}{value}", marks=marks))
    metafunc.parametrize(fixture, parameters, indirect=True)


def _known(marker: pytest.Mark, known: tuple[str, ...], node_id: str) -> list[str]:
    for value in marker.args:
        if value not in known:
            sentence = f"{node_id}: {marker.name}({value!r}){meant(str(value), known)}; choose from {', '.join(known)}"
            raise pytest.Collector.CollectError(sentence)
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
        raise pytest.Collector.CollectError(f"{metafunc.definition.nodeid}: {error}") from None
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
