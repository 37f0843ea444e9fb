"""Fakes for the harness's own tests: a clock with events, a driver with a screen, HTTP servers that answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from harness.clock import SECOND
from harness.crashes import CrashReport
from harness.errors import HarnessError
from harness.phone import Phone
from harness.stage import Stage, enter
from harness.targets.base import TargetSettings
from harness.targets.simctl import Simctl
from harness.ui.driver import AlertSeen, Rect, Seen
from harness.ui.selectors import Locator


class EventClock:
    """Phone time with things that happen at given instants; it stops at each, as the bench clock does."""

    exact = True
    unit = "phone seconds"

    def __init__(self, *events: tuple[float, Callable[[], None]]) -> None:
        self.time = 0
        self.events = sorted(((round(at * SECOND), happen) for at, happen in events), key=lambda event: event[0])
        self.demands: list[tuple[int, int]] = []  # (limit, drivers out)

    async def now(self) -> int:
        return self.time

    async def step(self, limit: int, *, drivers_out: int) -> int:
        self.demands.append((limit, drivers_out))
        end = self.time + limit
        if self.events and self.events[0][0] <= end:
            self.time, happen = self.events.pop(0)
            happen()
        else:
            self.time = end
        return self.time

    async def pass_(self, limit: int, *, drivers_out: int) -> int:
        end = self.time + limit
        while self.time < end:
            await self.step(end - self.time, drivers_out=drivers_out)
        return self.time

    async def at_date(self, unix: float) -> int:
        return round(unix * SECOND)


@contextmanager
def on_stage(**parts: Any) -> Iterator[Stage]:
    """A stage of its own for a test."""
    stage = Stage(**parts)
    before = enter(stage)
    try:
        yield stage
    finally:
        enter(before)


def seen(
    name: str = "", label: str = "", value: str = "", rect: tuple[float, float, float, float] = (0, 0, 10, 10)
) -> Seen:
    return Seen(name, label, value, Rect(*rect))


@dataclass
class FakeDriver:
    """A screen as data: what each locator finds, and a record of what the hand did.

    `on_touch` lets a test change the screen, as a phone would.
    """

    name: str = "fake"
    found: dict[str, tuple[Seen, ...]] = field(default_factory=dict)
    hands: list[tuple[Any, ...]] = field(default_factory=list)
    is_locked: bool = False
    alert_up: AlertSeen | None = None
    states: dict[str, int] = field(default_factory=dict)
    on_touch: Callable[[FakeDriver, tuple[Any, ...]], None] | None = None
    tools: Any = None

    async def find(self, locator: Locator) -> tuple[Seen, ...]:
        return self.found.get(locator.value, ())

    async def _hand(self, *what: Any) -> None:
        self.hands.append(what)
        if self.on_touch is not None:
            self.on_touch(self, what)

    async def tap(self, x: int, y: int) -> None:
        await self._hand("tap", x, y)

    async def hold(self, x: int, y: int, seconds: float) -> None:
        await self._hand("hold", x, y, seconds)

    async def drag(self, start: tuple[int, int], end: tuple[int, int], *, press: float = 0.0) -> None:
        await self._hand("drag", start, end)

    async def drag_and_hold(self, start: tuple[int, int], end: tuple[int, int], *, hold: float) -> None:
        await self._hand("drag and hold", start, end)

    async def type_text(self, text: str) -> None:
        await self._hand("type", text)

    async def screen_size(self) -> tuple[int, int]:
        return 400, 800

    async def press_home(self) -> None:
        await self._hand("home")

    async def lock(self) -> None:
        self.is_locked = True
        await self._hand("lock")

    async def unlock(self) -> None:
        self.is_locked = False
        await self._hand("unlock")

    async def locked(self) -> bool:
        return self.is_locked

    async def alert(self) -> AlertSeen | None:
        return self.alert_up

    async def press_alert_button(self, label: str) -> None:
        self.alert_up = None
        await self._hand("alert", label)

    async def app_state(self, bundle_id: str) -> int:
        return self.states.get(bundle_id, 1)

    async def launch(self, bundle_id: str, arguments: Any, environment: Any) -> None:
        await self._hand("launch", bundle_id)

    async def terminate(self, bundle_id: str) -> None:
        await self._hand("terminate", bundle_id)

    async def source(self, app: str) -> str:
        elements = [one for found in self.found.values() for one in found]
        inner = "".join(f'<XCUIElementTypeOther name="{one.name}" label="{one.label}"/>' for one in elements)
        return f'<?xml version="1.0"?><{app}>{inner}</{app}>'

    async def screenshot(self) -> bytes:
        return b"\x89PNG\r\n\x1a\nfake"

    async def close(self) -> None:
        """Nothing is open."""


class FakeTarget:
    """A target with one phone of fakes; nothing is started."""

    files_are_copies = False
    clock_ahead: float | None = 0.0

    def __init__(
        self, driver: FakeDriver | None = None, clock: Any = None, settings: TargetSettings | None = None
    ) -> None:
        self.settings = settings or TargetSettings("embedded", patience=1)
        self.clock = clock or EventClock()
        self.bench: Any = None
        self.simctl: Simctl | None = Simctl()
        self.lost: HarnessError | None = None
        self.driver = driver or FakeDriver()
        self.done: list[tuple[Any, ...]] = []
        self.crashes: list[CrashReport] = []
        self.unwritten: list[CrashReport] = []  # crashes whose reports are there once somebody waits for them

    async def revive(self) -> None:
        self.lost = None
        self.done.append(("revive",))

    async def fresh_phone(self, ios: str) -> Phone:
        self.done.append(("fresh", ios))
        return Phone(self, "UDID-1", ios, "http://127.0.0.1:1", self.driver)

    async def another_phone(self, ios: str) -> Phone:
        self.done.append(("another", ios))
        return Phone(self, "UDID-2", ios, "http://127.0.0.1:2", FakeDriver())

    async def give_back(self, phone: Phone) -> None:
        self.done.append(("give back", phone.udid))

    async def install(self, phone: Phone, bundle_id: str, app: Path | None) -> None:
        self.done.append(("install", bundle_id, app))

    async def uninstall(self, phone: Phone, bundle_id: str) -> None:
        self.done.append(("uninstall", bundle_id))

    async def restart(self, phone: Phone) -> None:
        self.done.append(("restart",))

    async def crash_reports(self, phone: Phone) -> list[CrashReport]:
        return list(self.crashes)

    async def crashes_are_written(self, phone: Phone) -> None:
        self.crashes += self.unwritten
        self.unwritten.clear()

    async def system_log(self, phone: Phone, seconds: float) -> str:
        return f"what {phone.udid} logged\n"

    async def launch(self, phone: Phone, bundle_id: str, arguments: Any, environment: Any) -> int:
        self.done.append(("launch", bundle_id, *arguments))
        self.driver.states[bundle_id] = 4
        return 1

    async def terminate(self, phone: Phone, bundle_id: str) -> None:
        self.done.append(("terminate", bundle_id))
        self.driver.states[bundle_id] = 1

    async def pid(self, phone: Phone, bundle_id: str) -> int | None:
        return 1 if self.driver.states.get(bundle_id) else None

    async def app_file(self, phone: Phone, bundle_id: str, path: str) -> Path:
        return Path("/nowhere") / path

    async def set_online(self, phone: Phone, online: bool) -> None:
        self.done.append(("online", online))

    async def change_setting(self, phone: Phone, name: str, value: str) -> None:
        self.done.append(("set", name, value))

    async def sounds(self, phone: Any) -> list[str]:
        return []

    async def close(self) -> None:
        self.done.append(("close",))


def crash_report(
    reason: str, bundle_id: str = "com.example.calls", date: str = "2026-01-01 00:00:02.1500"
) -> CrashReport:
    """What iOS writes of an app that raised."""
    text = f"""Process:             Calls [4711]
