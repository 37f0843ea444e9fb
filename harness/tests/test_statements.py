"""A project's guide, statement by statement: how its file is read, and the marker that names what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import statements
from harness.statements import BadStatements, Statement

pytest_plugins = ["pytester"]

GUIDE = """
[[section]]
title = "Unregister"

[[section.statement]]
id = "G1"
kind = "behaviour"
says = "When a user logs out, the device token can be unregistered."
rules = ["R16"]

[[section]]
title = "Certificates"

[[section.statement]]
id = "G2"
kind = "operator step"
says = "Certificates are dragged and dropped."
met = "dashboard"
"""


def load(tmp_path: Path, text: str) -> dict[str, Statement]:
    file = tmp_path / "guide.toml"
    file.write_text(text)
    return statements.load(file)


def test_statements_are_read_in_order_with_their_sections(tmp_path: Path) -> None:
    guide = load(tmp_path, GUIDE)
    assert [(one.id, one.section, one.rules, one.is_shown) for one in guide.values()] == [
        ("G1", "Unregister", ("R16",), True),
        ("G2", "Certificates", (), False),
    ]


@pytest.mark.parametrize(
    ("instead_of", "stands", "sentence"),
    [
        ('"G2"', '"G1"', "G1 stands there twice"),
        ('"behaviour"', '"behavior"', "G1: unknown kind 'behavior'; choose from behaviour, build setting, operator"),
        ('met = "dashboard"', 'meet = "dashboard"', "G2: unknown key 'meet'; choose from id, kind, says"),
        ('met = "dashboard"', 'met = ""', "G2: met is empty or of the wrong type: ''"),
        ('rules = ["R16"]', 'rules = "R16"', "G1: rules is empty or of the wrong type: 'R16'"),
        ('says = "Certificates are dragged and dropped."', "", "G2: says missing"),
        ('id = "G1"', "", "a statement without id: id missing"),
        ('title = "Certificates"', 'name = "Certificates"', "has a title and"),
        ("[[section]]", "[[chapter]]", "has to consist of"),
        ("[[section]]", "[section", "guide.toml: "),
    ],
)
def test_what_cannot_be_a_statement_is_refused_in_words(
    tmp_path: Path, instead_of: str, stands: str, sentence: str
) -> None:
    with pytest.raises(BadStatements) as refused:
        load(tmp_path, GUIDE.replace(instead_of, stands))
    assert sentence in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadStatements, match=r"nowhere\.toml cannot be read: No such file"):
        statements.load(tmp_path / "nowhere.toml")


SCENARIO = """
    import pytest

    @pytest.mark.guide("G1", "G7")
    def test_it(): ...
"""
INI = "[pytest]\nasyncio_default_fixture_loop_scope = function\naddopts = -p no:cacheprovider --strict-markers\n"


def test_an_unknown_id_is_a_usage_error(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI + "ringproof_guide = guide.toml\n")
    (pytester.path / "guide.toml").write_text(GUIDE)
    pytester.makepyfile(SCENARIO)
    result = pytester.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines("*::test_it: guide('G7') is no known statement; there are G1 to G2")


def test_without_a_guide_ids_are_free_text(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI)
    pytester.makepyfile(SCENARIO)
    pytester.runpytest().assert_outcomes(passed=1)


def test_a_guide_that_cannot_be_read_is_a_usage_error(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI + "ringproof_guide = nowhere.toml\n")
    result = pytester.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines("*ringproof_guide: *nowhere.toml cannot be read*")
