"""Proposed changes: their lists, the page of one, what its author does with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response as FlaskResponse
from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from core.access import signed_in
from core.actor import Actor
from core.database import unit_of_work
from core.errors import BadInput, Forbidden
from core.i18n import _
from core.saying import moment
from core.web import current_actor, flash_notice, go, render
from registry import operations, queries
from registry.pages.blueprint import pages
from registry.pages.deciding import controls_of
from registry.pages.proposal_view import line, whole
from registry.queries import Proposed

OWN = "authors follow what they ask without a permission; the gate of records looks"
_PAGES = {"a-decider": "waiting", "en-cours": "open_proposals", "terminees": "ended",
          "miennes": "own"}  # fmt: skip


@pages.get("/propositions")
@signed_in(because=OWN)
def waiting() -> str:
    """What waits for this person."""
    return _list("a-decider")


@pages.get("/propositions/en-cours")
@signed_in(because=OWN)
def open_proposals() -> str:
    """What goes on in reach."""
    return _list("en-cours")


@pages.get("/propositions/terminees")
@signed_in(because=OWN)
def ended() -> str:
    """What came to its end."""
    return _list("terminees")


@pages.get("/propositions/miennes")
@signed_in(because=OWN)
def own() -> str:
    """What this person asked."""
    return _list("miennes")


def _list(tab: str) -> str:
    actor = current_actor()
    answers = queries.may_answer(actor)
    if not queries.may_follow(actor):
        raise Forbidden
    after = _after()
    if tab == "miennes":
        page = queries.own_page(actor, after)
        items = [_own(one) for one in page.items]
    else:
        page = queries.proposals_page(actor, tab, after)
        items = [line(one) for one in page.items]
    return render(
        "registry/proposals.html", items=items, tab=tab, tabs=_tabs(actor, tab, answers=answers),
        next_url=_url(tab, apres=page.next) if page.next else None,
    )  # fmt: skip


def _tabs(actor: Actor, tab: str, *, answers: bool) -> list[dict[str, Any]]:
    waits, own = queries.waiting_count(actor) if answers else 0, queries.own_open_count(actor)
    told = [
        ("a-decider", _("À décider"), waits if answers else None),
        ("en-cours", _("En cours"), None),
        ("terminees", _("Terminées"), None),
        ("miennes", _("Mes propositions"), own),
    ]
    return [
        {"label": label, "url": _url(key), "current": key == tab, "number": number or None}
        for key, label, number in told
    ]  # fmt: skip


def _url(tab: str, **more: Any) -> str:
    return url_for(f"registry.{_PAGES[tab]}", **more)


def _own(one: queries.Own) -> dict[str, Any]:
    """One’s own line; what is closed meanwhile keeps its number, its day and its state."""
    if one.seen is not None:
        return line(one.seen)
    row, status = (
        one.proposal,
        queries.circuit_of_change(one.proposal).status.get(one.proposal.status),
    )
    return {
        "id": row.id, "number": row.number or "–", "url": None, "by": row.made_by_name,
        "label": _("Fiche qui n’est plus ouverte"), "fields": "", "when": moment(row.made_at),
        "iso": row.made_at.isoformat(), "status": status, "due": "", "mine": False,
        "state": row.state,
    }  # fmt: skip


def _after() -> UUID | None:
    text = request.args.get("apres", "")
    try:
        return UUID(text) if text else None
    except ValueError as fault:
        raise BadInput from fault


@pages.get("/propositions/<uuid:proposal_id>")
@signed_in(because=OWN)
def proposal(proposal_id: UUID) -> FlaskResponse:
    """Before, now, after; who said what; what may be done."""
    return proposal_page(current_actor(), queries.proposal_seen(current_actor(), proposal_id))


def proposal_page(
    actor: Actor, seen: Proposed, *, errors: Any = (), typed: Any = None, status: int = 200
) -> FlaskResponse:
    """The page of a proposal, with what was typed when it is drawn again."""
    told = whole(actor, seen)
    controls, state, view = controls_of(seen, typed)
    page = render(
        "registry/proposal.html", one=told, controls=controls, state=state, view=view,
        errors=list(errors), typed=typed.form if typed else {},
    )  # fmt: skip
    answer: FlaskResponse = make_response(page, status)
    return answer


@pages.post("/propositions/<uuid:proposal_id>/action")
@signed_in(because=OWN)
def act_on_proposal(proposal_id: UUID) -> Response:
    """The author hands it in again, or withdraws it."""
    actor = current_actor()
    with unit_of_work(idempotent=True) as work:
        seen = queries.proposal_seen(actor, proposal_id, lock=True)
        if not seen.is_mine:
            raise Forbidden
        step = operations.Step(
            move=request.form.get("action", ""), comment=said("comment"),
            confirmed="_lu" in request.form,
        )  # fmt: skip
        operations.act(actor, seen, step, version_seen())
        location = url_for("registry.proposal", proposal_id=proposal_id)
        work.outcome["location"] = location
    flash_notice(_("C’est fait."))
    return go(location)


@pages.post("/propositions/<uuid:proposal_id>/annuler/<int:step>")
@signed_in(because=OWN)
def undo_on_proposal(proposal_id: UUID, step: int) -> Response:
    """Take one’s own latest move back, within its grace."""
    actor = current_actor()
    with unit_of_work(idempotent=True) as work:
        seen = queries.proposal_seen(actor, proposal_id, lock=True)
        operations.undo(actor, seen, step)
        location = url_for("registry.proposal", proposal_id=proposal_id)
        work.outcome["location"] = location
    flash_notice(_("Votre action est annulée."))
    return go(location)


@pages.post("/propositions/<uuid:proposal_id>/controles")
@signed_in(because=OWN)
def tick_on_proposal(proposal_id: UUID) -> Response:
    """The check-list of the present level, as it is sent whole."""
    actor = current_actor()
    with unit_of_work():
        seen = queries.proposal_seen(actor, proposal_id, lock=True)
        circuit = queries.bridge_of_change(seen.proposal).circuit
        for item in circuit.status[seen.proposal.status].checklist:
            operations.tick(actor, seen, item.key, done=item.key in request.form)
    return go(url_for("registry.proposal", proposal_id=proposal_id))


def said(name: str) -> str:
    """What was typed, without what no text holds."""
    return request.form.get(name, "").replace("\x00", "").strip()


def version_seen(name: str = "_version") -> int | None:
    """The version of the proposal that was before the eyes."""
    seen = request.form.get(name, "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
