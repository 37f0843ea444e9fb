"""The facebook-wda driver against a WebDriverAgent that answers from a table, and that can die."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from harness.errors import DriverRefused, TargetLost
from harness.tests.fakes import Answer, FakeServer, on_stage
from harness.ui.driver import Rect
from harness.ui.selectors import accessibility_id, class_chain, named, quoted
from harness.ui.wda import WdaDriver

SESSION = "8C8B8A93-0000-4000-8000-000000000001"
ANSWER_BUTTON = {
    "ELEMENT": "E1",
    "type": "XCUIElementTypeButton",
    "label": "Answer",
    "rect": {"x": 10, "y": 20, "width": 30, "height": 40},
    "enabled": True,
    "attribute/name": "incoming.answer",
    "attribute/value": None,
}


class Wda:
    """A small WebDriverAgent: one session, a few answers, and errors on request."""

    def __init__(self) -> None:
        self.elements: list[dict[str, Any]] = [ANSWER_BUTTON]
        self.error: tuple[int, str, str] | None = None
        self.drop = False
        self.session = SESSION
        self.attributes = {"rect": ANSWER_BUTTON["rect"], "enabled": True, "name": "XCUIElementTypeButton"}
        self.alert: str | None = None

    def answer(self, method: str, path: str, body: Any) -> Answer:
        if self.drop:
            return 0, None
        if path == "/session":
            return self._ok({"sessionId": self.session, "capabilities": {}})
        if path.startswith("/session/") and not path.startswith(f"/session/{self.session}"):
            return self._error(404, "invalid session id", "Session does not exist")
        if self.error is not None:
            return self._error(*self.error)
        path = path.removeprefix(f"/session/{self.session}")
        if path == "/elements":
            return self._ok(self.elements)
        if path.startswith("/element/E1/"):
            return self._ok(self.attributes.get(path.removeprefix("/element/E1/")))
        if path == "/alert/text":
            return self._ok(self.alert) if self.alert else self._error(404, "no such alert", "no alert")
        if path == "/wda/alert/buttons":
            return self._ok(["Don’t Allow", "Allow"])
        if path == "/wda/apps/state":
            return self._ok(3)
        if path == "/wda/locked":
            return self._ok(True)
        if path == "/screenshot":
            return self._ok(base64.b64encode(b"\x89PNG\r\n\x1a\npicture").decode())
        if path == "/window/size":
            return self._ok({"width": 390, "height": 844})
        return self._ok(None)

    def _ok(self, value: Any) -> Answer:
        return 200, {"value": value, "sessionId": self.session}

    def _error(self, status: int, word: str, message: str) -> Answer:
        return status, {"value": {"error": word, "message": message, "traceback": ""}, "sessionId": self.session}


@pytest.fixture
def wda() -> Wda:
    return Wda()


@pytest.fixture
def server(wda: Wda) -> Iterator[FakeServer]:
    with FakeServer(wda.answer) as server, on_stage():
        yield server


@pytest.fixture
def driver(server: FakeServer) -> WdaDriver:
    return WdaDriver(server.url)


def asked(server: FakeServer) -> list[str]:
    return [f"{method} {path.replace(SESSION, 'S')}" for method, path, _ in server.requests]


async def test_a_look_is_one_request_with_all_attributes(driver: WdaDriver, server: FakeServer) -> None:
    await driver.locked()
    before = len(server.requests)
    (seen,) = await driver.find(accessibility_id("incoming.answer", app="com.example.app"))
    assert (seen.name, seen.label, seen.value, seen.kind) == ("incoming.answer", "Answer", "", "XCUIElementTypeButton")
    assert seen.rect.centre == (25, 40)
    assert asked(server)[before:] == ["POST /session/S/appium/settings", "POST /session/S/elements"]
    await driver.find(accessibility_id("incoming.answer", app="com.example.app"))
    assert asked(server)[before + 2 :] == ["POST /session/S/elements"]  # the app looked at is remembered


async def test_the_session_asks_for_attributes_and_names_no_app(driver: WdaDriver, server: FakeServer) -> None:
    await driver.find(accessibility_id("x"))
    method, path, body = server.requests[0]
    assert (method, path) == ("POST", "/session")
    wanted = body["capabilities"]["alwaysMatch"]
    assert wanted["shouldUseCompactResponses"] is False and "bundleId" not in wanted
    assert server.requests[1][2] == {"settings": {"defaultActiveApplication": "com.apple.springboard"}}


async def test_a_webdriveragent_that_sends_references_only_is_asked_for_each(driver: WdaDriver, wda: Wda) -> None:
    wda.elements = [{"ELEMENT": "E1"}]
    wda.attributes |= {"attribute/name": "incoming.answer", "attribute/label": "Answer"}
    (seen,) = await driver.find(accessibility_id("incoming.answer"))
    assert (seen.name, seen.label, seen.rect) == ("incoming.answer", "Answer", Rect(10, 20, 30, 40))


async def test_the_hand_uses_the_gestures_of_the_wire(driver: WdaDriver, server: FakeServer) -> None:
    await driver.tap(10, 20)
    await driver.drag((1, 2), (3, 4), press=0.05)
    await driver.drag_and_hold((1, 2), (3, 4), hold=1)
    bodies = [(path.removeprefix(f"/session/{SESSION}"), body) for _, path, body in server.requests[1:]]
    assert bodies[0] == ("/wda/tap", {"x": 10, "y": 20})
    assert bodies[1] == (
        "/wda/dragfromtoforduration",
        {"fromX": 1, "fromY": 2, "toX": 3, "toY": 4, "duration": 0.05},
    )
    path, body = bodies[2]
    assert path == "/wda/pressAndDragWithVelocity" and body["holdDuration"] == 1


async def test_other_looks(driver: WdaDriver, wda: Wda) -> None:
    assert await driver.app_state("com.example.app") == 3
    assert await driver.locked() is True
    assert await driver.screen_size() == (390, 844)
    assert (await driver.screenshot()).startswith(b"\x89PNG")
    assert await driver.alert() is None
    wda.alert = "“Ringproof” Would Like to Send You Notifications"
    alert = await driver.alert()
    assert alert is not None and alert.buttons == ("Don’t Allow", "Allow")


async def test_a_refusal_names_the_command_and_webdriveragents_word(driver: WdaDriver, wda: Wda) -> None:
    wda.error = (400, "invalid selector", "Cannot parse the class chain")
    with pytest.raises(DriverRefused) as failure:
        await driver.find(class_chain("**/"))
    assert "find class chain '**/' in com.apple.springboard: WebDriverAgent answered 'invalid selector'" in str(
        failure.value
    )
    assert "Cannot parse the class chain" in str(failure.value)
    assert not failure.value.passing


async def test_only_a_changed_screen_and_apples_unknown_error_pass(wda: Wda, server: FakeServer) -> None:
    for word, tolerant, passing in [
        ("stale element reference", False, True),
        ("unknown error", False, False),
        ("unknown error", True, True),
    ]:
        wda.error = None
        driver = WdaDriver(server.url, tolerant=tolerant)
        await driver.locked()
        wda.error = (500, word, "")
        with pytest.raises(DriverRefused) as failure:
            await driver.find(accessibility_id("x"))
        assert failure.value.passing is passing


async def test_a_session_ended_by_somebody_else_is_opened_again(driver: WdaDriver, wda: Wda) -> None:
    await driver.find(accessibility_id("x"))
    wda.session = "ANOTHER-SESSION"
    assert len(await driver.find(accessibility_id("x"))) == 1


async def test_a_dead_phone_is_lost_at_once_and_stays_lost(driver: WdaDriver, server: FakeServer) -> None:
    await driver.locked()
    server.die()
    with pytest.raises(TargetLost, match="stopped answering"):
        await driver.find(accessibility_id("x"))
    before = len(server.requests)
    with pytest.raises(TargetLost):
        await driver.tap(1, 1)
    assert len(server.requests) == before


async def test_a_phone_that_dies_during_a_request_is_lost(driver: WdaDriver, wda: Wda) -> None:
    await driver.locked()
    wda.drop = True
    with pytest.raises(TargetLost):
        await driver.find(accessibility_id("x"))


def test_locators_quote_what_goes_into_a_predicate() -> None:
    assert quoted('say "hi" \\') == 'say \\"hi\\" \\\\'
    assert named("a", 'b"').value == 'name == "a" OR name == "b\\""'
