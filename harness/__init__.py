"""Ringproof: proof that your app rings.

This is the vocabulary of a scenario; everything else in this package is private. People, phones and calls come as
fixtures (`alice`, `bob`, `calls`, `phone_time`, `push`); `pytest --fixtures` tells them.
"""

from harness.app_profile import AppProfile
from harness.apps import App
from harness.backends.base import CallState, CertificateSlot, EndCause, MessageState
from harness.errors import (
    CallServiceRefused,
    DialRefused,
    HarnessError,
    NeverHappened,
    NotStable,
    PushRefused,
    TargetLost,
)
from harness.operator import CertificateFile, MemberCenter, Operator
from harness.people import Introduce, Person, PhoneOwner
from harness.push.sender import Accepted, Refused
from harness.seeds import Seeded
from harness.ui.driver import AppState
from harness.waiting import eventually, stays

__all__ = [
    "Accepted",
    "App",
    "AppProfile",
    "AppState",
    "CallServiceRefused",
    "CallState",
    "CertificateFile",
    "CertificateSlot",
    "DialRefused",
    "EndCause",
    "HarnessError",
    "Introduce",
    "MemberCenter",
    "MessageState",
    "NeverHappened",
    "NotStable",
    "Operator",
    "Person",
    "PhoneOwner",
    "PushRefused",
    "Refused",
    "Seeded",
    "TargetLost",
    "eventually",
    "stays",
]
