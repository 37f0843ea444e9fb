"""What a run can do, and the sentence used when it cannot.

A scenario says what it needs (`needs("voip_push", "lock_screen")`). Three things answer: the target, the push route
and the driver. Each row says what is lacking and why; what no row denies is offered. What is *bridged* is offered by a
detour: scenarios run, prove less than they would the real way, and say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

KNOWN = {
    "alert_push": "pushes the system shows by itself",
    "background_push": "content-available pushes that run the app",
    "voip_push": "VoIP pushes to the app",
    "voip_token": "a token from PushKit",
    "voip_wake": "a VoIP push that starts the app when it does not run",
    "collapse_id": "a later push replaces an earlier one",
    "expiration": "a push that is not delivered in time is dropped",
    "priority": "priority 5 and 10 of a push",
    "apns_refusals": "APNs's own answer to a wrong push",
    "call_service": "a call backend that rings, cancels and tells the state of a call",
    "call_screen": "the call screen CallKit draws",
    "lock_screen": "locking the phone and reading its lock screen",
    "notification_center": "reading, opening and clearing Notification Center",
    "banner": "the banner at the top of the screen",
    "icon_badge": "the number on the app's icon",
    "permission_alert": "the system's question whether the app may notify",
    "force_quit": "swiping the app out of the app switcher",
    "network": "taking the phone off the network and back",
    "settings": "switches a person would find in Settings, such as Focus",
    "sounds": "telling which sounds notifications have made",
    "second_phone": "a phone for a second person, with the app on it",
    "exact_time": "phone time that moves only on demand",
    "app_journal": "the app's own journal, read from its data container",
    "messages": "instant messages, listed by the app",
    "process_id": "which process of the phone's an app is",
    "restart": "turning the phone off and on again",
    "crash_log": "the report the system writes when an app was ended for a mistake",
    "defects": "seeded defects that can be switched on in the app",
    "rules": "rules of iOS that can be switched off",
    "app_builds": "the app built and signed as a scenario wants it",
    "member_center": "certificates of every kind, made when a scenario wants them",
}


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing somebody cannot do; `beside` when it depends on a second one, such as the driver.

    `unless` is the option that makes up for it, `only` the one that brings it about.
    """

    who: str  # "target simulator", "route simctl", "driver appium"
    capability: str
    why: str
    beside: str = ""
    unless: str = ""
    only: str = ""

    def sentence(self) -> str:
        """`needs voip_push: target 'simulator' …`"""
        kind, name = self.who.split(" ", 1)
        beside = "{} '{}'".format(*self.beside.split(" ", 1)) if self.beside else ""
        return f"needs {self.capability}: {kind} '{name}' {f'with {beside} ' if beside else ''}{self.why}"


@dataclass(frozen=True, slots=True)
class Bridged:
    """One thing that is had by a detour, where all of `who` come together; it outdoes their lacks."""

    who: tuple[str, ...]  # such as ("target simulator", "route simctl")
    capability: str
    how: str

    def sentence(self) -> str:
        """`bridged voip_push: target 'simulator' …`"""
        kind, name = self.who[0].split(" ", 1)
        return f"bridged {self.capability}: {kind} '{name}' {self.how}"


_NOT_ON_APPLES_PHONES = {
    "network": "has no switch for the network; only the embedded phone's bench has",
    "settings": "has no switches we can turn; only the embedded phone's bench has",
    "sounds": "does not tell which sounds it made",
    "exact_time": "runs on the clock on the wall",
    "rules": "is Apple's own iOS, whose rules cannot be switched off",
    "app_builds": "runs the app that --app names, as somebody has built and signed it",
    "member_center": "pushes through Apple, whose certificates a person makes at Apple's Member Center",
}

