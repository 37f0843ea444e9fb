"""Every setting of a run, by the table of setting_rows.py: option, ini key, environment variable, default.

Order: command line, then environment, then ini (`pyproject.toml`), then the default. An ini key is the option's name
with `ringproof_` before it, an environment variable the same in capitals. Entries (capabilities) are the exception:
those of all three count, and of one name the command line's.
"""

from __future__ import annotations

import ipaddress
import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harness import capabilities, ios_versions
from harness.setting_rows import ROUTES, ROWS, Row
from harness.ui import appium_capabilities
from harness.ui.addresses import without_password


@dataclass(frozen=True, slots=True)
class Settings:
    """What this run was asked for. Paths are absolute; None and () mean "not given"."""

    target: str
    driver: str
    appium_url: str | None
    appium_capabilities: tuple[str, ...]  # entries as given; `ui.appium_capabilities` reads them
    ios: tuple[str, ...]  # the oldest first; one on a Simulator or a device
    push_route: str
    evidence: Path | None
    video: str
    transcript: Path | None
    clock: str
    seed: float
    patience: float | None
    guard: float
    tool_deadline: float
    boot_deadline: float
    app: Path | None
    app_profile: Path | None
    udid: str | None
    device_type: str | None
    simulator_name: str
    xcrun: Path | None
    wda_url: str | None
    wda_runner: Path | None
    wda_deadline: float
    fresh: str | None
    simulator_template: str | None
    apns_key: Path | None
    apns_key_id: str | None
    apns_team_id: str | None
    apns_certificate: tuple[Path, ...]
    apns_certificate_password_file: Path | None
    apns_environment: str
    apns_server: str | None
    apns_ca: Path | None
    bench_bind: str | None
    unchecked: tuple[str, ...]
    call_screen: Path | None
    defects: tuple[str, ...]
    rules_off: tuple[str, ...]
    lacks: tuple[str, ...]
    progress: str
    quarantine: Path | None


assert {row.name for row in ROWS} == {field.name for field in fields(Settings)}


class BadSetting(ValueError):
    """A setting has a value it cannot have; the text names the alternatives."""


def resolve(
    option: Callable[[str], Any],
    ini: Callable[[str], Any],
    environ: Mapping[str, str] = os.environ,
    base: Path | None = None,
) -> Settings:
    """Settings from command line, environment and ini.

    Args:
        option: Looks up a command line value by `Row.dest`; None or [] when not given.
        ini: Looks up an ini value by `Row.ini`; "" or [] when not given.
        base: What relative paths are relative to.

    Raises:
        BadSetting: Says which setting, what was given and what it may be.
    """
    values: dict[str, Any] = {}
    for row in ROWS:
        by_hand = option(row.dest) or environ.get(row.variable)
        given = by_hand or ini(row.ini) or row.default
        if row.kind == "entries":
            given = (*(ini(row.ini) or ()), *environ.get(row.variable, "").splitlines(), *(option(row.dest) or ()))
        if row.kind == "versions":
            values[row.name] = _versions(str(given), embedded=values["target"] == "embedded", by_hand=bool(by_hand))
        else:
            values[row.name] = _convert(row, given, base or Path.cwd())
    settings = Settings(**values)
    _check_together(settings)
    try:
        appium_capabilities.parse(settings.appium_capabilities)
    except appium_capabilities.BadCapability as error:
        raise BadSetting(f"--appium-capability: {error}") from None
    return settings


def _convert(row: Row, given: Any, base: Path) -> Any:
    if row.kind == "paths":
        lines = given.splitlines() if isinstance(given, str) else given
        return tuple((base / Path(line).expanduser()).absolute() for line in lines if line.strip())
    if row.kind == "list":
        parts = given.split(",") if isinstance(given, str) else given
        return tuple(name for part in parts for name in (piece.strip() for piece in part.split(",")) if name)
    if row.kind == "entries":
        return tuple(_entry(line.strip(), base) for line in given if line.strip())
    if given is None:
        return None
    text = str(given)
    if row.kind == "path":
        return (base / Path(text).expanduser()).absolute()
    if row.kind == "number":
        try:
            number = float(text)
        except ValueError:
            number = -1.0
        if not 0 < number < math.inf:
            raise BadSetting(f"{row.flag} takes a number above 0, not '{text}'")
        return number
    if row.choices and text not in row.choices:
        *most, last = row.choices
        raise BadSetting(f"unknown {row.name.replace('_', ' ')} '{text}'; choose {', '.join(most)} or {last}")
    return text


