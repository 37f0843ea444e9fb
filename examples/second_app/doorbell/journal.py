"""Ringproof's journal: one JSON object a line, in Documents, with the loop's time in microseconds and a kind."""

import json
import time
from pathlib import Path


class Journal:
    def __init__(self, loop):
        self._loop = loop
        self._file = Path.home() / "Documents" / "visits.jsonl"
        self._file.parent.mkdir(exist_ok=True)

    def write(self, kind, wall=None, **data):
        phone = {"t": round(self._loop.time() * 1_000_000), "kind": kind, **data}
        line = {"phone": phone, "wall": {"time": time.time(), **(wall or {})}}
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(line) + "\n")
