"""Which iOS versions a run uses, and which of them a scenario runs on.

A run is given one version, a comma list or `all`; a scenario narrows it with the marker `ios`: exact versions
(`"12.4"`) and ranges (`"below 13"`, `"13+"`, `"13 to 18"`, both ends included). The embedded phone has the versions
of `EMBEDDED`; a Simulator or a device has one, the run's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# The profiles of the embedded phone. Asking it needs a running phone, which collecting tests must not.
EMBEDDED = ("12.4", "13.7", "16.4", "18.6", "26.4")
ALL = "all"

Number = tuple[int, ...]

_VERSION = r"(\d+(?:\.\d+){0,2})"
_FORMS = (
    re.compile(rf"(?P<exact>{_VERSION})"),
    re.compile(rf"below (?P<below>{_VERSION})"),
    re.compile(rf"(?P<since>{_VERSION})\+"),
    re.compile(rf"(?P<first>{_VERSION}) to (?P<last>{_VERSION})"),
)
_EXAMPLES = '"12.4", "below 13", "13+" or "13 to 18"'


class BadVersion(ValueError):
    """Not a version, not a range, or not one this phone has; the text names the choices."""


def number(version: str) -> Number:
    """`16.4` as (16, 4): versions compare as numbers, not as text."""
    return tuple(int(part) for part in version.split("."))


def of_run(given: str, *, embedded: bool, by_hand: bool) -> tuple[str, ...]:
    """The versions of a run, the oldest first.

    Args:
        given: One version, a comma list, or `all`.
        embedded: Whether the phone is the embedded one. Simulators and devices have one version a run.
        by_hand: Given for this very run; what stands in the ini file may be meant for the embedded phone, and
            elsewhere its newest version counts.

    Raises:
        BadVersion: Says what is wrong with what was given.
    """
    wanted = [word for word in (part.strip() for part in given.split(",")) if word]
    if ALL in wanted:
        wanted = list(EMBEDDED)
    for version in wanted:
        if embedded and version not in EMBEDDED:
            raise BadVersion(f"unknown ios '{version}'; the embedded phone has {_list(EMBEDDED)}, or {ALL} of them")
        if not re.fullmatch(_VERSION, version):
            raise BadVersion(f"unknown ios '{version}'; give a version, such as 26.4")
    if not wanted:
        raise BadVersion(f"--ios takes a version, a comma list of versions, or {ALL}; '{given}' names none")
    versions = tuple(sorted(set(wanted), key=number))
    if embedded or len(versions) == 1:
        return versions
    if by_hand:
        raise BadVersion(f"--ios {given}: a Simulator or a device has one iOS version a run; give one")
    return versions[-1:]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a marker `ios` asks for: any one of its words."""

    words: tuple[str, ...]

    @classmethod
    def parse(cls, words: Iterable[object]) -> Wanted:
        """Raises BadVersion for a word that is neither a version nor a range."""
        texts = tuple(str(word) for word in words)
        for text in texts:
            if not any(form.fullmatch(text) for form in _FORMS):
                raise BadVersion(f"ios({text!r}) is neither a version nor a range; write {_EXAMPLES}")
        if not texts:
            raise BadVersion(f"ios() names no version; write {_EXAMPLES}")
        return cls(texts)

    def fits(self, version: str, *, exactly: bool = True) -> bool:
        """Whether a phone of this version is meant.

        Args:
            exactly: A version without a range means itself; otherwise any of its major number, since nobody chooses
                which of them a Mac has installed.
        """
        return any(_fits(word, number(version), exactly=exactly) for word in self.words)

    def __str__(self) -> str:
        return " or ".join(self.words)


def of_scenario(wanted: Wanted | None, run: Sequence[str], *, embedded: bool) -> tuple[str, ...]:
    """The versions a scenario runs on; empty when there is none.

    Without a marker those of the run. With one, those of the run that fit, and on the embedded phone the oldest that
    fits when none does: a scenario about one version has its say in every run.
    """
    if wanted is None:
        return tuple(run)
    fitting = tuple(version for version in run if wanted.fits(version, exactly=embedded))
    if fitting or not embedded:
        return fitting
    return tuple(version for version in EMBEDDED if wanted.fits(version))[:1]


def _fits(word: str, version: Number, *, exactly: bool) -> bool:
    (found,) = [match for form in _FORMS if (match := form.fullmatch(word))]
    bounds = {name: number(text) for name, text in found.groupdict().items()}
    if "exact" in bounds:
        return version == bounds["exact"] if exactly else version[0] == bounds["exact"][0]
    if "below" in bounds:
        return version < bounds["below"]
    if "since" in bounds:
        return version >= bounds["since"]
    # The last one with all that belongs to it: 18.6 is within "13 to 18".
    return bounds["first"] <= version and version[: len(bounds["last"])] <= bounds["last"]


def _list(versions: Sequence[str]) -> str:
    return ", ".join(versions)
