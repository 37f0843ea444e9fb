"""Whether what a run has for APNs is complete: key and ids, or certificates that fit and have not ended. Pure."""

from __future__ import annotations

import re

from harness.findings import Finding, not_needed, ok, unknown, wrong
from harness.push import certificates
from harness.targets.base import ApnsAccess

CREDENTIAL = "apns: credential"
REGULAR = "apns: regular pushes"
VOIP = "apns: VoIP pushes"
APPLES_ID = re.compile(r"[A-Z0-9]{10}")  # a key's, and a team's
GIVE = "give --apns-key, --apns-key-id and --apns-team-id, or --apns-certificate"


def findings(access: ApnsAccess | None, bundle_id: str, now: float | None = None) -> list[Finding]:
    """What can be told without asking APNs.

    Args:
        access: None: nobody said how.
    """
    if access is None:
        # A project's own server may push by itself, and then no scenario of it needs one here.
        return [
            unknown(
                CREDENTIAL, "there is neither a token key nor a certificate: whoever rings must push by itself", GIVE
            )
        ]
    told = [_key(access)] if access.key else []
    ended = [
        wrong(CREDENTIAL, f"the certificate {held.name!r} {state}", "make a new one at Apple's Member Center")
        for held in access.certificates
        if (state := held.state(now))
    ]
    return [
        *(told or ([] if ended else [not_needed(CREDENTIAL, "certificates take the place of a token key")])),
        *ended,
        _leaves(REGULAR, access, bundle_id),
        _leaves(VOIP, access, f"{bundle_id}.voip"),
    ]


def _key(access: ApnsAccess) -> Finding:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(access.key.encode(), password=None)
    except (ValueError, TypeError):
        key = None  # what it says instead may hold the key
    if not isinstance(key, EllipticCurvePrivateKey):
        return wrong(CREDENTIAL, "--apns-key holds no private key for tokens", "give AuthKey_….p8 as Apple gave it")
    for name, value in (("key id", access.key_id), ("team id", access.team_id)):
        if not APPLES_ID.fullmatch(value):
            return wrong(
                CREDENTIAL,
                f"'{value}' is no {name}",
                "both have ten capital letters and digits: the key's stands in its file's name, the team's under "
                "Membership on Apple's developer site",
            )
    return ok(CREDENTIAL, f"key {access.key_id} of team {access.team_id}")


def _leaves(name: str, access: ApnsAccess, topic: str) -> Finding:
    certificate = certificates.choose(access.certificates, topic, access.environment)
    if certificate is not None:
        return ok(name, f"leave with {certificate.name!r}")
    if access.key:
        return ok(name, f"leave with key {access.key_id}")
    held = "; ".join(
        f"{one.name!r} is for {', '.join(sorted(one.topics))} in {' and '.join(sorted(one.environments))}"
        for one in access.certificates
    )
    return wrong(
        name,
        f"no certificate is for {topic} in {access.environment}: {held}",
        "give one more with --apns-certificate, or a token key, which is for all topics",
    )
