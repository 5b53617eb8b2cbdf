"""The values of a list: pages, search, one value, and acts on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from core import clock
from core.access import requires
from core.errors import BadInput, NotFound
from core.i18n import _
from core.web import current_actor
from schemas import list_acts, list_store, listing
from schemas.domain.lists import editing
from schemas.domain.lists.comparing import compared
from schemas.list_acts import EditRows
from schemas.pages.door import pages
from schemas.pages.lists.acting import act, allowed, head, shown
from schemas.permissions import Permission

_SIZE = 50
#: Above this the difference with what is in service is told on demand.
_MOST_COMPARED = 5_000


@pages.get("/listes/<string:key>")
@requires(Permission.DEFINITIONS_WRITE)
def list_rows(key: str) -> ResponseReturnValue:
    """A page of its values."""
    allowed()
    return shown(_page(key, {}))


@pages.post("/listes/<string:key>")
@requires(Permission.DEFINITIONS_WRITE)
def list_act(key: str) -> ResponseReturnValue:
    """Add a value, sort them all, or one act on one of them."""
    allowed()
    form = request.form
    name, _sign, about = form.get("act", "").partition(":")
    edit, label = _edit(key, name, about)
    location = url_for(
        "schemas.list_rows", key=key, q=form.get("q") or None, page=form.get("page") or None,
        etat=form.get("etat") or None, _anchor=f"v-{about}" if about else None,
    )  # fmt: skip
    actor = current_actor()
    return act(
        lambda seen: list_acts.change_rows(actor, key, edit, label, seen=seen),
        location,
        lambda errors: _page(key, errors),
    )


def _edit(key: str, name: str, about: str) -> tuple[EditRows, str]:
    form, today = request.form, clock.today()
    frozen = list_store.published_keys(key)
    known: dict[str, tuple[EditRows, str]] = {
        "add": (
            lambda r: editing.add(r, form.get("label", ""), form.get("key", ""),
                                  form.get("parent", "")),
            _("Valeur ajoutée"),
        ),
        "sort": (editing.sort, _("Valeurs triées")),
        "up": (lambda r: editing.move(r, about, -1), _("Valeur montée")),
        "down": (lambda r: editing.move(r, about, 1), _("Valeur descendue")),
        "retire": (lambda r: editing.retire(r, about, today), _("Valeur retirée")),
        "back": (lambda r: editing.bring_back(r, about), _("Valeur remise")),
        "remove": (lambda r: editing.remove(r, about, frozen), _("Valeur effacée")),
        "change": (
            lambda r: editing.change(r, about, form.get("label", ""), form.get("parent", "")),
            _("Valeur modifiée"),
        ),
    }  # fmt: skip
    if name not in known:
        raise BadInput(_("Ce geste n’existe pas. Rechargez la page."))
    return known[name]


def _page(key: str, errors: Mapping[str, list[str]]) -> dict[str, Any]:
    context = head(key, "valeurs")
    document, asked = context["document"], request.values
    q, state = asked.get("q", "")[:100], asked.get("etat", "")
    retired = {"retirees": True, "offertes": False}.get(state)
    said = asked.get("page", "")
    number = int(said) if said.isdecimal() and len(said) < 6 else 1
    page = list_store.page_of(document, q, min(number, 10_000), _SIZE, retired=retired)
    live = list_store.latest_published(key)
    parents = {row.parent for row in page.rows if row.parent}
    named = {p: list_store.row_named(document, p) for p in parents}
    return {
        **context,
        "template": "schemas/lists/rows.html",
        "page": page,
        "q": q,
        "state": state,
        "frozen": list_store.published_keys(key) if page.count <= _MOST_COMPARED else None,
        "parents": {p: row.label if row else p for p, row in named.items()},
        "source": document.get("source"),
        "sample": listing.offered(context["head"]["shown"], None, q, _SIZE),
        "difference": _difference(live, document),
        "errors": errors,
        "typed": request.form if errors else {},
        "turned": {
            way: url_for("schemas.list_rows", key=key, q=q or None, etat=state or None, page=to)
            for way, to in (("before", page.number - 1), ("after", page.number + 1))
            if 1 <= to <= page.last
        },
    }


def _difference(live: Mapping[str, Any] | None, document: Mapping[str, Any]) -> Any:
    """What publishing would change for those who choose; None before the first publication."""
    if live is None or "source" in live or "source" in document:
        return None
    if (list_store.count_of(document) or 0) > _MOST_COMPARED:
        same = all(live.get(part) == document.get(part) for part in ("rows", "rows_in"))
        return None if same else "long"
    found = compared(list_store.rows_of(live), list_store.rows_of(document))
    return found or None


@pages.get("/listes/<string:key>/differences")
@requires(Permission.DEFINITIONS_WRITE)
def list_difference(key: str) -> ResponseReturnValue:
    """The same for a long list, asked for."""
    allowed()
    context = head(key, "valeurs")
    live = list_store.latest_published(key)
    before = list_store.rows_of(live) if live and "source" not in live else []
    found = compared(before, list_store.rows_of(context["document"]))
    return shown({**context, "template": "schemas/lists/difference.html", "difference": found})


@pages.get("/listes/<string:key>/valeurs/<path:row>")
@requires(Permission.DEFINITIONS_WRITE)
def list_row(key: str, row: str) -> ResponseReturnValue:
    """One value."""
    allowed()
    return shown(_row_page(key, row, {}))


@pages.post("/listes/<string:key>/valeurs/<path:row>")
@requires(Permission.DEFINITIONS_WRITE)
def list_row_act(key: str, row: str) -> ResponseReturnValue:
    """Its words and parent; retire, bring back, erase."""
    name = request.form.get("act", "change")
    edit, label = _edit(key, name, row)
    location = url_for("schemas.list_rows", key=key, q=request.form.get("q") or None)
    actor = current_actor()
    return act(
        lambda seen: list_acts.change_rows(actor, key, edit, label, seen=seen),
        location,
        lambda errors: _row_page(key, row, errors),
    )


def _row_page(key: str, row: str, errors: Mapping[str, list[str]]) -> dict[str, Any]:
    context = head(key, "valeurs")
    found = list_store.row_named(context["document"], row)
    if found is None:
        raise NotFound
    above = list_store.row_named(context["document"], found.parent) if found.parent else None
    return {
        **context,
        "template": "schemas/lists/row.html",
        "row": found,
        "above": above.label if above else found.parent or "",
        "published": row in list_store.published_keys(key),
        "columns": context["document"].get("columns", ()),
        "errors": errors,
        "typed": request.form if errors else {},
    }