def _entry(text: str, base: Path) -> str:
    """An entry as given; a file's path made absolute."""
    return text if "=" in text or not text.endswith(".json") else str((base / Path(text).expanduser()).absolute())


def _versions(given: str, *, embedded: bool, by_hand: bool) -> tuple[str, ...]:
    try:
        return ios_versions.of_run(given, embedded=embedded, by_hand=by_hand)
    except ios_versions.BadVersion as error:
        raise BadSetting(str(error)) from None


def _check_together(settings: Settings) -> None:
    if strange := [name for name in settings.lacks if name not in capabilities.KNOWN]:
        choice = ", ".join(sorted(capabilities.KNOWN))
        raise BadSetting(f"--lacks {strange[0]} is no known capability; choose from {choice}")
    for flag, url in (("--appium-url", settings.appium_url), ("--wda-url", settings.wda_url)):
        if url is not None and not _is_server(url):
            raise BadSetting(f"{flag} {without_password(url)} is no address of a server, such as http://127.0.0.1:4723")
    if settings.bench_bind is not None and not _is_address(settings.bench_bind):
        raise BadSetting(f"--bench-bind takes an IP address of this machine, not '{settings.bench_bind}'")
    if settings.target != "embedded" and settings.rules_off:
        raise BadSetting(f"--rule-off works on the embedded phone only; target '{settings.target}' runs Apple's iOS")
    if settings.target != "embedded" and settings.clock == "eager":
        raise BadSetting(f"--clock eager is for the embedded phone; target '{settings.target}' is early by itself")
    if settings.target == "device" and settings.video != "off":
        raise BadSetting("--video films phones of simctl; nothing here films a device")
    if settings.fresh == "clone" and settings.target != "simulator":
        raise BadSetting(f"--fresh clone is for Apple's Simulator; target '{settings.target}' has nothing to clone")
    if settings.fresh == "clone" and settings.udid is not None:
        raise BadSetting("--fresh clone makes its own simulators; leave --udid out, or choose --fresh reinstall")
    if settings.fresh == "erase" and settings.udid is not None and settings.target == "simulator":
        raise BadSetting(
            "--fresh erase would erase the simulator of --udid; leave one out, or choose --fresh reinstall"
        )
    if settings.target == "device" and settings.push_route == "simctl":
        raise BadSetting("--push-route simctl needs a simulator; a device gets its pushes from APNs")
    key = (settings.apns_key, settings.apns_key_id, settings.apns_team_id)
    if any(key) and not all(key):
        raise BadSetting("--apns-key, --apns-key-id and --apns-team-id go together; give all three or none")
    if settings.apns_ca is not None and settings.apns_server is None:
        raise BadSetting("--apns-ca is for --apns-server; Apple's certificate is trusted by the system's authorities")
    if settings.call_screen is not None and settings.target != "device":
        raise BadSetting(f"--call-screen is for a tethered phone, and this run is on target '{settings.target}'")
    if settings.bench_bind is not None and settings.target != "device":
        raise BadSetting(f"--bench-bind is for a tethered phone; target '{settings.target}' is on this machine")


def _is_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none
        return False


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def routes(settings: Settings) -> tuple[str, ...]:
    """The push routes this run uses, the preferred one first."""
    if settings.push_route != "both":
        return (settings.push_route,)
    if settings.target == "device":
        return ("apns",)
    if settings.target == "simulator" and settings.apns_key is None and not settings.apns_certificate:
        return ("simctl",)
    return ROUTES
