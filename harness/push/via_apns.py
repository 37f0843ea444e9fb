"""Pushes through APNs with aioapns: Apple's servers, or the embedded phone's endpoint.

aioapns sends to the host its pool's protocol class names, so another endpoint is a subclass with two attributes.
It finds an answer by the `apns-id` it sent; ours come from a seeded generator, so that two runs are alike.
"""

from __future__ import annotations

import asyncio
import random
import ssl
import tempfile
import uuid
from typing import Any

from harness.errors import EnvironmentFault, HarnessError, NotOffered
from harness.push.apns_access import certificate_for
from harness.push.apns_connection import Trouble
from harness.push.apns_refusals import advice, seen
from harness.push.certificates import PushCertificate
from harness.push.notification import Push
from harness.push.sender import Accepted, Refused, of_another_app
from harness.targets.base import ApnsAccess

ATTEMPTS = 2  # one resend, for a connection the server closed while idle; aioapns's five hide a dead endpoint for long

OF_TOPICS = ("BadTopic", "DeviceTokenNotForTopic", "TopicDisallowed")
ANSWER_GUARD = 20.0  # wall seconds; aioapns would wait for ever


class ApnsSender:
    """Sends through APNs.

    Args:
        access: None: nothing can be sent, and a scenario that tries is told what to give.
        topic: Of the app under test. aioapns wants a default topic; every push names its own.
        seed: For the `apns-id`s.
        guard: Wall seconds an answer may take.
    """

    route = "apns"
    target = ""

    def __init__(self, access: ApnsAccess | None, topic: str, *, seed: str = "", guard: float = ANSWER_GUARD) -> None:
        self._access = access
        self._guard = guard
        self._trouble = Trouble()
        self._topic = topic
        self._ids = random.Random(seed)
        self._clients: dict[PushCertificate | None, Any] = {}  # by what they send with; None is the token key

    async def send(self, push: Push) -> Accepted | Refused:
        """Send one push.

        Raises:
            EnvironmentFault: The endpoint did not answer.
            HarnessError: The push has no device token.
            NotOffered: Nobody said how to reach APNs.
        """
        if self._access is None:
            raise NotOffered(
                "nobody said how to reach APNs",
                hint="give --apns-key, --apns-key-id and --apns-team-id, or --apns-certificate",
            )
        if not push.token and push.checked:
            raise HarnessError(
                "a push through APNs needs a device token",
                hint='give token=…, or send it to a person, or mark the scenario routes("simctl")',
            )
        from aioapns import NotificationRequest, exceptions
        from h2.exceptions import ProtocolError

        lost = (exceptions.ConnectionError, exceptions.ConnectionClosed, exceptions.MaxAttemptsExceeded)

        push_type: Any = _PushTypeName(push.push_type)
        request = NotificationRequest(
            device_token=push.token,
            message=dict(push.payload),
            notification_id=str(uuid.UUID(int=self._ids.getrandbits(128), version=4)),
            time_to_live=push.expires_in,
            priority=push.priority,
            collapse_key=push.collapse_id,
            push_type=push_type,
            apns_topic=push.topic,
        )
        self._trouble.forget()
        server = f"{self._access.server or 'Apple'}:{self._access.port}"
        try:
            async with asyncio.timeout(self._guard):
                answer = await self._open(self._access, push.topic).send_notification(request)
        except TimeoutError:
            raise EnvironmentFault(
                f"APNs at {server} took no push",
                saw=f"no answer within {self._guard:g} s of wall time",
                expected="an answer",
                hint="something listens there and does not speak as APNs does, or the phone's service hangs",
            ) from None
        except (*lost, ProtocolError, OSError):
            why = self._trouble.explain(self._access, ATTEMPTS)
            raise EnvironmentFault(
                f"APNs at {server} took no push", saw=why.saw, expected=why.expected, hint=why.hint
            ) from None
        if answer.is_successful:
            return Accepted(request.notification_id)
        reason = answer.description or "Unknown"
        told = advice(reason, push, self._access)
        text = seen(push, self._access, answer.notification_id)
        other = of_another_app(push.topic, self._topic) if reason in OF_TOPICS else ""
        hint = "\n".join(line for line in (told.hint, other) if line)
        return Refused(int(answer.status), reason, text, hint, told.expected)

    async def close(self) -> None:
        for client in self._clients.values():
            client.pool.close()
        self._clients.clear()

    def _open(self, access: ApnsAccess, topic: str) -> Any:
        """The client for a push to this topic; one that has a certificate speaks for that alone."""
        certificate = certificate_for(access, topic)
        if certificate not in self._clients:
            from aioapns import APNs
            from aioapns.connection import APNsDevelopmentClientProtocol, APNsProductionClientProtocol

            sandbox = access.environment == "development"
            context = ssl.create_default_context(cafile=str(access.ca_file) if access.ca_file else None)
            common: dict[str, Any] = {
                "topic": self._topic,
                "use_sandbox": sandbox,
                "max_connections": 1,
                "max_connection_attempts": ATTEMPTS,
                "ssl_context": context,
                "err_func": _quiet,
            }
            if certificate is None:
                client = APNs(key=access.key, key_id=access.key_id, team_id=access.team_id, **common)
            else:
                # aioapns wants a file; it reads it now and never again. Mode 0600, and gone when it was read.
                with tempfile.NamedTemporaryFile("w", prefix="ringproof-", suffix=".pem") as file:
                    file.write(certificate.pem)
                    file.flush()
                    client = APNs(client_cert=file.name, **common)
            base = APNsDevelopmentClientProtocol if sandbox else APNsProductionClientProtocol
            place = {"APNS_SERVER": access.server, "APNS_PORT": access.port} if access.server else {}
            self._trouble.watch(client, base, **place)
            self._clients[certificate] = client
        return self._clients[certificate]


class _PushTypeName:
    """What aioapns needs of a push type: `.value`. Its own enumeration knows no wrong ones to try."""

    def __init__(self, value: str) -> None:
        self.value = value


async def _quiet(request: Any, answer: Any) -> None:
    """aioapns logs refusals as errors unless told otherwise; ours are returned."""
