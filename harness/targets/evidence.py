"""What a phone of simctl's has to say about a failure: its system log.

A Simulator's log has thousands of lines a minute, just after a boot a hundred thousand, so `log` is told what to
show: what the app said, what names it, and what those parts of iOS said that pushes, calls and the life of apps go
through. Info and debug lines are left out, as `log` does by itself.
"""

from __future__ import annotations

import math

from harness.errors import HarnessError
from harness.targets.simctl import Simctl

LONGEST = 2_000_000  # characters; of a longer log the end is kept, since that is where a failure is
# Names of processes; those that are not there say nothing.
SYSTEM = (
    "SpringBoard",
    "apsd",
    "callservicesd",
    "launchd_sim",
    "runningboardd",
    "usernotificationsd",
    "ReportCrash",
)


async def system_log(simctl: Simctl, udid: str, bundle_id: str | None, seconds: float) -> str:
    """The phone's system log of the last seconds (wall), as lines of text.

    It is asked for by its length and no date: whatever clock and time zone a phone has, that is the same.

    Args:
        bundle_id: The app whose lines are wanted beside the system's; None when there is none.

    Raises:
        SimctlError: The phone does not tell.
    """
    wanted = predicate(bundle_id, await _bundle_name(simctl, udid, bundle_id) if bundle_id else "")
    last = str(math.ceil(seconds))
    return the_end_of(
        await simctl.spawn(udid, "log", "show", "--style", "compact", "--last", last, "--predicate", wanted)
    )


def predicate(bundle_id: str | None, bundle_name: str) -> str:
    """Which lines are wanted; `bundle_name` is the folder of the app, such as `Calls.app`."""
    names = ", ".join(f'"{name}"' for name in SYSTEM)
    wanted = [f"process IN {{{names}}}"]
    if bundle_id:
        wanted += [f'subsystem BEGINSWITH "{bundle_id}"', f'eventMessage CONTAINS "{bundle_id}"']
    if bundle_name:
        wanted.append(f'processImagePath CONTAINS "/{bundle_name}/"')
    return " OR ".join(wanted)


def the_end_of(log: str) -> str:
    """The log, or the end of one that is too long, in whole lines and saying so."""
    if len(log) <= LONGEST:
        return log
    _, _, end = log[-LONGEST:].partition("\n")
    return f"… the {len(log) - len(end)} characters before this are left out\n{end}"


async def _bundle_name(simctl: Simctl, udid: str, bundle_id: str) -> str:
    """Empty when the app is not there."""
    try:
        return (await simctl.get_app_container(udid, bundle_id, "app")).name
    except HarnessError:
        return ""
