"""The one command that runs a scenario again as it ran, to be typed where the run was started."""

from __future__ import annotations

import shlex
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.seeds import Seeded
from harness.setting_rows import ROWS
from harness.settings import Settings, resolve
from harness.ui.addresses import without_password

USUAL: pytest.StashKey[Settings] = pytest.StashKey()  # what a run without options would be asked for
# Not in the command that repeats a scenario: secrets, and where a run of many keeps its report.
NOT_REPEATED = (
    "progress",
    "apns_key",
    "apns_key_id",
    "apns_team_id",
    "apns_certificate",
    "apns_certificate_password_file",
    "evidence",
    "transcript",
    "quarantine",
)


def without_seeds(item: pytest.Item, settings: Settings) -> tuple[str, Settings]:
    """Where a run tries mistakes on scenarios, the scenario by itself and the settings that switch its mistake on."""
    callspec = getattr(item, "callspec", None)
    seeds = callspec.params.get("seeded") if callspec is not None else None
    if not isinstance(seeds, Seeded):
        return item.nodeid, settings
    file, label, variant = item.nodeid.partition("[")[0], f"with {seeds.name}", str(callspec.id if callspec else "")
    for words in (f"-{label}", f"{label}-", label):
        variant = variant.replace(words, "", 1)
    settings = replace(
        settings, defects=(*settings.defects, *seeds.defects), rules_off=(*settings.rules_off, *seeds.rules_off)
    )
    return f"{file}[{variant}]" if variant else file, settings


def repeat_command(node_id: str, settings: Settings, usual: Settings | None = None) -> str:
    """The one command that runs this scenario again as it ran, from the folder this run was started in.

    Args:
        usual: What a run without options and environment would be asked for: the ini file and the defaults.
    """
    usual = usual or resolve(lambda dest: None, lambda ini: None, {})
    words = [*_pytest(), node_id]
    for row in ROWS:
        value = getattr(settings, row.name)
        if row.name in NOT_REPEATED or value in (None, ()) or value == getattr(usual, row.name):
            continue
        if row.kind == "versions":
            value = ",".join(value)
        if row.name == "appium_url":
            value = without_password(value)
        for part in value if isinstance(value, tuple) else (value,):
            words += [row.flag, _number(part)]
    return shlex.join(words)


def _pytest() -> list[str]:
    """How this very pytest is called: by its name if that is what the shell would find, else through its Python."""
    python = Path(sys.executable)
    found = shutil.which("pytest")
    if found is not None and Path(found).parent == python.parent:
        return ["pytest"]
    here = Path.cwd()
    return [str(python.relative_to(here) if python.is_relative_to(here) else python), "-m", "pytest"]


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
