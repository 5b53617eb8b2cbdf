"""WebAuthn: what browsers are asked, and whether their answer holds (S-10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, generate_challenge
from webauthn.helpers.exceptions import WebAuthnException

from core import jsondoor
from core.errors import PreauError

#: Bytes of what a browser hands back; no honest one is near.
MOST = 20_000


class NotProven(Exception):
    """The answer does not prove what was asked; why is for the log, not for the visitor."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whom keys are made for: a name, and the pages that may ask for them."""

    name: str
    origin: str

    @property
    def usable(self) -> bool:
        """Browsers make keys for names, never for addresses of numbers."""
        return not self.name.replace(".", "").isdigit() and ":" not in self.name


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key a device has just made."""

    credential_id: str
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Signed:
    """What a device that knows a key has just signed."""

    sign_count: int
    #: The device has recognised its person: by finger, face or code.
    verified: bool


def place(base_url: str, host_url: str) -> Place:
    """By the settings alone; on this very machine, under whichever of its names one came."""
    ours = urlsplit(base_url)
    if ours.hostname in ("127.0.0.1", "localhost", "::1"):
        ours = urlsplit(host_url)
    return Place(ours.hostname or "", f"{ours.scheme}://{ours.netloc}")


def to_make(where: Place, account: Any, known: Sequence[str], house: str) -> dict[str, str]:
    """What a browser needs to make a key; those `known` are not made a second time."""
    return {
        **to_sign(where, known),
        "house": house,
        "user": bytes_to_base64url(account.id.bytes),
        "email": account.email,
        "name": account.name,
    }


def to_sign(where: Place, known: Sequence[str] = (), *, alone: bool = False) -> dict[str, str]:
    """What a browser needs to sign; `alone`, it must recognise its person itself."""
    return {
        "challenge": bytes_to_base64url(generate_challenge()),
        "rp": where.name,
        "known": " ".join(known),
        "verification": "required" if alone else "preferred",
    }


def made(answer: str, challenge: str, where: Place) -> MadeKey:
    """The key that was made for this challenge and this place."""
    _require(challenge)
    try:
        found = verify_registration_response(
            credential=read(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=where.name,
            expected_origin=where.origin,
        )
    except _REFUSALS as refusal:
        raise NotProven(str(refusal)) from refusal
    return MadeKey(
        bytes_to_base64url(found.credential_id), found.credential_public_key, found.sign_count
    )


def signed(
    answer: dict[str, Any], challenge: str, where: Place, key: Any, *, alone: bool = False
) -> Signed:
    """The challenge signed by `key` (of `accounts.models.Passkey`), for this place."""
    _require(challenge)
    try:
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=where.name,
            expected_origin=where.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=alone,
        )
    except _REFUSALS as refusal:
        raise NotProven(str(refusal)) from refusal
    return Signed(found.new_sign_count, found.user_verified)


def read(answer: str) -> dict[str, Any]:
    """What a browser handed back, as an object."""
    if len(answer) > MOST:
        raise NotProven("too long")
    try:
        found = jsondoor.parse(answer)
    except PreauError as error:
        raise NotProven("no JSON") from error
    if not isinstance(found, dict) or not isinstance(found.get("id"), str):
        raise NotProven("no credential")
    return found


def whose(answer: dict[str, Any]) -> UUID | None:
    """The account the device says the key belongs to; None when it says none."""
    response = answer.get("response")
    handle = response.get("userHandle") if isinstance(response, dict) else None
    if not handle:
        return None
    try:
        return UUID(bytes=base64url_to_bytes(handle))
    except (ValueError, TypeError, AttributeError) as error:
        raise NotProven("no account") from error


#: A hostile answer makes the library fall in many ways; none of them may be an accident of ours.
_REFUSALS = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError)


def _require(challenge: str) -> None:
    if not challenge:
        raise NotProven("nothing was asked, or too long ago")
