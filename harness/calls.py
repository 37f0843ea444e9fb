"""Calls as a scenario places and watches them. The caller's side of a call is always judged here, apart from the phone.

What a call backend tells of them, and has to be able to do, is in backends/base.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from harness.backends.base import CallState, EndCause
from harness.errors import CallServiceRefused, HarnessError, NotOffered
from harness.people import Person, PhoneOwner, person
from harness.stage import current

if TYPE_CHECKING:
    from harness.backends.base import CallBackend, CallInfo, RegisteredDevice, SentPush

QUIET_AFTER = 2_000_000  # microseconds: longer than a push travels and an app needs to act on it


class PlacedCall:
    """One call, from the caller's side. `state`, `cause` and `pushes` are looks."""

    def __init__(self, backend: CallBackend, info: CallInfo, caller: Person, callee: Person) -> None:
        self._backend = backend
        self.call_id = info.call_id
        self.caller = caller
        self.callee = callee
        self.spoken_name = "call"

    async def state(self) -> CallState:
        return (await self._backend.look(self.call_id)).state

    async def cause(self) -> EndCause | None:
        """Why it ended; None while it has not."""
        return (await self._backend.look(self.call_id)).cause

    async def history(self) -> list[str]:
        """The states it went through."""
        return [state for _, state, _ in (await self._backend.look(self.call_id)).history]

    async def times_answered(self) -> int:
        """How often it was established: once at most, if all is well."""
        return (await self.history()).count(CallState.ESTABLISHED)

    async def pushes(self) -> tuple[SentPush, ...]:
        """The pushes made for it, in order."""
        return await self._backend.pushes(self.call_id)

    async def fates(self) -> list[str]:
        """What became of those pushes, such as `["accepted"]`."""
        return [push.fate for push in await self.pushes()]

    async def push_events(self) -> list[str]:
        """What those pushes were about, such as `["invite", "cancel"]`."""
        return [push.event for push in await self.pushes()]

    async def refusals(self) -> list[str | None]:
        """Why pushes made for it were refused: APNs's words, or the backend's own."""
        return [push.reason for push in await self.pushes() if push.fate == "refused"]

    async def credentials(self) -> list[str]:
        """What its pushes were sent with, such as `VoIP Services certificate 4f21a0bc`."""
        return [push.credential for push in await self.pushes()]

    async def hang_up(self) -> None:
        """The caller hangs up: cancels while it rings, ends it once established."""
        current().tell("call", f"{self.caller.name} hangs up")
        await self._backend.hang_up(self.call_id)


CALLERS_OWN = "the caller's own display name"


