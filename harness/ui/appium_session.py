"""One phone's session at a stock Appium server: what is asked for, and what goes wrong. It blocks.

Nothing is patched: the device path with `appium:webDriverAgentUrl`, so Appium neither builds WebDriverAgent nor needs a
Mac's tools. `platformVersion` stays at 17.5 whatever the phone runs: from 18 on the driver first tries tunnels to a
real device. App and bundle id stay out of the capabilities, since Appium would look for the app over usbmuxd.

While a session lasts the XCUITest driver listens for whoever wants the phone's picture stream, at 9100 unless told
otherwise and on every address of its machine. It gets a port behind which the phone has nothing, and no two sessions
get the same: the later one would end the earlier one's.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from harness.errors import DriverRefused, EnvironmentFault, HarnessError, TargetLost
from harness.ui.addresses import free_port, without_password
from harness.ui.attributes import FIELDS

T = TypeVar("T")

PLATFORM_VERSION = "17.5"
REQUEST_TIMEOUT = 60.0  # wall seconds; a request that takes longer has no answer to give
PASSING = ("StaleElementReferenceException", "NoSuchElementException")
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


class AppiumSession:
    """Opened when first needed, and again when somebody else's session ended it. For the arguments see AppiumDriver."""

    def __init__(
        self,
        server: str,
        udid: str,
        wda_url: str,
        *,
        tolerant: bool,
        more: Mapping[str, Any],
        timeout: float = REQUEST_TIMEOUT,
    ) -> None:
        self.server = server
        self.shown = without_password(server)
        self.udid = udid
        self.wda_url = wda_url
        self.more = dict(more)
        self._tolerant = tolerant
        self._timeout = timeout
        self._client: Any = None
        self._active_app = ""

    def capabilities(self) -> dict[str, Any]:
        """What the session is asked for."""
        wanted = {
            "platformName": "iOS",
            "appium:automationName": "XCUITest",
            "appium:udid": self.udid or None,
            "appium:skipLogCapture": True,
            "appium:noReset": True,
            "appium:newCommandTimeout": 0,
            "appium:settings[shouldUseCompactResponses]": False,
            "appium:settings[elementResponseAttributes]": FIELDS,
            **self._of_a_phone_we_know(),
            **self.more,
        }
        return {name: value for name, value in wanted.items() if value is not None}

    def _of_a_phone_we_know(self) -> dict[str, Any]:
        """What Appium, or the Grid in front of it, says itself of a phone that it has chosen."""
        if not self.wda_url:
            return {}
        known: dict[str, Any] = {
            "appium:platformVersion": PLATFORM_VERSION,
            "appium:webDriverAgentUrl": self.wda_url,
        }
        if urlsplit(self.server).hostname in THIS_MACHINE:
            known["appium:mjpegServerPort"] = free_port()
        return known

    def client_config(self) -> Any:
        """How the server is reached; user and password may stand in its address."""
        from appium.webdriver.client_config import AppiumClientConfig

        parts = urlsplit(self.server)
        return AppiumClientConfig(
            self.shown,
            timeout=self._timeout,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )

    def open(self) -> Any:
        """The client of the session, which is started if there is none.

        Raises:
            EnvironmentFault: The server starts none; quotes what it says.
        """
        if self._client is None:
            from appium import webdriver
            from appium.options.ios import XCUITestOptions
            from selenium.common.exceptions import SessionNotCreatedException

            options = XCUITestOptions().load_capabilities(self.capabilities())
            try:
                self._client = webdriver.Remote(options=options, client_config=self.client_config())
            except SessionNotCreatedException as error:
                raise self._no_session(str(error.msg or error)) from None
            self._active_app = ""
        return self._client

    def _no_session(self, message: str) -> HarnessError:
        if lost := self._lost("a new session", message):
            return lost
        given = f"this run adds {', '.join(self.more)}; " if self.more else ""
        return EnvironmentFault(
            f"Appium at {self.shown} started no session",
            saw=message,
            hint=f"{given}what Appium wrote meanwhile stands in its log",
        )

    def mobile(self, command: str, **arguments: Any) -> Any:
        """One of the XCUITest driver's own commands, `mobile: …`."""
        return self.open().execute_script(f"mobile: {command}", arguments)

    def follow(self, app: str) -> None:
        """Let lookups and the source be of this app."""
        session = self.open()
        if self._active_app != app:
            session.update_settings({"defaultActiveApplication": app})
            self._active_app = app

    def lookup(self, using: str, value: str) -> list[dict[str, Any]]:
        """The elements found, with the attributes that came with their references."""
        from selenium.webdriver.remote.command import Command

        session = self.open()
        body = {"sessionId": session.session_id, "using": using, "value": value}
        answer = session.command_executor.execute(Command.FIND_ELEMENTS, body)
        session.error_handler.check_response(answer)
        return answer["value"] or []

    def told(self, name: str) -> str:
        """One of the XCUITest driver's capabilities as the open session came with it; empty when it has none."""
        return str(self.open().capabilities.get(name) or "")

    def quit(self) -> None:
        """End it, if there is one."""
        client, self._client = self._client, None
        if client is not None:
            client.quit()

    def guarded(self, what: str, job: Callable[[], T]) -> T:
        """Do a job with this session; what fails is told in the harness's words.

        Raises:
            DriverRefused: Appium or WebDriverAgent answered with an error.
            TargetLost: One of them stopped answering.
            EnvironmentFault: There is no Appium, or it has no answer to give.
        """
        from selenium.common.exceptions import InvalidSessionIdException, WebDriverException
        from urllib3.exceptions import HTTPError, ReadTimeoutError

        try:
            try:
                return job()
            except InvalidSessionIdException:
                # Somebody else started a session, which ended ours (WebDriverAgent has one at a time). What Appium
                # still has of it must go first: a Grid would keep the phone busy with it.
                with contextlib.suppress(WebDriverException):
                    self.quit()
                return job()
        except HarnessError:
            raise
        except WebDriverException as error:
            raise self._refused(what, error) from None
        except ReadTimeoutError:
            raise EnvironmentFault(
                f"{what}: no answer from {self.shown} within {self._timeout:g} wall seconds"
            ) from None
        except (HTTPError, OSError) as error:
            if self._client is None:
                raise EnvironmentFault(
                    f"no Appium server answers at {self.shown}",
                    saw=f"{type(error).__name__}",
                    hint="start one with `make appium`, or say where it is with --appium-url",
                ) from None
            raise TargetLost(f"{what}: Appium at {self.shown} stopped answering", saw=str(error)) from None

    def _refused(self, what: str, error: Any) -> HarnessError:
        message = str(error.msg or error)
        if lost := self._lost(what, message):
            return lost
        refused = DriverRefused(f"{what}: Appium answered {type(error).__name__}", saw=message)
        refused.passing = type(error).__name__ in PASSING or (
            self._tolerant and type(error).__name__ == "WebDriverException"
        )
        return refused

    def _lost(self, what: str, message: str) -> TargetLost | None:
        # The XCUITest driver hands on Node's own words when WebDriverAgent is gone.
        if "ECONNREFUSED" in message or "socket hang up" in message or "ECONNRESET" in message:
            return TargetLost(f"{what}: WebDriverAgent at {self.wda_url} stopped answering", saw=message)
        return None
