"""What the help looks through beside its entries: teleservices one may see, one's own requests.

A whole sentence is asked, so each gives only what the sentence names: a service most of whose title
is in it, a request by its number.
"""

from __future__ import annotations

import re
from typing import Any

from flask import url_for

from catalogue import queries
from catalogue.permissions import Permission
from core.actor import Actor
from core.errors import NotFound
from core.folding import words_of
from core.i18n import _l

#: Shares of a title's words, and beginnings that make two words one.
_ENOUGH, _ROOT = 0.5, 5
_WORDS = (
    "a au aux avec ce ces comment dans de des du elle en est et faire il je la le les leur ma mes "
    "mon ne nous on ou par pas pour puis que quel quelle qui sa se ses si son sur un une vous "
    "demande demander service demarche"
)
_EMPTY = frozenset(_WORDS.split())
_NUMBER = re.compile(r"[\w]{1,12}(?:-[\w]{1,12}){1,3}|\d{3,12}")
_MOST_NUMBERS = 3


class AskedServices:
    """Teleservices of the person's catalogue, through its gate."""

    key = "services"
    title = _l("Téléservices")

    def asked(self, actor: Actor, text: str, limit: int) -> list[dict[str, Any]]:
        """Those whose title the sentence names, the nearest first."""
        if not (actor.holds(Permission.SERVICES_READ) or actor.holds(Permission.REQUESTS_PROCESS)):
            return []
        said = _roots(text[:1000])
        near = []
        for version in queries.services_for(actor):
            title = str(version.body["title"])
            own = _roots(title)
            share = len(own & said) / len(own) if own else 0.0
            if share >= _ENOUGH:
                near.append((-share, title, version.key))
        return [
            {
                "label": title,
                "hint": "",
                "url": url_for("catalogue.sheet", key=key),
                "icon": "storefront",
            }
            for _share, title, key in sorted(near)[:limit]
        ]


class AskedRequests:
    """Requests the sentence names by their number, through the access function of requests."""

    key = "requests"
    title = _l("Demandes")

    def asked(self, actor: Actor, text: str, limit: int) -> list[dict[str, Any]]:
        """Somebody else's number finds nothing."""
        if actor.account_id is None:
            return []
        found = []
        for number in _NUMBER.findall(text[:1000])[:_MOST_NUMBERS]:
            try:
                request = queries.request_for(actor, number.upper()).request
            except NotFound:
                continue
            reference = request.reference or request.provisional
            found.append(
                {
                    "label": request.title,
                    "hint": reference,
                    "url": url_for("catalogue.follow", reference=reference),
                    "icon": "tray",
                }
            )
        return found[:limit]


def _roots(text: str) -> set[str]:
    return {word[:_ROOT] for word in words_of(text) if word not in _EMPTY and len(word) > 2}
