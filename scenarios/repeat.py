"""`make repeat`: run the scenarios again and again beside a busy process; verdicts and journals must not differ.

`make drivers` runs them once through each driver instead, side by side: again verdicts and journals must not differ.

Identity is judged per scenario over the `phone` part of each journal line; `wall` holds what may vary. A difference is
printed as the first line that differs, with the cause each run gives for it. One process runs a round: what a scenario
writes depends on what ran before it (bench time, counters). The last round has an eager clock: journals must differ
there, and verdicts must not.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import itertools
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from harness import commandline
from scenarios import runs

Journals = dict[str, list[dict[str, Any]]]


def main() -> int:
    """The exit status: 0 when every round passed and wrote the same journals."""
    parser = argparse.ArgumentParser(prog="python -m scenarios.repeat", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=commandline.count, default=10)
    parser.add_argument("--seed", type=commandline.count, default=1, help="of the round with an eager clock")
    parser.add_argument("--drivers", default="", help="compare these, such as wda,appium, instead of rounds")
    parser.add_argument("--evidence", type=Path, default=Path("evidence/repeat"))
    parser.add_argument("rest", nargs="*", help="passed to pytest, such as a part of the scenarios")
    chosen = parser.parse_args()
    if sentence := runs.elsewhere(chosen.rest):
        parser.error(sentence)
    if chosen.drivers:
        return _through_drivers(chosen.drivers.split(","), chosen.evidence, chosen.rest or ["scenarios"])
    first: Journals = {}
    verdicts: dict[str, str] = {}
    different = 0
    with _busy_process():
        for number in range(1, chosen.rounds + 1):
            folder = chosen.evidence / f"round-{number}"
            run = _round(folder, chosen.rest or ["scenarios"])
            verdict = _last_line(run)
            journals = _journals(folder)
            differences = list(_differences(first, journals)) if number > 1 else []
            first, verdicts = first or journals, verdicts or _verdicts(folder)
            different += len(differences)
            print(f"round {number:3}  {verdict}  {len(journals)} journals, {len(differences)} differ", flush=True)
            for text in differences:
                print(text, flush=True)
            if not journals:
                print(run.stdout[-2000:] + run.stderr[-2000:])
                return 2
        folder = chosen.evidence / "eager"
        clock = ["--clock", "eager", "--seed", str(chosen.seed), "-n", "2", "--dist", "worksteal"]
        run = _round(folder, [*clock, *(chosen.rest or ["scenarios"])])
        others = sorted(name for name, verdict in verdicts.items() if _verdicts(folder).get(name) != verdict)
        print(f"eager      {_last_line(run)}  {len(others)} verdicts differ", flush=True)
        for name in others:
            print(f"  {name}: {verdicts[name]}, eager {_verdicts(folder).get(name, 'not run')}")
    print("journals identical" if not different else f"{different} journals differ from those of the first round")
    return int(bool(different or others or _failed(verdicts)))


def _through_drivers(drivers: Sequence[str], evidence: Path, rest: Sequence[str]) -> int:
    """One run through each driver, all at once; the journals of all are held against those of the first."""
    folders = {driver: evidence / driver for driver in drivers}
    with concurrent.futures.ThreadPoolExecutor(len(folders)) as together, runs.ended_together():
        started = {
            driver: together.submit(_round, folder, ["--driver", driver, *rest]) for driver, folder in folders.items()
        }
        ended = {driver: run.result() for driver, run in started.items()}
    first, *_ = folders.values()
    journals, verdicts = _journals(first), _verdicts(first)
    wrong = int(_failed(verdicts))
    for driver, folder in folders.items():
        others = _journals(folder)
        differences = list(_differences(journals, others))
        differences += [
            f"  {name}: {verdict}, through {driver} {_verdicts(folder).get(name, 'not run')}"
            for name, verdict in sorted(verdicts.items())
            if _verdicts(folder).get(name) != verdict
        ]
        wrong += len(differences)
        print(f"{driver:10}  {_last_line(ended[driver])}  {len(others)} journals, {len(differences)} differ")
        for text in differences:
            print(text)
        if not others:
            print(ended[driver].stdout[-2000:] + ended[driver].stderr[-2000:])
            return 2
    print("same verdicts, same journals" if not wrong else "the drivers do not lead to the same")
    return int(bool(wrong))


def _failed(verdicts: dict[str, str]) -> bool:
    failed = sorted(name for name, verdict in verdicts.items() if verdict not in ("passed", "skipped"))
    for name in failed:
        print(f"  failed: {name}")
    return bool(failed)


def _round(folder: Path, rest: Sequence[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--progress", "dots"]
    return runs.run([*command, f"--evidence={folder}", *rest], captured=True)


def _last_line(run: subprocess.CompletedProcess[str]) -> str:
    return run.stdout.strip().splitlines()[-1] if run.stdout.strip() else run.stderr[-300:]


def _verdicts(folder: Path) -> dict[str, str]:
    file = folder / "run.json"
    rows = json.loads(file.read_text(encoding="utf-8"))["results"] if file.exists() else []
    return {row["node_id"]: row["verdict"] for row in rows}


@contextlib.contextmanager
def _busy_process() -> Iterator[None]:
    """Somebody else's work on this machine; it ends with this process even if that is killed."""
    spin = "import os\nparent = os.getppid()\nwhile os.getppid() == parent:\n    sum(range(100_000))"
    busy = subprocess.Popen([sys.executable, "-c", spin], start_new_session=True)  # Ctrl-C is for this process
    try:
        yield
    finally:
        busy.kill()
        busy.wait()


def _journals(folder: Path) -> Journals:
    found = {}
    for file in sorted(folder.glob("*/journal.jsonl")):
        lines = [json.loads(line)["phone"] for line in file.read_text().splitlines()]
        for line in lines:
            line.get("data", {}).pop("driver", None)  # which of them it was, says the first line
        found[file.parent.name] = lines
    return found


def _differences(one: Journals, other: Journals) -> Iterator[str]:
    for name in sorted(one.keys() | other.keys()):
        if name not in one or name not in other:
            yield f"  {name}: only in {'the first' if name in one else 'this'} round"
            continue
        for number, (before, now) in enumerate(itertools.zip_longest(one[name], other[name]), 1):
            if before != now:
                yield f"  {name}, line {number}\n    first  {_shown(before)}\n    now    {_shown(now)}"
                break


def _shown(line: dict[str, Any] | None) -> str:
    if line is None:
        return "(the journal has ended)"
    return json.dumps(line)[:300] + f"   cause {line.get('cause', 'none given')}"


if __name__ == "__main__":
    commandline.run(main)