Identifier:          {bundle_id}
Date/Time:           {date} +0000

Exception Type:      EXC_CRASH (SIGABRT)
Application Specific Information:
*** Terminating app due to uncaught exception 'NSInternalInconsistencyException', reason: '{reason}'
Last Exception Backtrace:
0   app.py:7 answer
1   main.py:1 run
"""
    return CrashReport(f"{bundle_id}-1.crash", text)


def ips_report(udid: str, **other: Any) -> str:
    """What a Mac writes of an app on a Simulator that raised a moment ahead of now, so that no phone is fresher."""
    at = datetime.now(UTC) + timedelta(seconds=5)
    head = {"app_name": "Calls", "bundleID": "com.example.calls", "bug_type": other.pop("bug_type", "309")}
    body: dict[str, Any] = {
        "pid": 4711,
        "procName": "Calls",
        "captureTime": at.strftime("%Y-%m-%d %H:%M:%S.%f")[:-2] + " +0000",
        "coalitionName": f"com.apple.CoreSimulator.SimDevice.{udid}",
        "exception": {"type": "EXC_CRASH", "signal": "SIGABRT"},
        "termination": {"namespace": "SIGNAL", "code": 6, "indicator": "Abort trap: 6"},
        "lastExceptionBacktrace": [
            {"imageIndex": 1, "imageOffset": 7, "symbol": "objc_exception_throw", "symbolLocation": 72},
            {"imageIndex": 0, "imageOffset": 8176},
        ],
        "usedImages": [{"name": "Calls"}, {"name": "libobjc.A.dylib"}],
    }
    return json.dumps(head) + "\n" + json.dumps(body | other, indent=2)


Answer = tuple[int, Any]
Handler = Callable[[str, str, Any], Answer]


class FakeServer:
    """An HTTP server that answers JSON from a function `(method, path, body) -> (status, JSON)`.

    `requests` is what was asked. `die()` closes the listener, as a killed service would.
    """

    def __init__(self, handler: Handler) -> None:
        self.requests: list[tuple[str, str, Any]] = []
        self.headers: list[dict[str, str]] = []
        outer = self

        class Request(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                raw = self.rfile.read(length)
                body = json.loads(raw) if raw else None
                outer.requests.append((self.command, self.path, body))
                outer.headers.append({name.lower(): value for name, value in self.headers.items()})
                status, answer = handler(self.command, self.path, body)
                if status == 0:  # the service dies in the middle of a request
                    self.close_connection = True
                    return
                text = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def die(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> FakeServer:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._thread.is_alive():
            self.die()
