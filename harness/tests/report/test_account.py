"""The account of a failure: what stands in it, in which order, and that a terminal of 80 columns holds it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from harness.errors import NeverHappened
from harness.report.account import Account, Promise, parts_of, promises
from harness.report.excerpt import Excerpt

HERE = Path("/project")
WHERE = Excerpt(
    HERE / "scenarios/test_x.py", 12, ("  await alice.banner.tap()", "> await eventually(…)"), "await eventually(…)"
)
ACCOUNT = Account(
    kind="NeverHappened",
    fault="product",
    failed="alice.notification_center.texts was never ['Missed call from Bob'] within 5.0 phone seconds",
    parts={"saw": "[] +0.0..5.0 s", "diff": "- Missed call from Bob\n  (nothing was there)", "hint": "look twice"},
    where=WHERE,
    promises=(Promise("rule", "R13", "The end of a call is pushed too."), Promise("guide", "G70", "A missed call.")),
    events=((150_000, "test", "bob calls alice"), (12_000_000, "apsd", "iOS gets the alert push")),
    screen=("Recent calls", "[Close]"),
    folder=HERE / "evidence/x",
    kept=("screenshot.png", "phone-2-screenshot.png", "ui-tree.xml"),
    command="pytest scenarios/test_x.py",
)


def test_an_account_reads_from_where_it_failed_to_what_to_do() -> None:
    assert ACCOUNT.text(HERE).splitlines() == [
        "scenarios/test_x.py:12",
        "  await alice.banner.tap()",
        "> await eventually(…)",
        "",
        "NeverHappened: alice.notification_center.texts was never ['Missed call from",
        "  Bob'] within 5.0 phone seconds",
        "  saw      [] +0.0..5.0 s",
        "  diff     - Missed call from Bob",
        "             (nothing was there)",
        "  hint     look twice",
        "  guide    G70: A missed call.",
        "  rule     R13: The end of a call is pushed too.",
        "  last     +0.15 s   bob calls alice",
        "           +12.00 s  iOS gets the alert push",
        "  screen   Recent calls · [Close]",
        "  kept     evidence/x/screenshot.png",
        "           evidence/x/phone-2-screenshot.png",
        "           beside it: ui-tree.xml",
        "  again    pytest scenarios/test_x.py",
    ]


def test_files_elsewhere_are_named_in_full() -> None:
    text = ACCOUNT.text(Path("/elsewhere"))
    assert "/project/scenarios/test_x.py:12" in text and "/project/evidence/x/screenshot.png" in text


def test_it_fits_a_terminal_but_for_what_is_copied() -> None:
    long = "a word " * 60
    told = replace(
        ACCOUNT,
        failed=long,
        parts={"saw": long, "hint": long},
        promises=[Promise("guide", "G1", long)],
        events=[(0, "test", long)],
        screen=[long],
        command="pytest " + "x" * 100,
    )
    *lines, command = told.text(HERE).splitlines()
    assert max(map(len, lines)) <= 80
    assert command.endswith("x" * 100)


def test_what_is_not_there_takes_no_line() -> None:
    bare = Account("ValueError", "environment", "two\nlines", {})
    assert bare.text(HERE).splitlines() == ["ValueError: two", "  lines", "  fault    environment, not the product's"]


def test_what_would_fill_the_terminal_is_cut_and_said_to_be() -> None:
    rows = "\n".join(f"- row {number}" for number in range(100))
    lines = (
        replace(ACCOUNT, parts={"diff": rows}, screen=[f"t{number}" for number in range(50)]).text(HERE).splitlines()
    )
    assert "           … 60 lines more" in lines
    assert any(line.endswith("t29 · …") for line in lines) and len(lines) < 70


def test_of_many_promises_the_nearest_are_told_in_full() -> None:
    many = [Promise("guide", f"G{number}", "So it is.") for number in range(1, 8)]
    lines = replace(ACCOUNT, promises=many).text(HERE).splitlines()
    first = lines.index("  guide    G1: So it is.")
    assert lines[first + 3 : first + 5] == ["           G4: So it is.", "           also G5, G6, G7"]


def test_the_promise_in_question_is_told_and_the_others_by_number() -> None:
    told = [Promise("rule", "R2", "Two.", near=True), Promise("rule", "R1", "One."), Promise("rule", "R3", "Three.")]
    lines = replace(ACCOUNT, promises=told).text(HERE).splitlines()
    first = lines.index("  rule     R2: Two.")
    assert lines[first + 1] == "           also R1, R3"


def test_promises_are_those_of_the_statement_then_of_the_markers_then_of_the_docstrings() -> None:
    told = promises(
        {"G1": "one", "G2": "two"},
        {"R1": "first", "R2": "second", "R34": "last"},
        near=["await x()  # R34: it is so, G2"],
        named=["G1", "R2", "G2", "G99"],
        texts=["What it is about (R1, R2)."],
    )
    assert [promise.number for promise in told] == ["G2", "R34", "G1", "R2", "R1"]
    assert told[1] == Promise("rule", "R34", "last", near=True)
    assert [promise.near for promise in told] == [True, True, False, False, False]


def test_an_error_tells_its_parts_in_the_order_they_are_read() -> None:
    error = NeverHappened("x", hint="try", saw="this", diff="- a\n+ b", expected="that", kept=["f"])
    assert parts_of(error) == ("x", {"expected": "that", "saw": "this", "diff": "- a\n+ b", "hint": "try"})
    assert (
        str(error)
        == "x\n  expected that\n  saw      this\n  diff     - a\n           + b\n  hint     try\n  kept     f"
    )
    assert parts_of(ValueError("odd")) == ("odd", {})
    assert parts_of(ValueError()) == ("ValueError", {})
