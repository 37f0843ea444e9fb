"""What is found wrong while scenarios are selected ends a run once and in words, with and without workers."""

from __future__ import annotations

import pytest

from .projects import project

pytest_plugins = ["pytester"]
__all__ = ["project"]  # a fixture


@pytest.mark.parametrize("workers", ["0", "2"])
@pytest.mark.parametrize(("marker", "status"), [("needs('bannerz')", 4), ("needs('banner')", 0)])
def test_a_need_nobody_knows(project: pytest.Pytester, workers: str, marker: str, status: int) -> None:
    project.makepyfile(
        f"""
        import pytest

        @pytest.mark.{marker}
        async def test_it(alice):
            await alice.phone.press_home()
        """
    )
    ran = project.runpytest_subprocess("-n", workers)
    told = ran.stdout.str() + ran.stderr.str()
    assert ran.ret == status, told
    assert told.count("ERROR: ") == (status == 4), told
    assert "INTERNALERROR" not in told
    if status:
        assert "bannerz" in told