class Calls:
    """The scenario's telephone exchange."""

    def __init__(self, backend: CallBackend) -> None:
        self.backend = backend
        self.spoken_name = "calls"
        self._placed: list[PlacedCall] = []

    async def dial(
        self,
        *,
        caller: Person,
        callee: Person,
        display_name: str | None = CALLERS_OWN,
        headers: Mapping[str, str] | None = None,
        video: bool = False,
    ) -> PlacedCall:
        """Let `caller` call `callee`, and return at once.

        Args:
            display_name: Shown to the callee; the caller's own unless given, None sends none.
            headers: Custom headers, at most 1024 bytes.

        Raises:
            DialRefused: The call service does not place this call, such as one with too long headers.
        """
        caller, callee = person("caller", caller), person("callee", callee)
        shown = caller.display_name if display_name is CALLERS_OWN else display_name
        state = await _state_of_app(callee)
        current().tell("call", f"{caller.name} calls {callee.name}" + (" with video" if video else ""))
        info = await self.backend.dial(
            caller.user_id, callee.user_id, display_name=shown, headers=dict(headers or {}), video=video
        )
        call = PlacedCall(self.backend, info, caller, callee)
        if state and (rings := current().rings) is not None:
            rings.placed(call.call_id, state)
        self._placed.append(call)
        return call

    async def explain(self) -> str:
        """What the backend knows of pushes that never left or were refused, for whoever reads a failed wait."""
        told: dict[str, None] = {}
        for call in self._placed:
            for push in await call.pushes():
                if push.fate == "refused":
                    told[f"a push to {push.user} was refused: {push.reason}; {push.hint}".rstrip("; ")] = None
        return "\n".join(told)

    async def leave_quiet(self) -> None:
        """End what still rings or talks, and let it be heard, so that no later scenario hears of it.

        A call nobody ended would ring on, and its time-out would send pushes in the middle of a later scenario.
        """
        ended = 0
        for call in self._placed:
            try:
                if await call.state() is not CallState.ENDED:
                    await self.backend.hang_up(call.call_id)
                    ended += 1
            except (CallServiceRefused, NotOffered):
                continue  # ended by itself meanwhile, or a backend that cannot tell
        stage = current()
        if ended and stage.clock.exact:
            await stage.clock.pass_(QUIET_AFTER, drivers_out=0)

    async def slow_connections(self, seconds: float) -> None:
        """From now on what the service says over its connections arrives this much later; pushes are not slowed.

        Raises:
            NotOffered: This backend has no such switch.
        """
        set_lag = self._offered("set_connection_lag")
        current().tell("call", f"connections are slow: {seconds:g} s")
        await set_lag(seconds)

    async def refused_logins(self) -> int:
        """How many attempts to sign in were turned away so far. A look.

        Raises:
            NotOffered: This backend does not tell.
        """
        return int(await self._offered("refused_logins")())

    async def use_alert_keys(self, **keys: tuple[str, str]) -> None:
        """Set the application's own localisation keys, as an operator does: `call=("RING", "RING_BY_NAME")`; the
        backend's defaults are used again for what is left out."""
        await self._offered("set_alert_keys")(**keys)

    async def say_it_runs(self, ios: str, person: Person) -> None:
        """Let the backend believe that a person's phone runs another version of iOS than it does."""
        bring_along = self._offered("import_device")
        for device in await self.devices_of(person):
            await bring_along(person.user_id, device, os=ios)

    def _offered(self, name: str) -> Any:
        method = getattr(self.backend, name, None)
        if method is None:
            raise NotOffered(
                f"the call backend '{self.backend.name}' has no {name}", hint="backends/call_service.py has it"
            )
        return method

    async def devices_of(self, person: Person) -> tuple[RegisteredDevice, ...]:
        """The device tokens a person has registered."""
        return await self.backend.devices(person.user_id)

    async def device_types(self, person: Person) -> list[str]:
        """`regular`, `voip`, in order of registration; none of somebody the service has not heard of. A look."""
        try:
            return [device.type for device in await self.devices_of(person)]
        except CallServiceRefused as refused:
            if refused.code == "unknown_user":
                return []
            raise

    async def tokens_of(self, person: Person) -> list[str]:
        """A person's device tokens, in order of registration. A look."""
        return [device.token for device in await self.devices_of(person)]

    async def token_of(self, person: Person, type: str = "regular") -> str:  # noqa: A002 the service's word
        """A person's device token.

        Raises:
            HarnessError: None of that type is registered.
        """
        return await token_of(self.backend, person, type)


async def token_of(backend: CallBackend, person: Person, type: str) -> str:  # noqa: A002 the service's word
    """The device token a person has registered at this backend: `regular` or `voip`.

    Raises:
        HarnessError: None of that type is registered.
    """
    devices = await backend.devices(person.user_id)
    for device in devices:
        if device.type == type:
            return device.token
    raise HarnessError(
        f"{person.name} has registered no {type} token",
        saw=", ".join(device.type for device in devices) or "no device at all",
        hint="wait for the registration with `eventually(alice.status.registration, …)`",
    )


async def _state_of_app(callee: Person) -> str:
    """Where their app is, as ring times are told by; empty where nobody measures them, or they hold no phone."""
    if current().rings is None or not isinstance(callee, PhoneOwner):
        return ""
    return (await callee.app.state()).name.lower()
