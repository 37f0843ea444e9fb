"""What a run knows of one scenario once it is over, for the terminal and the report page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Result:
    """One scenario's outcome, put together from its three reports."""

    node_id: str
    title: str
    verdict: str = "passed"
    seconds: float = 0.0  # all phases
    call_seconds: float = 0.0
    story: str = ""
    reason: str = ""  # of a skip, or the first line of a failure
    fault: str = ""
    evidence: str = ""
    command: str = ""
    rings: list[list[Any]] = field(default_factory=list)  # as `ring_times.Measured`
    bridged: str = ""  # the sentence how it had what it needs by a detour
    quarantine: str = ""  # why its failure does not count

    @property
    def shown(self) -> str:
        """The verdict as a person is told it: a failure that does not count is one in quarantine."""
        return "quarantined" if self.quarantine and self.verdict in ("failed", "error") else self.verdict

    @property
    def file(self) -> str:
        return self.node_id.split("::")[0]
