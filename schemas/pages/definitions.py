"""List of definitions; one definition with its versions; differences between two; export."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from core import history
from core.access import requires
from core.errors import BadInput
from core.i18n import _
from core.web import current_actor, render
from schemas import heading, kinds, operations, queries
from schemas.changes import carried, changes_between
from schemas.difference import differences
from schemas.errors import UnknownDefinition
from schemas.models import DefinitionVersion
from schemas.pages.changed import changes_shown
from schemas.pages.door import pages
from schemas.pages.publishing import POLICIES
from schemas.pages.shown import difference_rows, history_entries, pretty, problem_lines
from schemas.permissions import Permission, organisation_wide
from schemas.pictures import picture_of


@pages.get("/definitions")
@requires(Permission.DEFINITIONS_READ)
def index() -> ResponseReturnValue:
    """Every definition, by kind, with an accent-blind search."""
    actor = current_actor()
    kind = request.args.get("sorte") or None
    q = request.args.get("q", "")[:100]
    found = queries.definitions_for(actor, None, q)
    counts: dict[str, int] = {}
    for line in found:
        counts[line.definition.kind] = counts.get(line.definition.kind, 0) + 1
    known = {each.key: each for each in kinds.all_kinds()}
    shown = [line for line in found if kind in {None, line.definition.kind}]
    return render(
        "schemas/index.html",
        partial="_list.html",
        lines=shown,
        counts=counts,
        kinds=known,
        kind=kind,
        q=q,
        edit_url=heading.edit_url,
        total=len(found),
        may_write=organisation_wide(actor, Permission.DEFINITIONS_WRITE),
    )


@pages.get("/definitions/<string:kind>/<string:key>")
@requires(Permission.DEFINITIONS_READ)
def show(kind: str, key: str) -> ResponseReturnValue:
    """One definition: what is live, the draft, the versions, what happened."""
    return render("schemas/definition.html", **page_of(kind, key))


def page_of(kind: str, key: str) -> dict[str, Any]:
    """What the page of a definition shows."""
    actor = current_actor()
    known = kinds.kind_of(kind)
    definition = queries.definition_for(actor, kind, key)
    versions = queries.versions(kind, key)
    draft = next((v for v in versions if v.status == "draft"), None)
    problems = operations.problems_of(draft) if draft else []
    published = [v for v in versions if v.status != "draft"]
    lines = history.lines_of("definition", definition.id)
    authors = {
        line.facts.get("number"): line.actor_name
        for line in lines
        if line.act == "definition.published"
    }
    return {
        "definition": definition,
        "edit_url": heading.edit_url(definition),
        "document_url": heading.document_url(definition),
        "kind": known,
        "draft": draft,
        "versions": published,
        "problems": problem_lines(problems, ""),
        "timeline": history_entries(lines[:30]),
        "authors": authors,
        "picture": picture_of(kind, definition.live),
        "references": queries.references_of(definition.live_id) if definition.live_id else [],
        "carried": carried(kind),
        "policies": [(name, words[0]) for name, words in POLICIES.items()],
        "may_write": organisation_wide(actor, Permission.DEFINITIONS_WRITE),
        "may_publish": organisation_wide(actor, Permission.DEFINITIONS_PUBLISH),
    }


@pages.get("/definitions/<string:kind>/<string:key>/versions/<int:number>")
@requires(Permission.DEFINITIONS_READ)
def show_version(kind: str, key: str, number: int) -> ResponseReturnValue:
    """One version as text."""
    version = queries.version_for(current_actor(), kind, key, number)
    return render(
        "schemas/version.html",
        version=version,
        kind=kinds.kind_of(kind),
        text=pretty(version.body),
        references=queries.references_of(version.id),
    )


@pages.get("/definitions/<string:kind>/<string:key>/versions/<int:number>/export")
@requires(Permission.DEFINITIONS_READ)
def export_version(kind: str, key: str, number: int) -> ResponseReturnValue:
    """The canonical text: the bytes whose hash is shown."""
    version = queries.version_for(current_actor(), kind, key, number)
    name = f"{version.kind}.{version.key}.v{version.number}.json"
    return Response(
        version.body_text,
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@pages.get("/definitions/<string:kind>/<string:key>/differences")
@requires(Permission.DEFINITIONS_READ)
def compare(kind: str, key: str) -> ResponseReturnValue:
    """What changed between two versions (the draft is one)."""
    definition = queries.definition_for(current_actor(), kind, key)
    versions = queries.versions(kind, key)
    after = _chosen(versions, request.args.get("a"), versions[0] if versions else None)
    older = [v for v in versions if after and v.number < after.number]
    before = _chosen(versions, request.args.get("de"), older[0] if older else after)
    if before is None or after is None:
        raise UnknownDefinition
    found = differences(before.body, after.body)
    return render(
        "schemas/differences.html",
        definition=definition,
        kind=kinds.kind_of(kind),
        versions=versions,
        before=before,
        after=after,
        **changes_shown(changes_between(kind, before.body, after.body)),
        rows=difference_rows(found),
        count=len(found),
    )


def _chosen(
    versions: list[DefinitionVersion], asked: str | None, otherwise: DefinitionVersion | None
) -> DefinitionVersion | None:
    if not asked:
        return otherwise
    if not asked.isdecimal() or len(asked) > 9:
        raise BadInput(_("Choisissez deux versions dans la liste."))
    found = [v for v in versions if v.number == int(asked)]
    if not found:
        raise UnknownDefinition
    return found[0]
