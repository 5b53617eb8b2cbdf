"""The author corrects what they asked, as long as the circuit lets them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response as FlaskResponse
from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from core.access import signed_in
from core.actor import Actor
from core.database import unit_of_work
from core.errors import Forbidden
from core.i18n import _
from core.web import current_actor, flash_notice, go, render
from registry import entity_form, operations, queries
from registry.pages.blueprint import pages
from registry.pages.proposal_view import may_revise
from registry.pages.proposals import OWN, version_seen
from registry.queries import Proposed


@pages.get("/propositions/<uuid:proposal_id>/modifier")
@signed_in(because=OWN)
def revise_proposal(proposal_id: UUID) -> FlaskResponse:
    """What its author asked, to be corrected while the circuit lets them."""
    actor = current_actor()
    seen = _mine_to_revise(actor, proposal_id)
    keys = _revisable(seen)
    filling = entity_form.begun(seen.entity, keys, _asked(seen))
    return _revision(seen, filling)


@pages.post("/propositions/<uuid:proposal_id>/modifier")
@signed_in(because=OWN)
def keep_revision(proposal_id: UUID) -> Response:
    """Keep the corrected values."""
    actor = current_actor()
    seen = _mine_to_revise(actor, proposal_id)
    keys = _revisable(seen)
    filling, act = entity_form.resumed(seen.entity, keys, _asked(seen), request.form)
    if act.verb.startswith("rows."):
        return _revision(seen, filling)
    if filling.problems:
        return _revision(seen, filling, status=422)
    with unit_of_work(idempotent=True) as work:
        seen = queries.proposal_seen(actor, proposal_id, lock=True)
        operations.revise(actor, seen, filling.typed(), version_seen("_proposition"))
        location = url_for("registry.proposal", proposal_id=proposal_id)
        work.outcome["location"] = location
    flash_notice(_("Votre proposition est corrigée. Proposez-la de nouveau quand elle est prête."))
    return go(location)


def _mine_to_revise(actor: Actor, proposal_id: UUID) -> Proposed:
    seen = queries.proposal_seen(actor, proposal_id)
    if not may_revise(seen):
        raise Forbidden
    return seen


def _revisable(seen: Proposed) -> list[str]:
    held = seen.access.proposes | seen.access.writes
    keys = [one.field.key for one in seen.fields if one.field.key in held]
    return entity_form.askable(seen.entity, keys)


def _asked(seen: Proposed) -> dict[str, Any]:
    return {one.field.key: one.new for one in seen.fields}


def _revision(seen: Proposed, filling: Any, status: int = 200) -> FlaskResponse:
    view, controls = entity_form.drawn(filling)
    page = render(
        "registry/revise.html", seen=seen, view=view, controls=controls, state=filling.state,
        errors=list(view.errors), version=seen.proposal.version,
    )  # fmt: skip
    answer: FlaskResponse = make_response(page, status)
    return answer
