"""Where a list too long to show is searched: by name or code, without accents or capitals."""

from __future__ import annotations

from flask import Blueprint, request

from core.access import signed_in
from core.errors import NotFound
from core.web import current_actor, render
from form_factory.lists import lists_of, searched
from schemas import queries as schemas
from schemas.permissions import Permission

SHOWN = 20

lookup = Blueprint(
    "form_factory_lookup", "form_factory", url_prefix="/formulaires", template_folder="templates"
)


@lookup.get("/listes/<key>")
@signed_in(because="a list that a form offers is offered to whoever fills one in")
def rows(key: str) -> str:
    """Rows in use with the words of `q`, as options; only of a list that some form offers."""
    if not (offered_by_a_form(key) or current_actor().holds(Permission.DEFINITIONS_READ)):
        raise NotFound
    if schemas.live("reference-list", key) is None:
        raise NotFound
    text, under = request.args.get("q", "")[:200], request.args.get("sous") or None
    found = searched(key, text, SHOWN, under)
    return render("form_factory/_found.html", rows=found)


def offered_by_a_form(key: str) -> bool:
    """Whether a live form takes answers from this list."""
    return any(key in lists_of(form) for form in schemas.live_all("form"))
