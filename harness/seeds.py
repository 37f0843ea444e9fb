"""Mistakes switched on for one scenario, to prove that it notices them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seeded:
    """Which seeded defects the app and its backend have, and which rules of iOS the phone does not follow.

    Attributes:
        defects: Names the app under test knows; `service:name` is one of the call service's.
        rules_off: Numbers of the behaviour ledger, such as `R29`; embedded phone only.
    """

    defects: tuple[str, ...] = ()
    rules_off: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What is wrong, in one word; empty when nothing is."""
        return " ".join([*self.defects, *(f"rule:{rule}" for rule in self.rules_off)])
