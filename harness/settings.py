"""Every setting of a run, from one table: option, ini key, environment variable, default.

Order: command line, then environment, then ini (`pyproject.toml`), then the default. An ini key is the option's name
with `ringproof_` before it, an environment variable the same in capitals. Entries (capabilities) are the exception:
those of all three count, and of one name the command line's.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from harness import capabilities, ios_versions
from harness.ui import appium_capabilities


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


@dataclass(frozen=True, slots=True)
class Row:
    """One setting: where it comes from and what it may be."""

    name: str
    help: str
    default: Any = None
    kind: str = "text"  # text, number, path, paths, list, entries, versions
    choices: tuple[str, ...] = ()
    option: str = ""  # when it differs from the name

    @property
    def flag(self) -> str:
        return "--" + (self.option or self.name.replace("_", "-"))

    @property
    def ini(self) -> str:
        return f"ringproof_{self.name}"

    @property
    def variable(self) -> str:
        return f"RINGPROOF_{self.name.upper()}"

    @property
    def dest(self) -> str:
        return f"ringproof_{self.name}"


VIDEO = ("off", "retain-on-failure")
ROWS: tuple[Row, ...] = (
    Row("target", "the phone to use", "embedded", choices=("embedded", "simulator", "device")),
    Row("driver", "who drives the screen", "wda", choices=("wda", "appium")),
    Row("appium_url", "a running Appium server, for --driver appium; without one the project may start its own"),
    Row(
        "appium_capabilities",
        "for --driver appium: NAME=VALUE, such as appium:language=en, or a JSON file of them (repeatable)",
        (),
        "entries",
        option="appium-capability",
    ),
    Row("ios", "iOS version of the phone: one, a comma list, or all (embedded only)", "26.4", "versions"),
    Row(
        "push_route",
        "how regular call pushes travel: apns (the call service sends), simctl (handed over, then xcrun simctl push)",
        "both",
        choices=("both", "apns", "simctl"),
    ),
    Row("evidence", "folder for the report, last screenshots and the evidence of failures", kind="path"),
    Row("video", "film each scenario, and keep the videos of those that fail", "off", choices=VIDEO),
    Row(
        "transcript",
        "file that gets every external command as a JSON line: what was run, exit code, output; no secrets",
        kind="path",
    ),
    Row(
        "clock",
        "exact (every look is at rest) or eager (embedded only: looks come early, and what takes time is drawn)",
        "exact",
        choices=("exact", "eager"),
    ),
    Row("seed", "what --clock eager draws by; a scenario draws the same with the same seed", "1", kind="number"),
    Row("patience", "factor on every `within`; default: embedded 1 (eager 3), simulator 6, device 6", kind="number"),
    Row("guard", "wall seconds after which a wait whose time does not move gives up", "30", kind="number"),
    Row("tool_deadline", "wall seconds a child process such as xcrun may take", "120", kind="number"),
    Row("boot_deadline", "wall seconds a simulator may take to boot", "300", kind="number"),
    Row("app", "the .app folder (or .ipa for a device) under test", kind="path"),
    Row("app_profile", "TOML file that describes the app: bundle id, locators, topics", kind="path"),
    Row("udid", "an existing device, or simulator (also by name, or 'booted'), to use instead of one of our own"),
    Row("device_type", "device type of a phone to create, as `xcrun simctl list devicetypes` names it"),
    Row("simulator_name", "what the names of simulators made here begin with", "Ringproof"),
    Row("xcrun", "the xcrun to run instead of the one on PATH", kind="path"),
    Row("wda_url", "a running WebDriverAgent, for --target device"),
    Row("wda_deadline", "wall seconds a simulator's WebDriverAgent may take to listen", "60", kind="number"),
    Row("wda_runner", "WebDriverAgentRunner-Runner.app to install on a simulator that has none", kind="path"),
    Row(
        "fresh",
        "what a fresh phone is: erase (embedded's default) or reinstall the app (simulator's default)",
        choices=("erase", "reinstall"),
    ),
    Row("apns_key", "token key (.p8) to send pushes with, for Apple's APNs", kind="path"),
    Row("apns_key_id", "key id of --apns-key"),
    Row("apns_team_id", "team id of --apns-key"),
    Row(
        "apns_certificate",
        "push certificate (.p12, or PEM with its key) to send with instead of a key (repeatable: one for VoIP)",
        (),
        "paths",
    ),
    Row(
        "apns_certificate_password_file",
        "file with the password of --apns-certificate; or RINGPROOF_APNS_CERTIFICATE_PASSWORD has it",
        kind="path",
    ),
    Row("apns_environment", "APNs environment of the app", "development", choices=("development", "production")),
    Row("apns_server", "HOST or HOST:PORT of an APNs that is not Apple's"),
    Row("apns_ca", "PEM of the authority to trust for --apns-server", kind="path"),
    Row(
        "bench_bind",
        "address of this machine at which a tethered phone reaches the call service, over TLS; off unless given",
    ),
    Row(
        "unchecked",
        "go on although this is not as a run on a device needs it, such as 'phone: clock' (repeatable)",
        (),
        "list",
    ),
    Row(
        "call_screen",
        "TOML file that names the elements of a device's call screen, which CallKit draws; scenarios look at it then",
        kind="path",
    ),
    Row(
        "defects", "switch this seeded defect of app, SDK or call service on (repeatable)", (), "list", option="defect"
    ),
    Row("rules_off", "the embedded phone does not follow this rule of iOS (repeatable)", (), "list", option="rule-off"),
    Row("lacks", "capabilities this project lacks; scenarios that need them are skipped", (), "list"),
    Row(
        "progress",
        "what the terminal shows while running: dots, lines (one a scenario) or steps (each step as it happens)",
        "lines",
        choices=("dots", "lines", "steps"),
    ),
    Row(
        "quarantine", "TOML file of scenarios that may fail until a day: scenario, owner, reason, expires", kind="path"
    ),
)

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
        if number <= 0:
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
    if settings.target != "embedded" and settings.rules_off:
        raise BadSetting(f"--rule-off works on the embedded phone only; target '{settings.target}' runs Apple's iOS")
    if settings.target != "embedded" and settings.clock == "eager":
        raise BadSetting(f"--clock eager is for the embedded phone; target '{settings.target}' is early by itself")
    if settings.target == "device" and settings.video != "off":
        raise BadSetting("--video films phones of simctl; nothing here films a device")
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


def routes(settings: Settings) -> tuple[str, ...]:
    """The push routes this run uses, the preferred one first."""
    if settings.push_route != "both":
        return (settings.push_route,)
    if settings.target == "device":
        return ("apns",)
    if settings.target == "simulator" and settings.apns_key is None and not settings.apns_certificate:
        return ("simctl",)
    return ("apns", "simctl")
