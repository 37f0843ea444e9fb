"""Push certificates as files: what they are good for, what is refused, and which one a push leaves with."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID, ObjectIdentifier

from harness import HarnessError
from harness.push import apns_access, certificates
from harness.push.certificates import PASSWORD_VARIABLE, PushCertificate
from harness.settings import Settings, resolve
from harness.targets.base import ApnsAccess

APP = "com.example.app"
APPLE = "1.2.840.113635.100.6"
NULL = b"\x05\x00"
DEVELOPMENT, PRODUCTION, VOIP, TOPICS = (f"{APPLE}.3.{number}" for number in (1, 2, 4, 6))
NOW = datetime(2026, 6, 1, tzinfo=UTC)
Save = Callable[..., Path]


def listing(*topics: str) -> bytes:
    """Nested as Apple's: a topic, and a list of names of services behind it."""
    parts = b"".join(b"\x0c" + bytes([len(topic)]) + topic.encode() + b"\x30\x05\x0c\x03app" for topic in topics)
    return b"\x30\x81" + bytes([len(parts)]) + parts


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Writes a certificate with these marks to a file: `.p12` or PEM."""
    key = ec.generate_private_key(ec.SECP256R1())

    def make(
        marks: Mapping[str, bytes], *, user_id: str = APP, password: str = "", name: str = "push", pem: bool = False
    ) -> Path:
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.USER_ID, user_id),
                x509.NameAttribute(NameOID.COMMON_NAME, f"Apple Push Services: {user_id}"),
            ]
        )
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW)
            .not_valid_after(NOW + timedelta(days=10))
        )
        for oid, value in marks.items():
            builder = builder.add_extension(x509.UnrecognizedExtension(ObjectIdentifier(oid), value), critical=False)
        made = builder.sign(key, hashes.SHA256())
        how: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if password:
            how = serialization.BestAvailableEncryption(password.encode())
        file = tmp_path / f"{name}.{'pem' if pem else 'p12'}"
        if pem:
            form = serialization.PrivateFormat.PKCS8
            private = key.private_bytes(serialization.Encoding.PEM, form, how)
            file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
        else:
            file.write_bytes(pkcs12.serialize_key_and_certificates(b"push", key, made, None, how))
        return file

    return make


@pytest.mark.parametrize(
    ("marks", "topics", "environments"),
    [
        ({DEVELOPMENT: NULL}, {APP}, {"development"}),
        ({PRODUCTION: NULL}, {APP}, {"production"}),
        (
            {DEVELOPMENT: NULL, PRODUCTION: NULL, TOPICS: listing(APP, f"{APP}.voip")},
            {APP, f"{APP}.voip"},
            {"development", "production"},
        ),
        ({VOIP: NULL}, {f"{APP}.voip"}, {"development", "production"}),
        ({DEVELOPMENT: NULL, VOIP: listing(f"{APP}.voip")}, {f"{APP}.voip"}, {"development", "production"}),
    ],
)
def test_what_it_is_good_for_is_read_from_apples_marks(
    save: Save, marks: Mapping[str, bytes], topics: set[str], environments: set[str]
) -> None:
    held = certificates.load(save(marks))
    assert held.topics == topics and held.environments == environments
    assert (held.begins, held.ends) == (NOW.timestamp(), NOW.timestamp() + 10 * certificates.DAY)


@pytest.mark.parametrize("pem", [True, False])
def test_a_password_opens_it_and_shows_nowhere(save: Save, pem: bool) -> None:
    file = save({DEVELOPMENT: NULL}, password="sesame", pem=pem)
    held = certificates.load(file, "sesame")
    assert "PRIVATE KEY" in held.pem and "PRIVATE" not in repr(held)
    for wrong in ("rice", None):
        with pytest.raises(HarnessError, match="has another password") as failure:
            certificates.load(file, wrong)
        assert "rice" not in str(failure.value) and PASSWORD_VARIABLE in str(failure.value)


def test_what_is_no_push_certificate_is_refused_by_its_name(save: Save, tmp_path: Path) -> None:
    wallet = save({PRODUCTION: NULL, f"{APPLE}.1.16": NULL})
    with pytest.raises(HarnessError, match=f"holds 'Apple Push Services: {APP}', which is no push certificate"):
        certificates.load(wallet)
    with pytest.raises(HarnessError, match="no push certificate"):
        certificates.load(save({}))
    (tmp_path / "letter.p12").write_bytes(b"Dear Bob")
    with pytest.raises(HarnessError, match="is no certificate"):
        certificates.load(tmp_path / "letter.p12")
    with pytest.raises(HarnessError, match="cannot be read"):
        certificates.load(tmp_path / "absent.p12")


def test_it_tells_when_it_has_ended(save: Save) -> None:
    held = certificates.load(save({DEVELOPMENT: NULL}))
    assert held.state(NOW.timestamp() + 1) == ""
    assert held.state(NOW.timestamp() + 11 * certificates.DAY) == "ended on 2026-06-11"
    assert held.state(NOW.timestamp() - 1) == "begins on 2026-06-01"


def test_as_a_p12_it_is_the_same(save: Save, tmp_path: Path) -> None:
    held = certificates.load(save({DEVELOPMENT: NULL}, pem=True))
    (tmp_path / "again.p12").write_bytes(certificates.as_p12(held))
    assert certificates.load(tmp_path / "again.p12") == held


# --- which one a push leaves with


def one(topic: str, environment: str = "development", ends: float = 1) -> PushCertificate:
    return PushCertificate(f"{topic} {ends:g}", "PEM", frozenset({topic}), frozenset({environment}), 0, ends)


def test_of_several_that_fit_the_longest_is_taken_and_else_the_key() -> None:
    held = (one(APP, ends=1), one(APP, ends=2), one(APP, "production", 9), one(f"{APP}.voip"))
    access = ApnsAccess("KEY TEXT", "KEYID", "TEAMID", certificates=held)
    assert apns_access.certificate_for(access, APP) is held[1]
    assert apns_access.certificate_for(access, f"{APP}.voip") is held[3]
    assert apns_access.certificate_for(access, "com.example.other") is None
    assert apns_access.credential_words(access, APP) == f"certificate '{APP} 2'"
    assert apns_access.credential_words(access, "com.example.other") == "key KEYID of team TEAMID"
    without_key = dataclasses.replace(access, key="")
    assert apns_access.certificate_for(without_key, "com.example.other") is held[0]  # the refusal is APNs's to give


def given(**options: object) -> Settings:
    return resolve(lambda dest: options.get(dest.removeprefix("ringproof_")), lambda ini: None, {})


def test_a_run_names_files_and_its_password_comes_from_a_file_or_the_environment(save: Save, tmp_path: Path) -> None:
    file = save({DEVELOPMENT: NULL}, password="sesame")
    asked = given(target="device", apns_certificate=[str(file)], apns_server="127.0.0.1:2197", apns_ca="ca.pem")
    access = apns_access.of(asked, {PASSWORD_VARIABLE: "sesame"})
    assert access is not None and access.certificates[0].topics == {APP}
    assert (access.server, access.port, access.ca_file) == ("127.0.0.1", 2197, Path.cwd() / "ca.pem")
    with pytest.raises(HarnessError):
        apns_access.of(asked, {})
    (tmp_path / "password").write_text("sesame\n")
    by_file = given(apns_certificate=[str(file)], apns_certificate_password_file=str(tmp_path / "password"))
    assert apns_access.of(by_file, {}) is not None
    assert apns_access.of(given(), {}) is None
    for server, told in (("x:y", "is no address"), (":1", "is no address")):
        with pytest.raises(HarnessError, match=told):
            apns_access.of(given(apns_certificate=[str(file)], apns_server=server), {PASSWORD_VARIABLE: "sesame"})
