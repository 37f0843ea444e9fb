"""The operator of the application under test: who hands certificates to the call backend and reads what it says.

A scenario speaks of `operator.uploads(…)` and `operator.certificate_states`; where the files come from is the member
center's part, a capability (`member_center`). A call backend that takes no certificates has no operator here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from harness.backends.base import CertificateKeeper, CertificateSlot
from harness.calls import PlacedCall
from harness.errors import CallServiceRefused, HarnessError, NotOffered, ProductFailure
from harness.stage import current


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """A `.p12` in the operator's hands, and the password they were told."""

    name: str
    content: bytes = field(repr=False)
    password: str | None = field(default=None, repr=False)
    serial: str = ""  # hexadecimal digits


class MemberCenter(Protocol):
    """Where certificates are made: the bench's, in place of Apple's."""

    async def issues(
        self,
        kind: str,
        *,
        password: str | None = None,
        valid_for: float | None = None,
        bundle_id: str | None = None,
        trusted: bool = True,
    ) -> CertificateFile:
        """A new certificate.

        Args:
            kind: development, production, universal, voip; wallet and signing are for something else.
            valid_for: Phone seconds until it ends; below 0, it has ended.
            bundle_id: Another app's; the app under test unless given.
            trusted: False has it signed by an authority APNs does not know.
        """
        ...

    async def revokes(self, file: CertificateFile) -> None:
        """APNs takes it no more."""
        ...


class _TheirOwn:
    """Stands for the password that belongs to the file."""


THEIR_OWN = _TheirOwn()


class Operator:
    """The operator of the application. `certificate`, `certificate_states` and `reads_of` are looks."""

    def __init__(self, backend: object) -> None:
        if not hasattr(backend, "upload_certificate"):
            raise NotOffered(
                f"the call backend '{getattr(backend, 'name', backend)}' takes no certificates",
                hint="use a backend with upload_certificate and certificates, such as CallServiceBackend",
            )
        self._keeper: CertificateKeeper = backend  # type: ignore[assignment]  # as was just seen
        self.spoken_name = "operator"

    async def uploads(self, file: CertificateFile, password: str | _TheirOwn | None = THEIR_OWN) -> CertificateSlot:
        """Upload a certificate, with the password that opens it unless another is given.

        Raises:
            CallServiceRefused: It was not taken; `code` says why.
        """
        current().tell("operator", f"operator uploads {file.name!r}")
        typed = file.password if isinstance(password, _TheirOwn) else password
        return await self._keeper.upload_certificate(file.content, typed)

    async def is_refused(
        self, file: CertificateFile, password: str | _TheirOwn | None = THEIR_OWN
    ) -> CallServiceRefused:
        """Try to upload a certificate, and read why it is not taken.

        Raises:
            ProductFailure: It was taken.
        """
        try:
            slot = await self.uploads(file, password)
        except CallServiceRefused as refused:
            current().tell("operator", f"operator reads: {refused.code}")
            return refused
        raise ProductFailure(
            f"the call service took {file.name!r}", saw=f"it is the {slot.type} certificate now", expected="a refusal"
        )

    async def certificate(self, type: str) -> CertificateSlot:  # noqa: A002 - the operator's word
        """What is in a slot."""
        for slot in await self._keeper.certificates():
            if slot.type == type:
                return slot
        raise HarnessError(f"there is no slot for {type} certificates", hint="development, production or voip")

    async def certificate_states(self) -> dict[str, str]:
        """The three slots and whether they are empty, active or expired."""
        return {slot.type: slot.state for slot in await self._keeper.certificates()}

    async def reads_of(self, call: PlacedCall) -> list[str]:
        """Why pushes of this call were refused, each with what the operator is advised to do."""
        return [f"{push.reason}: {push.hint}" for push in await call.pushes() if push.fate == "refused"]
