"""A guide held against scenarios and defects: what is missing is said in a sentence, and the page shows the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.report.coverage import Breaks, Coverage, Shown
from harness.statements import Statement

UNREGISTER = Statement(
    "G1", "Leaving", "behaviour", "A token can be unregistered.", ("R16",), mac="Gone <after> a | day."
)
LINKED = Statement("G2", "Leaving", "build setting", "PushKit is linked.")
DROPPED = Statement("G3", "Certificates", "operator step", "Certificates are dropped.", met="dashboard")
GUIDE = {one.id: one for one in (UNREGISTER, LINKED, DROPPED)}
LEAVES = Shown("scenarios/test_leaving.py", "nobody rings", ("G1",), ("token-kept", "other"), ("12.4", "26.4"))
LINKS = Shown("scenarios/test_linking.py", "a voip push", ("G2",), ("not-linked",), ("26.4",))
KEPT = Coverage(
    GUIDE,
    [LEAVES, LINKS],
    [Breaks("token-kept", ("G1",)), Breaks("not-linked", ("G2",)), Breaks("other", ())],
    ("12.4", "26.4"),
    {"R16"},
)


def test_a_kept_guide_has_no_problems() -> None:
    assert KEPT.problems() == []
    assert KEPT.summary() == [
        "3 statements: 1 behaviour, 1 build setting, 1 operator step",
        "2 of 2 shown by a scenario",
        "2 of 2 broken by a seeded defect",
        "2 of 2 kept: a scenario catches such a defect",
        "1 of 1 others met in words",
        "2 scenarios show, 2 defects break them",
    ]


@pytest.mark.parametrize(
    ("coverage", "sentence"),
    [
        (replace(KEPT, scenarios=[LEAVES]), "G2 (build setting) has no scenario: PushKit is linked."),
        (
            replace(KEPT, defects=[Breaks("token-kept", ()), *KEPT.defects[1:]]),
            "G1 (behaviour) has no seeded defect: A token can be unregistered.",
        ),
        (
            replace(KEPT, scenarios=[LEAVES], defects=[KEPT.defects[0], Breaks("other", ())]),
            "G2 (build setting) has no scenario and no seeded",
        ),
        (
            replace(KEPT, scenarios=[replace(LEAVES, catches=("other",)), LINKS]),
            "G1 (behaviour) has no scenario that catches what breaks it (token-kept): A token",
        ),
        (
            replace(KEPT, statements={**GUIDE, "G3": replace(DROPPED, met="")}),
            "G3 (operator step) does not say where it is met: Certificates are dropped.",
        ),
        (
            replace(KEPT, defects=[*KEPT.defects, Breaks("odd", ("G9",))]),
            "defect odd names G9, and there is no such statement",
        ),
        (
            replace(KEPT, scenarios=[*KEPT.scenarios, replace(LINKS, guide=("G8",))]),
            "scenario 'a voip push' names G8, and there is no such statement",
        ),
        (
            replace(KEPT, scenarios=[LEAVES, replace(LINKS, catches=("not-linked", "odd"))]),
            "scenario 'a voip push' claims to catch odd, and there is no such defect",
        ),
        (replace(KEPT, rules={"R17"}), "G1 rests on R16, and there is no such rule"),
    ],
)
def test_what_is_missing_is_said(coverage: Coverage, sentence: str) -> None:
    (told,) = coverage.problems()
    assert told.startswith(sentence)


def test_without_a_list_of_rules_none_is_unknown() -> None:
    assert replace(KEPT, rules=None).problems() == []


def test_the_page_shows_who_shows_and_breaks_what_and_where() -> None:
    page = KEPT.page()
    assert page.index("## Leaving") < page.index("## Certificates")
    link = "[nobody rings](../scenarios/test_leaving.py)"
    mac = "Gone &lt;after> a \\| day."
    assert f"| G1 | A token can be unregistered. | R16 | {link} | token-kept | all | {mac} |\n" in page
    assert "| G2 | *build setting*: PushKit is linked. |  | " in page
    assert "| not-linked | 26.4 |  |\n" in page
    assert "| G3 | *operator step*: Certificates are dropped. |  | dashboard |  |  |  |\n" in page
    assert "- 2 of 2 shown by a scenario\n" in page
