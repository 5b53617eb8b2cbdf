"""The fields of an entity, card by card: moved, named and put away with buttons."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from core.access import requires
from core.errors import BadInput, Invalid
from core.i18n import _
from registry import queries
from registry.domain import designing
from registry.domain.designing import part_of
from registry.pages.blueprint import pages
from registry.pages.designing.acting import Document, Edit, act, allowed, body_of, head, shown
from registry.pages.designing.palette import type_of
from schemas.permissions import Permission


@pages.get("/administration/entites/<string:key>")
@requires(Permission.DEFINITIONS_WRITE)
def design(key: str) -> ResponseReturnValue:
    """Cards and their fields."""
    allowed()
    return shown(_page(key, {}))


@pages.post("/administration/entites/<string:key>")
@requires(Permission.DEFINITIONS_WRITE)
def design_act(key: str) -> ResponseReturnValue:
    """One act on a card, or on the place of a field."""
    allowed()
    name, _sign, about = request.form.get("act", "").partition(":")
    edit, label = _edit(name, about)
    location = url_for("registry.design", key=key, _anchor=_anchor(key, name, about))
    return act(key, edit, label, location, lambda errors: _page(key, errors))


def _edit(name: str, about: str) -> tuple[Edit, str]:
    title = request.form.get("title", "")
    known: dict[str, tuple[Edit, str]] = {
        "card.add": (lambda d: designing.add_card(d, title), _("Carte ajoutée")),
        "card.rename": (lambda d: designing.rename_card(d, about, title), _("Carte renommée")),
        "card.up": (lambda d: designing.move_card(d, about, -1), _("Carte montée")),
        "card.down": (lambda d: designing.move_card(d, about, 1), _("Carte descendue")),
        "card.remove": (lambda d: designing.remove_card(d, about), _("Carte retirée")),
        "item.up": (lambda d: _moved(d, about, -1), _("Champ monté")),
        "item.down": (lambda d: _moved(d, about, 1), _("Champ descendu")),
    }
    if name not in known:
        raise BadInput(_("Ce geste n’existe pas. Rechargez la page."))
    return known[name]


def _moved(document: Document, x_id: str, by: int) -> Document:
    return designing.move_item(document, designing.field_at(document, x_id), by)


def _anchor(key: str, name: str, about: str) -> str | None:
    """Where the page opens next: at what the act was about."""
    if name == "card.add":
        return f"carte-{_next_card(key)}"
    if name.startswith("card.") and name != "card.remove":
        return f"carte-{about}"
    return f"champ-{about}" if name.startswith("item.") else None


def _next_card(key: str) -> str:
    document = deepcopy(body_of(head(key, "champs")))
    try:
        made = designing.add_card(document, request.form.get("title", ""))
    except Invalid:
        return ""  # the act itself tells why
    return str(made["cards"][-1]["key"])


def _page(key: str, errors: Mapping[str, list[str]]) -> dict[str, Any]:
    context = head(key, "champs")
    document = body_of(context)
    rows = {name: _row(document, name) for name in document["schema"]["properties"]}
    aside = [row for row in rows.values() if row["retired"]]
    placed = {item for card in document.get("cards", ()) for item in card["items"]}
    loose = [row for name, row in rows.items() if f"/{name}" not in placed and not row["retired"]]
    return {
        **context,
        "template": "registry/design/fields.html",
        "document": document,
        "key": key,
        "cards": [
            {**card, "rows": [rows[n] for i in card["items"] if (n := i.removeprefix("/")) in rows]}
            for card in document.get("cards", ())
        ],
        "loose": sorted(loose, key=lambda row: str(row["x_id"])),
        "aside": sorted(aside, key=lambda row: str(row["title"])),
        "errors": errors,
        "card_title": request.form.get("title", "") if errors else "",
        "indexing": queries.is_indexing(key),
    }


def _row(document: Document, name: str) -> dict[str, Any]:
    """A field as one line says it."""
    part = part_of(document, name)
    x_id = str(part.get("x-id", ""))
    rule, kind = document["fields"].get(x_id, {}), type_of(document, name)
    return {
        "x_id": x_id,
        "title": str(part.get("title", name)),
        "type": kind.label or kind.name,
        "icon": kind.icon,
        "required": name in document["schema"].get("required", ()),
        "class": rule.get("class", "internal"),
        "listed": bool(rule.get("listed")),
        "searched": bool(rule.get("searched")),
        "retired": bool(rule.get("retired")),
        "system": f"/{name}" in document.get("system", ()),
        "code": document.get("code") == f"/{name}",
    }
