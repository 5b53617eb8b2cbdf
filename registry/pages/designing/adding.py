"""A new field: what it holds, its words, its card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from core.access import requires
from core.errors import Invalid
from core.i18n import _
from core.ids import ulid
from core.problems import Problem
from registry.domain import designing
from registry.domain.designing.fields import refused
from registry.pages.blueprint import pages
from registry.pages.designing.acting import (
    Document,
    act,
    allowed,
    body_of,
    gathered,
    head,
    published_identities,
    shown,
)
from registry.pages.designing.palette import offered, offered_type
from schemas.permissions import Permission


@pages.get("/administration/entites/<string:key>/champs/nouveau")
@requires(Permission.DEFINITIONS_WRITE)
def design_new(key: str) -> ResponseReturnValue:
    """The palette and the two things every field has."""
    allowed()
    return shown(_page(key, {}))


@pages.post("/administration/entites/<string:key>/champs/nouveau")
@requires(Permission.DEFINITIONS_WRITE)
def design_add(key: str) -> ResponseReturnValue:
    """Add it, and go on to its settings."""
    kind = offered_type(request.form.get("type", ""))
    title, card = request.form.get("title", ""), request.form.get("card", "")
    x_id, taken = ulid(), published_identities(key)

    def edit(document: Document) -> Document:
        problems: list[Problem] = []
        with gathered(problems):
            part = kind.blank()[0] if kind else {}
            document = designing.add_field(document, part, title, card, x_id=x_id, taken=taken)
        with gathered(problems):
            if kind is None:
                raise refused("type", "design-type")
        if problems:
            raise Invalid(problems)
        return document

    location = url_for("registry.design_field", key=key, x_id=x_id)
    return act(key, edit, _("Champ ajouté"), location, lambda errors: _page(key, errors))


def _page(key: str, errors: Mapping[str, list[str]]) -> dict[str, Any]:
    context = head(key, "champs")
    document = body_of(context)
    asked = request.form if request.method == "POST" else request.args
    cards = [(card["key"], card["title"]) for card in document.get("cards", ())]
    return {
        **context,
        "template": "registry/design/new.html",
        "key": key,
        "palette": offered(),
        "cards": [*cards, ("", _("Sans carte : « Autres données »"))],
        "errors": errors,
        "typed": {
            "title": asked.get("title", ""),
            "type": asked.get("type", ""),
            "card": asked.get("card", cards[0][0] if cards else ""),
        },
    }
