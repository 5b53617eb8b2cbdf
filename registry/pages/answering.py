"""The answer of a decider to a proposed change."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from core.access import signed_in
from core.database import unit_of_work
from core.errors import Conflict, Forbidden, Invalid
from core.i18n import _
from core.problems import Problem
from core.web import current_actor, flash_notice, go
from core.words import message
from registry import operations, queries
from registry.pages.blueprint import pages
from registry.pages.deciding import Typed, address_of, read
from registry.pages.proposals import OWN, proposal_page, version_seen
from registry.queries import Proposed
from workflows.errors import MoveRefused, VoteRefused


@pages.post("/propositions/<uuid:proposal_id>/decision")
@signed_in(because=OWN)
def decide_on_proposal(proposal_id: UUID) -> Response:
    """Verdicts and the step that follows, in one act; drawn again with what is wrong."""
    actor = current_actor()
    seen = queries.proposal_seen(actor, proposal_id)
    if seen.is_mine or not seen.functions:
        raise Forbidden
    said, step, typed, verb = read(seen)
    if verb.startswith("rows."):
        return proposal_page(actor, seen, typed=typed)
    problems = list(typed.problems)
    if not said and not step.move and not step.function:
        problems.append(Problem("", "proposal-no-answer"))
    if problems:
        return _again(seen, typed, Invalid(problems))
    try:
        with unit_of_work(idempotent=True) as work:
            seen = queries.proposal_seen(actor, proposal_id, lock=True)
            operations.decide(
                actor, seen, said, step,
                expected_version=version_seen("_proposition"),
                record_version=version_seen("_fiche"),
            )  # fmt: skip
            work.outcome["location"] = address_of(proposal_id)
    except (Invalid, MoveRefused, VoteRefused, Conflict) as refusal:
        return _again(queries.proposal_seen(actor, proposal_id), typed, refusal)
    flash_notice(_("Votre réponse est enregistrée."))
    return go(address_of(proposal_id))


def _again(seen: Proposed, typed: Typed, refusal: Any) -> Response:
    """The page with what was typed, and why nothing was kept."""
    found = tuple(refusal.problems) if isinstance(refusal, Invalid) else ()
    told = Typed(request.form, typed.filling, found)
    errors = [(_target(p.path), message(p)) for p in found] or [("comment", str(refusal))]
    return proposal_page(current_actor(), seen, errors=errors, typed=told, status=refusal.status)


def _target(path: str) -> str:
    key = path.strip("/").split("/")[0]
    return f"v-{key}" if key else ""
