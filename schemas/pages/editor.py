"""The administrator's editor of definitions: JSON text, problems at their path and line."""

from __future__ import annotations

import json
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from core.access import requires
from core.database import session, unit_of_work
from core.errors import Conflict, Invalid, PreauError
from core.i18n import _
from core.jsondoor import DuplicateKey, NotJson, parse
from core.problems import Problem
from core.web import current_actor, flash_notice, go, render
from schemas import heading, kinds, operations, queries
from schemas.errors import UnknownDefinition
from schemas.pages.acts import seen_in_form
from schemas.pages.door import pages
from schemas.pages.shown import difference_rows, duplicate_lines, pretty, problem_lines
from schemas.permissions import Permission, need, organisation_wide

#: Bytes of an uploaded text that are looked at: over it the definition is too large anyway.
LARGEST_UPLOAD = 400_000


@pages.get("/definitions/nouvelle/document")
@requires(Permission.DEFINITIONS_WRITE)
def new_document() -> ResponseReturnValue:
    """A new definition from a text, pasted or in a file."""
    need(current_actor(), Permission.DEFINITIONS_WRITE)
    kind = request.args.get("sorte") or "form"
    kinds.kind_of(kind)
    skeleton = {
        "kind": kind,
        "format": 1,
        "key": "",
        "title": "",
        "language": "fr",
        "translations": {},
    }
    return render(
        "schemas/new_document.html", text=pretty(skeleton), lines=[], kinds=kinds.all_kinds()
    )


@pages.post("/definitions/nouvelle/document")
@requires(Permission.DEFINITIONS_WRITE)
def create() -> ResponseReturnValue:
    """Keep a new definition as a draft; never over somebody's draft."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_WRITE)
    text = _text_sent()
    try:
        document = _address(parse(text))
        kind, key = document["kind"], document["key"]
        location = url_for("schemas.edit", kind=kind, key=key)
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = location
            operations.save_draft(actor, kind, key, document, seen=operations.NO_DRAFT_SEEN)
    except PreauError as refusal:
        if refusal.status >= 500:
            raise
        session.rollback()
        page = render(
            "schemas/new_document.html",
            text=text,
            lines=_lines(refusal, text),
            refusal=refusal,
            kinds=kinds.all_kinds(),
        )
        return page, 422 if refusal.status == UnknownDefinition.status else refusal.status
    flash_notice(_("Brouillon enregistré."))
    return go(location)


@pages.get("/definitions/<string:kind>/<string:key>/modifier")
@requires(Permission.DEFINITIONS_WRITE)
def edit(kind: str, key: str) -> ResponseReturnValue:
    """The draft as text; the live version when there is no draft yet."""
    need(current_actor(), Permission.DEFINITIONS_WRITE)
    definition = queries.definition_for(current_actor(), kind, key)
    kinds.kind_of(kind)
    draft = queries.draft(kind, key)
    shown = draft or queries.live(kind, key) or _last(kind, key)
    text = pretty(shown.body)
    found = problem_lines(operations.problems_in_document(shown.body), text)
    return render("schemas/editor.html", lines=found, **_page(definition, draft, text))


@pages.post("/definitions/<string:kind>/<string:key>/modifier")
@requires(Permission.DEFINITIONS_WRITE)
def write(kind: str, key: str) -> ResponseReturnValue:
    """Check, keep, or keep and go on to publish: the three buttons of the editor."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_WRITE)
    definition = queries.definition_for(actor, kind, key)
    text, act = _text_sent(), request.form.get("acte", "enregistrer")
    try:
        document = parse(text)
        if act == "verifier":
            operations.refuse_unreadable(kind, key, document)
            return _checked(definition, document, text)
        location = url_for(
            "schemas.review" if act == "publier" else "schemas.edit", kind=kind, key=key
        )
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = location
            operations.save_draft(actor, kind, key, document, seen=seen_in_form())
    except PreauError as refusal:
        if refusal.status >= 500:
            raise
        return _refused(kind, key, text, refusal)
    flash_notice(_("Brouillon enregistré."))
    return go(location)


def _checked(definition: Any, document: Any, text: str) -> ResponseReturnValue:
    found = problem_lines(operations.problems_in_document(document), text)
    refusing = [line for line in found if not line["warning"]]
    page = render(
        "schemas/editor.html",
        lines=found,
        checked=True,
        **_page(definition, queries.draft(definition.kind, definition.key), text, seen_in_form()),
    )
    return page, 422 if refusing else 200


def _refused(kind: str, key: str, text: str, refusal: PreauError) -> ResponseReturnValue:
    """The page again with what was typed; after a conflict, saving again is saving over it."""
    session.rollback()
    definition = queries.definition_for(current_actor(), kind, key)
    draft = queries.draft(kind, key)
    stale = isinstance(refusal, Conflict)
    changes = difference_rows(refusal.changes) if isinstance(refusal, Conflict) else []
    page = render(
        "schemas/editor.html",
        lines=_lines(refusal, text),
        refusal=refusal,
        changes=changes,
        **_page(definition, draft, text, None if stale else seen_in_form()),
    )
    return page, refusal.status


def _page(definition: Any, draft: Any, text: str, seen: int | None = None) -> dict[str, Any]:
    now = draft.version if draft else operations.NO_DRAFT_SEEN
    head = heading.editor_head(definition.kind, definition.key, "document")["head"]
    return {
        "head": head,
        "definition": definition,
        "kind": kinds.kind_of(definition.kind),
        "draft": draft,
        "text": text,
        "seen": now if seen is None else seen,
        "may_publish": organisation_wide(current_actor(), Permission.DEFINITIONS_PUBLISH),
    }


def _last(kind: str, key: str) -> Any:
    versions = queries.versions(kind, key)
    if not versions:
        raise UnknownDefinition
    return versions[0]


def _text_sent() -> str:
    """The chosen file when there is one, else the text of the box."""
    upload = request.files.get("fichier")
    if upload is not None and upload.filename:
        return upload.stream.read(LARGEST_UPLOAD).decode("utf-8", "replace")
    return request.form.get("texte", "")


def _address(document: Any) -> dict[str, Any]:
    """A document that says where it lives; everything wrong with its envelope at once if not."""
    if not isinstance(document, dict):
        raise Invalid([Problem("", "not-an-object")])
    found = [p for p in kinds.shape_problems(document) if p.path in {"/kind", "/key", ""}]
    wrong = [p for p in found if p.path or p.params.get("name") in {"kind", "key"}]
    if wrong:
        raise Invalid(wrong)
    return document


def _lines(refusal: PreauError, text: str) -> list[dict[str, Any]]:
    """The refusal as lines at their place."""
    if isinstance(refusal, DuplicateKey):
        return duplicate_lines(text)
    if isinstance(refusal, NotJson):
        fault = refusal.__cause__
        if isinstance(fault, json.JSONDecodeError):
            where = _(
                "Ligne %(line)s, colonne %(column)s : le JSON s’arrête d’être lisible ici.",
                line=fault.lineno,
                column=fault.colno,
            )
            return [{"path": "", "text": where, "line": fault.lineno}]
    return problem_lines(getattr(refusal, "problems", ()), text)
