"""What `simctl list -j` tells of devices and runtimes, as rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Device:
    """A row of `simctl list devices`."""

    udid: str
    name: str
    state: str  # Shutdown, Booting, Booted, Shutting Down, Creating
    runtime: str
    available: bool
    problem: str = ""  # why it is not available


@dataclass(frozen=True, slots=True)
class DeviceType:
    """A model that a runtime takes."""

    identifier: str
    name: str
    family: str  # iPhone, iPad, …


@dataclass(frozen=True, slots=True)
class Runtime:
    """A row of `simctl list runtimes`."""

    identifier: str
    version: str
    build: str
    available: bool
    device_types: tuple[DeviceType, ...]


def devices_in(listing: Mapping[str, Any]) -> tuple[Device, ...]:
    """The devices of a `simctl list -j`."""
    return tuple(
        Device(
            *(row["udid"], row["name"], row["state"], runtime),
            bool(row.get("isAvailable", True)),
            row.get("availabilityError", ""),
        )
        for runtime, rows in listing.get("devices", {}).items()
        for row in rows
    )


def runtimes_in(listing: Mapping[str, Any]) -> tuple[Runtime, ...]:
    """The runtimes of a `simctl list -j`."""
    return tuple(
        Runtime(
            row["identifier"],
            row["version"],
            row.get("buildversion", ""),
            bool(row.get("isAvailable", True)),
            tuple(
                DeviceType(kind["identifier"], kind.get("name", ""), kind.get("productFamily", ""))
                for kind in row["supportedDeviceTypes"]
            ),
        )
        for row in listing.get("runtimes", ())
    )
