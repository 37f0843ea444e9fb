"""Capabilities a run adds to its Appium sessions: from three places, refused in words when they cannot be meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.again import repeat_command
from harness.settings import BadSetting, Settings, resolve
from harness.ui.appium_capabilities import parse


def settings(*by_hand: str, ini: tuple[str, ...] = (), variable: str = "", base: Path = Path("/nowhere")) -> Settings:
    environment = {"RINGPROOF_APPIUM_CAPABILITIES": variable} if variable else {}
    option = {"ringproof_appium_capabilities": list(by_hand)}
    return resolve(option.get, {"ringproof_appium_capabilities": list(ini)}.get, environment, base)


def test_a_value_is_json_where_it_can_be_and_text_otherwise() -> None:
    told = ("appium:language=en", "appium:wdaLaunchTimeout=9", "appium:noReset=false", 'x:options={"a": [1]}')
    assert parse(told) == {
        "appium:language": "en",
        "appium:wdaLaunchTimeout": 9,
        "appium:noReset": False,
        "x:options": {"a": [1]},
    }
    assert parse(["appium:settings[acceptAlertButtonSelector]=**/XCUIElementTypeButton[`name == 'a'`]"]) == {
        "appium:settings[acceptAlertButtonSelector]": "**/XCUIElementTypeButton[`name == 'a'`]"
    }


def test_all_three_places_count_and_the_command_line_goes_first() -> None:
    resolved = settings(
        "appium:language=tr",
        variable="appium:language=ja\nappium:locale=JP",
        ini=("appium:language=en", "appium:locale=US", "", "appium:deviceName=Phone"),
    )
    assert parse(resolved.appium_capabilities) == {
        "appium:language": "tr",
        "appium:locale": "JP",
        "appium:deviceName": "Phone",
    }


def test_a_file_of_them_is_looked_for_where_the_run_was_started(tmp_path: Path) -> None:
    (tmp_path / "more.json").write_text('{"appium:language": "en", "appium:includeSafariInWebviews": true}')
    resolved = settings("more.json", "appium:language=tr", base=tmp_path)
    assert parse(resolved.appium_capabilities) == {"appium:language": "tr", "appium:includeSafariInWebviews": True}
    assert repeat_command("t.py", resolved).endswith(
        f"--appium-capability {tmp_path}/more.json --appium-capability appium:language=tr"
    )


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("language=en", "'language' lacks a vendor's prefix: did you mean appium:language?"),
        ("platformVersion=17.5", "did you mean appium:platformVersion"),
        ("platformNam=iOS", "did you mean platformName"),
        (":language=en", "lacks a vendor before the colon"),
        ("appium:=en", "lacks a name behind the colon"),
        ("appium:language", "is neither NAME=VALUE, such as appium:language=en, nor the path of a .json file"),
        ("platformName=tvOS", "cannot be given: the driver is for iOS"),
        ("appium:udid=X", "a phone is chosen with --target and --udid"),
        ("appium:webDriverAgentUrl=http://x", "of a device with --wda-url"),
        ("missing.json", "/nowhere/missing.json cannot be read: No such file"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_starts(entry: str, sentence: str) -> None:
    with pytest.raises(BadSetting) as refused:
        settings(entry)
    assert sentence in str(refused.value) and str(refused.value).startswith("--appium-capability")


@pytest.mark.parametrize(("content", "sentence"), [("{", "is no JSON"), (json.dumps([1]), "holds list, not an object")])
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: str, sentence: str) -> None:
    (tmp_path / "more.json").write_text(content)
    with pytest.raises(BadSetting, match=sentence):
        settings("more.json", base=tmp_path)
