"""A stock Appium server behind `UiDriver`, with Appium-Python-Client kept off the event loop.

An element's attributes come with the lookup, as in `harness.ui.wda`; Appium hands on what WebDriverAgent adds to an
element's reference, and the Python client would drop it, so lookups take the answer as it came.

The XCUITest driver answers every failed lookup with an empty list, be it for a wrong locator, a lost session or a dead
WebDriverAgent. Were that believed, "nothing is shown" would hold on a phone that is gone; so "nothing found" counts
only if WebDriverAgent then still answers for this session. A locator that has found nothing yet is shown to
WebDriverAgent itself, once: what it refuses is refused here, as the default driver does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from harness.errors import DriverRefused
from harness.stage import current
from harness.ui import wda_aside
from harness.ui.appium_session import REQUEST_TIMEOUT, AppiumSession
from harness.ui.appium_tools import AppiumTools
from harness.ui.attributes import seen
from harness.ui.driver import SLOW_DRAG, AlertSeen, Rect, Seen
from harness.ui.selectors import Locator
from harness.ui.worker import Worker

T = TypeVar("T")

STRATEGIES = {
    "accessibility id": "accessibility id",
    "predicate string": "-ios predicate string",
    "class chain": "-ios class chain",
}
WITHOUT_SYNTAX = "accessibility id"  # no name is a wrong one
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element's reference in WebDriver


class AppiumDriver:
    """Drives one phone through an Appium server.

    Args:
        server: Such as `http://127.0.0.1:4723`.
        udid, wda_url: The phone, and its WebDriverAgent, which Appium is told to use. Empty: Appium, or the Grid in
            front of it, chooses one for as long as the session lasts.
        tolerant: As for WdaDriver.
        more: Capabilities beside the driver's own, or instead of them; None takes one away.
        timeout: Wall seconds for one request; installing an app is one.
    """

    name = "appium"
    _proven: Final[set[tuple[str, str]]] = set()  # locators WebDriverAgent has understood, on whatever phone

    def __init__(
        self,
        server: str,
        udid: str,
        ios: str,
        wda_url: str,
        *,
        tolerant: bool = False,
        more: Mapping[str, Any] | None = None,
        timeout: float = REQUEST_TIMEOUT,
    ) -> None:
        self.udid = udid
        self.ios = ios
        self.wda_url = wda_url
        self._tolerant = tolerant
        self._worker = Worker(self.name)
        self._session = AppiumSession(server, udid, wda_url, tolerant=tolerant, more=more or {}, timeout=timeout)
        self.tools = AppiumTools(self.ask, timeout)
        self._size: tuple[int, int] | None = None

    # --- looks

    async def find(self, locator: Locator) -> tuple[Seen, ...]:
        def look() -> tuple[Seen, ...]:
            self._session.follow(locator.app)
            rows = self._session.lookup(STRATEGIES[locator.using], locator.value)
            if not rows:
                self._session.open().is_locked()  # fails where the lookup should have
                self._see_that_it_is_understood(locator)
            return tuple(seen(row) or self._ask_each(row[ELEMENT]) for row in rows)

        return await self._do(f"find {locator}", look)

    async def screen_size(self) -> tuple[int, int]:
        if self._size is None:
            size = await self._do("window size", lambda: self._session.open().get_window_size())
            self._size = int(size["width"]), int(size["height"])
        return self._size

    async def locked(self) -> bool:
        return bool(await self._do("locked", lambda: self._session.open().is_locked()))

    async def alert(self) -> AlertSeen | None:
        def look() -> AlertSeen | None:
            from selenium.common.exceptions import NoAlertPresentException

            try:
                text = self._session.open().switch_to.alert.text
            except NoAlertPresentException:
                return None
            return AlertSeen(str(text), tuple(self._session.mobile("alert", action="getButtons")))

        return await self._do("alert", look)

    async def app_state(self, bundle_id: str) -> int:
        return int(await self._do(f"state of {bundle_id}", lambda: self._session.open().query_app_state(bundle_id)))

    async def source(self, app: str) -> str:
        def look() -> str:
            self._session.follow(app)
            return str(self._session.open().page_source)

        return await self._do(f"source of {app}", look)

    async def screenshot(self) -> bytes:
        return bytes(await self._do("screenshot", lambda: self._session.open().get_screenshot_as_png()))

    # --- the person's hand

    async def tap(self, x: int, y: int) -> None:
        await self._do(f"tap {x}, {y}", lambda: self._session.mobile("tap", x=x, y=y))

    async def hold(self, x: int, y: int, seconds: float) -> None:
        await self._do(f"hold {x}, {y}", lambda: self._session.mobile("touchAndHold", x=x, y=y, duration=seconds))

    async def drag(self, start: tuple[int, int], end: tuple[int, int], *, press: float = 0.0) -> None:
        way = {"fromX": start[0], "fromY": start[1], "toX": end[0], "toY": end[1]}
        # Documented as half a second at least, yet not checked; pressed that long, a banner or row would open.
        await self._do(
            f"drag {start} to {end}", lambda: self._session.mobile("dragFromToForDuration", **way, duration=press)
        )

    async def drag_and_hold(self, start: tuple[int, int], end: tuple[int, int], *, hold: float) -> None:
        way = {"fromX": start[0], "fromY": start[1], "toX": end[0], "toY": end[1]}
        how = {"pressDuration": 0.05, "velocity": SLOW_DRAG, "holdDuration": hold}
        await self._do(f"drag {start} to {end}", lambda: self._session.mobile("dragFromToWithVelocity", **way, **how))

    async def type_text(self, text: str) -> None:
        # `mobile: keys` would do from iOS 17 on only.
        await self._do("type", lambda: self._session.open().switch_to.active_element.send_keys(text))

    async def press_home(self) -> None:
        await self._do("home button", lambda: self._session.mobile("pressButton", name="home"))

    async def lock(self) -> None:
        await self._do("lock", lambda: self._session.mobile("lock"))

    async def unlock(self) -> None:
        await self._do("unlock", lambda: self._session.mobile("unlock"))

    async def press_alert_button(self, label: str) -> None:
        await self._do(
            f"alert button {label!r}", lambda: self._session.mobile("alert", action="accept", buttonLabel=label)
        )

    async def launch(self, bundle_id: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        extra = {"arguments": list(arguments), "environment": dict(environment)}
        await self._do(f"launch {bundle_id}", lambda: self._session.mobile("launchApp", bundleId=bundle_id, **extra))

    async def terminate(self, bundle_id: str) -> None:
        await self._do(f"terminate {bundle_id}", lambda: self._session.mobile("terminateApp", bundleId=bundle_id))

    async def close(self) -> None:
        """End the Appium session; a server that is gone already is no matter."""
        try:
            await self._worker.run(self._session.quit)
        except Exception as error:  # whatever quitting raises, the session is given up
            current().tell("driver", f"the Appium session did not end properly: {type(error).__name__}")
        self._worker.close()

    # --- inside the worker thread

    def _see_that_it_is_understood(self, locator: Locator) -> None:
        this = (locator.using, locator.value)
        if locator.using == WITHOUT_SYNTAX or this in self._proven:
            return
        try:
            refusal = wda_aside.refusal_of_lookup(self.wda_url or self._session.told("webDriverAgentUrl"), *this)
        except OSError as error:
            self._proven.add(this)  # not asked for again; WebDriverAgent may well be reached by Appium alone
            why = "nothing found may mean a wrong locator: WebDriverAgent cannot be asked from here"
            current().tell("driver", f"{locator}: {why} ({error})")
            return
        if refusal is None:
            self._proven.add(this)
            return
        told = f"find {locator}: WebDriverAgent answered '{refusal.error}', and Appium said nothing was found"
        refused = DriverRefused(told, saw=refusal.message)
        refused.passing = self._tolerant and refusal.error == "unknown error"
        raise refused

    def _ask_each(self, reference: str) -> Seen:
        """For an older driver, or a WebDriverAgent that sends references only."""
        element = self._session.open().create_web_element(reference)
        rect = element.rect
        return Seen(
            name=element.get_attribute("name") or "",
            label=element.get_attribute("label") or "",
            value=element.get_attribute("value") or "",
            rect=Rect(rect["x"], rect["y"], rect["width"], rect["height"]),
            enabled=element.is_enabled(),
            kind=element.tag_name or "",
        )

    # --- on the event loop

    async def ask(self, command: str, **arguments: Any) -> Any:
        """One of the XCUITest driver's own commands, `mobile: …`."""
        return await self._do(command, lambda: self._session.mobile(command, **arguments))

    async def _do(self, what: str, job: Callable[[], T]) -> T:
        return await self._worker.ask_phone(lambda: self._session.guarded(what, job))
