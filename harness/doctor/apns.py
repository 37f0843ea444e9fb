"""How pushes leave: the token key, push certificates, and APNs itself.

Of a key or certificate nothing is shown but what it is called and how long it is good. APNs is asked for nothing: a
connection with TLS and HTTP/2 is made and ended, with `--online` only.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import stat
import time
from pathlib import Path

from harness.app_profile import SAMPLE_APP_FILE, AppProfile
from harness.doctor.check import Check, Surroundings
from harness.errors import HarnessError
from harness.findings import Finding, State, not_needed, ok, unknown, wrong
from harness.push import apns_access, apns_checks, certificates
from harness.settings import Settings, routes

KEY = "apns: token key"
CERTIFICATE = "apns: certificates"
HOST = "apns: host"

HOSTS = {"development": "api.sandbox.push.apple.com", "production": "api.push.apple.com"}
SOON = 14 * 86_400  # seconds
APPLES_KEYS = "https://developer.apple.com/account/resources/authkeys"
APPLES_CERTIFICATES = "https://developer.apple.com/account/resources/certificates"


async def key(around: Surroundings) -> Finding:
    """Whether the token key is one, and goes with two identifiers."""
    given = around.settings
    if given.apns_key is None:
        return _without(KEY, given)
    try:
        text = given.apns_key.read_bytes()
        mode = stat.S_IMODE(given.apns_key.stat().st_mode)
    except OSError as error:
        return wrong(KEY, f"{given.apns_key} cannot be read: {error.strerror}", f"keys are made at {APPLES_KEYS}")
    problem = _no_key(text)
    if problem:
        return wrong(KEY, f"{given.apns_key} {problem}", f"give the .p8 file as Apple gave it, from {APPLES_KEYS}")
    for name, value in (("--apns-key-id", given.apns_key_id), ("--apns-team-id", given.apns_team_id)):
        if not apns_checks.APPLES_ID.fullmatch(value or ""):
            return wrong(KEY, f"{name} {value} is not ten capital letters and digits", f"it stands at {APPLES_KEYS}")
    if mode & 0o077:
        saw = f"{given.apns_key} can be read by others of this machine (mode {mode:o})"
        return wrong(KEY, saw, "whoever reads it sends pushes as you", command=f"chmod 600 {given.apns_key}")
    return ok(KEY, f"{given.apns_key.name}, key id {given.apns_key_id}, team {given.apns_team_id}")


def _no_key(content: bytes) -> str:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        loaded = load_pem_private_key(content, None)
    except (ValueError, TypeError):
        return "is no private key in PEM"
    if not isinstance(loaded, ec.EllipticCurvePrivateKey) or not isinstance(loaded.curve, ec.SECP256R1):
        return "is a private key, but none of APNs's: those are elliptic, of P-256"
    return ""


async def certificate(around: Surroundings, now: float | None = None) -> Finding:
    """Whether each certificate opens, is good today, and is for this app and environment."""
    given = around.settings
    if not given.apns_certificate:
        return _without(CERTIFICATE, given)
    now = time.time() if now is None else now
    hint = f"a new one is made at {APPLES_CERTIFICATES}"
    told = []
    for file in given.apns_certificate:
        try:
            held = certificates.load(file, apns_access.password(given))
        except HarnessError as error:
            return wrong(CERTIFICATE, f"{error.failed}{f': {error.saw}' if error.saw else ''}", error.hint or hint)
        state = held.state(now)
        if state:
            return wrong(CERTIFICATE, f"{held.name} {state}", hint)
        topics = _topics(given)
        if not topics & held.topics:
            saw = (
                f"{held.name} is for {', '.join(sorted(held.topics))}; the app's topics are {', '.join(sorted(topics))}"
            )
            return wrong(CERTIFICATE, saw, "name the certificate of this app, or its profile with --app-profile")
        if given.apns_environment not in held.environments:
            saw = f"{held.name} is for {', '.join(sorted(held.environments))}, this run for {given.apns_environment}"
            return wrong(CERTIFICATE, saw, "choose with --apns-environment, as the app is signed")
        day = time.strftime("%Y-%m-%d", time.gmtime(held.ends))
        told.append(f"{held.name} until {day}{', which is soon' if held.ends - now < SOON else ''}")
    if given.target == "device":
        try:
            access = apns_access.of(given)
        except HarnessError:
            access = None  # the token key's own check tells of it
        for one in apns_checks.findings(access, _profile(given).bundle_id, now):
            if one.state is State.WRONG:
                return wrong(CERTIFICATE, one.saw, one.hint)
    return ok(CERTIFICATE, "; ".join(told))


def _profile(given: Settings) -> AppProfile:
    return AppProfile.load(given.app_profile or SAMPLE_APP_FILE)


def _topics(given: Settings) -> set[str]:
    profile = _profile(given)
    return {profile.topic, profile.voip_topic}


def _without(name: str, given: Settings) -> Finding:
    """Nothing was given: whether that is well depends on how pushes travel."""
    if given.target == "embedded":
        return not_needed(name, "the bench has an APNs of its own, and its own key")
    if given.apns_key is not None or given.apns_certificate:
        return not_needed(name, "pushes leave with the other kind of credential")
    if "apns" not in routes(given):
        return not_needed(name, "pushes travel by `xcrun simctl push`")
    if name == CERTIFICATE:
        return not_needed(name, "none is given; a token key does for all topics")
    return wrong(
        name,
        "neither --apns-key nor --apns-certificate is given, and pushes travel through APNs",
        f"make a token key at {APPLES_KEYS}; give --apns-key FILE --apns-key-id ID --apns-team-id ID",
    )


async def host(around: Surroundings) -> Finding:
    """Whether APNs can be reached, and is the one it should be."""
    given = around.settings
    if given.target == "embedded" or "apns" not in routes(given):
        return not_needed(HOST, "no push of this run leaves this machine")
    try:
        server, port = (
            apns_access.address(given.apns_server) if given.apns_server else (HOSTS[given.apns_environment], 443)
        )
    except HarnessError as error:
        return wrong(HOST, error.failed, f"it takes {error.expected}")
    if not around.online:
        return unknown(HOST, f"{server} was not asked; --online does")
    command = f"openssl s_client -connect {server}:{port} -alpn h2 -brief </dev/null"
    try:
        context = _trusting(given.apns_ca)
        async with asyncio.timeout(around.deadline):
            _, writer = await asyncio.open_connection(server, port, ssl=context)
    except TimeoutError:
        saw, hint = f"{server}:{port} did not answer within {around.deadline:g} s", "a firewall may drop it; ask for it"
    except ssl.SSLCertVerificationError as error:
        saw, hint = (
            f"{server}:{port} is not who it should be: {error.verify_message}",
            "a proxy may open TLS on the way",
        )
    except (OSError, ssl.SSLError) as error:
        saw, hint = f"{server}:{port} cannot be reached: {error.strerror or error}", "pushes need this host and port"
    else:
        protocol = writer.get_extra_info("ssl_object").selected_alpn_protocol()
        writer.close()
        with contextlib.suppress(OSError, ssl.SSLError):
            await writer.wait_closed()
        if protocol == "h2":
            return ok(HOST, f"{server}:{port} answers, with TLS and HTTP/2")
        saw, hint = f"{server}:{port} answers without HTTP/2", "a proxy may stand between"
    return wrong(HOST, saw, hint, command=command)


def _trusting(authority: Path | None) -> ssl.SSLContext:
    """As pushes are sent: the system's authorities, or the one of `--apns-ca` alone."""
    context = ssl.create_default_context(cafile=authority)
    context.set_alpn_protocols(["h2"])
    return context


CHECKS = (Check(KEY, key), Check(CERTIFICATE, certificate), Check(HOST, host))
