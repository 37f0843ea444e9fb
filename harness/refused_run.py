"""A run that cannot take place says so once, whoever of its processes finds out: hooks of the plugin.

pytest tells a `UsageError` well while it is configured. Of one that is raised while scenarios are selected a worker of
pytest-xdist makes pages of an internal error; here the sentence goes to the run's main process, which ends with it as
pytest does where there are no workers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

REFUSED = "ringproof_refused"  # in what a worker hands over at its end
SENTENCE = pytest.StashKey[str]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    try:
        return (yield)
    except pytest.UsageError as error:
        output: dict[str, Any] | None = getattr(config, "workeroutput", None)
        if output is None:
            raise
        output[REFUSED] = str(error)
        items.clear()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker has ended, the scenarios of all of them being the same."""
    sentence = getattr(node, "workeroutput", {}).get(REFUSED)
    if sentence:
        node.config.stash[SENTENCE] = sentence


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if SENTENCE in session.config.stash:
        session.exitstatus = pytest.ExitCode.USAGE_ERROR


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if SENTENCE in config.stash:
        terminalreporter.write_line(f"ERROR: {config.stash[SENTENCE]}", red=True)
