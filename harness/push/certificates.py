"""Push certificates of Apple's in a file: `.p12` as Keychain Access exports them, or PEM with certificate and key.

What a certificate is good for is read from itself: topics from its subject's user id and from Apple's list of topics,
environments from Apple's marks (WWDR certification practice statement). Its password comes from a file or from the
environment, opens the file, and is shown nowhere.
"""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from harness.errors import HarnessError

_APPLE = "1.2.840.113635.100.6.3"
MARKS = {"development": f"{_APPLE}.1", "production": f"{_APPLE}.2"}
VOIP = f"{_APPLE}.4"
TOPICS = f"{_APPLE}.6"
OTHER_PURPOSES = "1.2.840.113635.100.6.1."  # signing, Wallet
UTF8_STRING = 0x0C  # ASN.1's tag
_TOPIC = re.compile(rb"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
PASSWORD_VARIABLE = "RINGPROOF_APNS_CERTIFICATE_PASSWORD"
DAY = 86_400


@dataclass(frozen=True, slots=True)
class PushCertificate:
    """One certificate with its private key.

    Args:
        pem: Certificate and key, PEM text.
        topics: What may be pushed to; one for a VoIP certificate ends in `.voip`.
        environments: `development`, `production` or both.
        begins, ends: Unix seconds.
    """

    name: str
    pem: str = field(repr=False)
    topics: frozenset[str]
    environments: frozenset[str]
    begins: float
    ends: float

    def fits(self, topic: str, environment: str) -> bool:
        return topic in self.topics and environment in self.environments

    def state(self, now: float | None = None) -> str:
        """Empty when it is good now, else what is wrong, in a sentence's end."""
        now = time.time() if now is None else now
        if now >= self.ends:
            return f"ended on {_day(self.ends)}"
        if now < self.begins:
            return f"begins on {_day(self.begins)}"
        return ""


def load(file: Path, password: str | None = None) -> PushCertificate:
    """The certificate in this file.

    Raises:
        HarnessError: It cannot be read, or is none for pushing.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.x509.oid import NameOID

    try:
        key, certificate = _open(file.read_bytes(), password)
    except OSError as error:
        raise HarnessError(f"the certificate {file} cannot be read", saw=str(error.strerror)) from None
    except (ValueError, TypeError) as error:
        raise HarnessError(
            f"{file} is no certificate with its private key, or has another password",
            saw=str(error),
            hint=f"give the .p12 that Keychain Access exports, or both as PEM; its password in ${PASSWORD_VARIABLE} "
            "or in a file named with --apns-certificate-password-file",
        ) from None
    marks = {extension.oid.dotted_string: extension.value for extension in certificate.extensions}
    environments = frozenset(name for name, oid in MARKS.items() if oid in marks)
    if VOIP in marks:  # one for VoIP alone is good for both, and says so by no other mark
        environments = frozenset(MARKS)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # a bundle id may make a name longer than X.509's 64 characters; Apple issues it
        subject = certificate.subject
    user_ids = [str(attribute.value) for attribute in subject.get_attributes_for_oid(NameOID.USER_ID)]
    listed = [mark.value for oid in (TOPICS, VOIP) if isinstance(mark := marks.get(oid), x509.UnrecognizedExtension)]
    more = [topic for value in listed for topic in _topics(value)]
    topics = frozenset([*user_ids, *more])
    if VOIP in marks and TOPICS not in marks:
        names_of_voip = [topic for topic in topics if topic.endswith(".voip")]
        topics = frozenset(names_of_voip or [f"{topic}.voip" for topic in topics])
    if any(oid.startswith(OTHER_PURPOSES) for oid in marks):  # one for Wallet has the mark of production, too
        environments = frozenset()
    names = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    name = str(names[0].value) if names else file.name
    if not environments or not topics:
        raise HarnessError(
            f"{file} holds {name!r}, which is no push certificate",
            saw=f"topics: {', '.join(sorted(topics)) or 'none'}; environments: {', '.join(environments) or 'none'}",
            expected="one of Apple's for push notifications or VoIP services",
        )
    pem = (
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    ).decode()
    begins, ends = certificate.not_valid_before_utc.timestamp(), certificate.not_valid_after_utc.timestamp()
    return PushCertificate(name, pem, topics, environments, begins, ends)


def choose(certificates: Sequence[PushCertificate], topic: str, environment: str) -> PushCertificate | None:
    """The one to send to this topic with: of several that fit, the one that lasts longest."""
    fitting = [certificate for certificate in certificates if certificate.fits(topic, environment)]
    return max(fitting, key=lambda certificate: certificate.ends, default=None)


def as_p12(certificate: PushCertificate) -> bytes:
    """The same as a `.p12` without a password, as call backends take it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs12

    key = serialization.load_pem_private_key(certificate.pem.encode(), None)
    holder = x509.load_pem_x509_certificate(certificate.pem.encode())
    return pkcs12.serialize_key_and_certificates(
        None,
        key,  # type: ignore[arg-type]  # a push certificate's key is RSA or elliptic
        holder,
        None,
        serialization.NoEncryption(),
    )


def _open(content: bytes, password: str | None) -> tuple:  # type: ignore[type-arg]  # (key, certificate) of cryptography
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs12

    secret = password.encode() if password else None
    if b"-----BEGIN" in content:
        certificate = x509.load_pem_x509_certificate(content)
        encrypted = b"ENCRYPTED" in content
        return serialization.load_pem_private_key(content, secret if encrypted else None), certificate
    key, holder, _ = pkcs12.load_key_and_certificates(content, secret)
    if key is None or holder is None:
        raise ValueError("it holds no private key" if key is None else "it holds no certificate")
    return key, holder


def _topics(value: bytes) -> list[str]:
    """Apple nests lists whose exact shape it does not publish: every text in there that looks like a topic is one."""
    texts = [
        value[start + 2 : start + 2 + value[start + 1]] for start, byte in enumerate(value[:-1]) if byte == UTF8_STRING
    ]
    return [text.decode() for text in texts if _TOPIC.fullmatch(text)]


def _day(unix: float) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(unix))
