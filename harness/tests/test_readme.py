"""What README, ARCHITECTURE and docs say is so: examples, commands, options, fixtures, markers, paths."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import subprocess
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Any

import pytest

import harness.fixtures
from harness.app_profile import SAMPLE_APP_FILE, AppProfile
from harness.backends import base
from harness.errors import PushRefused
from harness.plugin import MARKERS
from harness.push.notification import Push
from harness.push.sender import Accepted, Refused, deliver
from harness.setting_rows import ROWS

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not (ROOT / "Makefile").exists(), reason="the documents come with a clone only")

PAGES = (
    "README.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "docs/your-own-app.md",
    "docs/scale-out.md",
    "docs/on-a-device.md",
    "docs/on-a-simulator.md",
    "docs/doctor.md",
    "docs/capabilities.md",
    "docs/ci.md",
)
NOT_IN_THE_CLONE = {
    "report.html",
    "journal.jsonl",
    "screenshot.png",
    "ui-tree.xml",
    "Info.plist",
    "defects.txt",
    "defects.json",
    "service.json",
    "mutants.json",
    "run.json",
    "ring-times.json",
    "quarantine.toml",
    "history.jsonl",
    "hub.toml",
    "node.toml",
    "build/rack",
}  # made by a run, or the reader's own
# Where a path may start; ARCHITECTURE.md says so itself.
STARTS = ("", "fixtures", "fixtures/embedded_phone", "fixtures/payloads")


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    found = re.findall(r"^```(\w*)\n(.*?)^```$", text(page), re.MULTILINE | re.DOTALL)
    return [block for its, block in found if its == language]


def table(page: str, head: str) -> list[list[str]]:
    """The cells below the table row that begins with `head`."""
    _, _, rest = text(page).partition(f"\n| {head}")
    lines = rest.split("\n")[2:]
    rows = lines[: next(number for number, line in enumerate(lines) if not line.startswith("|"))]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]


# --- the scenario


def without_claims(source: str) -> str:
    """The file without the markers that name mistakes and statements: long, and no part of how a scenario reads."""
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                if ast.unparse(decorator).startswith(("pytest.mark.catches", "pytest.mark.guide")):
                    lines[decorator.lineno - 1 : decorator.end_lineno] = [""] * (
                        (decorator.end_lineno or decorator.lineno) - decorator.lineno + 1
                    )
    return "".join(lines)


def test_the_scenario_shown_is_a_real_one() -> None:
    shown, *others = blocks("README.md", "python")
    assert not others
    file = ROOT / "scenarios/incoming_call/test_background.py"
    real = without_claims(file.read_text(encoding="utf-8"))
    first = next(node for node in ast.parse(real).body if isinstance(node, ast.AsyncFunctionDef))
    assert shown == "".join(real.splitlines(keepends=True)[: first.end_lineno])


def test_the_failure_shown_is_a_real_one(tmp_path: Path) -> None:
    (shown,) = (block for block in blocks("README.md", "") if "NeverHappened" in block)
    scenario, defect = re.findall(r"'(scenarios/\S+)' --defect (\S+)", shown)[0]
    options = ["--defect", defect, "--evidence", str(tmp_path), "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", scenario, *options]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    told = ran.stdout.replace(str(tmp_path), "evidence")
    told = re.sub(r"  again    \S.*?pytest ", "  again    .venv/bin/python -m pytest ", told)
    first, *rest = without_what_moves(shown).splitlines()
    lines = without_what_moves(told).splitlines()
    assert first in lines, ran.stdout + ran.stderr
    assert lines[lines.index(first) + 1 :][: len(rest)] == rest


def without_what_moves(account: str) -> str:
    """Without line numbers and the statements that are not in question, which change with every new marker."""
    account = re.sub(r"^ +also [GR]\d.*\n", "", account, flags=re.MULTILINE)
    return re.sub(r"(?<=\.py):\d+$", ":…", account, flags=re.MULTILINE)


# --- commands


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_named_exists(page: str) -> None:
    named = set(re.findall(r"(?:^\$ |`)make ([a-z-]+)", text(page), re.MULTILINE))
    assert named <= make_targets()


def test_readme_shows_the_two_commands() -> None:
    assert {"scenarios", "test"} <= make_targets()
    assert re.search(r"^\$ make scenarios\b", text("README.md"), re.MULTILINE)
    assert re.search(r"^\$ make test\b", text("README.md"), re.MULTILINE)


def recipes(page: str) -> str:
    """What `make` runs for the targets a page names, those a recipe makes included."""
    named = set(re.findall(r"(?:^\$ |`)make ([a-z-]+)", text(page), re.MULTILINE))
    if "test" in named:
        named |= {"check", "guide", "capabilities", "unit", "scenarios", "defects"}
    found = [re.search(rf"^{name}:.*\n((?:\t.*\n)+)", text("Makefile"), re.MULTILINE) for name in sorted(named)]
    return "".join(recipe[1] for recipe in found if recipe)


@pytest.mark.parametrize("page", [*PAGES, "docs/behaviour-ledger.md"])
def test_every_module_that_is_run_exists(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT), str(ROOT / "fixtures"), *sys.path])
    for name in re.findall(r"(?:python|\$\(PY\)) -m ([a-z_.]+[a-z_])", text(page) + recipes(page)):
        found = importlib.util.find_spec(name)
        assert found is not None, f"{page}: python -m {name}"
        package = found.submodule_search_locations
        assert package is None or importlib.util.find_spec(f"{name}.__main__"), f"{page}: {name} cannot be run"


def test_every_option_of_ours_in_an_example_exists() -> None:
    ours = {row.flag for row in ROWS}
    elsewhere = {
        "--aps-environment",
        "--profile",
        "--tb",
        "--pdb",
        "--json",
        "--device-set",
        "--help",
        "--fixtures",
        "--check",
        "--clock",
        "--config",
        "--only",
        *("--online", "--deadline", "--scenarios", "--names", "--collect-only"),  # of python -m harness
        *("--rounds", "--seeds", "--history", "--markdown"),  # of its hunt and nightly
        *("--project", "--out"),  # the bundler's own
        *("--set", "--console", "--stdout", "--stderr"),  # simctl's own
    }
    for page in (*PAGES, "docs/behaviour-ledger.md"):
        assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text(page))) <= ours | elsewhere, page


# --- options, markers, fixtures


def test_the_options_table_is_the_settings_table() -> None:
    expected = [
        [f"`{row.flag}`", f"`{row.ini}`", f"`{row.variable}`", "" if row.default in (None, ()) else f"`{row.default}`"]
        for row in ROWS
    ]
    assert table("README.md", "Option") == expected


def names(rows: tuple[str, ...]) -> list[str]:
    return [re.split(r"[(:]", row)[0] for row in rows]


def test_the_markers_table_lists_every_marker() -> None:
    markers = ast.parse(text("fixtures/bench_setup/markers.py"))
    (ours,) = (
        ast.literal_eval(node.value)
        for node in markers.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MARKERS"
    )
    shown = [row[0].strip("`").split("(")[0] for row in table("README.md", "Marker")]
    assert shown == names(MARKERS) + names(ours)


def test_the_fixtures_table_lists_what_may_be_overridden() -> None:
    marked = re.findall(r"^ +(\w+) +\*override\*", harness.fixtures.__doc__ or "", re.MULTILINE)
    assert [row[0].strip("`") for row in table("README.md", "Fixture")] == marked


# --- paths


@pytest.mark.parametrize("page", [*PAGES, "docs/behaviour-ledger.md"])
def test_every_link_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text(page)):
        path, _, anchor = target.partition("#")
        assert (ROOT / page).parent.joinpath(path).exists(), f"{page}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", text("README.md" if path else page), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def paths_named(page: str) -> list[tuple[str, list[Path]]]:
    """What in backticks looks like a path, and where it may lie; a bare name lies beside the path before it."""
    named: list[tuple[str, list[Path]]] = []
    for paragraph in re.split(r"\n\n|\n(?=[-|\d])", re.sub(r"^```.*?^```$", "", text(page), flags=re.M | re.S)):
        beside: list[Path] = []
        for name in re.findall(r"`(\.?[\w.-]+(?:/[\w.-]+)*/?)`", paragraph):
            is_file = re.search(r"\.(py|toml|json|md|lock|txt|yml|html|jsonl|png|xml|strings|plist)$", name)
            if not is_file and "/" not in name:
                continue
            places = [ROOT / start / name for start in STARTS] + [folder / name for folder in beside]
            named.append((name, places))
            beside = [place.parent for place in places if place.exists()] or beside
    return named


@pytest.mark.parametrize("page", PAGES)
def test_every_path_named_exists(page: str) -> None:
    for name, places in paths_named(page):
        assert name in NOT_IN_THE_CLONE or any(place.exists() for place in places), f"{page}: {name}"


def test_the_tree_in_architecture_is_the_tree() -> None:
    (tree,) = (block for block in blocks("ARCHITECTURE.md", "") if block.startswith("harness/"))
    parents: list[Path] = [ROOT]
    shown = set()
    for line in tree.splitlines():
        depth = 1 if line.startswith("  ") else 0
        for name in re.split(r",\s+", re.split(r"\s{2,}", line.strip())[0]):
            path = parents[depth] / name
            assert path.exists(), line
            shown.add(path.relative_to(ROOT).parts[:2])
        if depth == 0:
            parents[1:] = [ROOT / line.split()[0]]
    bench = {("fixtures", folder.name) for folder in (ROOT / "fixtures").iterdir() if (folder / "__init__.py").exists()}
    assert bench - {("fixtures", "tests")} <= shown


# --- the guide and its example


@pytest.mark.parametrize(
    ("example", "verdict"),
    [
        ("payload_only", "1 scenarios: 1 passed"),
        ("second_app", "5 scenarios: 5 passed"),
        ("guide_app", "10 scenarios: 10 passed"),
    ],
)
def test_an_example_runs_from_a_clone(example: str, verdict: str) -> None:
    command = [sys.executable, "-m", "pytest", f"examples/{example}", "-p", "no:cacheprovider"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout
    assert f"verdict  {verdict}" in ran.stdout


def test_the_guide_shows_the_example_as_it_is() -> None:
    snippet, conftest, scenario, push = (
        next(block for block in blocks("docs/your-own-app.md", "python") if word in block)
        for word in ("def call_backend", '"""Scenarios for', '"""A pushed call', "await push.send")
    )
    example = ROOT / "examples/payload_only"
    assert conftest == (example / "conftest.py").read_text(encoding="utf-8")
    assert scenario == (example / "test_incoming_call.py").read_text(encoding="utf-8")
    assert snippet in conftest
    second, native = ROOT / "examples/second_app", ROOT / "examples/native_app/NativeApp"
    for word, file in (
        ("def app_bundle", second / "conftest.py"),
        ("an_app_that_does_not_run", second / "test_doorbell.py"),
        ("def write", second / "doorbell/journal.py"),
        ("run_forever_cooperatively", second / "doorbell/__main__.py"),
        ("class PythonAppDelegate", second / "doorbell/app.py"),
        ("class DoorbellSceneDelegate", second / "doorbell/app.py"),
        ("didRegisterForRemoteNotifications", second / "doorbell/app.py"),
        ("def tokens", second / "conftest.py"),
        ("a_visitor_comes_through_apns", second / "test_doorbell.py"),
    ):
        shown = next(block for block in blocks("docs/your-own-app.md", "python") if word in block)
        assert shown in file.read_text(encoding="utf-8")
    (shown,) = blocks("docs/your-own-app.md", "objectivec")
    assert shown in (native / "AppJournal.m").read_text(encoding="utf-8")
    compile(push, "push", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


async def test_the_guides_dial_sends_its_push_and_fails_with_a_refused_one() -> None:
    (shown,) = (block for block in blocks("docs/your-own-app.md", "python") if "await deliver" in block)
    found: dict[str, Any] = {"uuid": uuid, "deliver": deliver, "Push": Push, **vars(base)}
    exec("class Server:\n" + shown, found)
    server, sent = found["Server"](), []

    class Sender:
        route, target = "simctl", "embedded"
        fate: Accepted | Refused = Accepted("id of the push")

        async def send(self, push: Push) -> Accepted | Refused:
            sent.append(push)
            return self.fate

    server.push_sender, server.topic, server.tokens, server.infos, server.sent = Sender(), "com.example", {}, {}, []
    call = await server.dial("bob", "alice", display_name="Bob", headers={}, video=False)
    assert [push.payload["aps"] for push in sent] == [{"alert": "Bob calls"}]
    (told,) = server.sent
    assert (told.push_id, told.call_id, told.fate) == ("id of the push", call.call_id, "accepted")

    server.push_sender.fate = Refused(410, "Unregistered")
    with pytest.raises(PushRefused):
        await server.dial("bob", "alice", display_name="Bob", headers={}, video=False)


def test_the_guides_profile_is_one(tmp_path: Path) -> None:
    profile_text, project, ini = blocks("docs/your-own-app.md", "toml")
    assert project in text("examples/second_app/pyproject.toml")
    file = tmp_path / "app.toml"
    file.write_text(profile_text, encoding="utf-8")
    profile = AppProfile.load(file)
    assert set(profile.locators) <= set(AppProfile.load(SAMPLE_APP_FILE).locators)
    (settings,) = tomllib.loads(ini)["tool"]["pytest"].values()
    assert set(settings) <= {row.ini for row in ROWS}


def test_the_guides_payload_is_the_examples() -> None:
    journal, payload = blocks("docs/your-own-app.md", "json")
    file = ROOT / "examples/payload_only/payloads/invite.json"
    assert json.loads(payload) == json.loads(file.read_text(encoding="utf-8"))
    assert set(json.loads(journal)) == {"phone", "wall"}
