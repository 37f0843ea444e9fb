"""An `xcrun` whose answers a test gives, as a program on disk."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path
from typing import Any

SCRIPT = """#!{python} -S
import json, os, sys
folder = {folder!r}
args = sys.argv[2:]
child = {{name: value for name, value in os.environ.items() if name.startswith("SIMCTL_CHILD_")}}
asks_stdin = args[-1:] == ["-"]
call = {{"args": args, "child": child, "stdin": sys.stdin.read() if asks_stdin else None}}
with open(folder + "/calls.jsonl", "a") as file:
    file.write(json.dumps(call) + "\\n")
answers = json.load(open(folder + "/answers.json"))
out, err, code = next((row[1:] for row in answers if args[: len(row[0])] == row[0]), ("", "", 0))
if code is None:
    import signal
    signal.pause()
sys.stdout.write(out)
sys.stderr.write(err)
sys.exit(code)
"""


class FakeXcrun:
    """An executable `xcrun` whose answers are rows of (first arguments, stdout, stderr, exit code)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers: list[tuple[list[str], str, str, int | None]] = []
        self.path = folder / "xcrun"
        self.path.write_text(SCRIPT.format(python=sys.executable, folder=str(folder)))
        self.path.chmod(self.path.stat().st_mode | stat.S_IXUSR)
        self.answer()

    def answer(self, *first: str, out: str = "", err: str = "", code: int = 0) -> None:
        if first:
            self.answers.insert(0, (list(first), out, err, code))
        (self.folder / "answers.json").write_text(json.dumps(self.answers))

    def hangs(self, *first: str) -> None:
        """It never ends by itself."""
        self.answers.insert(0, (list(first), "", "", None))
        self.answer()

    @property
    def calls(self) -> list[dict[str, Any]]:
        file = self.folder / "calls.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    @property
    def args(self) -> list[list[str]]:
        return [call["args"] for call in self.calls]
