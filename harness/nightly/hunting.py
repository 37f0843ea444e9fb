"""`python -m harness hunt`: run scenarios again and again, to find those that do not always say the same.

Rounds have a folder each below `--evidence`: `exact-1`, `exact-2` … with the very same inputs, where any difference is
chance; then, on the embedded phone, `eager-SEED` on an eager clock, one round a seed, where things come early and late
as on a Mac. Rounds are processes of their own, so that nothing of one is left in the next. How they compare is
`nightly`'s to say, over the same folder.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import process
from harness.commandline import above_0
from harness.errors import HarnessError, ToolFailed
from harness.owner import owned

DEADLINE = 4 * 3600.0  # wall seconds for a round: all scenarios on a slow Simulator
# pytest's own codes: 0 all passed, 1 some failed; with any other a round did not take place.
TOOK_PLACE = (0, 1)
UNUSABLE = 2


@dataclass(frozen=True, slots=True)
class Round:
    """One run of the scenarios."""

    name: str
    options: tuple[str, ...] = ()


def rounds(count: int, seeds: Sequence[int]) -> list[Round]:
    """What is run: `count` rounds with the same inputs, and one a seed on an eager clock."""
    return [
        *(Round(f"exact-{number}") for number in range(1, count + 1)),
        *(Round(f"eager-{seed}", ("--clock", "eager", "--seed", str(seed))) for seed in seeds),
    ]


def main(arguments: Sequence[str], say: Callable[[str], Any] = print) -> int:
    """Run the command; returns 0 once every round took place, whatever it found, else 2."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    every = rounds(asked.rounds, asked.seeds)
    if not every:
        parser.error("--rounds 0 and no --seeds: there is nothing to run; give --rounds 1 or more, or --seeds 1,2,3")
    try:
        return asyncio.run(_hunt(every, asked.evidence, asked.deadline, asked.rest, say))
    except HarnessError as error:
        print(f"python -m harness hunt: {error}", file=sys.stderr)
        return UNUSABLE


async def _hunt(
    every: Sequence[Round], evidence: Path, deadline: float, rest: Sequence[str], say: Callable[[str], Any]
) -> int:
    for one in every:
        folder = evidence / one.name
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--progress", "dots"]
        command += [f"--evidence={folder}", f"--junitxml={folder / 'junit.xml'}", *one.options, *rest]
        ended = await process.run(command, owner=f"round {one.name}", env=owned({}), deadline=deadline)
        last = next((line for line in reversed(ended.stdout.splitlines()) if line.strip()), "")
        say(f"{one.name:<10} {last.strip('= ')}")
        if ended.exit_code not in TOOK_PLACE:
            raise ToolFailed(
                f"round {one.name} did not take place: pytest ended with code {ended.exit_code}",
                saw=(ended.stderr.strip() or ended.stdout.strip())[-2000:],
                hint="what follows `--` goes to pytest, such as: -- scenarios -k incoming_call",
            )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m harness hunt",
        description="Run scenarios again and again, to find those that do not always say the same.",
        epilog="`python -m harness nightly` over the folder above that of --evidence says what came of it.",
    )
    parser.add_argument("--rounds", type=_number, default=3, help="with the very same inputs (default 3)")
    parser.add_argument("--seeds", type=_seeds, default=(), help="of further rounds on an eager clock, such as 1,2,3")
    parser.add_argument("--evidence", type=Path, default=Path("evidence/hunt"), help="where rounds leave a folder each")
    parser.add_argument(
        "--deadline", type=above_0, default=DEADLINE, help=f"wall seconds a round (default {DEADLINE:g})"
    )
    parser.add_argument("rest", nargs="*", metavar="-- …", help="passed to pytest")
    return parser


def _number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"takes a number, not '{text}'")
    return int(text)


def _seeds(text: str) -> tuple[int, ...]:
    seeds = tuple(_number(part.strip()) for part in text.split(",") if part.strip())
    if 0 in seeds:
        raise argparse.ArgumentTypeError("takes numbers above 0")
    return seeds
