"""The doctor's tests look at a Mac that is ready, and break it as they need."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.tests.doctor.tools import Tools, a_mac


@pytest.fixture
def mac(tmp_path: Path) -> Tools:
    return a_mac(tmp_path / "bin")
