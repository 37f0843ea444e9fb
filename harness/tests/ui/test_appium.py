"""The Appium driver against a small WebDriver server."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from harness.errors import DriverRefused, EnvironmentFault, TargetLost
from harness.report.journal import Journal
from harness.targets.base import TargetSettings
from harness.targets.device import DeviceTarget
from harness.tests.fakes import Answer, FakeServer, on_stage
from harness.ui.appium import AppiumDriver
from harness.ui.appium_session import AppiumSession
from harness.ui.selectors import accessibility_id, class_chain, predicate

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Appium:
    """Enough of an Appium server for one session."""

    def __init__(self) -> None:
        self.commands: list[tuple[str, Any]] = []  # mobile: commands
        self.fail: tuple[int, str, str] | None = None
        self.alert: str | None = None
        self.session = "S1"
        self.rows: list[dict[str, Any]] = [{ELEMENT: "E1"}]
        self.wda_gone = False  # lookups hide it: the XCUITest driver answers them with an empty list

    def answer(self, method: str, path: str, body: Any) -> Answer:
        if (method, path) == ("POST", "/session"):
            return self._ok({"sessionId": self.session, "capabilities": body["capabilities"]["alwaysMatch"]})
        if self.fail is not None:
            status, word, message = self.fail
            return status, {"value": {"error": word, "message": message, "stacktrace": ""}}
        _, _, session, *rest = path.split("/")
        path = "/" + "/".join(rest)
        if self.wda_gone and path != "/elements":
            return 500, {"value": {"error": "unknown error", "message": "connect ECONNREFUSED", "stacktrace": ""}}
        if session != self.session and path != "/elements":
            return 404, {"value": {"error": "invalid session id", "message": "does not exist", "stacktrace": ""}}
        match method, path:
            case "POST", "/elements":
                return self._ok(self.rows if session == self.session else [])
            case "GET", "/element/E1/rect":
                return self._ok({"x": 10, "y": 20, "width": 30, "height": 40})
            case "GET", "/element/E1/attribute/label":
                return self._ok("Answer")
            case "GET", "/element/E1/attribute/name":
                return self._ok("incoming.answer")
            case "GET", "/element/E1/enabled":
                return self._ok(True)
            case "GET", "/element/E1/name":
                return self._ok("XCUIElementTypeButton")
            case "GET", "/screenshot":
                return self._ok(base64.b64encode(b"\x89PNG").decode())
            case "GET", "/alert/text":
                if self.alert is None:
                    return 404, {"value": {"error": "no such alert", "message": "none", "stacktrace": ""}}
                return self._ok(self.alert)
            case "GET", "/window/rect":
                return self._ok({"x": 0, "y": 0, "width": 390, "height": 844})
            case "POST", "/execute/sync":
                self.commands.append((body["script"], body["args"][0] if body["args"] else {}))
                buttons = body["script"] == "mobile: alert" and body["args"][0]["action"] == "getButtons"
                values = {"mobile: queryAppState": 3, "mobile: isLocked": False}
                return self._ok(["Don’t Allow", "Allow"] if buttons else values.get(body["script"]))
        return self._ok(None)

    def _ok(self, value: Any) -> Answer:
        return 200, {"value": value}


@pytest.fixture
def appium() -> Appium:
    return Appium()


@pytest.fixture
def server(appium: Appium) -> Iterator[FakeServer]:
    with FakeServer(appium.answer) as server, on_stage():
        yield server


@pytest.fixture
async def driver(server: FakeServer) -> AsyncIterator[AppiumDriver]:
    driver = AppiumDriver(server.url, "UDID-1", "26.4", "http://127.0.0.1:8100")
    yield driver
    await driver.close()


async def test_the_session_takes_the_device_path_and_leaves_the_app_out(
    driver: AppiumDriver, server: FakeServer
) -> None:
    await driver.screen_size()
    wanted = server.requests[0][2]["capabilities"]["alwaysMatch"]
    assert wanted["appium:webDriverAgentUrl"] == "http://127.0.0.1:8100"
    assert wanted["appium:platformVersion"] == "17.5"  # whatever the phone runs
    assert "appium:bundleId" not in wanted and "appium:app" not in wanted
    await driver.close()
    assert server.requests[-1][:2] == ("DELETE", "/session/S1")


async def test_the_picture_stream_gets_a_port_of_its_own_for_each_session_on_this_machine(
    driver: AppiumDriver, server: FakeServer, appium: Appium
) -> None:
    await driver.screen_size()
    appium.session = "S2"  # somebody else's session ended ours
    await driver.locked()
    first, second = (body["capabilities"]["alwaysMatch"] for _, path, body in server.requests if path == "/session")
    ports = {first["appium:mjpegServerPort"], second["appium:mjpegServerPort"]}
    assert len(ports) == 2 and 9100 not in ports
    elsewhere = AppiumSession("https://rack.example:4444", "U", "http://127.0.0.1:8100", tolerant=False, more={})
    assert "appium:mjpegServerPort" not in elsewhere.capabilities()


async def test_a_session_that_was_ended_is_given_up_before_the_next_is_asked_for(
    driver: AppiumDriver, server: FakeServer, appium: Appium
) -> None:
    await driver.screen_size()
    appium.session = "S2"
    await driver.locked()
    asked = [(method, path) for method, path, _ in server.requests]
    assert asked.index(("DELETE", "/session/S1")) < len(asked) - 1 - asked[::-1].index(("POST", "/session"))


async def test_a_phone_that_appium_or_a_grid_chooses_is_asked_for_with_nothing_of_its_own(
    server: FakeServer, appium: Appium
) -> None:
    settings = TargetSettings("device", wda_url="")
    target = DeviceTarget(settings, lambda udid, ios, url: AppiumDriver(server.url, udid, ios, url))
    await target.fresh_phone("26.4")
    await target.fresh_phone("26.4")
    (wanted,) = (body["capabilities"]["alwaysMatch"] for _, path, body in server.requests if path == "/session")
    about_a_phone = ("appium:udid", "appium:platformVersion", "appium:webDriverAgentUrl", "appium:mjpegServerPort")
    assert not set(about_a_phone) & set(wanted) and wanted["platformName"] == "iOS"
    assert ("DELETE", "/session/S1") not in [request[:2] for request in server.requests]  # the phone is held
    await target.close()
    assert server.requests[-1][:2] == ("DELETE", "/session/S1")


async def test_a_run_adds_capabilities_and_takes_others_away(server: FakeServer) -> None:
    more = {"appium:language": "en", "appium:skipLogCapture": None, "appium:platformVersion": "17.0"}
    driver = AppiumDriver(server.url, "U", "26.4", "http://127.0.0.1:8100", more=more)
    await driver.screen_size()
    wanted = server.requests[0][2]["capabilities"]["alwaysMatch"]
    assert wanted["appium:language"] == "en" and wanted["appium:platformVersion"] == "17.0"
    assert "appium:skipLogCapture" not in wanted and wanted["appium:noReset"] is True


async def test_a_session_that_is_refused_tells_what_the_run_had_added(appium: Appium, server: FakeServer) -> None:
    refusal = {"error": "session not created", "message": "'fullReset' must be of type boolean", "stacktrace": ""}
    with FakeServer(lambda *request: (500, {"value": refusal})) as refusing:
        driver = AppiumDriver(refusing.url, "U", "26.4", "", more={"appium:fullReset": "maybe"})
        with pytest.raises(EnvironmentFault, match="started no session") as failure:
            await driver.locked()
    assert failure.value.saw.startswith("'fullReset' must be of type boolean")
    assert "appium:fullReset" in failure.value.hint


async def test_a_password_in_the_servers_address_is_used_and_not_shown(server: FakeServer, appium: Appium) -> None:
    with on_stage(), pytest.raises(EnvironmentFault) as failure:
        await AppiumDriver("http://me:secret@127.0.0.1:1", "U", "26.4", "").screenshot()
    assert "secret" not in str(failure.value) and "at http://127.0.0.1:1" in str(failure.value)
    session = AppiumSession("http://me:se%40cret@127.0.0.1:4444", "U", "", tolerant=False, more={})
    how = session.client_config()
    assert how.remote_server_addr == "http://127.0.0.1:4444"
    assert (how.username, how.password) == ("me", "se@cret")


async def test_looks_and_gestures_are_stock_commands(driver: AppiumDriver, server: FakeServer, appium: Appium) -> None:
    (seen,) = await driver.find(predicate('name == "incoming.answer"', app="com.example.app"))
    assert (seen.name, seen.label, seen.rect.centre) == ("incoming.answer", "Answer", (25, 40))
    settings = [body for _, path, body in server.requests if path.endswith("/appium/settings")]
    assert settings == [{"settings": {"defaultActiveApplication": "com.example.app"}}]
    strategy = [body for _, path, body in server.requests if path.endswith("/elements")]
    assert strategy == [{"using": "-ios predicate string", "value": 'name == "incoming.answer"'}]
    await driver.tap(1, 2)
    await driver.drag((1, 2), (3, 4))
    await driver.press_home()
    assert await driver.app_state("com.example.app") == 3
    assert [name for name, _ in appium.commands] == [
        "mobile: tap",
        "mobile: dragFromToForDuration",
        "mobile: pressButton",
        "mobile: queryAppState",
    ]


async def test_attributes_come_with_the_lookup(driver: AppiumDriver, server: FakeServer, appium: Appium) -> None:
    rect = {"x": 10, "y": 20, "width": 30, "height": 40}
    more = {"type": "XCUIElementTypeButton", "label": "Answer", "rect": rect, "enabled": False}
    appium.rows = [{ELEMENT: "E1", **more, "attribute/name": "incoming.answer", "attribute/value": None}]
    (seen,) = await driver.find(accessibility_id("incoming.answer"))
    assert (seen.name, seen.text, seen.kind) == ("incoming.answer", "Answer", "XCUIElementTypeButton")
    assert seen.rect.centre == (25, 40) and not seen.enabled
    assert server.requests[-1][1] == "/session/S1/elements"
    wanted = server.requests[0][2]["capabilities"]["alwaysMatch"]
    assert wanted["appium:settings[shouldUseCompactResponses]"] is False
    assert "attribute/name" in wanted["appium:settings[elementResponseAttributes]"]


async def test_an_empty_lookup_is_believed_only_of_a_living_session(driver: AppiumDriver, appium: Appium) -> None:
    appium.rows = []
    assert await driver.find(accessibility_id("x")) == ()
    appium.session, appium.rows = "S2", [{ELEMENT: "E1"}]  # somebody else's session ended ours
    assert len(await driver.find(accessibility_id("x"))) == 1
    appium.rows, appium.wda_gone = [], True
    with pytest.raises(TargetLost, match="stopped answering"):
        await driver.find(accessibility_id("x"))


class WebDriverAgent:
    """The phone's own, which is asked once about what Appium did not find."""

    def __init__(self) -> None:
        self.refusal: tuple[int, str, str] | None = None
        self.asked: list[Any] = []

    def answer(self, method: str, path: str, body: Any) -> Answer:
        if (method, path) == ("GET", "/status"):
            return 200, {"value": {"ready": True}, "sessionId": "W1"}
        assert (method, path) == ("POST", "/session/W1/elements")  # over Appium's session: none of its own
        self.asked.append(body)
        if self.refusal is not None:
            status, word, message = self.refusal
            return status, {"value": {"error": word, "message": message, "traceback": ""}, "sessionId": "W1"}
        return 200, {"value": [], "sessionId": "W1"}


