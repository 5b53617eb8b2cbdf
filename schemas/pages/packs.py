"""Packs: what is installed, what comes with Préau, how each definition stands, the way back."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from core import history
from core.access import confirmed, requires
from core.canonical import sha256
from core.database import session, unit_of_work
from core.errors import Conflict
from core.i18n import _, _l
from core.web import current_actor, flash_notice, go, render
from schemas import operations, packs, queries
from schemas.changes import changes_between
from schemas.errors import PackInUse
from schemas.models import Pack
from schemas.pack_export import archive
from schemas.packing.house import settings_of
from schemas.packing.removing import removal_of
from schemas.packing.reverting import can_revert, original_of
from schemas.packing.wording import data_labels, label_of
from schemas.pages.changed import changes_shown, counted
from schemas.pages.door import pages
from schemas.pages.shown import problem_lines
from schemas.permissions import Permission, need

#: What a load did, in the order it is told.
FIGURES = (
    ("published", _l("Publiées")),
    ("merged", _l("Réunies")),
    ("unchanged", _l("Inchangées")),
    ("kept", _l("Gardées comme vous les avez modifiées")),
    ("conflicts", _l("En conflit")),
    ("retired", _l("Retirées")),
)


@pages.get("/packs")
@requires(Permission.PACKS_MANAGE)
def pack_list() -> ResponseReturnValue:
    """Installed packs, shipped packs, a place for an archive."""
    need(current_actor(), Permission.PACKS_MANAGE)
    return render("schemas/packs.html", **packs_shown())


@pages.get("/packs/<string:key>")
@requires(Permission.PACKS_MANAGE)
def pack_show(key: str) -> ResponseReturnValue:
    """One installed pack and where each of its definitions stands."""
    need(current_actor(), Permission.PACKS_MANAGE)
    pack = queries.pack_for(current_actor(), key)
    lines = history.lines_of("pack", pack.id, 20)
    report: dict[str, Any] = next((one.facts for one in lines if one.act == "pack.loaded"), {})
    brought = (queries.live(*name.split("/", 1)) for name in sorted(pack.installed))
    wanted = settings_of(version.body for version in brought if version is not None)
    return render(
        "schemas/pack.html",
        unset=[one for one in wanted if not one.here],
        pack=pack,
        rows=[_standing(pack, name) for name in sorted(pack.installed)],
        report=report,
        figures=[(label, len(report[name])) for name, label in FIGURES if report.get(name)],
        data_labels=data_labels(
            {row["file"]: row["into"] for row in pack.manifest.get("data", ())}
            | dict.fromkeys(report.get("data", ()), "")
        ),
        former=can_revert(key),
    )


@pages.get("/packs/<string:key>/export")
@requires(Permission.PACKS_MANAGE)
def pack_export(key: str) -> ResponseReturnValue:
    """The pack as it stands here, as an archive."""
    need(current_actor(), Permission.PACKS_MANAGE)
    pack = queries.pack_for(current_actor(), key)
    return sent(archive(operations.export_pack(current_actor(), [pack.key])), pack.key)


@pages.post("/packs/<string:key>/revenir")
@requires(Permission.PACKS_MANAGE)
@confirmed
def pack_revert(key: str) -> ResponseReturnValue:
    """One definition to what the pack brought, or all to before the latest update."""
    actor = _manager()
    pack = queries.pack_for(actor, key)
    name = request.form.get("definition", "")
    location = url_for("schemas.pack_show", key=key)
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = location
        if name:
            operations.revert_definition(actor, pack, name)
            told = _("La définition est de nouveau celle du lot.")
        else:
            report = operations.revert_load(actor, pack)
            told = _("Le lot est revenu à la version %(version)s.", version=report.version)
    flash_notice(told)
    return go(location)


@pages.get("/packs/<string:key>/retirer")
@requires(Permission.PACKS_MANAGE)
def pack_leaving(key: str) -> ResponseReturnValue:
    """What would become of each definition, and what stands in the way."""
    need(current_actor(), Permission.PACKS_MANAGE)
    return _leaving(queries.pack_for(current_actor(), key))


@pages.post("/packs/<string:key>/retirer")
@requires(Permission.PACKS_MANAGE)
@confirmed
def pack_remove(key: str) -> ResponseReturnValue:
    """Take it away."""
    actor = _manager()
    pack = queries.pack_for(actor, key)
    title, location = pack.title, url_for("schemas.pack_list")
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = location
            operations.remove_pack(actor, pack)
    except PackInUse as refusal:
        session.rollback()
        return _leaving(queries.pack_for(actor, key), refusal)
    flash_notice(_("Lot « %(title)s » retiré.", title=title))
    return go(location)


def _manager() -> Any:
    actor = current_actor()
    need(actor, Permission.PACKS_MANAGE)
    need(actor, Permission.DEFINITIONS_PUBLISH)
    return actor


def _leaving(pack: Pack, refusal: Conflict | None = None) -> ResponseReturnValue:
    removal = removal_of(pack)
    page = render(
        "schemas/pack_leaving.html",
        pack=pack,
        removal=removal,
        refused=problem_lines(removal.refused, ""),
        refusal=refusal,
        label_of=label_of,
        counted=counted,
    )
    return (page, refusal.status) if refusal else page


def _standing(pack: Pack, name: str) -> dict[str, Any]:
    """As the pack brought it, changed here (how, in words), or out of service."""
    kind, _sign, key = name.partition("/")
    live = queries.live(kind, key)
    original = original_of(pack, name)
    same = live is not None and (
        live.sha256 == pack.installed[name]
        or (original is not None and live.sha256 == sha256(original))
    )
    row: dict[str, Any] = {"name": name, "kind": kind, "key": key, "live": live}
    row |= {
        "label": label_of(kind),
        "changed": not same,
        "original": original is not None,
        "told": {},
    }
    if live is not None and not same and original is not None:
        row["told"] = changes_shown(changes_between(kind, original, live.body))
    return row


def packs_shown() -> dict[str, Any]:
    """What the list of packs shows."""
    installed = queries.installed_packs()
    shipped = packs.shipped_manifests()
    known = {pack.key: pack for pack in installed}
    have = {row["key"]: _current(known[row["key"]], row) for row in shipped if row["key"] in known}
    return {"installed": installed, "shipped": shipped, "have": have}


def _current(pack: Pack, manifest: dict[str, Any]) -> bool:
    """Whether an update would bring nothing, and nothing is left to be chosen."""
    wanted = {f"{row['kind']}/{row['key']}": row["sha256"] for row in manifest["definitions"]}
    return pack.manifest.get("seal") == manifest.get("seal") and pack.installed == wanted


def sent(content: bytes, name: str) -> Response:
    """An archive as a download."""
    return Response(
        content,
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}.zip"'},
    )
