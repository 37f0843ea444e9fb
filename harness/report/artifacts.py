"""The evidence of a scenario: its folder, the screen and the tree at the moment of failure, its journal.

A run keeps its evidence below one folder (`--evidence`), a folder a scenario: `screenshot.png` is the last screen,
`ui-tree.xml` what could be read and touched on it, `journal.jsonl` what happened. Of a failure on
Apple's Simulator `system.log` is what the phone's system logged meanwhile. Without `--evidence` only failures are kept,
in pytest's temporary folder.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from harness.errors import HarnessError

if TYPE_CHECKING:
    from harness.phone import Phone

SCREENSHOT = "screenshot.png"
TREE = "ui-tree.xml"
JOURNAL = "journal.jsonl"
SYSTEM_LOG = "system.log"


def prepare(folder: Path) -> None:
    """Make the evidence folder, and see that it takes files.

    Raises:
        HarnessError: It cannot be written; names the folder and why.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".writable-{os.getpid()}"  # workers of one run look at the same time
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise HarnessError(
            f"the evidence folder {folder} cannot be written: {error.strerror}",
            hint="choose another folder with --evidence, or leave it out to keep failures in the temporary folder only",
        ) from None


def named(name: str, number: int) -> str:
    """What a file about the phone of this number is called; the first one is 1."""
    return name if number == 1 else f"phone-{number}-{name}"


def slug(node_id: str) -> str:
    """A folder name for a scenario: readable, unique, and legal on every file system."""
    file, _, name = node_id.removesuffix("]").partition("::")
    name = name.replace("::test_", "-").removeprefix("test_")
    words = f"{Path(file).stem.removeprefix('test_')}-{name}"
    readable = re.sub(r"[^A-Za-z0-9]+", "-", words).strip("-").lower()
    digest = hashlib.sha256(node_id.encode()).hexdigest()[:6]
    return f"{readable[:90].strip('-')}-{digest}"


class Evidence:
    """One scenario's folder, made when something is first kept in it.

    Args:
        folder: Where; emptied of an earlier run's files when first used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept: list[str] = []
        self._made = False

    async def keep_screen(self, phones: list[Phone]) -> tuple[str, ...]:
        """Screenshot and tree of each phone, now. What cannot be had is left out: the failure itself matters more."""
        for number, phone in enumerate(phones, start=1):
            try:
                self._write(named(SCREENSHOT, number), await phone.driver.screenshot())
                self._write(named(TREE, number), (await self._tree(phone)).encode())
            except HarnessError as error:
                self._write(named("no-evidence.txt", number), str(error).encode())
        return tuple(self.kept)

    async def keep_screenshot(self, phones: list[Phone]) -> None:
        """The last screen of a scenario that passed."""
        for number, phone in enumerate(phones, start=1):
            self._write(named(SCREENSHOT, number), await phone.driver.screenshot())

    def on_screen(self) -> list[str]:
        """What stood on the screen of the first phone when it was kept, as a person reads it."""
        file = self.folder / TREE
        return visible_texts(file.read_text(encoding="utf-8")) if TREE in self.kept else []

    def file(self, name: str) -> Path:
        """A file of this folder, to be written by the caller."""
        self._make()
        if name not in self.kept:
            self.kept.append(name)
        return self.folder / name

    async def _tree(self, phone: Phone) -> str:
        from harness.ui.driver import AppState
        from harness.ui.selectors import SPRINGBOARD

        apps = [SPRINGBOARD]
        in_hand = phone.app_in_hand
        if in_hand is not None and await phone.driver.app_state(in_hand) == AppState.FOREGROUND:
            apps.append(in_hand)
        trees = [f'<tree app="{app}">\n{_without_declaration(await phone.driver.source(app))}\n</tree>' for app in apps]
        return "<screen>\n" + "\n".join(trees) + "\n</screen>\n"

    def _write(self, name: str, content: bytes) -> None:
        self.file(name).write_bytes(content)

    def _make(self) -> None:
        if not self._made:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            self._made = True


def visible_texts(tree: str) -> list[str]:
    """The labels a person reads on a kept screen, the app's before SpringBoard's, buttons in brackets.

    The clock and its neighbours in the status bar are left out.
    """
    try:
        screen = ElementTree.fromstring(tree)
    except ElementTree.ParseError:
        return []
    texts = []
    for app in reversed(screen):
        for bar in app.iter():
            for child in [child for child in bar if child.tag.endswith("StatusBar")]:
                bar.remove(child)
        for element in app.iter():
            label = element.get("label", "")
            if label and element.get("visible") == "true" and element.get("accessible") == "true":
                texts.append(f"[{label}]" if element.tag.endswith("Button") else label)
    return texts


def _without_declaration(xml: str) -> str:
    return re.sub(r"^\s*<\?xml[^>]*\?>\s*", "", xml).rstrip()
