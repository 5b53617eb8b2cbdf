"""Packs: what is installed, what comes with Préau, load one, the report of the last load."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from core import history
from core.access import requires
from core.database import session, unit_of_work
from core.errors import PreauError
from core.i18n import _
from core.web import current_actor, flash_notice, go, render
from schemas import operations, packs, queries
from schemas.errors import BadPack, PackTooLarge
from schemas.pack_export import archive
from schemas.pages.door import pages
from schemas.pages.shown import problem_lines
from schemas.permissions import Permission, need


@pages.get("/packs")
@requires(Permission.PACKS_MANAGE)
def pack_list() -> ResponseReturnValue:
    """Installed packs, shipped packs, a place for an archive."""
    need(current_actor(), Permission.PACKS_MANAGE)
    return render("schemas/packs.html", **_packs())


@pages.post("/packs")
@requires(Permission.PACKS_MANAGE)
def pack_load() -> ResponseReturnValue:
    """Load a shipped pack by name, or an archive that was sent; never a path of the server."""
    actor = current_actor()
    need(actor, Permission.PACKS_MANAGE)
    need(actor, Permission.DEFINITIONS_PUBLISH)
    try:
        source = _source()
        location = url_for("schemas.pack_show", key=source.key)
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = location
            report = operations.load_pack(actor, source, theirs="leurs" in request.form)
    except PreauError as refusal:
        if refusal.status >= 500:
            raise
        session.rollback()
        lines = problem_lines(getattr(refusal, "problems", ()), "")
        return render(
            "schemas/packs.html", refusal=refusal, lines=lines, **_packs()
        ), refusal.status
    if report.changed:
        flash_notice(_("Lot « %(title)s » chargé.", title=report.title))
    else:
        flash_notice(
            _("Le lot « %(title)s » était déjà en place : rien n’a changé.", title=report.title),
            "sky",
        )
    return go(location)


@pages.get("/packs/<string:key>")
@requires(Permission.PACKS_MANAGE)
def pack_show(key: str) -> ResponseReturnValue:
    """One installed pack and where each of its definitions stands."""
    need(current_actor(), Permission.PACKS_MANAGE)
    pack = queries.pack_for(current_actor(), key)
    rows = []
    for name, base in sorted(pack.installed.items()):
        kind, _sign, own = name.partition("/")
        live = queries.live(kind, own)
        rows.append(
            {"kind": kind, "key": own, "live": live, "changed": live is None or live.sha256 != base}
        )
    lines = history.lines_of("pack", pack.id, 20)
    return render(
        "schemas/pack.html",
        pack=pack,
        rows=rows,
        lines=lines,
        report=lines[0].facts if lines else {},
    )


@pages.get("/packs/<string:key>/export")
@requires(Permission.PACKS_MANAGE)
def pack_export(key: str) -> ResponseReturnValue:
    """The pack as it stands here, as an archive."""
    need(current_actor(), Permission.PACKS_MANAGE)
    pack = queries.pack_for(current_actor(), key)
    content = archive(operations.export_pack(current_actor(), [pack.key]))
    return Response(
        content,
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{pack.key}.zip"'},
    )


def _packs() -> dict[str, Any]:
    installed = queries.installed_packs()
    have = {pack.key for pack in installed}
    return {"installed": installed, "shipped": packs.shipped_manifests(), "have": have}


def _source() -> packs.PackSource:
    upload = request.files.get("fichier")
    if upload is not None and upload.filename:
        content = upload.stream.read(packs.LARGEST_PACK + 1)
        if len(content) > packs.LARGEST_PACK:
            raise PackTooLarge
        return packs.read(content)
    name = request.form.get("nom", "")
    if not name:
        raise BadPack(_("Choisissez un lot livré, ou un fichier .zip."))
    return packs.shipped(name)
