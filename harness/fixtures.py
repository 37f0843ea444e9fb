"""The fixtures of the plugin. A project's conftest.py overrides the ones marked *override*; nothing here is autouse.

Session:
    settings          What the command line, environment and ini asked for.
    app_profile       *override* `AppProfile` of the app under test; the sample app's unless `--app-profile` is given.
    app_bundle        *override* Path of the .app to install; `--app` unless overridden.
    target_settings   *override* `TargetSettings`; always for `--target embedded`: only the project knows its bench.
    appium_url        *override* The Appium server of `--driver appium`: `--appium-url`, else http://127.0.0.1:4723.
    target            The target: where phones come from.

Function:
    app_arguments     *override* launch arguments of the app (list of str); none unless overridden.
    app_environment   *override* the app's environment (dict); none unless overridden.
    call_backend      *override* a `CallBackend`, such as `CallServiceBackend(url, token, application_key)`.
    ios_version       The iOS version this scenario runs on: one of the run's, narrowed by the marker `ios`.
    push_route        `apns` or `simctl`; both with the marker `routes`.
    ringproof_scenario The running scenario: stage, journal, evidence.
    clock, phone_time The target's clock; the scenario's hand on it.
    phone             A fresh, booted phone with a driver.
    driver            That phone's driver.
    app               The app: installed on the phone and launched.
    introduce         Makes `PhoneOwner`s: `introduce("alice", display_name="Alice")`.
    lend_phone        Gives somebody else a phone of their own: `await lend_phone("dave", display_name="Dave")`.
    calls             The telephone exchange, on `call_backend`.
    messages          The post office: instant messages, on `call_backend`.
    operator          Who hands certificates to `call_backend`.
    member_center     *override* Where certificates are made; none unless overridden.
    push_sender, push Pushes sent by the scenario itself, over `push_route`.

A conftest then defines its people:

    @pytest_asyncio.fixture(loop_scope="session")
    async def alice(introduce):
        alice = introduce("alice", display_name="Alice")
        await eventually(alice.permission_alert.is_shown, equals=True, within=5)
        await alice.permission_alert.allow()
        return alice

    @pytest.fixture
    def bob():
        return Person("bob", display_name="Bob")
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from harness import runs
from harness.settings import Settings, routes

if TYPE_CHECKING:
    from harness.app_profile import AppProfile
    from harness.apps import App
    from harness.backends.base import CallBackend
    from harness.clock import Clock
    from harness.people import Introduce, PhoneOwner
    from harness.phone import Phone
    from harness.push.sender import PushSender
    from harness.scenario import Scenario
    from harness.second_phone import LendPhone
    from harness.targets.base import Target, TargetSettings
    from harness.ui.driver import UiDriver
    from harness.waiting.phone_time import PhoneTime


@pytest.fixture(scope="session")
def settings(pytestconfig: pytest.Config) -> Settings:
    """What the command line, the environment and the ini file asked for, in this order."""
    return pytestconfig.stash[runs.SETTINGS]


@pytest.fixture(scope="session")
def app_profile(settings: Settings) -> AppProfile:
    """The app under test as data: bundle id, locators, journal. Override, or give --app-profile."""
    from harness.app_profile import SAMPLE_APP_FILE, AppProfile

    return AppProfile.load(settings.app_profile or SAMPLE_APP_FILE)


@pytest.fixture(scope="session")
def app_bundle(settings: Settings) -> Path | None:
    """The .app folder to install; None when it is on the phone already. Override, or give --app."""
    return settings.app


@pytest.fixture(scope="session")
def target_settings(settings: Settings) -> TargetSettings:
    """How phones are reached. Override it for the embedded phone: the bench is the project's."""
    return runs.apple_target_settings(settings)


@pytest.fixture(scope="session")
def appium_url(settings: Settings) -> str:
    """The Appium server of `--driver appium`. Override it for a server the project starts by itself."""
    return settings.appium_url or runs.APPIUM_URL


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def target(
    request: pytest.FixtureRequest, settings: Settings, target_settings: TargetSettings
) -> AsyncIterator[Target]:
    """Where phones come from: the embedded phone, Apple's Simulator or a tethered iPhone."""
    appium_url = request.getfixturevalue("appium_url") if settings.driver == "appium" else ""
    target = runs.make_target(settings, target_settings, appium_url)
    await runs.switch_rules_off(target, settings)
    yield target
    await target.close()


@pytest.fixture
def ios_version(request: pytest.FixtureRequest, settings: Settings) -> str:
    """The iOS version this scenario runs on."""
    return str(getattr(request, "param", settings.ios[-1]))


@pytest.fixture
def push_route(request: pytest.FixtureRequest, settings: Settings) -> str:
    """How regular call pushes travel in this scenario: `apns` or `simctl`."""
    return str(getattr(request, "param", routes(settings)[0]))


