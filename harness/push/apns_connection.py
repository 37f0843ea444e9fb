"""Why no answer came from APNs: a wrong address, a certificate that is not trusted, a connection ended without one.

aioapns keeps such causes to its log, and whoever sends hears of failed attempts only. `Trouble` notes them at the two
places a user of aioapns can see: where its pool connects, and in the class its pool makes connections of.
"""

from __future__ import annotations

import json
import socket
import ssl
from dataclasses import dataclass
from typing import Any

from harness.targets.base import ApnsAccess

HOSTNAME_MISMATCH = 62  # X509_V_ERR_HOSTNAME_MISMATCH
IP_MISMATCH = 64  # X509_V_ERR_IP_ADDRESS_MISMATCH
HAS_EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED


@dataclass(frozen=True, slots=True)
class Explained:
    """What was seen, what was expected, and what to try."""

    saw: str
    expected: str
    hint: str


class Trouble:
    """What went wrong last with the connections of one client."""

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self.goodbye = ""  # APNs's word in its GOAWAY
        self.answered = False

    def forget(self) -> None:
        """Another push is sent; what went wrong before has nothing to do with it."""
        self.error, self.goodbye, self.answered = None, "", False

    def watch(self, client: Any, base: type[Any], **place: Any) -> None:
        """Have `client` tell: its pool, and the connections it makes, of a subclass of `base` with these attributes."""
        trouble, connect = self, client.pool.create_connection

        async def create_connection() -> Any:
            try:
                return await connect()
            except Exception as error:
                trouble.error = error
                raise

        def on_response_received(connection: Any, headers: Any) -> None:
            trouble.answered = True
            base.on_response_received(connection, headers)

        def on_connection_terminated(connection: Any, event: Any) -> None:
            trouble.goodbye = _reason(event.additional_data)
            base.on_connection_terminated(connection, event)

        def connection_lost(connection: Any, exc: Exception | None) -> None:
            trouble.error = exc or trouble.error
            base.connection_lost(connection, exc)

        heard = {
            function.__name__: function
            for function in (on_response_received, on_connection_terminated, connection_lost)
        }
        client.pool.create_connection = create_connection
        client.pool.protocol_class = type("Watched", (base,), {**place, **heard})

    def explain(self, access: ApnsAccess, attempts: int) -> Explained:
        """In words, for who did not get their push sent."""
        where = f"{access.server or 'Apple'}:{access.port}"
        match self.error:
            case ssl.SSLCertVerificationError() as error:
                return _untrusted(error, access)
            case ssl.SSLError() as error:
                return Explained(
                    f"no TLS at {where}: {_words(error)}",
                    "TLS 1.2 or 1.3",
                    "another server listens there; check the port",
                )
            case OSError() as error if "Connect call failed" in str(error):  # one such, or one for each address
                hint = "the phone's service is not running, or has another port; `up --json` prints the right one"
                return Explained(f"nobody listens at {where}", "APNs", hint)
            case socket.gaierror():
                return Explained(f"no host is named {access.server}", "APNs's host", "check its spelling, and DNS")
        if self.goodbye:
            hint = "the reason is APNs's own; the phone's journal has the connection"
            return Explained(f"it hung up, saying {self.goodbye}", "an answer", hint)
        if self.error is None and not self.answered:
            hint = "an HTTP/1.1 server, or a proxy, may listen there in place of APNs"
            return Explained(f"the connection ended without an answer, {attempts} times", "HTTP/2", hint)
        saw = f"the connection broke: {_words(self.error)}" if self.error else "the connection broke"
        return Explained(f"{saw}, {attempts} times", "an answer", "look whether the phone's service still runs")


def _untrusted(error: ssl.SSLCertVerificationError, access: ApnsAccess) -> Explained:
    if error.verify_code in (HOSTNAME_MISMATCH, IP_MISMATCH):
        hint = (
            "the host is wrong: connect by a name the certificate has; the phone's has 127.0.0.1, localhost and Apple's"
        )
        return Explained(f"a certificate for another host: {error.verify_message}", f"one for {access.server}", hint)
    trusted = f"one signed by {access.ca_file}" if access.ca_file else "one signed by an authority this machine trusts"
    if error.verify_code == HAS_EXPIRED:
        return Explained("a certificate that has expired", trusted, "restart the phone's service; it makes a new one")
    of_another_phone = "the ca_file is that of another device set; take the one `up --json` of this phone printed"
    none_given = (
        "a phone of the bench has its own authority: give its ca_file; towards Apple, a proxy may break TLS open"
    )
    hint = of_another_phone if access.ca_file else none_given
    return Explained(f"a certificate that is not trusted: {error.verify_message}", trusted, hint)


def _words(error: BaseException | None) -> str:
    reason = getattr(error, "reason", None)
    return str(reason).lower().replace("_", " ") if reason else str(error) or type(error).__name__


def _reason(data: bytes | None) -> str:
    try:
        return str(json.loads(data or b"{}").get("reason", ""))
    except (ValueError, AttributeError):
        return (data or b"").decode("utf-8", "replace")
