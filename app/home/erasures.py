"""« Effacements »: erase one thing after a dry run in words; what ends soon; what was erased."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, make_response, request, url_for
from sqlalchemy import select, tuple_
from werkzeug.wrappers import Response

from accounts import queries as accounts
from accounts.queries.scopes import ROOT
from app.home import erasing_acts as acts
from app.home.permissions import Permission
from core.access import confirmed, requires
from core.contributions import all_of, one_of
from core.database import session, unit_of_work
from core.erasing import KINDS
from core.errors import BadInput, Forbidden
from core.i18n import _, _l
from core.models import Erasure
from core.paging import cursor, values_of
from core.unseen import is_unseen
from core.web import current_actor, flash_notice, redirect_or_swap, render

pages = Blueprint("erasures", __name__, template_folder="templates")
PER_PAGE = 50
SOON, DONE = "bientot", "faits"
WHY = {acts.ASKED: _l("Demande d’effacement"), acts.RETENTION: _l("Fin de conservation")}
_LONGEST = 300


@pages.get("/administration/effacements")
@requires(Permission.ERASURES_MANAGE)
def index() -> Response:
    """What ends soon, or what was erased; and the field to find one thing."""
    _of_the_whole_house()
    kind, text = request.args.get("type", ""), request.args.get("q", "")[:500].strip()
    if not text or "\x00" in text:
        return _list(200)
    found = one_of(KINDS, kind)
    subject_id = found.find(text) if found is not None else None
    if subject_id is None:
        return _list(404, kind, text)
    return redirect_or_swap("erasures.look", kind=kind, subject_id=subject_id)


@pages.get("/administration/effacements/<kind>/<uuid:subject_id>")
@requires(Permission.ERASURES_MANAGE)
def look(kind: str, subject_id: UUID) -> str:
    """What would go and what would stay, before anybody decides."""
    return _look(kind, subject_id)


@pages.post("/administration/effacements/<kind>/<uuid:subject_id>")
@requires(Permission.ERASURES_MANAGE)
@confirmed
def erase(kind: str, subject_id: UUID) -> Response:
    """Erase it, for good."""
    _of_the_whole_house()
    reason = " ".join(request.form.get("reason", "").replace("\x00", "").split())[:_LONGEST]
    if is_unseen(reason):
        problem = _("Indiquez la référence de la demande d’effacement.")
        return make_response(_look(kind, subject_id, problem), 422)
    with unit_of_work(idempotent=True) as work:
        acts.what_is(kind).foresee(current_actor(), subject_id)  # the gate
        acts.erase(current_actor(), kind, subject_id, reason)
        work.outcome["location"] = url_for("erasures.index", liste=DONE)
    flash_notice(_("C’est effacé. Une sauvegarde plus ancienne l’effacera de nouveau."))
    return redirect_or_swap("erasures.index", liste=DONE)


@pages.post("/administration/effacements/<kind>/<uuid:subject_id>/suspendre")
@requires(Permission.ERASURES_MANAGE)
@confirmed
def suspend(kind: str, subject_id: UUID) -> Response:
    """A dispute goes on: keep it."""
    _of_the_whole_house()
    because = " ".join(request.form.get("because", "").replace("\x00", "").split())[:_LONGEST]
    if not because:
        raise BadInput(_("Indiquez le litige pour lequel l’effacement est suspendu."))
    with unit_of_work(idempotent=True) as work:
        acts.what_is(kind).foresee(current_actor(), subject_id)  # the gate
        acts.suspend(current_actor(), kind, subject_id, because)
        work.outcome["location"] = url_for("erasures.index")
    flash_notice(_("L’effacement est suspendu."))
    return redirect_or_swap("erasures.index")


@pages.post("/administration/effacements/<kind>/<uuid:subject_id>/reprendre")
@requires(Permission.ERASURES_MANAGE)
@confirmed
def resume(kind: str, subject_id: UUID) -> Response:
    """The dispute is over: it is erased when its time comes."""
    _of_the_whole_house()
    with unit_of_work(idempotent=True) as work:
        acts.resume(current_actor(), kind, subject_id)
        work.outcome["location"] = url_for("erasures.index")
    flash_notice(_("La suspension est levée."))
    return redirect_or_swap("erasures.index")


def _of_the_whole_house() -> None:
    if not current_actor().holds(Permission.ERASURES_MANAGE, ROOT):
        raise Forbidden


def _look(kind: str, subject_id: UUID, problem: str = "") -> str:
    _of_the_whole_house()
    what = acts.what_is(kind)
    foreseen = what.foresee(current_actor(), subject_id)
    row = session.get(Erasure, (kind, subject_id))
    held = row.held_because if row is not None and row.held_at is not None else ""
    return render(
        "home/erase.html", kind=kind, subject_id=subject_id, label=str(what.label),
        foreseen=foreseen, held=held, problem=problem,
    )  # fmt: skip


def _list(status: int, kind: str = "", text: str = "") -> Response:
    which = DONE if request.args.get("liste") == DONE else SOON
    rows, further = _rows(which, request.args.get("suite"))
    names = accounts.names_of({row.by for row in rows if row.by is not None})
    html = render(
        "home/erasures.html",
        which=which,
        rows=[_told(row, names) for row in rows],
        further=url_for("erasures.index", liste=which, suite=further) if further else None,
        kinds=[(one.key, str(one.label)) for one in all_of(KINDS)],
        hints=[(str(one.label), str(one.hint)) for one in all_of(KINDS)],
        kind=kind, text=text, not_found=status == 404,
    )  # fmt: skip
    return make_response(html, status)


def _rows(which: str, after: str | None) -> tuple[list[Erasure], str | None]:
    """A page of the list, nearest first."""
    query = select(Erasure)
    order: Any = Erasure.due_on
    if which == DONE:
        order = Erasure.erased_at
        query = query.where(Erasure.erased_at.is_not(None))
    else:
        query = query.where(Erasure.erased_at.is_(None), Erasure.due_on.is_not(None))
    if known := values_of(after, 1):
        last = session.scalar(select(Erasure).where(Erasure.subject_id == _uuid(known[0])))
        if last is not None:
            here = tuple_(order, Erasure.subject_id)
            there = tuple_(getattr(last, order.key), last.subject_id)
            query = query.where(here < there if which == DONE else here > there)
    by = (order.desc(), Erasure.subject_id.desc()) if which == DONE else (order, Erasure.subject_id)
    found = list(session.scalars(query.order_by(*by).limit(PER_PAGE + 1)))
    more = len(found) > PER_PAGE
    return found[:PER_PAGE], cursor(str(found[PER_PAGE - 1].subject_id)) if more else None


def _uuid(text: Any) -> UUID:
    try:
        return UUID(str(text))
    except ValueError as fault:
        raise BadInput from fault


def _told(row: Erasure, names: dict[UUID, str]) -> dict[str, Any]:
    what = one_of(KINDS, row.kind)
    return {
        "kind": row.kind,
        "id": row.subject_id,
        "label": str(what.label) if what is not None else row.kind,
        "number": row.facts.get("number") or str(row.subject_id),
        "service": row.facts.get("service", ""),
        "why": str(WHY[row.because]),
        "due_on": row.due_on,
        "held": row.held_because if row.held_at is not None else "",
        "erased_at": row.erased_at,
        "by": names.get(row.by, "") if row.by is not None else "",
        "reason": row.reason,
        "url": url_for("erasures.look", kind=row.kind, subject_id=row.subject_id),
    }
