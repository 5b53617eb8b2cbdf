"""Administration: files of records are tried, taken in, undone."""

from __future__ import annotations

import csv
import io
from uuid import UUID

from flask import Response as FlaskResponse
from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from core.access import requires
from core.cells import safe_cell
from core.database import unit_of_work
from core.errors import BadInput, Forbidden, NotFound, PreauError
from core.i18n import _, text_of
from core.problems import Problem
from core.reading import FileTooLarge
from core.web import current_actor, flash_notice, redirect_or_swap, render
from core.words import message
from registry import operations, queries
from registry.pages.blueprint import pages
from registry.permissions import Permission

#: What is taken in while somebody waits; larger files go by `preau records import`.
MOST_BYTES = 10 * 1024 * 1024
MOST_LINES = 5_000
MOST_SHOWN = 200


@pages.get("/administration/imports")
@requires(Permission.RECORDS_IMPORT)
def imports() -> FlaskResponse:
    """The form, and the latest imports."""
    return _index()


@pages.post("/administration/imports")
@requires(Permission.RECORDS_IMPORT)
def try_import() -> Response:
    """Try a file: nothing is written but the report."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _index([("file", _("Choisissez un fichier."))], 422)
    content = sent.stream.read(MOST_BYTES + 1)
    try:
        if len(content) > MOST_BYTES:
            raise FileTooLarge
        mapping = queries.mapping_named(request.form.get("mapping", "")[:100])
        entity = mapping.entity if mapping else request.form.get("entity", "")[:63]
        with unit_of_work(idempotent=True) as work:
            batch = operations.try_file(
                current_actor(),
                entity,
                content,
                _name(sent.filename),
                mapping.document if mapping else None,
            )
            if batch.counts["lines"] > MOST_LINES:
                raise FileTooLarge
            work.outcome["location"] = url_for("registry.import_page", batch_id=batch.id)
    except Forbidden:
        raise
    except PreauError as refusal:
        said = [message(p) for p in getattr(refusal, "problems", ())] or [text_of(refusal.message)]
        return _index([("file", text) for text in said[:5]], refusal.status)
    return redirect_or_swap("registry.import_page", batch_id=batch.id)


@pages.get("/administration/imports/<uuid:batch_id>")
@requires(Permission.RECORDS_IMPORT)
def import_page(batch_id: UUID) -> str:
    """What a file would do, or did."""
    batch = queries.batch_for(current_actor(), batch_id)
    mine = queries.is_mine(current_actor(), batch)
    return render(
        "registry/import.html", batch=batch, entity=queries.live_entity(batch.entity), mine=mine,
        progress=queries.progress_of(batch),
        lines=[_said(line) for line in batch.report[:MOST_SHOWN]] if mine else [],
        more=mine and len(batch.report) > MOST_SHOWN,
    )  # fmt: skip


@pages.post("/administration/imports/<uuid:batch_id>/lancer")
@requires(Permission.RECORDS_IMPORT)
def run_import(batch_id: UUID) -> Response:
    """Have the file that was tried taken in, chunk by chunk behind the page."""
    batch = queries.batch_for(current_actor(), batch_id)
    with unit_of_work(idempotent=True) as work:
        operations.run_tried(current_actor(), batch)
        work.outcome["location"] = url_for("registry.import_page", batch_id=batch_id)
    flash_notice(_("L’import commence. Vous pouvez quitter cette page : il continue."))
    return redirect_or_swap("registry.import_page", batch_id=batch_id)


@pages.post("/administration/imports/<uuid:batch_id>/annuler")
@requires(Permission.RECORDS_IMPORT)
def undo_import(batch_id: UUID) -> Response:
    """As it was before."""
    batch = queries.batch_for(current_actor(), batch_id)
    with unit_of_work(idempotent=True) as work:
        counts = operations.undo_import(current_actor(), batch)
        work.outcome["location"] = url_for("registry.import_page", batch_id=batch_id)
    flash_notice(
        _(
            "Import annulé : %(restored)s fiches rétablies, %(archived)s archivées, "
            "%(kept)s modifiées depuis et laissées.",
            **counts,
        )
    )
    return redirect_or_swap("registry.import_page", batch_id=batch_id)


@pages.get("/administration/imports/<uuid:batch_id>/rapport.csv")
@requires(Permission.RECORDS_IMPORT)
def report(batch_id: UUID) -> FlaskResponse:
    """The lines to look at, for a spreadsheet: for who brought the file."""
    batch = queries.batch_for(current_actor(), batch_id)
    if not queries.is_mine(current_actor(), batch):
        raise NotFound
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow([_("Ligne"), _("Colonne"), _("Motif"), _("Effet")])
    for line in map(_said, batch.report):
        writer.writerow(
            [line["line"], safe_cell(line["column"]), safe_cell(line["why"]), line["effect"]]
        )
    answer = make_response("\ufeff" + buffer.getvalue())
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = "attachment; filename=rapport-import.csv"
    return answer


def _index(errors: list[tuple[str, str]] | None = None, status: int = 200) -> FlaskResponse:
    if not queries.may_import(current_actor()):
        raise Forbidden
    page = render(
        "registry/imports.html", batches=queries.batches(), errors=errors or [],
        under_way=queries.ids_under_way(),
        entities=queries.live_entities(), mappings=queries.mappings(),
        chosen=request.form.get("mapping", ""), entity=request.form.get("entity", ""),
    )  # fmt: skip
    return make_response(page, status)


def _said(line: dict[str, object]) -> dict[str, str]:
    params = line.get("params")
    said = message(Problem("", str(line["code"]), params if isinstance(params, dict) else {}))
    effect = _("Ligne refusée") if line["refused"] else _("Valeur laissée de côté")
    return {
        "line": str(line["line"]), "column": str(line["column"]), "why": said, "effect": effect,
        "tone": "rose" if line["refused"] else "sun",
    }  # fmt: skip


def _name(filename: str) -> str:
    """The bare name, as it is shown back."""
    bare = filename.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(sign for sign in bare if sign.isprintable())[:120]
    if not name:
        raise BadInput(_("Renommez le fichier : son nom n’est pas lisible."))
    return name
