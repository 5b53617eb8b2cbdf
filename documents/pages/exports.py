"""One's own exports: how far they are, the file while it lasts, letting one go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from core.access import signed_in
from core.database import unit_of_work
from core.i18n import _, _l
from core.problems import Problem
from core.web import current_actor, flash_notice, redirect_or_swap, render
from core.words import message
from documents import operations, queries
from documents.downloads import attachment
from documents.models import Export
from documents.pages.blueprint import pages

OWN = "an export belongs to whoever asked for it, and to nobody else"
STATES = {
    "waiting": {"label": _l("En attente"), "tone": "sun", "icon": "clock"},
    "running": {"label": _l("En cours"), "tone": "sky", "icon": "arrows-clockwise"},
    "ready": {"label": _l("Prêt"), "tone": "leaf", "icon": "check"},
    "failed": {"label": _l("Non fait"), "tone": "rose", "icon": "warning-circle"},
    "cancelled": {"label": _l("Abandonné"), "tone": "slate", "icon": "x"},
}


@pages.get("/exports")
@signed_in(because=OWN)
def exports() -> str:
    """The latest first; the page looks again by itself while one is under way."""
    found = queries.exports_of(current_actor())
    return render(
        "documents/exports.html",
        "_exports.html",
        rows=[_row(export) for export in found],
        under_way=any(export.state in {"waiting", "running"} for export in found),
    )


@pages.get("/exports/<uuid:export_id>/fichier")
@signed_in(because=OWN)
def export_file(export_id: UUID) -> Response:
    """The file, for whoever asked for it, while rights and time allow; written down."""
    actor = current_actor()
    export = queries.export_for(actor, export_id)
    file = queries.exported_file(actor, export)
    with unit_of_work():
        operations.note_download(actor, queries.export_for(actor, export_id, lock=True))
    return attachment(file)


@pages.post("/exports/<uuid:export_id>/abandonner")
@signed_in(because=OWN)
def cancel_export(export_id: UUID) -> BaseResponse:
    """Stop one that is under way."""
    with unit_of_work():
        export = queries.export_for(current_actor(), export_id, lock=True)
        operations.cancel_export(current_actor(), export)
    flash_notice(_("L’export est abandonné."))
    return redirect_or_swap("documents.exports")


@pages.post("/exports/<uuid:export_id>/effacer")
@signed_in(because=OWN)
def drop_export(export_id: UUID) -> BaseResponse:
    """Delete one and its file."""
    with unit_of_work():
        export = queries.export_for(current_actor(), export_id, lock=True)
        operations.drop_export(current_actor(), export)
    flash_notice(_("L’export est effacé."))
    return redirect_or_swap("documents.exports")


def _row(export: Export) -> dict[str, Any]:
    ready = export.state == "ready" and export.file_id is not None
    return {
        "id": export.id,
        "title": export.title,
        "format": export.format.upper(),
        "state": STATES[export.state],
        "why": message(Problem("", export.error)) if export.error else "",
        "done": export.done,
        "total": export.total,
        "asked": export.created_at,
        "until": export.expires_at if ready else None,
        "url": url_for("documents.export_file", export_id=export.id) if ready else None,
        "running": export.state in {"waiting", "running"},
    }