@pytest.fixture
async def beside(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[AppiumDriver, Any]]:
    monkeypatch.setattr(AppiumDriver, "_proven", set())
    wda = WebDriverAgent()
    with FakeServer(wda.answer) as phone:
        driver = AppiumDriver(server.url, "U", "26.4", phone.url)
        yield driver, wda
        await driver.close()


async def test_a_wrong_locator_is_refused_although_appium_hides_it(
    beside: tuple[AppiumDriver, WebDriverAgent], appium: Appium
) -> None:
    driver, wda = beside
    appium.rows, wda.refusal = [], (400, "invalid selector", "Cannot parse class chain: **/Foo[")
    wrong = class_chain("**/Foo[")
    for _ in range(2):  # and again: what was refused is not taken for understood
        with pytest.raises(DriverRefused, match="WebDriverAgent answered 'invalid selector'") as failure:
            await driver.find(wrong)
        assert not failure.value.passing
    assert failure.value.saw == "Cannot parse class chain: **/Foo["
    assert wda.asked == [{"using": "class chain", "value": "**/Foo["}] * 2


async def test_a_locator_that_was_understood_is_not_asked_about_again(
    beside: tuple[AppiumDriver, WebDriverAgent], appium: Appium
) -> None:
    driver, wda = beside
    appium.rows = []
    assert await driver.find(predicate('name == "a"')) == await driver.find(predicate('name == "a"')) == ()
    assert await driver.find(accessibility_id("a name is never wrong")) == ()
    assert wda.asked == [{"using": "predicate string", "value": 'name == "a"'}]


