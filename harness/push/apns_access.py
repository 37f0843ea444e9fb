"""How this run reaches APNs, out of its settings; and which credential a push leaves with."""

from __future__ import annotations

import os
from collections.abc import Mapping

from harness.errors import HarnessError
from harness.push import certificates
from harness.push.certificates import PASSWORD_VARIABLE, PushCertificate
from harness.settings import Settings
from harness.targets.base import ApnsAccess

PORT = 443


def of(settings: Settings, environ: Mapping[str, str] = os.environ) -> ApnsAccess | None:
    """What the options of a run say; None when they name neither a key nor a certificate.

    Raises:
        HarnessError: A file that is named cannot be used; says why.
    """
    if settings.apns_key is None and not settings.apns_certificate:
        return None
    server, port = address(settings.apns_server) if settings.apns_server else ("", PORT)
    held = tuple(certificates.load(file, password(settings, environ)) for file in settings.apns_certificate)
    try:
        key = settings.apns_key.read_text(encoding="utf-8") if settings.apns_key is not None else ""
    except OSError as error:
        raise HarnessError(f"the token key {settings.apns_key} cannot be read", saw=str(error.strerror)) from None
    except UnicodeDecodeError:
        key = ""
    if settings.apns_key is not None and not key.strip():
        raise HarnessError(
            f"the token key {settings.apns_key} is none", saw="no text", hint="give AuthKey_….p8 as Apple gave it"
        )
    return ApnsAccess(
        key,
        settings.apns_key_id or "",
        settings.apns_team_id or "",
        settings.apns_environment,
        server,
        port,
        settings.apns_ca,
        held,
    )


def address(text: str) -> tuple[str, int]:
    """Host and port of `HOST` or `HOST:PORT`.

    Raises:
        HarnessError: It is neither.
    """
    host, colon, port = text.rpartition(":")
    if not colon:
        return text, PORT
    if not host or not port.isdigit():
        raise HarnessError(f"--apns-server {text} is no address", expected="HOST or HOST:PORT")
    return host, int(port)


def certificate_for(access: ApnsAccess, topic: str) -> PushCertificate | None:
    """The certificate a push to this topic leaves with; None: it leaves with the token key."""
    chosen = certificates.choose(access.certificates, topic, access.environment)
    if chosen is None and not access.key:
        # Whatever APNs says of it: a scenario may want the refusal, and the reason is APNs's to give.
        return access.certificates[0]
    return chosen


def credential_words(access: ApnsAccess, topic: str) -> str:
    """What a push to this topic leaves with, as it may be shown."""
    certificate = certificate_for(access, topic)
    return (
        f"key {access.key_id} of team {access.team_id}" if certificate is None else f"certificate {certificate.name!r}"
    )


def password(settings: Settings, environ: Mapping[str, str] = os.environ) -> str | None:
    """What opens the certificates' files; None: nobody gave one.

    Raises:
        HarnessError: The file that holds it cannot be read.
    """
    file = settings.apns_certificate_password_file
    if file is None:
        return environ.get(PASSWORD_VARIABLE)
    try:
        return file.read_text(encoding="utf-8").rstrip("\n")
    except OSError as error:
        raise HarnessError(f"the password file {file} cannot be read", saw=str(error.strerror)) from None
    except UnicodeDecodeError:
        raise HarnessError(f"the password file {file} cannot be read", saw="no text in UTF-8") from None
