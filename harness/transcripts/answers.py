"""Whether an answer is one that simctl gives: its exit code, the error behind it, and its output on success.

simctl's exit status is the code of the NSError it prints, modulo 256. A few failures come without that header and are
known by their words. Standard error is never a sign of failure by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from harness.transcripts.recording import HIDDEN, Entry
from harness.transcripts.shapes import Taken, Wrong

UUID = r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}"
_HEADER = re.compile(r"^An error was encountered processing the command \(domain=([^,]+), code=(-?\d+)\):$", re.M)
QUOTED = 120  # characters


def judge(entry: Entry, taken: Taken, known: Mapping[str, Any]) -> Wrong | None:
    """What is wrong with the answer to a command line that is right; None when nothing is."""
    code = entry.exit_code
    if code is None or code < 0 or taken.row.get("any_exit"):
        return None  # it was ended from outside, or says what another program said
    if code == 0:
        return _output(entry.stdout, taken, known)
    return _failure(entry, code, taken, known)


def _failure(entry: Entry, code: int, taken: Taken, known: Mapping[str, Any]) -> Wrong | None:
    if not entry.stderr.strip():
        return Wrong(f"exit code {code} and nothing on standard error", "a reason on standard error")
    header = _HEADER.search(entry.stderr)
    if header is not None and int(header[2]) % 256 != code:
        expected = int(header[2]) % 256
        return Wrong(f"exit code {code} with {header[1]} {header[2]}", f"exit code {expected}, the code modulo 256")
    own: Mapping[str, str] = taken.row.get("exits", {})
    pattern = own.get(str(code)) or known["exits"].get(str(code))
    if pattern is not None:
        if re.search(pattern, entry.stderr) or (header is not None and taken.row.get("ns_errors")):
            return None
        return Wrong(f"exit code {code}: {_quoted(entry.stderr)}", f"with exit code {code} words like {pattern!r}")
    if header is not None:
        return None  # a code nobody has reported yet, told as simctl tells them
    codes = ", ".join(sorted({"0", *own, *known["exits"]}, key=int))
    return Wrong(
        f"exit code {code} without an NSError: {_quoted(entry.stderr)}",
        f"one of {codes}, or 'An error was encountered processing the command (domain=…, code=…):'",
    )


def _output(stdout: str, taken: Taken, known: Mapping[str, Any]) -> Wrong | None:
    wanted = taken.row.get("stdout", "any")
    if wanted == "any" or HIDDEN in stdout:
        return None
    if wanted == "empty":
        return Wrong(f"output {_quoted(stdout)}", "no output") if stdout else None
    if wanted == "json":
        return _listing(stdout, taken, known["json"])
    if taken.subcommand == "launch" and "--console" in " ".join(taken.options):
        return None
    pattern = wanted.replace("{uuid}", UUID)
    for kind, word in taken.words.items():
        pattern = pattern.replace(f"{{{kind}}}", re.escape(word))
    pattern = re.sub(r"\{[a-z]+\}", ".+", pattern)  # of a kind that was left out, such as the bundle of a push
    return None if re.fullmatch(pattern, stdout) else Wrong(f"output {_quoted(stdout)}", f"output like {pattern!r}")


def _listing(stdout: str, taken: Taken, rows: Mapping[str, Any]) -> Wrong | None:
    """`list`: as text it has headings, as JSON sections with rows."""
    if not {"-j", "--json"} & set(taken.options):
        right = re.search(r"^== [\w ]+ ==$", stdout, re.M) or not stdout.strip()
        return None if right else Wrong(f"output {_quoted(stdout)}", "headings such as == Devices ==")
    try:
        told = json.loads(stdout[stdout.index("{") :])
    except ValueError as problem:
        return Wrong(f"output that is no JSON: {problem}", "a JSON object")
    if strange := [name for name in told if name not in rows["sections"]]:
        return Wrong(f"section {strange[0]!r}", f"sections {', '.join(rows['sections'])}")
    for section in ("devices", "runtimes", "devicetypes"):
        content = told.get(section, [])
        each = [row for part in content.values() for row in part] if isinstance(content, dict) else content
        for row in each:
            for key, wanted in rows[section].items():
                if key not in row:
                    return Wrong(f"{section} row {_quoted(json.dumps(row))} without {key}", f"{key} in every row")
                if not _fits(row[key], wanted):
                    return Wrong(f"{section} row with {key} {_quoted(str(row[key]))}", _wanted(key, wanted))
    return None


def _fits(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, str):
        return isinstance(value, str) and re.fullmatch(wanted, value) is not None
    return isinstance(value, type(wanted))


def _wanted(key: str, wanted: Any) -> str:
    return f"{key} like {wanted!r}" if isinstance(wanted, str) else f"{key} a {type(wanted).__name__}"


def _quoted(text: str) -> str:
    short = text if len(text) <= QUOTED else text[:QUOTED] + "…"
    return repr(short)
