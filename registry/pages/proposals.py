"""Proposed changes: shown before and after, answered field by field."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from core.access import requires
from core.actor import Actor
from core.database import unit_of_work
from core.errors import Invalid
from core.i18n import _
from core.problems import Problem
from core.saying import moment
from core.web import current_actor, flash_notice, go, render
from registry import operations, queries
from registry.domain.entity import Entity
from registry.models import Record
from registry.pages.blueprint import pages
from registry.pages.shown import address, words_of
from registry.permissions import Permission

ANSWERS = {"oui": "accepted", "non": "refused"}


@pages.get("/propositions")
@requires(Permission.RECORDS_WRITE)
def waiting() -> str:
    """What waits for an answer of this person, the oldest first."""
    actor = current_actor()
    entities = {entity.key: entity for entity in queries.live_entities()}
    found = []
    for one in queries.waiting(actor):
        seen = queries.seen(actor, entities[one.record.entity], one.record)
        found.append({**told(one), "label": seen.label, "url": address(seen) + "#propositions"})
    return render("registry/proposals.html", proposals=found)


@pages.post("/fiches/<entity>/<code>/propositions/<uuid:proposal_id>")
@requires(Permission.RECORDS_WRITE)
def answer(entity: str, code: str, proposal_id: UUID) -> Response:
    """Accept some fields, refuse others; those without an answer go on waiting."""
    actor = current_actor()
    record = queries.record_for(actor, entity, code, Permission.RECORDS_WRITE)
    found = queries.live_entity(entity)
    proposal = queries.proposal_for(actor, found, record, proposal_id)
    said = {
        name.removeprefix("champ-"): ANSWERS.get(value)
        for name, value in request.form.items()
        if name.startswith("champ-")
    }
    accepted, refused = (
        [key for key, answer in said.items() if answer == wanted]
        for wanted in ("accepted", "refused")
    )
    if not accepted and not refused:
        raise Invalid([Problem("", "proposal-no-answer")])
    with unit_of_work(idempotent=True) as work:
        operations.answer_proposal(
            actor, record, proposal, accepted, refused, _version_seen(),
            reason=request.form.get("motif", "").replace("\x00", ""),
        )  # fmt: skip
        location = address(queries.seen(actor, found, record))
        work.outcome["location"] = location
    flash_notice(_("Votre réponse est enregistrée."))
    return go(location)


def proposals(actor: Actor, entity: Entity, record: Record) -> list[dict[str, Any]]:
    """Those of one record, for its page."""
    return [told(one) for one in queries.proposals_on(actor, entity, record)]


def told(one: Any) -> dict[str, Any]:
    """A proposal in words."""
    row = one.proposal
    return {
        "id": row.id, "by": row.made_by_name, "when": moment(row.made_at),
        "iso": row.made_at.isoformat(), "reason": row.reason, "to_answer": one.to_answer,
        "fields": [
            {
                "key": asked.field.key, "title": asked.field.title, "answer": asked.answer,
                "old": words_of(asked.field, asked.old), "now": words_of(asked.field, asked.now),
                "new": words_of(asked.field, asked.new), "moved": asked.has_moved,
                "mine": asked.mine_to_answer,
            }
            for asked in one.fields
        ],
    }  # fmt: skip


def _version_seen() -> int | None:
    seen = request.form.get("_version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
