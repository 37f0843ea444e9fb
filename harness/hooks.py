"""Hooks that a project's conftest.py may implement, beside its fixtures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.doctor.check import Check
    from harness.settings import Settings


@pytest.hookspec
def pytest_ringproof_checks(config: pytest.Config, settings: Settings) -> Sequence[Check] | None:
    """What the doctor shall look at in this project beside what it looks at everywhere.

    Args:
        settings: Those of the target that is looked at.

    Returns:
        Rows like those of `harness.doctor`; one that has the name of the doctor's own takes its place.
    """
