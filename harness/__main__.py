"""`python -m harness COMMAND`: what is asked of the harness beside a run of pytest."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from harness import commandline

COMMANDS = {
    "capabilities": "what each target can do; with --scenarios FOLDER which of them run there",
    "doctor": "is everything there that a run needs, and what mends what is not",
    "nightly": "what the runs of a night tell together: failing, flaky and slower scenarios, over many nights",
    "transcript": "hold a run's external commands (--transcript) against what Apple's tools take and answer",
    "hunt": "run scenarios again and again, to find those that do not always say the same",
}


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code."""
    from harness.doctor import command as doctor

    match list(arguments):
        case ["capabilities", *rest]:
            from harness.offers import command as capabilities

            return capabilities.main(rest)
        case ["doctor", *rest]:
            return doctor.main(rest)
        case ["nightly", *rest]:
            from harness.nightly import command as nightly

            return nightly.main(rest)
        case ["hunt", *rest]:
            from harness.nightly import hunting

            return hunting.main(rest)
        case ["transcript", *rest]:
            from harness.transcripts import command as transcript

            return transcript.main(rest)
        case ["-h" | "--help"]:
            print(usage())
            return 0
        case [other, *_] if not other.startswith("-"):
            print(f"python -m harness: no command is called '{other}'\n{usage()}", file=sys.stderr)
        case _:
            print(usage(), file=sys.stderr)
    return 2


def usage() -> str:
    """The commands, a line each."""
    wide = max(map(len, COMMANDS))
    return "\n".join(
        ["usage: python -m harness COMMAND …", *(f"  {name:<{wide}}  {COMMANDS[name]}" for name in COMMANDS)]
    )


if __name__ == "__main__":
    commandline.run(lambda: main(sys.argv[1:]))
