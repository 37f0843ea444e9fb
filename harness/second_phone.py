"""Phones for the other people of a scenario: each lent for its length, with the app under test on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from harness.app_profile import AppProfile
from harness.apps import App
from harness.backends.base import CallBackend
from harness.pages.home import AppSwitcher, Home
from harness.people import PhoneOwner
from harness.push.handover import HandoverCourier
from harness.push.via_simctl import make_simctl_sender

if TYPE_CHECKING:
    from harness.phone import Phone
    from harness.scenario import Scenario
    from harness.targets.base import Target


class LendPhone(Protocol):
    """The fixture `lend_phone`."""

    async def __call__(self, name: str, *arguments: str, display_name: str | None = None) -> PhoneOwner: ...


class Lender:
    """Takes phones from the target, and gives them back."""

    def __init__(
        self,
        scenario: Scenario,
        target: Target,
        ios: str,
        profile: AppProfile,
        bundle: Path | None,
        environment: Mapping[str, str],
    ) -> None:
        self._scenario = scenario
        self._target = target
        self._ios = ios
        self._profile = profile
        self._bundle = bundle
        self._environment = environment
        self._backend: CallBackend | None = None
        self._phones: list[Phone] = []

    def carries_for(self, backend: CallBackend) -> None:
        """Pushes this backend hands over are carried to the lent phones as well."""
        self._backend = backend

    async def lend(self, name: str, arguments: Sequence[str], *, display_name: str | None) -> PhoneOwner:
        """A person with a phone of the scenario's iOS version, the app launched on it."""
        phone = await self._target.another_phone(self._ios)
        self._phones.append(phone)
        await self._scenario.takes(phone)
        home, switcher = Home(phone, "home", self._profile.name), AppSwitcher(phone, "app_switcher")
        app = App(self._profile, phone, home, switcher, arguments, self._environment, bundle=self._bundle)
        person = PhoneOwner(name, app, display_name=display_name)
        await self._target.install(phone, self._profile.bundle_id, self._bundle)
        phone.app_in_hand = self._profile.bundle_id
        if self._backend is not None:
            self._carry_to(person)
        await app.launch()
        return person

    async def close(self) -> None:
        """Give all of them back."""
        if self._scenario.stage.lost is None:
            for phone in self._phones:
                await self._target.give_back(phone)
        self._phones.clear()

    def _carry_to(self, person: PhoneOwner) -> None:
        assert self._target.simctl is not None and self._backend is not None
        sender = make_simctl_sender(self._target, person.phone)
        couriers = self._scenario.stage.couriers
        for courier in couriers:
            if isinstance(courier, HandoverCourier):
                courier.serve(person.user_id, sender)
                return
        couriers.append(HandoverCourier(self._backend, {person.user_id: sender}))