async def test_a_webdriveragent_out_of_reach_is_told_once(server: FakeServer, appium: Appium) -> None:
    driver = AppiumDriver(server.url, "U", "26.4", "http://127.0.0.1:1")
    appium.rows = []
    journal = Journal()
    with on_stage(journal=journal):
        for _ in range(2):
            assert await driver.find(predicate("name == 'out of reach'")) == ()
    (told,) = journal.entries
    assert "nothing found may mean a wrong locator" in told["phone"]["data"]["text"]
    await driver.close()


async def test_alerts(driver: AppiumDriver, appium: Appium) -> None:
    assert await driver.alert() is None
    appium.alert = "“Ringproof” Would Like to Send You Notifications"
    alert = await driver.alert()
    assert alert is not None and alert.buttons == ("Don’t Allow", "Allow")
    await driver.press_alert_button("Allow")
    assert appium.commands[-1] == ("mobile: alert", {"action": "accept", "buttonLabel": "Allow"})


async def test_errors_are_told_apart(driver: AppiumDriver, appium: Appium) -> None:
    await driver.screenshot()
    appium.fail = (400, "invalid argument", "no such button")
    with pytest.raises(DriverRefused, match="tap 1, 2: Appium answered InvalidArgumentException"):
        await driver.tap(1, 2)
    appium.fail = (500, "unknown error", "Could not proxy command: connect ECONNREFUSED 127.0.0.1:8100")
    with pytest.raises(TargetLost, match=r"WebDriverAgent at http://127\.0\.0\.1:8100 stopped answering"):
        await driver.find(accessibility_id("x"))


async def test_no_server_at_all_says_how_to_start_one() -> None:
    with on_stage(), pytest.raises(EnvironmentFault, match="no Appium server answers") as failure:
        await AppiumDriver("http://127.0.0.1:1", "U", "26.4", "").screenshot()
    assert "make appium" in str(failure.value)