LACKS: tuple[Lack, ...] = (
    *(Lack("target simulator", name, why) for name, why in _NOT_ON_APPLES_PHONES.items()),
    *(Lack("target device", name, why) for name, why in _NOT_ON_APPLES_PHONES.items()),
    Lack(
        "target simulator",
        "voip_push",
        "gets no PushKit token, so APNs reaches no VoIP device there; with --push-route simctl it is bridged",
    ),
    Lack("target simulator", "voip_token", "gets no token from PushKit"),
    Lack("target simulator", "voip_wake", "has VoIP pushes bridged, which start no app"),
    Lack(
        "target simulator", "call_screen", "shows no CallKit screen; its vendors say so and ours was never seen there"
    ),
    Lack(
        "target simulator",
        "second_phone",
        "is the one simulator that --udid names; without it a run makes its phones",
        only="--udid",
    ),
    Lack("target device", "second_phone", "is one iPhone"),
    Lack(
        "target device",
        "call_screen",
        "has a call screen whose element names nobody has written down yet; --call-screen takes a file of them",
        unless="--call-screen",
    ),
    Lack(
        "target device",
        "crash_log",
        "keeps its crash reports to itself: without a tunnel Appium answers an empty list, as if there were none",
    ),
    Lack("target device", "process_id", "lists no processes"),
    Lack("target device", "restart", "would have to be unlocked by hand after a restart"),
    Lack(
        "target device",
        "app_journal",
        "gives no access to the app's data container; --driver appium reads it over USB",
        beside="driver wda",
    ),
    *(
        Lack("route simctl", name, f"sends through simctl, which {why}")
        for name, why in {
            "voip_push": "delivers no VoIP pushes",
            "voip_wake": "delivers no VoIP pushes",
            "collapse_id": "carries no apns-collapse-id",
            "expiration": "carries no apns-expiration",
            "priority": "carries no apns-priority",
            "apns_refusals": "never asks APNs",
            "member_center": "never asks APNs, which alone looks at certificates",
        }.items()
    ),
)

BRIDGED: tuple[Bridged, ...] = (
    Bridged(
        ("target simulator", "route simctl"),
        "voip_push",
        "carries the VoIP payload in a background push, which the app's Debug build hands to its PushKit delegate; "
        "it reaches an app that runs or is suspended, no other",
    ),
)


def bridges(
    names: Iterable[str],
    *,
    target: str,
    route: str,
    driver: str,
    lacking: Iterable[str] = (),
    bridged: Iterable[Bridged] | None = None,
) -> tuple[Bridged, ...]:
    """Which of these capabilities this combination has by a detour only."""
    here = {f"target {target}", f"route {route}", f"driver {driver}"}
    without = tuple(lacking)
    wanted = tuple(name for name in names if name not in without)
    rows = BRIDGED if bridged is None else bridged
    return tuple(row for row in rows if row.capability in wanted and here.issuperset(row.who))


def offers(
    *, target: str, route: str, driver: str, lacking: Iterable[str] = (), lacks: Iterable[Lack] = LACKS
) -> frozenset[str]:
    """The names of everything this combination can do."""
    return frozenset(
        name
        for name in KNOWN
        if refusal(name, target=target, route=route, driver=driver, lacking=lacking, lacks=lacks) is None
    )


def refusal(
    name: str,
    *,
    target: str,
    route: str,
    driver: str,
    lacking: Iterable[str] = (),
    lacks: Iterable[Lack] = LACKS,
    given: Iterable[str] = (),
) -> str | None:
    """The sentence why `name` cannot be had, or None when it can.

    Args:
        lacking: What this project says it lacks (ini `ringproof_lacks`).
        given: Options that a lack depends on (`Lack.unless`, `Lack.only`), as far as this run has them.
    """
    if name in tuple(lacking):
        return f"needs {name}: this project lists it under ringproof_lacks"
    if bridges((name,), target=target, route=route, driver=driver):
        return None
    here, options = {f"target {target}", f"route {route}", f"driver {driver}"}, tuple(given)
    for lack in lacks:
        if (lack.unless and lack.unless in options) or (lack.only and lack.only not in options):
            continue
        if lack.capability == name and lack.who in here and (not lack.beside or lack.beside in here):
            return lack.sentence()
    return None


def answer(
    needs: Iterable[str],
    lacking: Iterable[str],
    *,
    target: str,
    route: str,
    driver: str,
    given: Iterable[str] = (),
) -> tuple[str, str]:
    """Why a scenario with these needs cannot run, else which detour it takes: the first sentence, or an empty text."""
    names, without, also = tuple(needs), tuple(lacking), tuple(given)
    told = (refusal(name, target=target, route=route, driver=driver, lacking=without, given=also) for name in names)
    taken = bridges(names, target=target, route=route, driver=driver, lacking=without)
    return next(filter(None, told), ""), next((row.sentence() for row in taken), "")


def unknown(names: Iterable[str]) -> str | None:
    """The sentence for names nobody knows, or None."""
    wrong = [name for name in names if name not in KNOWN]
    if not wrong:
        return None
    return f"needs({wrong[0]!r}) is no known capability; choose from {', '.join(sorted(KNOWN))}"
