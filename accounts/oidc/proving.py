"""Whether an answer proves who somebody is: ours, fresh, signed by the provider for us (S-11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError

from accounts.oidc.asking import Asked
from accounts.oidc.client import Known, Refused, keys_of, tokens_for
from core import clock
from core.outbound import OutboundFailed, OutboundRefused

#: Signatures by a private key of theirs only: never « none », never a secret that two know.
ALGORITHMS: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
)  # fmt: skip
#: Seconds by which two clocks may differ, and how old an identity may be.
LEEWAY: Final = 60
OLDEST: Final = 600
LONGEST_SUBJECT: Final = 255
LONGEST_TOKEN: Final = 16_384


@dataclass(frozen=True, slots=True)
class Proven:
    """Who somebody is at a provider."""

    #: The name it never gives to another.
    subject: str
    #: Its own word for it: shown to it again when the person leaves, and to nobody else.
    token: str


def prove(known: Known, asked: Asked, answer: Mapping[str, str], back: str) -> Proven:
    """Who somebody is at this provider; or `Refused`."""
    code = _code(known, asked, answer)
    try:
        said = tokens_for(known, code, asked.verifier, back)
        claims = _claims(known, said["id_token"])
    except (OutboundFailed, OutboundRefused) as fault:
        raise Refused(type(fault).__name__) from fault
    _refuse(known, asked, claims)
    return Proven(str(claims["sub"]), said["id_token"])


def _code(known: Known, asked: Asked, answer: Mapping[str, str]) -> str:
    if clock.now().timestamp() > asked.until:
        raise Refused("too late")
    if not compare_digest(answer.get("state", "").encode(), asked.state.encode()):
        raise Refused("another state")
    named = answer.get("iss")
    if (named is None and known.names_itself) or (named is not None and named != known.issuer):
        raise Refused("another provider")
    if "error" in answer or not answer.get("code"):
        raise Refused("no code")
    return answer["code"]


def _claims(known: Known, text: str) -> dict[str, Any]:
    if len(text) > LONGEST_TOKEN:
        raise Refused("too long")
    try:
        return _decoded(known, text)
    except Refused:  # it may have changed its keys since we read them
        return _decoded(known, text, afresh=True)


def _decoded(known: Known, text: str, *, afresh: bool = False) -> dict[str, Any]:
    try:
        token = jwt.decode(text, keys_of(known, afresh=afresh), algorithms=list(ALGORITHMS))
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as fault:
        raise Refused(f"signature: {type(fault).__name__}") from fault
    return dict(token.claims)


def _refuse(known: Known, asked: Asked, claims: Mapping[str, Any]) -> None:
    now, audience = clock.now().timestamp(), claims.get("aud")
    meant = audience if isinstance(audience, list) else [audience]
    party = claims.get("azp")
    subject = claims.get("sub")
    faults = {
        "issuer": claims.get("iss") != known.issuer,
        "audience": known.client_id not in meant,
        "party": party != known.client_id if party is not None or len(meant) > 1 else False,
        "over": not (_number(claims.get("exp")) and claims["exp"] > now - LEEWAY),
        "age": not (_number(claims.get("iat")) and abs(now - claims["iat"]) <= OLDEST),
        "early": "nbf" in claims and not (_number(claims["nbf"]) and claims["nbf"] <= now + LEEWAY),
        "nonce": claims.get("nonce") != asked.nonce,
        "subject": not (isinstance(subject, str) and 0 < len(subject) <= LONGEST_SUBJECT),
        "acr": bool(known.acr) and claims.get("acr") not in known.acr,
    }
    wrong = [name for name, found in faults.items() if found]
    if wrong:
        raise Refused(", ".join(wrong))


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
