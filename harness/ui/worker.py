"""A thread for a client that blocks: its calls run there one after another, and the event loop goes on."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Callable
from typing import TypeVar

from harness.errors import TargetLost
from harness.stage import current

T = TypeVar("T")


class Worker:
    """Of one driver, by whose name the thread is called."""

    def __init__(self, name: str) -> None:
        self._thread = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix=name)

    async def ask_phone(self, job: Callable[[], T]) -> T:
        """Do this job, which waits for an answer of the phone's.

        Raises:
            TargetLost: The phone is gone, or was before: then nothing was asked. The rest of the scenario hears of it.
        """
        stage = current()
        if stage.lost is not None:
            raise stage.lost
        async with stage.traffic.driver_request():
            try:
                return await self.run(job)
            except TargetLost as lost:
                raise stage.lose(lost) from None

    async def run(self, job: Callable[[], T]) -> T:
        """Do this job, whatever became of the phone."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, job)

    def close(self) -> None:
        """Take no more jobs; one that runs is not waited for."""
        self._thread.shutdown(wait=False, cancel_futures=True)
