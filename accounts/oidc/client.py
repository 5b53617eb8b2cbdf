"""The words exchanged with a provider behind the browser's back: what it says of itself, its keys,
and the tokens a code is worth. All of it by the one way out of the house (N-01 to N-04)."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from joserfc import jwk
from joserfc.errors import JoseError

from core import clock, outbound

WELL_KNOWN: Final = "/.well-known/openid-configuration"
#: Seconds during which what a provider says of itself is not asked again.
KEPT_FOR: Final = 600
#: Providers whose words are kept by this process; an organisation has one or two.
MOST: Final = 20
LONGEST: Final = 5.0
LONGEST_ADDRESS: Final = 2000
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


class Refused(Exception):
    """It does not prove who somebody is; why is for the log, not for the visitor."""


@dataclass(frozen=True, slots=True)
class Known:
    """What we know of a provider: told by an administrator, and by the provider itself."""

    issuer: str
    client_id: str
    secret: str | None
    #: Degrees of proof of which one is demanded; empty: any.
    acr: tuple[str, ...]
    authorize: str
    token: str
    keys: str
    #: It says who it is beside each code (RFC 9207): then it must.
    names_itself: bool
    #: Whether it wants the secret in the form rather than in the header.
    by_form: bool
    #: Where people leave it; empty when it does not say (OpenID Connect RP-Initiated Logout 1.0).
    leave: str = ""


_told: dict[str, tuple[float, Any]] = {}


def forget() -> None:
    """Ask everything again."""
    _told.clear()


def discover(issuer: str, client_id: str, secret: str | None, acr: tuple[str, ...] = ()) -> Known:
    """Read what the provider says of itself, which must be what the administrator said."""
    said = _read(issuer.rstrip("/") + WELL_KNOWN)
    if not isinstance(said, dict) or said.get("issuer") != issuer:
        raise Refused("another issuer")
    places = [said.get(f"{name}") for name in ("authorization_endpoint", "token_endpoint")]
    keys = said.get("jwks_uri")
    for place in (*places, keys):
        if not isinstance(place, str):
            raise Refused("an address is missing")
        outbound.refuse_address(place, outbound.operator_allows())
    methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Known(
        issuer=issuer,
        client_id=client_id,
        secret=secret,
        acr=acr,
        authorize=str(places[0]),
        token=str(places[1]),
        keys=str(keys),
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        by_form="client_secret_basic" not in methods,
        leave=_way_out(said.get("end_session_endpoint")),
    )


def _way_out(place: Any) -> str:
    """Its way out, when it may be shown to people; one can come in without it."""
    try:
        if isinstance(place, str) and len(place) <= LONGEST_ADDRESS:
            outbound.refuse_address(place, outbound.operator_allows())
            return place
    except outbound.OutboundRefused:
        pass
    return ""


def keys_of(known: Known, *, afresh: bool = False) -> jwk.KeySet:
    """The public keys it signs with. Those it shares with us alone (`oct`) are none of them."""
    said = _read(known.keys, afresh=afresh)
    listed = said.get("keys") if isinstance(said, dict) else None
    found = []
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and one.get("kty") in {"RSA", "EC"} and one.get("use") != "enc":
            try:
                found.append(jwk.import_key({k: v for k, v in one.items() if k != "alg"}))
            except (JoseError, ValueError, TypeError, KeyError):
                continue  # one key of a sort we do not read says nothing about the others
    if not found:
        raise Refused("no key")
    return jwk.KeySet(found)


def tokens_for(known: Known, code: str, verifier: str, back: str) -> dict[str, Any]:
    """What a code is worth: asked once, with the proof that it was us who asked for it."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
    }
    headers: Mapping[str, str] = _FORM
    if known.secret is None or known.by_form:
        form |= {"client_id": known.client_id}
        form |= {"client_secret": known.secret} if known.secret is not None else {}
    else:
        pair = f"{quote(known.client_id, safe='')}:{quote(known.secret, safe='')}"
        headers = {**_FORM, "Authorization": "Basic " + b64encode(pair.encode()).decode()}
    answer = outbound.post(
        known.token,
        urlencode(form).encode(),
        headers,
        allowed=outbound.operator_allows(),
        seconds=LONGEST,
    )
    said = _json(answer)
    if not isinstance(said, dict) or not isinstance(said.get("id_token"), str):
        raise Refused("no identity token")
    return said


def _read(url: str, *, afresh: bool = False) -> Any:
    now = clock.now().timestamp()
    at, said = _told.get(url, (0.0, None))
    if said is not None and not afresh and 0 <= now - at < KEPT_FOR:
        return said
    allowed = outbound.operator_allows()
    said = _json(
        outbound.get(url, {"Accept": "application/json"}, allowed=allowed, seconds=LONGEST)
    )
    if len(_told) >= MOST:
        _told.clear()
    _told[url] = (now, said)
    return said


def _json(answer: outbound.Answer) -> Any:
    if answer.status != 200:
        raise Refused(f"answered {answer.status}")
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError) as fault:
        raise Refused("not JSON") from fault
