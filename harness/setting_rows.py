"""The table of settings: what each is called everywhere, what it may be, and what it is unless somebody says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TARGETS = ("embedded", "simulator", "device")
ROUTES = ("apns", "simctl")  # of pushes


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


ROWS: tuple[Row, ...] = (
    Row("target", "the phone to use", "embedded", choices=TARGETS),
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
        choices=("both", *ROUTES),
    ),
    Row("evidence", "folder for the report, last screenshots and the evidence of failures", kind="path"),
    Row(
        "video",
        "film each scenario, and keep the videos of those that fail",
        "off",
        choices=("off", "retain-on-failure"),
    ),
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
        "what a fresh phone is: erase (embedded's default), reinstall the app (simulator's default), or clone: "
        "a new copy of a simulator that has had its first boot",
        choices=("erase", "reinstall", "clone"),
    ),
    Row(
        "simulator_template",
        "what becomes of the simulator that --fresh clone copies: keep it for later runs, or remove it after the last",
        choices=("keep", "remove"),
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
    Row("lacks", "capabilities this project lacks; scenarios whose marker needs names one are skipped", (), "list"),
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
