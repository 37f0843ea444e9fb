"""simctl on an `xcrun` whose answers a test gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.targets.simctl import Simctl
from harness.tests.fake_xcrun import FakeXcrun


@pytest.fixture
def xcrun(tmp_path: Path) -> FakeXcrun:
    return FakeXcrun(tmp_path)


@pytest.fixture
def simctl(xcrun: FakeXcrun) -> Simctl:
    return Simctl((str(xcrun.path),))
