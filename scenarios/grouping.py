"""Which runs stay together in one worker, by a word in their node ids, and which are the same but for a parameter.

xdist's own way, a marker and `--dist loadgroup`, does nothing under pytest 9.2: it renames tests, and their names are
fixed there. Its scheduler for scopes asks a method for the scope, and that is all that is changed here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def same_but_for(item: pytest.Item, *parameters: str) -> tuple[Any, ...]:
    """What an item has in common with those that differ from it in these parameters only: a key to sort them by."""
    callspec = getattr(item, "callspec", None)
    params = callspec.params.items() if callspec is not None else ()
    return item.nodeid.split("[")[0], *sorted((name, str(value)) for name, value in params if name not in parameters)


def scheduler(config: pytest.Config, log: Any, group_of: Callable[[str], str]) -> Any:
    """What `pytest_xdist_make_scheduler` returns: tests whose ids give the same group run in one worker, in order."""
    from xdist.scheduler import LoadScopeScheduling

    class Grouped(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    return Grouped(config, log)