@pytest_asyncio.fixture(loop_scope="session")
async def ringproof_scenario(
    request: pytest.FixtureRequest, settings: Settings, target: Target, ios_version: str, push_route: str
) -> AsyncIterator[Scenario]:
    """The scenario as it runs; scenarios themselves do not need it."""
    from harness.stage import enter

    if target.lost is not None:
        await target.revive()
    running = runs.make_scenario(request.node, settings, target, ios_version, push_route)
    before = enter(running.stage)
    try:
        await runs.set_clock(target, settings, request.node.nodeid)
        await running.begin()
        yield running
        await running.finish()
    finally:
        if running.stage.lost is not None:
            target.lost = running.stage.lost
        runs.close_scenario(request.node, running)
        enter(before)


@pytest.fixture
def clock(ringproof_scenario: Scenario) -> Clock:
    """The target's clock: phone time on the embedded phone, the wall elsewhere."""
    return ringproof_scenario.stage.clock


@pytest.fixture
def phone_time(ringproof_scenario: Scenario) -> PhoneTime:
    """Let time pass on the phone: `await phone_time.pass_(30)`."""
    from harness.waiting.phone_time import PhoneTime

    return PhoneTime(ringproof_scenario.stage)


@pytest_asyncio.fixture(loop_scope="session")
async def phone(
    request: pytest.FixtureRequest,
    ringproof_scenario: Scenario,
    target: Target,
    settings: Settings,
    app_profile: AppProfile,
    ios_version: str,
) -> AsyncIterator[Phone]:
    """A booted phone without traces of an earlier scenario."""
    worker = hasattr(request.config, "workerinput")
    await runs.see_that_it_is_ready(target, settings, app_profile, worker=worker)
    phone = await target.fresh_phone(ios_version)
    if target.bench is not None:
        ringproof_scenario.stage.language = "en"  # what the embedded phone speaks unless told otherwise
    await ringproof_scenario.phone_is_ready(phone)
    yield phone
    await ringproof_scenario.finish()


@pytest.fixture
def driver(phone: Phone) -> UiDriver:
    """Who drives the phone's screen. Scenarios use page objects instead."""
    return phone.driver


@pytest.fixture
def app_arguments() -> list[str]:
    """Launch arguments of the app, such as `["-user_id", "alice"]`. Override."""
    return []


@pytest.fixture
def app_environment() -> dict[str, str]:
    """Environment of the app at launch. Override."""
    return {}


@pytest_asyncio.fixture(loop_scope="session")
async def app(
    ringproof_scenario: Scenario,
    target: Target,
    settings: Settings,
    phone: Phone,
    app_profile: AppProfile,
    app_bundle: Path | None,
    app_arguments: list[str],
    app_environment: Mapping[str, str],
) -> AsyncIterator[App]:
    """The app under test, installed and launched."""
    from harness.apps import App
    from harness.pages.home import AppSwitcher, Home

    home, switcher = Home(phone, "home", app_profile.name), AppSwitcher(phone, "app_switcher")
    app = App(app_profile, phone, home, switcher, app_arguments, app_environment, bundle=app_bundle)
    await target.install(phone, app_profile.bundle_id, app_bundle)
    phone.app_in_hand = app_profile.bundle_id
    if settings.bench_bind is not None:
        from harness.pages.local_network_alert import LocalNetworkAlert

        ringproof_scenario.stage.couriers.append(LocalNetworkAlert(phone, app_profile.name))
    await app.launch()
    yield app
    await ringproof_scenario.finish()


@pytest_asyncio.fixture(loop_scope="session")
async def lend_phone(
    request: pytest.FixtureRequest,
    ringproof_scenario: Scenario,
    target: Target,
    ios_version: str,
    app_profile: AppProfile,
    app_bundle: Path | None,
    app_arguments: list[str],
    app_environment: Mapping[str, str],
    call_backend: CallBackend | None,
    push_route: str,
) -> AsyncIterator[LendPhone]:
    """Give somebody else a phone of their own, with the app: `await lend_phone("dave", "-user_id", "dave")`.

    The arguments are given to the app behind those of `app_arguments`, so they win.
    """
    from harness.second_phone import Lender

    lender = Lender(ringproof_scenario, target, ios_version, app_profile, app_bundle, app_environment)
    if push_route == "simctl" and call_backend is not None:
        lender.carries_for(call_backend)

    async def lend(name: str, *arguments: str, display_name: str | None = None) -> PhoneOwner:
        return await lender.lend(name, [*app_arguments, *arguments], display_name=display_name)

    yield lend
    await ringproof_scenario.finish()
    await lender.close()


@pytest.fixture
def introduce(
    ringproof_scenario: Scenario,
    app: App,
    call_backend: CallBackend | None,
    push_sender: PushSender,
    push_route: str,
) -> Introduce:
    """Give the phone with the app to a person: `introduce("alice", display_name="Alice")`.

    On the route `simctl` pushes the backend hands over are carried to this person's phone from then on.
    """

    def make(name: str, *, user_id: str = "", display_name: str | None = None) -> PhoneOwner:
        from harness.people import PhoneOwner
        from harness.push.handover import HandoverCourier
        from harness.report import sources

        person = PhoneOwner(name, app, user_id=user_id, display_name=display_name)
        sources.read_app_journal(ringproof_scenario, person)
        if call_backend is not None and push_route == "simctl":
            courier = HandoverCourier(call_backend, {person.user_id: push_sender})
            ringproof_scenario.stage.couriers.append(courier)
        return person

    return make
