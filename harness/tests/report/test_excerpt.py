"""Where a scenario failed: the innermost statement of the project itself, and the lines before it."""

from __future__ import annotations

import json

import pytest

from harness.errors import HarnessError
from harness.process import run
from harness.report import excerpt


def two(one: object, other: object) -> None:
    # first
    assert one

    # R1: they are alike,
    # or nearly so
    assert (
        one
        == other
    )  # fmt: skip


@pytest.mark.parametrize("decorated", [True])
def test_a_statement_of_several_lines_is_shown_whole_with_what_stands_before_it(decorated: bool) -> None:
    with pytest.raises(AssertionError) as raised:
        two(1, 2)
    found = excerpt.of(raised)
    assert found is not None
    assert found.lines == (
        "  assert one",
        "",
        "  # R1: they are alike,",
        "  # or nearly so",
        "> assert (",
        ">     one",
        ">     == other",
        "> )  # fmt: skip",
    )
    assert found.file.name == "test_excerpt.py"
    assert found.statement.splitlines()[0].strip() == "# R1: they are alike,"
    assert found.statement.splitlines()[-1].strip() == ")  # fmt: skip"


def test_the_first_statement_is_shown_without_the_head_of_its_function() -> None:
    def only() -> None:
        raise ValueError

    with pytest.raises(ValueError) as raised:
        only()
    found = excerpt.of(raised)
    assert found is not None and found.lines == ("> raise ValueError",)


async def test_frames_of_harness_and_libraries_are_not_the_readers_business() -> None:
    with pytest.raises(HarnessError) as raised:
        await run(["no-such-program-anywhere"], deadline=5, owner="a test")
    found = excerpt.of(raised)
    assert found is not None and found.lines[-1].startswith("> ") and "no-such-program" in found.lines[-1]
    with pytest.raises(ValueError) as broken:
        json.loads("{")
    found = excerpt.of(broken)
    assert found is not None and found.lines[-1].strip("> ") == 'json.loads("{")'
