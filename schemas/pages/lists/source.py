"""A list whose values are the records of an entity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from core.access import requires
from core.errors import Invalid
from core.problems import Problem
from core.web import current_actor
from schemas import list_acts, listing
from schemas.pages.door import pages
from schemas.pages.lists.acting import act, allowed, head, shown
from schemas.permissions import Permission


@pages.get("/listes/<string:key>/fiches")
@requires(Permission.DEFINITIONS_WRITE)
def list_source(key: str) -> ResponseReturnValue:
    """Which records, narrowed by which view."""
    allowed()
    return shown(_page(key, {}))


@pages.post("/listes/<string:key>/fiches")
@requires(Permission.DEFINITIONS_WRITE)
def list_source_chosen(key: str) -> ResponseReturnValue:
    """Take them as values."""
    entity, _sign, view = request.form.get("source", "").partition("/")
    records, actor = listing.source_of_records(), current_actor()
    wanted = {"entity": entity, **({"view": view} if view else {})}

    def chosen(seen: int | None) -> Any:
        found = records.problems(wanted) if records else [("", "list-source-unknown", {})]
        if found:
            raise Invalid([Problem("/source", code, params) for _at, code, params in found])
        return list_acts.make_of_records(actor, key, entity, view, seen=seen)

    location = url_for("schemas.list_rows", key=key)
    return act(chosen, location, lambda errors: _page(key, errors))


def _page(key: str, errors: Mapping[str, list[str]]) -> dict[str, Any]:
    context = head(key, "fiches")
    records = listing.source_of_records()
    source = context["document"].get("source") or {}
    options: list[tuple[str, str]] = []
    for entity, title, views in records.choices() if records else ():
        options.append((entity, title))
        options += [(f"{entity}/{view}", f"{title} : {words}") for view, words in views]
    chosen = "/".join(filter(None, (source.get("entity"), source.get("view"))))
    return {
        **context, "template": "schemas/lists/source.html", "options": options,
        "chosen": request.form.get("source", chosen), "errors": errors,
        "rows": len(context["document"].get("rows", ())) or "rows_in" in context["document"],
    }  # fmt: skip
