"""Python and the packages the harness is made of; looked at with the standard library alone."""

from __future__ import annotations

import importlib.metadata
import re
import sys
from collections.abc import Callable

from harness.findings import Finding, ok, wrong

VERSION = "python: version"
PACKAGES = "python: packages"
OLDEST, NEWEST = (3, 11), (3, 13)
DISTRIBUTION = "ringproof"


def version(running: tuple[int, ...] = sys.version_info[:3]) -> Finding:
    """Whether this Python is one the harness is made for."""
    seen = f"Python {'.'.join(map(str, running))}"
    if OLDEST <= running[:2] <= NEWEST:
        return ok(VERSION, seen)
    return wrong(
        VERSION,
        f"{seen}; Ringproof runs on {_dotted(OLDEST)} to {_dotted(NEWEST)}",
        "set the virtual environment up with one of these",
        command=f"make setup PYTHON=python{_dotted(NEWEST)}",
    )


def packages(version_of: Callable[[str], str] = importlib.metadata.version) -> Finding:
    """Whether everything the harness depends on is installed, in a version it takes."""
    try:
        needed = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        return wrong(
            PACKAGES,
            "the package ringproof is not installed in this Python, so its pytest plugin is not there",
            "in a clone let make set up its virtual environment, and run .venv/bin/python -m harness doctor",
            command="make setup",
        )
    missing, others = [], []
    for requirement in needed:
        if "extra ==" in requirement:
            continue
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        try:
            installed = version_of(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
        else:
            if not _fits(requirement, installed):
                others.append(f"{name} {installed}, wanted {requirement.removeprefix(name)}")
    if not missing and not others:
        return ok(PACKAGES, f"all {len(needed)} that ringproof {version_of(DISTRIBUTION)} needs")
    told = [f"{', '.join(missing)} not installed"] if missing else []
    return wrong(
        PACKAGES,
        "; ".join(told + others),
        "in a clone `make setup` installs what requirements.lock pins",
        command=f"{sys.executable} -m pip install {' '.join(repr(one) for one in needed if 'extra ==' not in one)}",
    )


def _fits(requirement: str, installed: str) -> bool:
    try:
        from packaging.requirements import Requirement
    except ImportError:
        return True  # it comes with pytest, whose absence is told
    return Requirement(requirement).specifier.contains(installed, prereleases=True)


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
