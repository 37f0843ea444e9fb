"""A stock Appium server behind `UiDriver`, with Appium-Python-Client kept off the event loop.

Nothing is patched: the device path with `appium:webDriverAgentUrl`, so Appium neither builds WebDriverAgent nor needs a
Mac's tools. `platformVersion` stays at 17.5 whatever the phone runs: from 18 on the driver first tries tunnels to a
real device. App and bundle id stay out of the capabilities, since Appium would look for the app over usbmuxd.

An element's attributes come with the lookup, as in `harness.ui.wda`; Appium hands on what WebDriverAgent adds to an
element's reference, and the Python client would drop it, so lookups take the answer as it came.

The XCUITest driver answers every failed lookup with an empty list, be it for a wrong locator, a lost session or a dead
WebDriverAgent. Were that believed, "nothing is shown" would hold on a phone that is gone; so "nothing found" counts
only if WebDriverAgent then still answers for this session. A wrong locator stays hidden; the default driver, which
asks WebDriverAgent itself, refuses it.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from harness.errors import DriverRefused, EnvironmentFault, HarnessError, TargetLost
from harness.stage import current
from harness.ui.driver import AlertSeen, Rect, Seen
from harness.ui.selectors import Locator

T = TypeVar("T")

PLATFORM_VERSION = "17.5"
STRATEGIES = {
    "accessibility id": "accessibility id",
    "predicate string": "-ios predicate string",
    "class chain": "-ios class chain",
}
FIELDS = "type,label,rect,enabled,attribute/name,attribute/value"
PASSING = ("StaleElementReferenceException", "NoSuchElementException")
REQUEST_TIMEOUT = 60.0  # wall seconds; a request that takes longer has no answer to give
SLOW_DRAG = 400  # points a second
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element's reference in WebDriver


class AppiumDriver:
    """Drives one phone through an Appium server.

    Args:
        server: Such as `http://127.0.0.1:4723`.
        wda_url: The phone's WebDriverAgent, which Appium is told to use.
        tolerant: As for WdaDriver.
    """

    name = "appium"

    def __init__(self, server: str, udid: str, ios: str, wda_url: str, *, tolerant: bool = False) -> None:
        self.server = server
        self.udid = udid
        self.ios = ios
        self.wda_url = wda_url
        self.requests = 0
        self._tolerant = tolerant
        self._worker = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="appium")
        self._session: Any = None
        self._active_app = ""
        self._size: tuple[int, int] | None = None

    def capabilities(self) -> dict[str, Any]:
        """What the session is asked for."""
        return {
            "platformName": "iOS",
            "appium:automationName": "XCUITest",
            "appium:udid": self.udid,
            "appium:platformVersion": PLATFORM_VERSION,
            "appium:webDriverAgentUrl": self.wda_url,
            "appium:skipLogCapture": True,
            "appium:noReset": True,
            "appium:newCommandTimeout": 0,
            "appium:settings[shouldUseCompactResponses]": False,
            "appium:settings[elementResponseAttributes]": FIELDS,
        }

    # --- looks

    async def find(self, locator: Locator) -> tuple[Seen, ...]:
        def look() -> tuple[Seen, ...]:
            self._follow(locator.app)
            rows = self._lookup(STRATEGIES[locator.using], locator.value)
            if not rows:
                self._open().is_locked()  # fails where the lookup should have
            return tuple(self._seen(row) for row in rows)

        return await self._do(f"find {locator}", look)

    async def screen_size(self) -> tuple[int, int]:
        if self._size is None:
            size = await self._do("window size", lambda: self._open().get_window_size())
            self._size = int(size["width"]), int(size["height"])
        return self._size

    async def locked(self) -> bool:
        return bool(await self._do("locked", lambda: self._open().is_locked()))

    async def alert(self) -> AlertSeen | None:
        def look() -> AlertSeen | None:
            from selenium.common.exceptions import NoAlertPresentException

            try:
                text = self._open().switch_to.alert.text
            except NoAlertPresentException:
                return None
            return AlertSeen(str(text), tuple(self._mobile("alert", action="getButtons")))

        return await self._do("alert", look)

    async def app_state(self, bundle_id: str) -> int:
        return int(await self._do(f"state of {bundle_id}", lambda: self._open().query_app_state(bundle_id)))

    async def source(self, app: str) -> str:
        def look() -> str:
            self._follow(app)
            return str(self._open().page_source)

        return await self._do(f"source of {app}", look)

    async def screenshot(self) -> bytes:
        return bytes(await self._do("screenshot", lambda: self._open().get_screenshot_as_png()))

    # --- the person's hand

    async def tap(self, x: int, y: int) -> None:
        await self._do(f"tap {x}, {y}", lambda: self._mobile("tap", x=x, y=y))

    async def hold(self, x: int, y: int, seconds: float) -> None:
        await self._do(f"hold {x}, {y}", lambda: self._mobile("touchAndHold", x=x, y=y, duration=seconds))

    async def drag(self, start: tuple[int, int], end: tuple[int, int], *, press: float = 0.0) -> None:
        way = {"fromX": start[0], "fromY": start[1], "toX": end[0], "toY": end[1]}
        # Documented as half a second at least, yet not checked; pressed that long, a banner or row would open.
        await self._do(f"drag {start} to {end}", lambda: self._mobile("dragFromToForDuration", **way, duration=press))

    async def drag_and_hold(self, start: tuple[int, int], end: tuple[int, int], *, hold: float) -> None:
        way = {"fromX": start[0], "fromY": start[1], "toX": end[0], "toY": end[1]}
        how = {"pressDuration": 0.05, "velocity": SLOW_DRAG, "holdDuration": hold}
        await self._do(f"drag {start} to {end}", lambda: self._mobile("dragFromToWithVelocity", **way, **how))

    async def type_text(self, text: str) -> None:
        await self._do("type", lambda: self._mobile("keys", keys=list(text)))

    async def press_home(self) -> None:
        await self._do("home button", lambda: self._mobile("pressButton", name="home"))

    async def lock(self) -> None:
        await self._do("lock", lambda: self._mobile("lock"))

    async def unlock(self) -> None:
        await self._do("unlock", lambda: self._mobile("unlock"))

    async def press_alert_button(self, label: str) -> None:
        await self._do(f"alert button {label!r}", lambda: self._mobile("alert", action="accept", buttonLabel=label))

    async def launch(self, bundle_id: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        extra = {"arguments": list(arguments), "environment": dict(environment)}
        await self._do(f"launch {bundle_id}", lambda: self._mobile("launchApp", bundleId=bundle_id, **extra))

    async def terminate(self, bundle_id: str) -> None:
        await self._do(f"terminate {bundle_id}", lambda: self._mobile("terminateApp", bundleId=bundle_id))

    async def close(self) -> None:
        """End the Appium session; a server that is gone already is no matter."""
        session, self._session = self._session, None
        if session is not None:
            try:
                await asyncio.get_running_loop().run_in_executor(self._worker, session.quit)
            except Exception as error:  # whatever quitting raises, the session is given up
                current().tell("driver", f"the Appium session did not end properly: {type(error).__name__}")
        self._worker.shutdown(wait=False, cancel_futures=True)

    # --- inside the worker thread

    def _open(self) -> Any:
        if self._session is None:
            from appium import webdriver
            from appium.options.ios import XCUITestOptions
            from appium.webdriver.client_config import AppiumClientConfig

            options = XCUITestOptions().load_capabilities(self.capabilities())
            how = AppiumClientConfig(self.server, timeout=REQUEST_TIMEOUT)
            self._session = webdriver.Remote(options=options, client_config=how)
            self._active_app = ""
        return self._session

    def _mobile(self, command: str, **arguments: Any) -> Any:
        return self._open().execute_script(f"mobile: {command}", arguments)

    def _follow(self, app: str) -> None:
        session = self._open()
        if self._active_app != app:
            session.update_settings({"defaultActiveApplication": app})
            self._active_app = app

    def _lookup(self, using: str, value: str) -> list[dict[str, Any]]:
        from selenium.webdriver.remote.command import Command

        session = self._open()
        body = {"sessionId": session.session_id, "using": using, "value": value}
        answer = session.command_executor.execute(Command.FIND_ELEMENTS, body)
        session.error_handler.check_response(answer)
        return answer["value"] or []

    def _seen(self, row: Mapping[str, Any]) -> Seen:
        if "rect" not in row:  # an older driver, or a WebDriverAgent that sends references only
            return _ask_each(self._open().create_web_element(row[ELEMENT]))
        return Seen(
            name=row.get("attribute/name") or "",
            label=row.get("label") or "",
            value=row.get("attribute/value") or "",
            rect=Rect(**{side: row["rect"][side] for side in ("x", "y", "width", "height")}),
            enabled=bool(row.get("enabled", True)),
            kind=row.get("type") or "",
        )

    # --- on the event loop

    async def _do(self, what: str, job: Callable[[], T]) -> T:
        stage = current()
        if stage.lost is not None:
            raise stage.lost
        loop = asyncio.get_running_loop()
        async with stage.traffic.driver_request():
            self.requests += 1
            try:
                return await loop.run_in_executor(self._worker, self._guarded, what, job)
            except TargetLost as lost:
                raise stage.lose(lost) from None

    def _guarded(self, what: str, job: Callable[[], T]) -> T:
        from selenium.common.exceptions import InvalidSessionIdException, WebDriverException
        from urllib3.exceptions import HTTPError, ReadTimeoutError

        try:
            try:
                return job()
            except InvalidSessionIdException:
                # Somebody else started a session, which ended ours (WebDriverAgent has one at a time).
                self._session = None
                return job()
        except HarnessError:
            raise
        except WebDriverException as error:
            raise self._refused(what, error) from None
        except ReadTimeoutError:
            raise EnvironmentFault(
                f"{what}: no answer from {self.server} within {REQUEST_TIMEOUT:g} wall seconds"
            ) from None
        except (HTTPError, OSError) as error:
            if self._session is None:
                raise EnvironmentFault(
                    f"no Appium server answers at {self.server}",
                    saw=f"{type(error).__name__}",
                    hint="start one with `make appium`, or say where it is with --appium-url",
                ) from None
            raise TargetLost(f"{what}: Appium at {self.server} stopped answering", saw=str(error)) from None

    def _refused(self, what: str, error: Any) -> HarnessError:
        message = str(error.msg or error)
        # The XCUITest driver hands on Node's own words when WebDriverAgent is gone.
        if "ECONNREFUSED" in message or "socket hang up" in message or "ECONNRESET" in message:
            return TargetLost(f"{what}: WebDriverAgent at {self.wda_url} stopped answering", saw=message)
        refused = DriverRefused(f"{what}: Appium answered {type(error).__name__}", saw=message)
        refused.passing = type(error).__name__ in PASSING or (
            self._tolerant and type(error).__name__ == "WebDriverException"
        )
        return refused


def _ask_each(element: Any) -> Seen:
    rect = element.rect
    return Seen(
        name=element.get_attribute("name") or "",
        label=element.get_attribute("label") or "",
        value=element.get_attribute("value") or "",
        rect=Rect(rect["x"], rect["y"], rect["width"], rect["height"]),
        enabled=element.is_enabled(),
        kind=element.tag_name or "",
    )
