"""Lists of records."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from core.access import requires
from core.actor import Actor
from core.errors import NotFound
from core.i18n import _, ngettext
from core.paging import Page
from core.web import current_actor, redirect_or_swap, render
from registry import queries
from registry.domain.entity import Entity, EntityField
from registry.pages.blueprint import pages
from registry.pages.shown import address, cell
from registry.permissions import Permission

PREFIX = "f-"
STATE = "etat"
#: What the address calls the records that are not in use.
STATES = {"": "active", "archivees": "archived", "limitees": "restricted"}


@pages.get("/fiches")
@requires(Permission.RECORDS_READ)
def index() -> Response | str:
    """The kinds of records; straight to the list when there is one kind."""
    entities = queries.live_entities()
    if len(entities) == 1:
        return redirect_or_swap("registry.listing", entity=entities[0].key)
    return render("registry/index.html", entities=entities)


@pages.get("/fiches/<entity>")
@requires(Permission.RECORDS_READ)
def listing(entity: str) -> str:
    """The records in reach, searched and filtered."""
    actor, found = current_actor(), queries.live_entity(entity)
    q = request.args.get("q", "").replace("\x00", "")[:100]
    filters = {
        name.removeprefix(PREFIX): value
        for name, value in request.args.items()
        if name.startswith(PREFIX) and value
    }
    sort = request.args.get("tri") or None
    at = request.args.get("apres")
    named = request.args.get("etat", "")
    state = _state(actor, found, named)
    page = queries.list_records(actor, entity, q, filters, sort, cursor=at, state=state)
    few = bool(q) and not at and (page.count or 0) < queries.ENOUGH
    near = queries.near_records(actor, entity, q, filters, state=state) if few else []
    kept = {**filters, STATE: named}
    listed = queries.open_listed(actor, found)
    return render(
        "registry/list.html", entity=found, page=page, q=q, filters=filters, sort=sort,
        rows=queries.seen_all(actor, found, page.items), near=queries.seen_all(actor, found, near),
        facets=queries.facets(actor, entity, q, filters, state=state),
        columns=_columns(actor, found, listed, q, kept, sort), states=_states(actor, found, state),
        state=named,
        cell=cell, address=address, prefix=PREFIX,
        next_url=_here(entity, q, kept, tri=sort, apres=page.next) if page.next else None,
        may_write=bool(queries.creatable(actor, found)),
        may_search=queries.somewhere(actor, found, queries.word_fields(found)),
        narrowed=_narrowed(
            actor, found, page, q, [*filters, *([sort.removeprefix("-")] if sort else [])]
        ),
        counted=counted(page.count or 0, bounded=page.bounded),
    )  # fmt: skip


def _state(actor: Actor, entity: Entity, named: str) -> str:
    """The state that is asked for; unknown and closed look alike."""
    state = STATES.get(named)
    if state is None or (named and state not in queries.open_states(actor, entity)):
        raise NotFound
    return state


def _states(actor: Actor, entity: Entity, state: str) -> list[dict[str, Any]]:
    """Links to the lists of each state, for whoever may see another than the usual one."""
    words = {
        "active": _("En cours"), "archived": _("Archivées"), "restricted": _("Limitées"),
    }  # fmt: skip
    opened = queries.open_states(actor, entity)
    found = [
        {
            "text": words[known], "current": known == state,
            "url": url_for("registry.listing", entity=entity.key, etat=name or None),
        }
        for name, known in STATES.items()
        if known in opened
    ]  # fmt: skip
    return found if len(found) > 1 else []


def _narrowed(actor: Actor, entity: Entity, page: Page[Any], q: str, names: list[str]) -> str:
    """« 42 fiches où « Effectif » vous est ouvert. »: what is asked about is closed on others."""
    named = [entity.fields[name] for name in dict.fromkeys(names)]
    if not queries.narrows(actor, entity, [*named, *(queries.word_fields(entity) if q else ())]):
        return ""
    count = counted(page.count or 0, bounded=page.bounded)
    if not queries.narrows(actor, entity, named):
        return _("%(count)s dont les mots vous sont ouverts.", count=count)
    titles = ", ".join(f"« {field.title} »" for field in named)
    if len(named) == 1:
        return _("%(count)s où %(titles)s vous est ouvert.", count=count, titles=titles)
    return _("%(count)s où %(titles)s vous sont ouverts.", count=count, titles=titles)


def counted(count: int, *, bounded: bool) -> str:
    """« 42 fiches »."""
    if bounded:
        return _("Plus de %(count)s fiches", count="1\u202f000")
    return ngettext("%(num)s fiche", "%(num)s fiches", count)


def _here(entity: str, q: str, filters: dict[str, str], **more: Any) -> str:
    kept: dict[str, Any] = {
        name if name == STATE else f"{PREFIX}{name}": value or None
        for name, value in filters.items()
    }
    return url_for("registry.listing", entity=entity, q=q or None, **kept, **more)


def _columns(
    actor: Actor,
    entity: Entity,
    listed: list[EntityField],
    q: str,
    filters: dict[str, str],
    sort: str | None,
) -> list[dict[str, Any]]:
    """Name, code, then each listed field with a way to sort by it."""
    columns: list[dict[str, Any]] = [{"key": "", "label": entity.title, "primary": True}]
    if entity.code and queries.somewhere(actor, entity, [entity.fields[entity.code]]):
        columns.append({"key": "#", "label": entity.fields[entity.code].title})
    for field in listed:
        up = sort == field.key
        columns.append(
            {
                "key": field.key, "label": field.title,
                "align": "end" if (field.slot or "").startswith("n") else None,
                "sort_url": _here(entity.key, q, filters, tri=f"-{field.key}" if up else field.key),
                "sorted": "ascending" if up else "descending" if sort == f"-{field.key}" else None,
            }
        )  # fmt: skip
    return columns
