"""The bench endpoint of the embedded phone: time, network, settings, journal; and its clock. No Apple target has one.

Values cross this wire as JSON; times are integer microseconds since bench start. A connection that breaks means
the phone service is gone: `TargetLost`, at once.
"""

from __future__ import annotations

from typing import Any

from harness.clock import SECOND
from harness.errors import HarnessError, TargetLost, TimeStoodStill
from harness.http import Answer, Client, Disconnected, NoAnswer
from harness.stage import current


class Bench:
    """Client of the bench endpoint.

    Args:
        url: Such as `http://127.0.0.1:50123`.
        token: The service's random token.
        guard: Wall seconds to wait for an answer.
    """

    def __init__(self, url: str, token: str, *, guard: float = 30.0) -> None:
        self.url = url
        self.guard = guard
        self._token = token
        self._read_up_to = 0
        self._client: Client | None = None

    async def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One request.

        Raises:
            TargetLost: Nobody answers at that address, or the connection broke.
            TimeStoodStill: The phone did not come to rest within the guard.
            HarnessError: The endpoint refused; quotes its words.
        """
        if self._client is None:
            # The service has a guard of its own that names who is not at rest; ours is a little more patient.
            self._client = Client(self.url, self._token, timeout=self.guard + 5)
        try:
            answer = await self._client.request(method, path, body)
        except NoAnswer:
            raise TimeStoodStill(
                f"{method} {path}: the phone service did not answer within {self.guard + 5:g} wall seconds",
                hint="it runs, but its loop is stuck; its log says more",
            ) from None
        except Disconnected as error:
            lost = TargetLost(
                "the phone service stopped answering",
                saw=f"{method} {self.url}{path}: {error}",
                hint="it was ended or crashed; its log is in the device set folder",
            )
            raise current().lose(lost) from None
        if answer.status != 200:
            raise _refusal(method, path, answer)
        result: dict[str, Any] = answer.json()
        return result

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def now(self) -> int:
        return int((await self.ask("GET", "/time"))["now"])

    async def began(self) -> float:
        """The phones' date at time 0, in Unix seconds."""
        return float((await self.ask("GET", "/time"))["began"])

    async def settle(self) -> int:
        """Return when every participant is at rest at the current instant."""
        return int((await self.ask("POST", "/time/settle", {}))["now"])

    async def pass_time(self, limit: int, *, step: bool, drivers_out: int) -> int:
        """Let phone time pass, at most `limit` microseconds; with `step` to the next event only. Returns now."""
        body = {"limit": limit, "step": step, "drivers_out": drivers_out}
        return int((await self.ask("POST", "/time/pass", body))["now"])

    async def set_online(self, udid: str, online: bool) -> None:
        await self.ask("POST", "/network", {"udid": udid, "online": online})

    async def set(self, udid: str, name: str, value: str) -> None:
        """Turn a switch a person would find in Settings, such as `focus` or `previews`."""
        await self.ask("POST", "/settings", {"udid": udid, "name": name, "value": value})

    async def sounds(self, udid: str) -> list[str]:
        """The sounds notifications have made on this phone since it was made or erased."""
        return [str(one["sound"]) for one in (await self.ask("GET", f"/sounds?udid={udid}"))["sounds"]]

    async def rules_off(self, rules: tuple[str, ...]) -> None:
        """Phones booted from now on do not follow these rules of iOS."""
        await self.ask("POST", "/rules", {"off": list(rules)})

    async def eager(self, seed: int) -> None:
        """WebDriverAgent answers before rest from now on, and what takes time on phones booted from now on is drawn."""
        await self.ask("POST", "/eager", {"seed": seed})

    async def pace(self, pace: str) -> None:
        await self.ask("POST", "/pace", {"pace": pace})

    async def new_entries(self) -> list[dict[str, Any]]:
        """What was added to the bench's journal since the last time this was asked."""
        answer = await self.ask("GET", f"/journal?from={self._read_up_to}")
        self._read_up_to = int(answer["next"])
        entries: list[dict[str, Any]] = answer["entries"]
        return entries


class BenchClock:
    """Phone time of the embedded target: stands still until asked, and then moves only at rest."""

    exact = True
    unit = "phone seconds"

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._eager = False
        self._restless = False  # something may be going on at the present instant

    async def be_eager(self, seed: int) -> None:
        """From now on nobody waits for rest before looking, as on a Mac; what takes time is drawn by this seed."""
        self._eager = True
        await self._bench.eager(seed)

    async def now(self) -> int:
        """Phone time at rest: what was set going by the last command has happened, unless the clock is eager."""
        if self._eager:
            self._restless = True
            return await self._bench.now()
        return await self._bench.settle()

    async def step(self, limit: int, *, drivers_out: int) -> int:
        if self._restless:
            # The instant was looked at too early; what it comes to may last until the next event only.
            self._restless = False
            return await self._bench.settle()
        return await self._bench.pass_time(limit, step=True, drivers_out=drivers_out)

    async def pass_(self, limit: int, *, drivers_out: int) -> int:
        return await self._bench.pass_time(limit, step=False, drivers_out=drivers_out)

    async def at_date(self, unix: float) -> int:
        return round((unix - await self._bench.began()) * SECOND)


def _refusal(method: str, path: str, answer: Answer) -> HarnessError:
    try:
        error = answer.json()["error"]
        code, text, hint = error["code"], error["message"], error.get("hint", "")
    except (ValueError, KeyError, TypeError):
        code, text, hint = "", answer.text[:200], ""
    if code == "never_at_rest":
        return TimeStoodStill("phone time could not move", saw=text, hint=hint)
    return HarnessError(f"the bench endpoint refused {method} {path}: {answer.status} {code}", saw=text, hint=hint)
