"""How soon a person's mails leave: at once, in one summary a day, or not at all.

It holds for news. What has legal effect (a receipt, a decision) and what opens an account leave
whatever was chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from accounts import queries as accounts
from core.errors import NotFound
from core.i18n import _
from messaging.rendering import absolute

PREFERENCE: Final = "mails.pace"


class Pace(StrEnum):
    """What a person chose."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    NEVER = "never"


def pace_of(account_id: UUID) -> Pace:
    """At once, unless told otherwise."""
    found = accounts.preference(account_id, PREFERENCE, Pace.AT_ONCE.value)
    return Pace(found) if found in set(Pace) else Pace.AT_ONCE


def words_of(pace: Pace) -> str:
    """As the page of the choice says it."""
    return {
        Pace.AT_ONCE: _("Tout de suite, un courriel par nouvelle"),
        Pace.DAILY: _("Un résumé par jour, le matin à 7 heures"),
        Pace.NEVER: _("Aucun : je regarde sur le site"),
    }[pace]


def link_of(account_id: UUID) -> str:
    """Where this very person changes the choice without signing in; signed, it names nobody."""
    return absolute(f"/courriels/desabonnement/{_signer().dumps(str(account_id))}")


def person_of(token: str) -> UUID:
    """Whose link this is; a forged one is the link of nobody."""
    try:
        return UUID(str(_signer().loads(token)))
    except (BadSignature, ValueError) as error:
        raise NotFound from error


def with_way_out(document: Mapping[str, Any]) -> dict[str, Any]:
    """The mail with a last line by which its person receives fewer of them (`desabonnement`)."""
    why = _("Vous recevez ce courriel parce que vous suivez des demandes.")
    words = _("Recevoir moins de courriels, ou aucun")
    last = {"p": [f"{why} ", {"link": {"text": words, "to": "{desabonnement}"}}]}
    variables = [*document.get("variables", ()), {"name": "desabonnement", "label": words}]
    return {**document, "blocks": [*document.get("blocks", ()), last], "variables": variables}


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=PREFERENCE)
