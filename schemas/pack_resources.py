"""Packs for programs: the same acts as the pages, the same refusals."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from core import paging
from core.access import requires
from core.api import PREFIX, PageQuery, answers, body, bounded_page, operation_of, query
from core.database import session, unit_of_work
from core.errors import Invalid, UnsupportedMedia
from core.problems import Problem
from core.web import current_actor
from core.words import message
from schemas import operations, packs, queries
from schemas.errors import PackRefused, PackTooLarge
from schemas.models import Pack
from schemas.pack_export import archive
from schemas.pack_serializers import (
    ExportIn,
    LoadIn,
    NeedsIn,
    NeedsOut,
    PackOut,
    PacksOut,
    PlanOut,
    RemovalOut,
    ReportOut,
    RevertIn,
)
from schemas.packing import offers
from schemas.packing.needs import recipe_of
from schemas.packing.planning import Line, Plan, plan_of
from schemas.packing.removing import Removal, removal_of
from schemas.permissions import Permission, need

resources = Blueprint("packs_api", __name__, url_prefix=PREFIX)


@resources.get("/packs")
@requires(Permission.PACKS_MANAGE)
@query(PageQuery)
@answers(PacksOut)
def list_packs(asked: dict[str, Any]) -> dict[str, Any]:
    """Packs that are installed and those that come with Préau, by key."""
    need(current_actor(), Permission.PACKS_MANAGE)
    installed = {pack.key: pack for pack in queries.installed_packs()}
    shipped = {row["key"]: row for row in packs.shipped_manifests()}
    items = [_line_out(pack, shipped=key in shipped) for key, pack in installed.items()]
    items += [
        {**_manifest_out(row), "shipped": True, "installed": False, "installed_at": None}
        for key, row in shipped.items()
        if key not in installed
    ]
    page, following = paging.part(items, _place, asked["cursor"], asked["limit"])
    return bounded_page(page, following, len(items))


def _place(pack: dict[str, Any]) -> list[str]:
    return [str(pack["key"])]


@resources.get("/packs/<string:key>")
@requires(Permission.PACKS_MANAGE)
@answers(PackOut)
def one_pack(key: str) -> dict[str, Any]:
    """An installed pack and how each of its definitions stands."""
    need(current_actor(), Permission.PACKS_MANAGE)
    pack = queries.pack_for(current_actor(), key)
    standing = []
    for name, digest in sorted(pack.installed.items()):
        live = queries.live(*name.split("/", 1))
        changed = live is None or live.sha256 != digest
        standing.append({"definition": name, "live": live is not None, "changed_here": changed})
    shipped = key in packs.shipped_names()
    return {**_line_out(pack, shipped=shipped), "definitions": standing}


@resources.post("/packs/needs")
@requires(Permission.PACKS_MANAGE)
@body(NeedsIn)
@answers(NeedsOut)
def pack_needs(data: dict[str, Any]) -> dict[str, Any]:
    """What chosen definitions need, what the other house will have to tie."""
    need(current_actor(), Permission.PACKS_MANAGE)
    return recipe_of(data["definitions"]).plain()


@resources.post("/packs/export")
@requires(Permission.PACKS_MANAGE)
@body(ExportIn)
def export_pack(data: dict[str, Any]) -> Response:
    """Chosen definitions as an archive: the same ones make the same bytes."""
    need(current_actor(), Permission.PACKS_MANAGE)
    files = operations.export_pack(
        current_actor(),
        data["definitions"],
        key=data["key"],
        title=data["title"],
        version=data["version"],
    )
    return Response(archive(files), mimetype="application/zip")


@resources.post("/packs/offers")
@requires(Permission.PACKS_MANAGE)
@answers(PlanOut, 201)
def offer_pack() -> Any:
    """Send an archive (part `file`): what it would do; it waits for a day to be loaded."""
    actor = _manager()
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMedia
    parts = request.files.getlist("file")
    if len(parts) != 1 or len(request.files) != 1:
        raise Invalid([Problem("/file", "api-required")])
    content = parts[0].stream.read(packs.LARGEST_PACK + 1)
    if len(content) > packs.LARGEST_PACK:
        raise PackTooLarge
    with unit_of_work(idempotent=True) as work:
        offer = offers.keep_offer(actor, parts[0].filename or "", content)
        out = PlanOut().dump({**plan_out(plan_of(packs.read(content))), "offer": offer.id})
        work.outcome.update(status=201, body=out)
    answer = jsonify(out)
    answer.status_code = 201
    return answer


@resources.post("/packs")
@requires(Permission.PACKS_MANAGE)
@body(LoadIn)
@answers(ReportOut)
def load_pack(data: dict[str, Any]) -> Any:
    """Install or update, choice by choice; with `dry_run` all is done, told and undone."""
    actor = _manager()
    if (data["shipped"] is None) == (data["offer"] is None):
        raise Invalid([Problem("/shipped", "api-required")])
    if data["offer"] is not None:
        source = offers.source_of(actor, data["offer"])
    else:
        source = packs.shipped(data["shipped"])
    chosen: dict[str, Any] = {"choices": data["choices"], "bind": data["bind"]}
    if data["dry_run"]:
        found = operations.rehearse(actor, source, **chosen)
        session.rollback()  # nothing of it is to be saved
        if found.report is None:
            raise PackRefused(found.problems, found.message)
        return {**found.report.plain(), "changed": found.report.changed}
    with unit_of_work(idempotent=True) as work:
        report = operations.load_pack(actor, source, **chosen)
        if data["offer"] is not None:
            offers.drop_offer(actor, data["offer"])
        out = ReportOut().dump({**report.plain(), "changed": report.changed})
        work.outcome.update(status=200, body=out)
    return jsonify(out)


@resources.post("/packs/<string:key>/revert")
@requires(Permission.PACKS_MANAGE)
@body(RevertIn)
@answers(ReportOut)
def revert_pack(key: str, data: dict[str, Any]) -> Any:
    """One definition to what the pack brought, or all to before the latest update."""
    actor = _manager()
    pack = queries.pack_for(actor, key)
    with unit_of_work(idempotent=True) as work:
        if data["definition"]:
            operations.revert_definition(actor, pack, data["definition"])
            done = {"key": key, "restored": [data["definition"]]}
        else:
            done = operations.revert_load(actor, pack).plain()
        out = ReportOut().dump(done)
        work.outcome.update(status=200, body=out)
    return jsonify(out)


@resources.get("/packs/<string:key>/removal")
@requires(Permission.PACKS_MANAGE)
@answers(RemovalOut)
def removal_of_pack(key: str) -> dict[str, Any]:
    """What taking it away would do, and what stands in the way."""
    need(current_actor(), Permission.PACKS_MANAGE)
    return removal_out(removal_of(queries.pack_for(current_actor(), key)))


@resources.delete("/packs/<string:key>")
@requires(Permission.PACKS_MANAGE)
@answers(RemovalOut)
def remove_pack(key: str) -> Any:
    """Take it away: what never served is forgotten, what served is withdrawn."""
    actor = _manager()
    pack = queries.pack_for(actor, key)
    with unit_of_work(idempotent=True) as work:
        out = RemovalOut().dump({**removal_out(operations.remove_pack(actor, pack)), "key": key})
        work.outcome.update(status=200, body=out)
    return jsonify(out)


def plan_out(plan: Plan) -> dict[str, Any]:
    """A plan as programs see it."""
    return {
        "offer": None,
        "key": plan.source.key,
        "title": plan.source.title,
        "version": plan.source.version,
        "installed_version": plan.installed.pack_version if plan.installed else None,
        "installed_first": plan.first,
        "lacking": plan.lacking,
        "absent": sorted({name for _title, name in plan.absent}),
        "unset": [one.name for one in plan.unset],
        "definitions": [_plan_line(line) for line in plan.lines],
    }


def removal_out(removal: Removal) -> dict[str, Any]:
    """A removal as programs see it."""
    return {
        "key": removal.key,
        "refused": [message(problem) for problem in removal.refused],
        "definitions": [
            {
                "definition": line.name,
                "fate": line.fate,
                "uses": [f"{use.label} : {use.count}" for use in line.uses],
                "named_by": line.named_by,
            }
            for line in removal.lines
        ],
    }


def _plan_line(line: Line) -> dict[str, Any]:
    running = line.under_way()
    return {
        "stays": running.stays,
        "follows": running.follows,
        "definition": line.name,
        "title": line.title,
        "state": line.state,
        "choices": list(line.choices),
        "proposed": line.proposed,
        "changed_here": [told.text for told in line.ours()],
        "brought": [told.text for told in line.brings()],
        "clashes": [
            {"path": clash.path, "ours": clash.ours, "theirs": clash.theirs}
            for clash in line.clashes
        ],
        "to_bind": [
            {"path": one.path, "label": one.label, "sort": one.sort, "proposed": one.value}
            for one in line.bindings()
        ],
    }


def _line_out(pack: Pack, *, shipped: bool) -> dict[str, Any]:
    return {
        "key": pack.key,
        "title": pack.title,
        "version": pack.pack_version,
        "shipped": shipped,
        "installed": True,
        "installed_at": pack.installed_at,
    }


def _manifest_out(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("key", "title", "version")}


def _manager() -> Any:
    actor = current_actor()
    need(actor, Permission.PACKS_MANAGE)
    need(actor, Permission.DEFINITIONS_PUBLISH)
    return actor


operation_of(offer_pack).multipart = True
operation_of(export_pack).extra = {"binary": True}
