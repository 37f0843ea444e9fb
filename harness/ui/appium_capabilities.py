"""What a run adds to the capabilities of its Appium sessions, from command line, environment and ini.

An entry is `NAME=VALUE`, or the path of a JSON file with an object of them. A value that is JSON is taken as that
(`true`, `90`, `{"a": 1}`), any other as text; `null` takes away what the driver would ask for itself. Later entries go
before earlier ones.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

# WebDriver, section 7: capabilities without a vendor's prefix.
STANDARD = (
    "acceptInsecureCerts",
    "browserName",
    "browserVersion",
    "pageLoadStrategy",
    "platformName",
    "proxy",
    "setWindowRect",
    "strictFileInteractability",
    "timeouts",
    "unhandledPromptBehavior",
    "webSocketUrl",
)
# What the driver cannot do without, and where it is said instead.
FIXED = {
    "platformName": "the driver is for iOS",
    "appium:automationName": "the driver is for XCUITest",
    "appium:udid": "a phone is chosen with --target and --udid",
    "appium:webDriverAgentUrl": "it comes from the phone; of a device with --wda-url",
}


class BadCapability(ValueError):
    """An entry that cannot be meant; the text says why, and what may be."""


def parse(entries: Iterable[str]) -> dict[str, Any]:
    """The capabilities these entries name.

    Raises:
        BadCapability: About the first entry that is wrong.
    """
    wanted: dict[str, Any] = {}
    for entry in entries:
        for name, value in _pairs(entry).items():
            _check(name)
            wanted[name] = value
    return wanted


def _pairs(entry: str) -> dict[str, Any]:
    name, equals, text = entry.partition("=")
    if equals:
        return {name.strip(): _value(text.strip())}
    if not entry.endswith(".json"):
        raise BadCapability(
            f"'{entry}' is neither NAME=VALUE, such as appium:language=en, nor the path of a .json file"
        )
    path = Path(entry)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadCapability(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise BadCapability(f"{path} is no JSON: {error}") from None
    if not isinstance(content, dict):
        raise BadCapability(f"{path} holds {type(content).__name__}, not an object of capabilities")
    return content


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _check(name: str) -> None:
    if name in FIXED:
        raise BadCapability(f"{name} cannot be given: {FIXED[name]}")
    vendor, colon, rest = name.partition(":")
    if colon:
        if not vendor or not rest:
            raise BadCapability(f"'{name}' lacks {'a vendor before' if rest else 'a name behind'} the colon")
        return
    if name in STANDARD:
        return
    like = difflib.get_close_matches(name, STANDARD, n=1, cutoff=0.8)
    raise BadCapability(f"'{name}' lacks a vendor's prefix: did you mean {like[0] if like else f'appium:{name}'}?")
