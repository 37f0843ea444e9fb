"""Videos of the phones of a scenario, kept only when it fails (`--video retain-on-failure`).

Each phone is filmed from the moment it is the scenario's, into a temporary folder; at the end the files become evidence
or are thrown away. A video that cannot be had is told of, and changes no verdict.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from harness.errors import HarnessError

if TYPE_CHECKING:
    from harness.recording import Recording
    from harness.targets.simctl import Simctl

VIDEO = "video.mp4"
WRITTEN_WITHIN = 30.0  # wall seconds from the end of a recording to its file


class Videos:
    """The recordings of one scenario. `end` must be called, whatever becomes of it.

    Args:
        tell: Gets a sentence about a video that cannot be had.
    """

    def __init__(self, simctl: Simctl, tell: Callable[[str], None]) -> None:
        self._simctl = simctl
        self._tell = tell
        self._folder: Path | None = None
        self._running: list[tuple[str, Path, Recording]] = []

    async def film(self, udid: str, name: str) -> None:
        """Begin with a phone; `name` is what its file is called."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="ringproof-video-"))
        file = self._folder / name
        try:
            self._running.append((name, file, await self._simctl.record_video(udid, file)))
        except HarnessError as error:
            self._tell(f"there is no {name}: {error.failed}")

    async def end(self, keep: Callable[[str], Path] | None) -> None:
        """End all recordings. Again: does nothing.

        Args:
            keep: Gives the place of a file that is to be kept, by its name; None: keep none.
        """
        running, self._running = self._running, []
        folder, self._folder = self._folder, None
        try:
            for name, file, recording in running:
                well = await recording.finish(WRITTEN_WITHIN)
                if keep is None:
                    continue
                if file.exists() and file.stat().st_size:
                    shutil.move(file, keep(name))
                else:
                    why = "nothing was on the screen" if well else "the recording did not end well"
                    self._tell(f"{name} is empty: {why}")
        finally:
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)
