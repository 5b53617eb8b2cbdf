"""A pasted list or a file: brought, looked at, then taken in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from core.access import requires
from core.database import session, unit_of_work
from core.errors import Invalid, PreauError
from core.problems import Problem
from core.reading import FileTooLarge
from core.web import current_actor, redirect_or_swap
from core.words import message
from schemas import list_acts, list_reading
from schemas.list_models import ListFile
from schemas.pages.door import pages
from schemas.pages.lists.acting import act, allowed, head, refused, shown
from schemas.permissions import Permission

_SHOWN = 20


@pages.get("/listes/<string:key>/importer")
@requires(Permission.DEFINITIONS_WRITE)
def list_bring(key: str) -> ResponseReturnValue:
    """A box to paste into, a file to choose."""
    allowed()
    return shown(_page(key, {}))


@pages.post("/listes/<string:key>/importer")
@requires(Permission.DEFINITIONS_WRITE)
def list_brought(key: str) -> ResponseReturnValue:
    """Keep it for the preview; nothing is changed."""
    allowed()
    actor = current_actor()
    try:
        filename, content = _sent()
        list_reading.look(content, {}, pasted=not filename)
        with unit_of_work(idempotent=True) as work:
            head(key, "importer")
            file = list_acts.bring(actor, key, filename, content)
            file_id = file.id
            work.outcome["location"] = url_for("schemas.list_look", key=key, file_id=file_id)
    except PreauError as refusal:
        if refusal.status not in {413, 422}:
            raise
        session.rollback()
        said = refused(refusal)
        at = "fichier" if request.files.get("fichier") else "texte"
        errors = {at: [text for texts in said.values() for text in texts] or [refusal.message]}
        return shown(_page(key, errors), refusal), refusal.status
    return redirect_or_swap("schemas.list_look", key=key, file_id=file_id)


def _sent() -> tuple[str, bytes]:
    """(name, bytes) of the file; ("", text) of what was pasted."""
    upload = request.files.get("fichier")
    if upload is not None and upload.filename:
        content = upload.stream.read(list_acts.LARGEST + 1)
        upload.close()  # what was long lies in a file of its own
        if len(content) > list_acts.LARGEST:
            raise FileTooLarge
        return upload.filename.replace("\x00", "") or "fichier", content
    text = request.form.get("texte", "").replace("\x00", "")
    if not text.strip():
        raise Invalid([Problem("/texte", "list-empty")])
    return "", text.encode("utf-8", "replace")


def _page(key: str, errors: Mapping[str, list[Any]]) -> dict[str, Any]:
    text = request.form.get("texte", "")
    return {
        **head(key, "importer"), "template": "schemas/lists/bring.html", "text": text,
        "errors": errors,
    }  # fmt: skip


@pages.get("/listes/<string:key>/importer/<uuid:file_id>")
@requires(Permission.DEFINITIONS_WRITE)
def list_look(key: str, file_id: UUID) -> ResponseReturnValue:
    """What it holds, which column is what, and what taking it in would change."""
    allowed()
    file = list_acts.file_for(current_actor(), key, file_id)
    try:
        return shown(_look(key, file, {}))
    except PreauError as refusal:
        if refusal.status not in {413, 422}:
            raise
        session.rollback()
        said = [text for texts in refused(refusal).values() for text in texts]
        return shown(_page(key, {"fichier": said or [refusal.message]}), refusal), refusal.status


@pages.post("/listes/<string:key>/importer/<uuid:file_id>")
@requires(Permission.DEFINITIONS_WRITE)
def list_take(key: str, file_id: UUID) -> ResponseReturnValue:
    """Take it in as it was shown."""
    actor = current_actor()
    allowed()
    file = list_acts.file_for(actor, key, file_id)
    looked = list_reading.look(file.content, request.form, pasted=not file.filename)
    whole = request.form.get("mode") != "ajout"
    return act(
        lambda seen: list_acts.take_in(actor, key, file, looked.mapping, whole=whole, seen=seen),
        url_for("schemas.list_rows", key=key),
        lambda errors: _look(key, list_acts.file_for(actor, key, file_id), errors),
    )


def _look(key: str, file: ListFile, errors: Mapping[str, list[str]]) -> dict[str, Any]:
    context = head(key, "importer")
    asked = request.values
    looked = list_reading.look(file.content, asked, pasted=not file.filename)
    whole = asked.get("mode") != "ajout"
    found = list_acts.preview(context["document"], file, looked.mapping, whole=whole)
    return {
        **context,
        "template": "schemas/lists/look.html",
        "file": file,
        "looked": looked,
        "mapping": looked.mapping,
        "mode": "tout" if whole else "ajout",
        "preview": found,
        "difference": found.comparison,
        "faults": [
            (fault.line, message(Problem("", fault.code, {"name": fault.name})))
            for fault in found.faults[:_SHOWN]
        ],
        "separator": next(
            (name for name, s in list_reading.SEPARATORS.items() if s == looked.separator), ""
        ),
        "errors": errors,
    }
