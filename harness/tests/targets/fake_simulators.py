"""A CoreSimulator in memory, asked through `Simctl`'s own methods; refuses as simctl does, and as a test says."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path

from harness.process import Finished
from harness.targets.simctl import INVALID_DEVICE, WRONG_STATE, SimctlError
from harness.targets.simctl_rows import Device, DeviceType, Runtime

RUNTIME = "com.apple.CoreSimulator.SimRuntime.iOS-26-4"
PHONE = DeviceType("SimDeviceType.iPhone-17", "iPhone 17", "iPhone")


def refusal(subcommand: str, code: int, text: str) -> SimctlError:
    return SimctlError(Finished(("xcrun", "simctl", subcommand), code, "", text))


@dataclass
class Simulators:
    """Devices by UDID, what is on them, and what was done to them."""

    build: str = "23E254"
    there: dict[str, Device] = field(default_factory=dict)
    on: dict[str, list[str]] = field(default_factory=dict)  # UDID -> what was installed or set there
    done: list[tuple[str, ...]] = field(default_factory=list)
    refuses: dict[str, SimctlError] = field(default_factory=dict)  # subcommand -> what it says from now on
    boot_began: asyncio.Event = field(default_factory=asyncio.Event)
    boot_may_end: asyncio.Event = field(default_factory=asyncio.Event)
    _made: int = 0

    def names(self) -> list[str]:
        return sorted(device.name for device in self.there.values())

    def boots(self) -> int:
        return sum(words[0] == "boot" for words in self.done)

    async def runtimes(self) -> tuple[Runtime, ...]:
        return (Runtime(RUNTIME, "26.4", self.build, True, (PHONE,)),)

    async def devices(self) -> tuple[Device, ...]:
        return tuple(self.there.values())

    async def create(self, name: str, device_type: str, runtime: str) -> str:
        self._does("create", name)
        return self._new(name, [])

    async def clone(self, udid: str, name: str) -> str:
        self._does("clone", udid, name)
        self._in("clone", udid, "Shutdown")
        return self._new(name, list(self.on[udid]))

    async def boot(self, udid: str) -> None:
        self._does("boot", udid)
        self._in("boot", udid, "Shutdown")
        self.boot_began.set()
        await self.boot_may_end.wait()
        self.there[udid] = replace(self.there[udid], state="Booted")

    async def bootstatus(self, udid: str, *, deadline: float | None = None) -> None:
        self._does("bootstatus", udid)
        self._in("bootstatus", udid, "Booted")

    async def spawn(self, udid: str, *argv: str) -> str:
        self._put("spawn", udid, argv[-3])
        return ""

    async def install(self, udid: str, app: Path) -> None:
        self._put("install", udid, app.name)

    async def shutdown(self, udid: str) -> None:
        self._does("shutdown", udid)
        self._in("shutdown", udid, "Booted")
        self.there[udid] = replace(self.there[udid], state="Shutdown")

    async def delete(self, udid: str) -> None:
        self._does("delete", udid)
        self._in("delete", udid)
        del self.there[udid], self.on[udid]

    def _new(self, name: str, on: list[str]) -> str:
        self._made += 1
        udid = f"UDID-{self._made}"
        self.there[udid], self.on[udid] = Device(udid, name, "Shutdown", RUNTIME, True), on
        return udid

    def _put(self, subcommand: str, udid: str, what: str) -> None:
        self._does(subcommand, udid, what)
        self._in(subcommand, udid, "Booted")
        self.on[udid].append(what)

    def _does(self, *words: str) -> None:
        self.done.append(words)
        if (refusal := self.refuses.get(words[0])) is not None:
            raise refusal

    def _in(self, subcommand: str, udid: str, state: str = "") -> None:
        if udid not in self.there:
            raise refusal(subcommand, INVALID_DEVICE, f"Invalid device: {udid}")
        if state and self.there[udid].state != state:
            said = f"Unable to {subcommand} device in current state: {self.there[udid].state}"
            raise refusal(subcommand, WRONG_STATE, said)
