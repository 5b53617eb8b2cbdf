"""Installing or updating a pack: looked at first, then chosen, then all at once or not at all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from core.access import confirmed, requires
from core.database import session, unit_of_work
from core.errors import PreauError
from core.i18n import _, ngettext
from core.web import current_actor, flash_notice, go, render
from schemas import operations, packs
from schemas.errors import BadPack, PackTooLarge
from schemas.packing import offers
from schemas.packing.planning import Line, Plan, plan_of
from schemas.packing.rehearsing import Rehearsal
from schemas.packing.wording import (
    STATES,
    choices_of,
    clashes_of,
    data_labels,
    label_of,
    summary_of,
)
from schemas.pages.changed import changes_shown, counted
from schemas.pages.door import pages
from schemas.pages.packs import packs_shown
from schemas.pages.shown import problem_lines
from schemas.permissions import Permission, need

CHOICE, BIND = "choix:", "lier:"
ORDER = ("conflict", "update", "kept", "dropped", "new", "same")


@pages.post("/packs")
@requires(Permission.PACKS_MANAGE)
@confirmed
def pack_load() -> ResponseReturnValue:
    """Take in an archive to be looked at; rehearse or load what was looked at; never a path."""
    actor = current_actor()
    need(actor, Permission.PACKS_MANAGE)
    need(actor, Permission.DEFINITIONS_PUBLISH)
    upload = request.files.get("fichier")
    try:
        if upload is not None and upload.filename:
            return _taken_in(upload.filename, upload.stream.read(packs.LARGEST_PACK + 1))
        if not request.form.get("nom") and not request.form.get("recu"):
            raise BadPack(_("Choisissez un lot livré, ou un fichier .zip."))
        source = _source(request.form)
    except PreauError as refusal:
        return _refused(refusal)
    choices, bind = _chosen()
    if request.form.get("acte") == "repeter":
        found = operations.rehearse(actor, source, choices=choices, bind=bind)
        session.rollback()  # nothing of it is to be saved
        return _preview(plan_of(source), rehearsal=found)
    location = url_for("schemas.pack_show", key=source.key)
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = location
            report = operations.load_pack(actor, source, choices=choices, bind=bind)
            if request.form.get("recu"):
                offers.drop_offer(actor, _number(request.form["recu"]))
    except PreauError as refusal:
        if refusal.status >= 500:
            raise
        session.rollback()
        told = Rehearsal(None, str(refusal.message), list(getattr(refusal, "problems", ())))
        return _preview(plan_of(source), rehearsal=told), refusal.status
    if report.changed:
        flash_notice(_("Lot « %(title)s » chargé.", title=report.title))
    else:
        flash_notice(
            _("Le lot « %(title)s » était déjà en place : rien n’a changé.", title=report.title),
            "sky",
        )
    return go(location)


@pages.get("/lot-livre/<string:name>")
@requires(Permission.PACKS_MANAGE)
def pack_shipped(name: str) -> ResponseReturnValue:
    """What a pack that comes with Préau would do."""
    need(current_actor(), Permission.PACKS_MANAGE)
    return _preview(plan_of(packs.shipped(name)), nom=name)


@pages.get("/lot-recu/<uuid:offer_id>")
@requires(Permission.PACKS_MANAGE)
def pack_offered(offer_id: UUID) -> ResponseReturnValue:
    """What a pack that was sent would do."""
    need(current_actor(), Permission.PACKS_MANAGE)
    return _preview(plan_of(offers.source_of(current_actor(), offer_id)), recu=str(offer_id))


def _taken_in(filename: str, content: bytes) -> ResponseReturnValue:
    if len(content) > packs.LARGEST_PACK:
        raise PackTooLarge
    with unit_of_work(idempotent=True) as work:
        offer = offers.keep_offer(current_actor(), filename, content)
        location = url_for("schemas.pack_offered", offer_id=offer.id)
        work.outcome["location"] = location
    return go(location)


def _source(asked: Any) -> packs.PackSource:
    if asked.get("recu"):
        return offers.source_of(current_actor(), _number(asked["recu"]))
    return packs.shipped(asked.get("nom", ""))


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        raise BadPack from fault


def _chosen() -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """What was said of each definition, and what ties the new ones to this house."""
    choices, bind = {}, dict[str, dict[str, str]]()
    for field, value in request.form.items():
        if field.startswith(CHOICE) and value:
            choices[field.removeprefix(CHOICE)] = value
        elif field.startswith(BIND) and "/" in field and value.strip():
            kind, key, *rest = field.removeprefix(BIND).split("/")
            bind.setdefault(f"{kind}/{key}", {})["/" + "/".join(rest)] = value.strip()[:500]
    return choices, bind


def _refused(refusal: PreauError) -> ResponseReturnValue:
    if refusal.status >= 500:
        raise refusal
    session.rollback()
    lines = problem_lines(getattr(refusal, "problems", ()), "")
    page = render("schemas/packs.html", refusal=refusal, lines=lines, **packs_shown())
    return page, refusal.status


def _preview(plan: Plan, rehearsal: Rehearsal | None = None, **source: str) -> str:
    asked = request.form
    kept = {name: source.get(name) or asked.get(name, "") for name in ("nom", "recu")}
    return render(
        "schemas/pack_preview.html",
        plan=plan,
        summary=summary_of(plan),
        titles={key: packs.shipped(key).title for key in plan.first},
        data_labels=data_labels({file: into for into, file, _content in plan.source.data}),
        lines=[_shown(line) for line in sorted(plan.lines, key=_pressing) if line.state != "same"],
        same=plan.of("same"),
        source=kept,
        rehearsal=rehearsal,
        problems=problem_lines(rehearsal.problems, "") if rehearsal else [],
        label_of=label_of,
    )


def _pressing(line: Line) -> int:
    """What waits for a word comes first."""
    return ORDER.index(line.state)


def _under_way(line: Line) -> list[str]:
    """« 12 demandes en cours gardent leur version »."""
    found = line.under_way()
    told = []
    if found.stays:
        told.append(
            ngettext(
                "%(count)s demande en cours garde sa version.",
                "%(count)s demandes en cours gardent leur version.",
                found.stays,
                count=counted(found.stays),
            )
        )
    if found.follows:
        told.append(
            ngettext(
                "%(count)s demande en cours suit : le lot dit où la placer.",
                "%(count)s demandes en cours suivent : le lot dit où les placer.",
                found.follows,
                count=counted(found.follows),
            )
        )
    return told


def _shown(line: Line) -> dict[str, Any]:
    word, tone, mark = STATES[line.state]
    field = f"{CHOICE}{line.name}"
    return {
        "line": line,
        "kind": label_of(line.kind),
        "state": (word, tone, mark),
        "field": field,
        "choices": choices_of(line),
        "chosen": request.form.get(field, line.proposed),
        "ours": changes_shown(line.ours()) if line.state in {"kept", "conflict"} else None,
        "brings": changes_shown(line.brings()) if line.here is not None else None,
        "clashes": clashes_of(line),
        "under_way": _under_way(line),
        "bindings": [
            (one, name := f"{BIND}{line.name}{one.path}", request.form.get(name, one.value))
            for one in line.bindings()
        ],
    }
