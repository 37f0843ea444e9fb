"""WebDriverAgent through facebook-wda, kept off the event loop.

facebook-wda blocks, so its calls run in one worker thread, one after another as WebDriverAgent serves them anyway.
Its own recoveries are switched off: they would start sessions without our capabilities, and hide a lost phone.
Its waits are never used: on a phone whose time stands still they would poll for ever.

An element's attributes come with the lookup (`shouldUseCompactResponses` off), so one look is one request and cannot
mix two moments; a WebDriverAgent that sends references only is asked attribute by attribute.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from harness.errors import DriverRefused, EnvironmentFault, HarnessError, TargetLost
from harness.ui.attributes import FIELDS, seen
from harness.ui.driver import SLOW_DRAG, AlertSeen, Rect, Seen
from harness.ui.selectors import Locator
from harness.ui.worker import Worker

T = TypeVar("T")

REQUEST_TIMEOUT = 60.0  # wall seconds; a WDA request that takes longer has no answer to give
PASSING = {"stale element reference", "no such element"}  # the screen changed during the look


class WdaDriver:
    """Drives one phone through its WebDriverAgent.

    Args:
        url: Such as `http://127.0.0.1:8100`.
        tolerant: Treat WebDriverAgent's `unknown error` as passing: Apple's answers so when a snapshot fails on a
            busy Mac. Not for the embedded phone, where it is a mistake of ours.
    """

    name = "wda"
    tools = None

    def __init__(self, url: str, *, tolerant: bool = False) -> None:
        self.url = url
        self._tolerant = tolerant
        self._worker = Worker(self.name)
        self._client: Any = None
        self._active_app = ""
        self._size: tuple[int, int] | None = None

    # --- looks

    async def find(self, locator: Locator) -> tuple[Seen, ...]:
        def look() -> tuple[Seen, ...]:
            self._follow(locator.app)
            body = {"using": locator.using, "value": locator.value}
            rows = self._session_call("POST", "/elements", body) or []
            return tuple(seen(row) or self._ask_each(str(row["ELEMENT"])) for row in rows)

        return await self._do(f"find {locator}", look)

    async def screen_size(self) -> tuple[int, int]:
        if self._size is None:
            width, height = await self._do("window size", lambda: self._open().window_size())
            self._size = int(width), int(height)
        return self._size

    async def locked(self) -> bool:
        return bool(await self._do("locked", lambda: self._open().locked()))

    async def alert(self) -> AlertSeen | None:
        def look() -> AlertSeen | None:
            try:
                text = self._open().alert.text
                return AlertSeen(str(text), tuple(self._open().alert.buttons()))
            except _wda().WDARequestError as error:
                if _error(error) == "no such alert":
                    return None
                raise

        return await self._do("alert", look)

    async def app_state(self, bundle_id: str) -> int:
        return int(await self._do(f"state of {bundle_id}", lambda: self._open().app_state(bundle_id).value))

    async def source(self, app: str) -> str:
        def look() -> str:
            self._follow(app)
            # The session's own route: the session-less one follows the screen, not the app that was asked for.
            return str(self._session_call("GET", "/source?format=xml"))

        return await self._do(f"source of {app}", look)

    async def screenshot(self) -> bytes:
        return bytes(await self._do("screenshot", lambda: self._open().screenshot(format="raw")))

    # --- the person's hand

    async def tap(self, x: int, y: int) -> None:
        await self._do(f"tap {x}, {y}", lambda: self._session_call("POST", "/wda/tap", {"x": x, "y": y}))

    async def hold(self, x: int, y: int, seconds: float) -> None:
        await self._do(f"hold {x}, {y}", lambda: self._open().tap_hold(x, y, seconds))

    async def drag(self, start: tuple[int, int], end: tuple[int, int], *, press: float = 0.0) -> None:
        await self._do(f"drag {start} to {end}", lambda: self._open().swipe(*start, *end, duration=press))

    async def drag_and_hold(self, start: tuple[int, int], end: tuple[int, int], *, hold: float) -> None:
        body = {
            "fromX": start[0],
            "fromY": start[1],
            "toX": end[0],
            "toY": end[1],
            "pressDuration": 0.05,
            "velocity": SLOW_DRAG,
            "holdDuration": hold,
        }
        await self._do(
            f"drag {start} to {end}", lambda: self._session_call("POST", "/wda/pressAndDragWithVelocity", body)
        )

    async def type_text(self, text: str) -> None:
        await self._do("type", lambda: self._session_call("POST", "/wda/keys", {"value": list(text)}))

    async def press_home(self) -> None:
        await self._do("home button", lambda: self._open().home())

    async def lock(self) -> None:
        await self._do("lock", lambda: self._open().lock())

    async def unlock(self) -> None:
        await self._do("unlock", lambda: self._open().unlock())

    async def press_alert_button(self, label: str) -> None:
        await self._do(f"alert button {label!r}", lambda: self._open().alert.click(label))

    async def launch(self, bundle_id: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        # Not facebook-wda's app_launch: it would unlock a locked phone without being asked.
        body = {"bundleId": bundle_id, "arguments": list(arguments), "environment": dict(environment)}
        await self._do(f"launch {bundle_id}", lambda: self._session_call("POST", "/wda/apps/launch", body))

    async def terminate(self, bundle_id: str) -> None:
        await self._do(f"terminate {bundle_id}", lambda: self._open().app_terminate(bundle_id))

    async def close(self) -> None:
        """Forget the session. The next one ends it on the phone's side, so nothing is sent."""
        self._client = None
        self._worker.close()

    # --- inside the worker thread

    def _open(self) -> Any:
        if self._client is None:
            wda = _wda()
            wda.HTTP_TIMEOUT = REQUEST_TIMEOUT
            client = wda.Client(self.url)
            client.unregister_callback()
            capabilities = {"shouldUseCompactResponses": False, "elementResponseAttributes": FIELDS}
            answer = client.http.post("/session", {"capabilities": {"alwaysMatch": capabilities}})
            client.session_id = answer.sessionId or answer.value["sessionId"]
            self._client, self._active_app = client, ""
        return self._client

    def _session_call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        client = self._open()
        return client.http.fetch(method, f"/session/{client.session_id}{path}", body).value

    def _follow(self, app: str) -> None:
        if self._active_app != app:
            self._open().appium_settings({"defaultActiveApplication": app})
            self._active_app = app

    def _ask_each(self, element: str) -> Seen:
        client = self._open()

        def attribute(path: str) -> Any:
            return client.http.get(f"/session/{client.session_id}/element/{element}/{path}").value

        rect = attribute("rect")
        return Seen(
            name=attribute("attribute/name") or "",
            label=attribute("attribute/label") or "",
            value=attribute("attribute/value") or "",
            rect=Rect(rect["x"], rect["y"], rect["width"], rect["height"]),
            enabled=bool(attribute("enabled")),
            kind=attribute("name") or "",
        )

    # --- on the event loop

    async def _do(self, what: str, job: Callable[[], T]) -> T:
        return await self._worker.ask_phone(lambda: self._guarded(what, job))

    def _guarded(self, what: str, job: Callable[[], T]) -> T:
        wda = _wda()
        try:
            try:
                return job()
            except wda.WDAInvalidSessionIdError:
                # Somebody else started a session, which ended ours (WebDriverAgent has one at a time).
                self._client = None
                return job()
        except wda.WDARequestError as error:
            raise self._refused(what, error) from None
        except wda.WDAError as error:
            raise EnvironmentFault(f"{what}: WebDriverAgent gave no proper answer", saw=repr(error)) from None
        except HarnessError:
            raise
        except Exception as error:
            # The client wraps what its sockets raise in classes of its own, which have no other base than Exception.
            if not isinstance(error, OSError) and type(error).__module__ != "wda.usbmux.exceptions":
                raise
            raise _lost(what, self.url, error) from None

    def _refused(self, what: str, error: Any) -> DriverRefused:
        word = _error(error)
        message = str(error.value.get("message", "")) if isinstance(error.value, dict) else str(error.value)
        refused = DriverRefused(f"{what}: WebDriverAgent answered '{word}'", saw=message)
        refused.passing = word in PASSING or (self._tolerant and word == "unknown error")
        return refused


def _lost(what: str, url: str, error: Exception) -> EnvironmentFault:
    cause = error.args[0] if error.args and isinstance(error.args[0], BaseException) else error
    if isinstance(cause, TimeoutError):
        return EnvironmentFault(f"{what}: no answer from {url} within {REQUEST_TIMEOUT:g} wall seconds")
    return TargetLost(
        f"{what}: WebDriverAgent at {url} stopped answering",
        saw=f"{type(cause).__name__}: {cause}",
        hint="the runner of WebDriverAgent has ended, or its phone has; the log of either says why",
    )


def _error(error: Any) -> str:
    return str(error.value.get("error", "")) if isinstance(error.value, dict) else str(error.value)


def _wda() -> Any:
    import wda

    return wda
