"""What a value that was seen says about the mistake behind it: hints for whoever reads a failed wait.

Pure, and a table: a row looks at one text of what was seen and answers with a sentence, or None when it says nothing to
it. `eventually` and `stays` ask for values that were not as expected; a hint the scenario gives itself comes first.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

Hint = Callable[[str], str | None]


def unfilled_place(text: str) -> str | None:
    """A format whose place nobody filled, such as `Incoming call from %@`."""
    if re.search(r"%(\d+\$)?@", text):
        return f"{text!r} has an unfilled %@: the push carried no loc-args for it, or fewer than its format has places"
    return None


def missing_string(language: str) -> Hint:
    """What iOS shows for a key that is not in Localizable.strings: the key (R82)."""

    def row(text: str) -> str | None:
        # One without an underscore may well be the app's name, which labels carry in capitals (R225).
        if "_" in text and re.fullmatch(r"[A-Z0-9_]{6,}", text):
            return f"no string for {text} in {language}: Localizable.strings of the app lacks the key"
        return None

    return row


def token_of_the_other_environment(text: str) -> str | None:
    """APNs's word for a token it never gave out there."""
    if "BadDeviceToken" in text:
        return (
            "BadDeviceToken: most often the token is of the other APNs environment. It follows the provisioning "
            "profile (development or distribution), and the app's APS environment must match that"
        )
    return None


CRASHES: Mapping[str, str] = {
    "never posted an incoming call": "each VoIP push has to be reported to CallKit before its callback ends (R110)",
    "must link either CallKit": "an app that takes VoIP pushes has to link CallKit (R111)",
    "0x2182bad2": "a background task has to be ended, in its expiration handler at the latest (R32)",
    "0x2182bad4": "a background push's completion handler has to be called within 30 s (R58)",
    "0x8badf00d": "the main thread was busy for longer than iOS waits for it",
    "did not come to rest": (
        "the app's main thread waits or computes without end, in a network call that blocks, a sleep or a loop, and "
        "phone time stands as long as an app is busy; on an iPhone its screen freezes (the watchdog's code: 0x8badf00d)"
    ),
    "unrecognized selector": "that object has no such method: a typing error, or a method newer than this iOS",
}


def why_the_app_crashed(text: str) -> str | None:
    """What iOS wants of an app that it ended with these words."""
    return next((remedy for words, remedy in CRASHES.items() if words in text), None)


def of_another_kind(wanted: object, seen: Iterable[object]) -> str:
    """A text was expected where a look gives a word of an enumeration, such as AppState.FOREGROUND."""
    kinds = {type(value) for value in seen if isinstance(value, enum.Enum) and not isinstance(value, str)}
    for kind in kinds:
        if not isinstance(wanted, str):
            break
        names = [name for name in kind.__members__ if name.lower() == wanted.lower()] or list(kind.__members__)
        return f"what is seen is no text; expect {' or '.join(f'{kind.__name__}.{name}' for name in names)}"
    return ""


HINTS: tuple[Hint, ...] = (unfilled_place, token_of_the_other_environment, why_the_app_crashed)


def from_seen(values: Iterable[Any], hints: Iterable[Hint] = HINTS) -> str:
    """One line for each thing these values say about the mistake; empty when they say nothing."""
    told = (hint(text) for hint in hints for value in values for text in texts(value))
    return "\n".join(dict.fromkeys(sentence for sentence in told if sentence))


def texts(value: Any) -> Iterator[str]:
    """The texts in a value: itself, or those of a list, mapping or dataclass, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from texts(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
