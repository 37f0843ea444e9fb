"""A person whose phone is a screen as data."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness import PhoneOwner
from harness.apps import App
from harness.pages.home import AppSwitcher, Home
from harness.tests.fakes import EventClock, FakeDriver, FakeTarget, on_stage
from harness.tests.pages.screens import PROFILE


@pytest.fixture
def driver() -> Iterator[FakeDriver]:
    with on_stage(clock=EventClock()):
        yield FakeDriver()


@pytest.fixture
async def alice(driver: FakeDriver) -> PhoneOwner:
    target = FakeTarget(driver)
    phone = await target.fresh_phone("26.4")
    app = App(PROFILE, phone, Home(phone, "home", PROFILE.name), AppSwitcher(phone, "switcher"))
    return PhoneOwner("alice", app, display_name="Alice")
