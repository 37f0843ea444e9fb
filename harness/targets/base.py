"""What a target is: a place phones come from, with a clock, a patience and capabilities.

The harness knows three: the embedded phone, Apple's Simulator, a tethered iPhone. The first two are one class
(`simulator.py`) with different settings, because both are reached by `xcrun simctl`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from harness.phone import Caretaker, Phone
from harness.process import TOOL_DEADLINE

if TYPE_CHECKING:
    from harness.bench import Bench
    from harness.clock import Clock
    from harness.errors import HarnessError
    from harness.push.certificates import PushCertificate
    from harness.targets.simctl import Simctl
    from harness.ui.driver import UiDriver
    from harness.ui.selectors import Locator

BOOT_DEADLINE = 300.0  # wall seconds; on CI's Macs half of all boots took more than 94 s, a tenth more than 249 s


@dataclass(frozen=True, slots=True)
class ApnsAccess:
    """How to send through APNs oneself: with a token key, with certificates, or with either, as fits the push.

    Args:
        key: The token key, PEM text; empty when there is none.
        certificates: Of those the one that fits a push goes before the key.
        server, port: The endpoint; Apple's own when empty.
        ca_file: Certificate authority to trust beside none other; None trusts the system's.
    """

    key: str = field(repr=False)
    key_id: str
    team_id: str
    environment: str = "development"
    server: str = ""
    port: int = 443
    ca_file: Path | None = None
    certificates: tuple[PushCertificate, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one phone that a Selenium Grid hands out: what it calls it, and where its WebDriverAgent answers."""

    udid: str
    wda_url: str


@dataclass(frozen=True, slots=True)
class TargetSettings:
    """Everything that differs between the targets reached by simctl, and what a device needs.

    Args:
        name: embedded, simulator or device, as the command line says it.
        ios: Version of the phones, unless a scenario asks for another.
        xcrun: Command that runs xcrun.
        environment: Added to every child process, such as a PATH with the stand-in first.
        device_set: CoreSimulator device set; None is the user's own.
        device_type: Name or identifier; None picks the first iPhone the runtime supports.
        simulator_name: What the names of simulators made here begin with.
        udid: Use this existing device and never erase or delete it; a simulator also by its name, or `booted`.
        fresh: `erase` before each scenario, only `reinstall` the app, or `clone` a warm template.
        simulator_template: What becomes of the template: `keep`, `remove`, or None: what was kept stays, else remove.
        app: What `install` will be asked to put on phones, as far as it is known before; templates have it.
        patience: Factor on every `within`.
        bench_url, bench_token: The bench endpoint; embedded only.
        guard: Wall seconds one look may take, and phone time may stand while somebody waits for it.
        wda_url: A running WebDriverAgent; device only.
        slot: The one place of a Grid's where this target's phones stand, one at a time.
        wda_runner: Runner app to install before launching WebDriverAgent, on a simulator.
        boot_deadline: Wall seconds until a simulator has booted.
        wda_ready_within: Wall seconds from launching WebDriverAgent to its first answer.
        apns: For scenarios that send pushes themselves.
        call_screen: The elements of the call screen by the names of `pages.call_screen`; None: the embedded phone's.
    """

    name: str
    ios: str = "26.4"
    xcrun: tuple[str, ...] = ("xcrun",)
    environment: Mapping[str, str] = field(default_factory=dict)
    device_set: Path | None = None
    device_type: str | None = None
    simulator_name: str = "Ringproof"
    udid: str | None = None
    fresh: str = "reinstall"
    simulator_template: str | None = None
    app: Path | None = None
    patience: float = 6.0
    bench_url: str | None = None
    bench_token: str = ""
    guard: float = 30.0
    tool_deadline: float = TOOL_DEADLINE
    wda_url: str | None = None
    slot: Slot | None = None
    wda_runner: Path | None = None
    wda_ready_within: float = 60.0
    boot_deadline: float = BOOT_DEADLINE
    apns: ApnsAccess | None = None
    call_screen: Mapping[str, Locator] | None = None


DriverFor = Callable[[str, str, str], "UiDriver"]  # (udid, ios, WebDriverAgent's address) -> driver


class Target(Caretaker, Protocol):
    """A place phones come from.

    `lost` is why the scenario under way can have nothing more of it; the next scenario begins with `revive`.
    `clock_ahead` is by how many seconds its phones' clock is ahead of this machine's; None when nobody compared them.
    """

    lost: HarnessError | None
    clock_ahead: float | None
    settings: TargetSettings
    clock: Clock
    bench: Bench | None
    simctl: Simctl | None

    async def revive(self) -> None:
        """Begin anew after a loss: whatever was known of the phones is forgotten."""
        ...

    async def fresh_phone(self, ios: str) -> Phone:
        """A booted phone without traces of an earlier scenario, and its driver."""
        ...

    async def another_phone(self, ios: str) -> Phone:
        """A phone for somebody else, beside the one of `fresh_phone`; `give_back` it when the scenario is over."""
        ...

    async def give_back(self, phone: Phone) -> None:
        """Switch a phone of `another_phone` off, and remove it."""
        ...

    async def crashes_are_written(self, phone: Phone) -> None:
        """Return when `crash_reports` tells of every crash so far, as far as anybody can tell."""
        ...

    async def system_log(self, phone: Phone, seconds: float) -> str:
        """What the phone's system has logged in the last wall seconds.

        Raises:
            NotOffered: There is no access to it.
        """
        ...

    async def close(self) -> None:
        """End what was started; devices of our own are removed."""
        ...
