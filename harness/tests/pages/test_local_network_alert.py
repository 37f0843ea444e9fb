"""The question about the local network is answered in passing, and never taken for the one about notifications."""

from __future__ import annotations

import pytest

from harness.pages.local_network_alert import LocalNetworkAlert
from harness.pages.permission_alert import PermissionAlert
from harness.tests.fakes import FakeDriver, FakeTarget, on_stage
from harness.ui.driver import AlertSeen

TEXT = "“Calls” would like to find and connect to devices on your local network."
NOTIFY = AlertSeen("“Calls” Would Like to Send You Notifications", ("Don’t Allow", "Allow"))


async def made(ios: str = "26.4") -> tuple[LocalNetworkAlert, FakeDriver, PermissionAlert]:
    driver = FakeDriver()
    phone = await FakeTarget(driver).fresh_phone(ios)
    return LocalNetworkAlert(phone, "Calls"), driver, PermissionAlert(phone, "alice.permission_alert", "Calls")


@pytest.mark.parametrize("yes", ["Allow", "OK"])
async def test_it_is_answered_once(yes: str) -> None:
    alert, driver, permission = await made()
    with on_stage():
        assert await alert() == 0
        driver.alert_up = AlertSeen(TEXT, ("Don’t Allow", yes))
        assert not await permission.is_shown()
        assert await alert() == 1 and driver.hands == [("alert", yes)]
        driver.alert_up = AlertSeen(TEXT, ("Don’t Allow", yes))
        assert await alert() == 0 and alert.answered


async def test_other_questions_and_other_apps_are_left_alone() -> None:
    alert, driver, permission = await made()
    with on_stage():
        for seen in (NOTIFY, AlertSeen(TEXT.replace("Calls", "Chess"), ("OK",)), AlertSeen(TEXT, ("Weiter",))):
            driver.alert_up = seen
            assert await alert() == 0
        assert driver.hands == []
        driver.alert_up = NOTIFY
        assert await permission.is_shown()


async def test_before_ios_14_nothing_is_asked() -> None:
    alert, driver, _ = await made("13.7")
    driver.alert_up = AlertSeen(TEXT, ("OK",))
    assert await alert() == 0
