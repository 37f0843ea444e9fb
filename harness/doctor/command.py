"""The command `doctor`: reads settings as a run would, takes the looks, says what was seen.

pytest reads command line, environment, ini file and the project's conftest; it collects and runs nothing. What pytest
itself needs is looked at before, with the standard library alone.

Exit codes: 0 nothing is wrong, 1 something is, 2 the doctor was asked wrongly.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from harness.commandline import above_0
from harness.doctor import python, telling
from harness.doctor.telling import Found
from harness.findings import State, unknown, wrong
from harness.setting_rows import TARGETS

if TYPE_CHECKING:
    import pytest

    from harness.doctor.check import Check
    from harness.settings import Settings

WELL, WRONG, USAGE = 0, 1, 2


def main(arguments: Sequence[str], say: Callable[[str], Any] = print) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m harness doctor",
        description="Look whether everything is there that a run needs, and what mends what is not. Changes nothing.",
        epilog="Every option of a run is taken as well, such as --driver, --ios, --evidence: see pytest --help.",
    )
    parser.add_argument("--target", choices=(*TARGETS, "all"), help="of which target; that of a run unless given")
    parser.add_argument("--json", action="store_true", help="for programs; docs/doctor.md describes it")
    parser.add_argument("--online", action="store_true", help="also ask hosts beyond this machine: APNs, a time server")
    parser.add_argument("--deadline", type=above_0, default=30.0, help="wall seconds for one command (default 30)")
    asked, rest = parser.parse_known_args(arguments)

    found = _python()
    if any(one.finding.state is State.WRONG for one in found):
        found = [*found, _others_wait()]
        return _tell(found, [asked.target or "embedded"], {None: "ringproof doctor"}, asked.json, say)
    import pytest

    doctor = _Doctor(asked, found, say)
    options = ["-p", "no:cacheprovider", *rest]
    if asked.target not in (None, "all"):
        options += ["--target", asked.target]
    status = pytest.main(options, plugins=[doctor])
    if doctor.status is None:  # pytest itself has refused something, and has said so
        return USAGE if status else WELL
    return doctor.status


class _Doctor:
    """A pytest plugin that takes the place of the run."""

    def __init__(self, asked: argparse.Namespace, found: list[Found], say: Callable[[str], Any]) -> None:
        self.status: int | None = None
        self._asked = asked
        self._found = found
        self._say = say

    def pytest_cmdline_main(self, config: pytest.Config) -> int:
        import pytest

        from harness.settings import BadSetting, resolve

        if config.args_source is pytest.Config.ArgsSource.ARGS:
            raise pytest.UsageError(f"the doctor looks at a run's surroundings, not at {' '.join(config.args)}")
        targets: list[str | None] = list(TARGETS) if self._asked.target == "all" else [None]
        every: list[Settings] = []
        for target in targets:
            try:
                every.append(
                    resolve(_with_target(config.getoption, target), config.getini, base=config.invocation_params.dir)
                )
            except BadSetting as error:
                if target is None:
                    raise pytest.UsageError(str(error)) from None
                self._found.append(_bad_settings(target, str(error)))
        self.status = asyncio.run(self._visit(config, every))
        return self.status

    async def _visit(self, config: pytest.Config, every: Sequence[Settings]) -> int:
        from harness.doctor.check import Surroundings
        from harness.doctor.visit import checks_for, visit

        heads: dict[str | None, str] = {None: "ringproof doctor: every target"}
        done: set[str] = set()
        for settings in every:
            around = Surroundings(settings, online=self._asked.online, deadline=self._asked.deadline)
            told: list[Sequence[Check] | None] = config.hook.pytest_ringproof_checks(config=config, settings=settings)
            checks = checks_for(settings.target, [check for some in told for check in some or ()])
            checks = [check for check in checks if not (check.shared and check.name in done)]
            self._found += await visit(around, checks)
            done |= {check.name for check in checks if check.shared}
            heads[settings.target] = (
                f"target {settings.target}, driver {settings.driver}, iOS {', '.join(settings.ios)}"
            )
        if len(every) == 1:
            heads[None] = f"ringproof doctor: {heads.pop(every[0].target)}"
            heads[every[0].target] = f"target {every[0].target}"
        targets = [settings.target for settings in every]
        return _tell(self._found, targets, heads, self._asked.json, self._say)


def _tell(
    found: Sequence[Found],
    targets: Sequence[str],
    heads: dict[str | None, str],
    as_json: bool,
    say: Callable[[str], Any],
) -> int:
    say(telling.document(found, targets) if as_json else "\n".join(telling.lines(found, heads)))
    return WELL if telling.all_well(found) else WRONG


def _python() -> list[Found]:
    return [Found(python.version(), None), Found(python.packages(), None)]


def _others_wait() -> Found:
    return Found(
        unknown("everything else", "not looked at: settings are read by pytest, which needs these first"), None
    )


def _bad_settings(target: str, sentence: str) -> Found:
    return Found(wrong("run: settings", sentence), target)


def _with_target(option: Callable[[str], Any], target: str | None) -> Callable[[str], Any]:
    """Look up command line values, as if this target had been given there."""
    return lambda dest: target if target is not None and dest == "ringproof_target" else option(dest)
