"""What a call says of the state it was written on: `ETag`, `If-None-Match`, `If-Match`.

A thing that carries a version has it in front of its tag (`"12.9f86d0…"`): a write says by
`If-Match` which version it read, whoever reads sees by the rest whether anything of it has changed.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, Final

from flask import Response, g, has_request_context, request

from core.errors import BadInput, Conflict
from core.i18n import _l

_TAG: Final = re.compile(r'"([0-9]{1,18})\.[0-9a-f]{32}"')
#: No version: what was not given by us, or only weakly, matches nothing (RFC 9110, 13.1.1).
NONE: Final = -1


def tag(response: Response) -> None:
    """Give a JSON answer its tag; 304 when the caller holds the very same already."""
    told: Any = response.get_json(silent=True)
    version = told.get("version") if isinstance(told, dict) else None
    if version is None and request.method not in {"GET", "HEAD"}:
        return
    digest = hashlib.sha256(response.get_data()).hexdigest()[:32]
    response.set_etag(f"{version}.{digest}" if isinstance(version, int) else digest)
    if request.method in {"GET", "HEAD"} and request.if_none_match.contains_weak(
        response.get_etag()[0] or ""
    ):
        response.status_code = 304
        response.set_data(b"")
        del response.headers["Content-Type"]


def expected(given: int | None = None) -> int | None:
    """The version a write was made on: of its body or of `If-Match`; None when it says neither."""
    named = request.headers.get("If-Match", "*").strip() if has_request_context() else "*"
    if named == "*":
        return given
    found = [int(version) for version in _TAG.findall(named) if "W/" not in named]
    version = max(found, default=NONE)
    if given is not None and given != version:
        raise BadInput(
            _l("« If-Match » et « expected_version » ne disent pas la même version : ôtez l’un.")
        )
    g.preau_if_match = True
    return version


def refuse_unheard() -> None:
    """What is done here has no version: a caller who names one hears it, rather than believe that
    it was looked at. `*` asks for nothing that an address does not answer by itself."""
    if request.headers.get("If-Match", "*").strip() != "*":
        raise BadInput(
            _l("Cette opération n’a pas de version à comparer : ôtez « If-Match » de la demande.")
        )


def failed(refusal: Exception) -> bool:
    """Whether a refusal is the answer to `If-Match`: 412 instead of 409."""
    return isinstance(refusal, Conflict) and refusal.stale and bool(g.get("preau_if_match"))
