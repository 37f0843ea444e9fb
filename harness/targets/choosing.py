"""Which simulator a run means: the runtime and the device type of a new one, or one that is there already.

Pure over what `simctl list` told. What cannot be chosen is refused with what there is to choose from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from harness.errors import EnvironmentFault, NotThere
from harness.targets.simctl_rows import Device, DeviceType, Runtime

BOOTED = "booted"
_PHONES = "iPhone"


def runtime_for(ios: str, runtimes: Iterable[Runtime], *, target: str) -> Runtime:
    """The runtime of an iOS version: the version itself, or a patch of it.

    Raises:
        EnvironmentFault: There is none that can be used.
    """
    usable = [runtime for runtime in runtimes if runtime.available]
    for runtime in usable:
        if _is(runtime.version, ios):
            return runtime
    raise EnvironmentFault(
        f"target '{target}' has no runtime for iOS {ios}",
        saw=", ".join(sorted(runtime.version for runtime in usable)) or "no runtime at all",
        hint="choose one of these with --ios, or install it in Xcode's settings",
    )


def device_type_for(wanted: str | None, runtime: Runtime) -> str:
    """The identifier of a device type that the runtime takes, by its name or identifier; None is its first iPhone.

    Raises:
        EnvironmentFault: The runtime takes no such type.
    """
    phones = [kind for kind in runtime.device_types if kind.family == _PHONES]
    if wanted is None and phones:
        return phones[0].identifier
    for kind in runtime.device_types:
        if wanted is not None and wanted.lower() in (kind.name.lower(), kind.identifier.lower()):
            return kind.identifier
    raise EnvironmentFault(
        f"iOS {runtime.version} has no device type '{wanted}'" if wanted else f"iOS {runtime.version} takes no iPhone",
        saw=f"iPhones it takes: {_listed(phones)}",
        hint="choose one of these with --device-type, or another iOS version with --ios",
    )


def _listed(kinds: Sequence[DeviceType]) -> str:
    return ", ".join(kind.name or kind.identifier for kind in kinds) or "none"


def existing(word: str, devices: Iterable[Device], ios: str) -> Device:
    """The simulator that --udid means: by UDID, by name, or the one that is `booted`, as simctl takes them.

    Where several fit, simctl takes any of them. A run has to know: it takes the one of its own iOS version.

    Raises:
        NotThere: None fits, it cannot be used, or several are left.
    """
    there = list(devices)
    fitting = [device for device in there if device.udid.upper() == word.upper()]
    if not fitting and word.lower() == BOOTED:
        fitting = [device for device in _phones(there) if device.state == "Booted"]
    elif not fitting:
        fitting = [device for device in _phones(there) if device.name == word]
    fitting = [device for device in fitting if device.available] or fitting
    if len(fitting) > 1:
        fitting = [device for device in fitting if _has(device, ios)] or fitting
    if not fitting:
        raise NotThere(
            "no simulator is booted" if word.lower() == BOOTED else f"there is no simulator '{word}'",
            saw="there is " + (", ".join(_told(device) for device in _phones(there)) or "none at all"),
            hint="choose one of these with --udid, by UDID or name; without --udid a run makes its own",
        )
    if len(fitting) > 1:
        raise NotThere(
            f"--udid {word} could be any of {len(fitting)} simulators",
            saw=", ".join(_told(device) for device in fitting),
            hint="say which one by its UDID",
        )
    (device,) = fitting
    if not device.available:
        raise NotThere(
            f"simulator {_told(device)} cannot be used: {device.problem or 'its runtime is gone'}",
            hint="choose another with --udid, or leave it out: a run then makes its own",
        )
    return device


def suits(device: Device, ios: str) -> Device:
    """The same simulator, if it is what a run of this iOS version can be on: pages and scenarios go by the version.

    Raises:
        NotThere: It has another one, or is no iPhone.
    """
    if not _phones([device]):
        raise NotThere(
            f"simulator {device.name} ({device.udid}) is no iPhone",
            saw=f"its runtime is {device.runtime.rpartition('.')[2] or 'unknown'}",
            hint="choose another with --udid, or leave it out: a run then makes its own",
        )
    if not _has(device, ios):
        raise NotThere(
            f"simulator {_told(device)} has another iOS than this run, which is for iOS {ios}",
            hint=f"give --ios {_version(device)}, or another --udid, or none: a run then makes its own",
        )
    return device


def _phones(devices: Iterable[Device]) -> list[Device]:
    """Without watches and televisions, which have names and can be booted, too."""
    return [device for device in devices if ".iOS-" in device.runtime]


def _told(device: Device) -> str:
    return f"{device.name} ({device.udid}, iOS {_version(device)}, {device.state})"


def _version(device: Device) -> str:
    """`com.apple.CoreSimulator.SimRuntime.iOS-26-4` is 26.4."""
    return device.runtime.rpartition(".iOS-")[2].replace("-", ".")


def _has(device: Device, ios: str) -> bool:
    """A runtime's identifier leaves patches out: 26.4.1 is an `iOS-26-4`."""
    return _is(_version(device), ios) or _is(ios, _version(device))


def _is(version: str, wanted: str) -> bool:
    return version == wanted or version.startswith(f"{wanted}.")
