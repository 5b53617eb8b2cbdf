"""Proposed changes for programs: the same doors and acts as the pages."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify

from core import conditional, paging
from core.access import requires, signed_in
from core.actor import Actor
from core.api import PREFIX, PageQuery, answers, body, bounded_page, query, versioned
from core.database import Work, unit_of_work
from core.errors import Forbidden, Invalid
from core.web import current_actor
from documents.queries import UPLOAD
from registry import operations, queries
from registry.operations import Beside, Said, Step
from registry.operations.standing import standing_of
from registry.permissions import Permission
from registry.proposal_serializers import (
    AnswerIn,
    DecisionIn,
    ProposalIn,
    ProposalOut,
    ProposalPage,
    ProposalsQuery,
)
from registry.queries import Own, Proposed
from registry.serializers import RecordOut
from workflows import queries as workflows
from workflows.domain.decision import Offered

proposals = Blueprint("registry_proposals_api", __name__, url_prefix=PREFIX)
OWN = "one’s own establishment is in sight without a permission; the query looks"


@proposals.get("/records/<string:entity>/<string:code>/proposals")
@signed_in(because=OWN)
@query(PageQuery)
@answers(ProposalPage)
def of_record(entity: str, code: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Changes that wait, for who reads what they ask about, oldest first."""
    actor = current_actor()
    record = queries.record_for(actor, entity, code)
    found = queries.proposals_on(actor, queries.live_entity(entity), record)
    page, following = paging.part(found, _place, asked["cursor"], asked["limit"])
    return bounded_page([told(actor, one) for one in page], following, len(found))


def _place(one: Proposed) -> list[str]:
    """Where a proposal stands among those on its record."""
    at = one.proposal.made_at.astimezone(UTC)
    return [at.isoformat(timespec="microseconds"), str(one.proposal.id)]


@proposals.post("/records/<string:entity>/<string:code>/proposals")
@signed_in(because=OWN)
@body(ProposalIn)
@answers(ProposalOut, 201, many=True)
def propose(entity: str, code: str, data: dict[str, Any]) -> Any:
    """Propose changes: one proposal for each circuit the fields go through."""
    actor = current_actor()
    with unit_of_work(idempotent=True) as work:
        record = queries.record_for(actor, entity, code)
        try:
            made = operations.propose_changes(
                actor, record, data["data"], data["expected_version"], reason=data["reason"],
                beside=Beside(data["reasons"]),
            )  # fmt: skip
        except Invalid as refusal:
            refusal.problems = tuple(problem.under("/data") for problem in refusal.problems)
            raise
        files = {key: [str(i) for i in ids] for key, ids in data["evidence"].items()}
        operations.take_uploads(actor, made, files, UPLOAD)
        found = [told(actor, queries.proposal_seen(actor, one.id)) for one in made]
        return _kept(work, ProposalOut(many=True).dump(found), 201)


@proposals.get("/proposals")
@signed_in(because=OWN)
@query(ProposalsQuery)
@answers(ProposalPage)
def list_proposals(asked: dict[str, Any]) -> dict[str, Any]:
    """What waits for the caller, what goes on, what ended, what they asked themselves."""
    actor = current_actor()
    if not queries.may_follow(actor):
        raise Forbidden
    count, bounded = queries.proposals_count(actor, asked["list"])
    if asked["list"] == "miennes":
        own = queries.own_page(actor, asked["cursor"], asked["limit"])
        items = [told(actor, one.seen) if one.seen else _gone(one) for one in own.items]
        return bounded_page(items, str(own.next) if own.next else None, count, bounded=bounded)
    page = queries.proposals_page(actor, asked["list"], asked["cursor"], asked["limit"])
    items = [told(actor, one) for one in page.items]
    return bounded_page(items, str(page.next) if page.next else None, count, bounded=bounded)


@proposals.get("/proposals/<uuid:proposal_id>")
@signed_in(because=OWN)
@answers(ProposalOut)
def one_proposal(proposal_id: UUID) -> dict[str, Any]:
    """One proposal, with what the caller may do."""
    actor = current_actor()
    return told(actor, queries.proposal_seen(actor, proposal_id))


@proposals.post("/proposals/<uuid:proposal_id>/decision")
@signed_in(because=OWN)
@versioned
@body(DecisionIn)
@answers(ProposalOut)
def decide(proposal_id: UUID, data: dict[str, Any]) -> Any:
    """Say what becomes of each field, then move or give a visa; all of it or nothing.

    Its author hands it in again or withdraws it by the same door, with `transition` alone.
    """
    actor = current_actor()
    with unit_of_work(idempotent=True) as work:
        seen = queries.proposal_seen(actor, proposal_id, lock=True)
        vote = data["vote"] or {"function": "", "verdict": ""}
        step = Step(
            data["transition"], vote["function"], vote["verdict"], data["comment"],
            confirmed=data["confirmed"],
        )  # fmt: skip
        said = {key: Said(v["verdict"], v["value"], v["reason"])
                for key, v in data["fields_"].items()}  # fmt: skip
        read = conditional.expected(data["expected_version"])
        if seen.is_mine:
            if said or data["vote"] or not data["transition"]:
                raise Forbidden
            operations.act(actor, seen, step, read)
        else:
            operations.decide(
                actor, seen, said, step, expected_version=read,
                record_version=data["record_version"],
            )  # fmt: skip
        answer = told(actor, queries.proposal_seen(actor, proposal_id))
        return _kept(work, ProposalOut().dump(answer), 200)


@proposals.post("/records/<string:entity>/<string:code>/proposals/<uuid:proposal_id>")
@requires(Permission.RECORDS_READ)
@body(AnswerIn)
@answers(RecordOut)
def answer(entity: str, code: str, proposal_id: UUID, data: dict[str, Any]) -> Any:
    """Accept some fields, refuse others; where the circuit leaves one way, it is gone at once.

    `expected_version` is that of the record.
    """
    actor = current_actor()
    with unit_of_work(idempotent=True) as work:
        record = queries.record_for(actor, entity, code)
        found = queries.live_entity(entity)
        queries.proposal_for(actor, found, record, proposal_id)
        seen = queries.proposal_seen(actor, proposal_id, lock=True)
        said = {key: Said("accept", reason=data["reason"]) for key in data["accept"]}
        said |= {key: Said("refuse", reason=data["reason"]) for key in data["refuse"]}
        if not said or set(data["accept"]) & set(data["refuse"]):
            raise Forbidden
        step = operations.conclude(actor, seen, said, data["reason"])
        operations.decide(actor, seen, said, step, record_version=data["expected_version"])
        from registry.resources import out

        return _kept(work, RecordOut().dump(out(actor, found, record)), 200)


def told(actor: Actor, seen: Proposed) -> dict[str, Any]:
    """A proposal as its reader may see it."""
    row = seen.proposal
    return {
        "id": row.id, "number": row.number, "entity": row.entity, "record": seen.record.id,
        "label": seen.label, "at": row.made_at, "by": row.made_by_name, "version": row.version,
        "reason": "" if seen.is_partial else row.reason, "state": row.state,
        "outcome": row.outcome, "status": row.status, "record_version": seen.record.version,
        "transitions": _offered(actor, seen),
        "changes": [
            {
                "field": a.field.key, "old": a.old, "now": a.now, "new": a.new,
                "value": a.change.value, "answer": a.answer or "waiting", "moved": a.has_moved,
                "mine": a.mine_to_answer, "reason": a.change.reason,
                "evidence": list(a.change.evidence),
                "reviews": [
                    {"by": r.name, "at": r.at, "verdict": r.verdict, "value": r.value,
                     "reason": r.reason}
                    for r in a.change.reviews
                ],
            }
            for a in seen.fields
        ],
    }  # fmt: skip


def _gone(one: Own) -> dict[str, Any]:
    """One’s own whose record is closed meanwhile: its number and its state, no value."""
    row = one.proposal
    return {
        "id": row.id, "number": row.number, "entity": row.entity, "record": None, "label": "",
        "at": row.made_at, "by": row.made_by_name, "reason": "", "state": row.state,
        "outcome": row.outcome, "status": row.status, "version": row.version,
        "record_version": 0, "transitions": [], "changes": [],
    }  # fmt: skip


def _offered(actor: Actor, seen: Proposed) -> list[dict[str, str]]:
    if seen.proposal.state != "open":
        return []
    standing = standing_of(actor, seen.proposal, seen.record, seen.entity, judged=False)
    situation = workflows.situation_of(seen.proposal, standing, actor.account_id)
    return [
        {"transition": one.transition.key, "label": one.transition.label}
        for one in standing.bridge.offered(situation)
        if isinstance(one, Offered)
    ]


def _kept(work: Work, body_: Any, status: int) -> Response:
    """The answer, kept with the idempotency key so that the same call gets it again."""
    work.outcome.update(status=status, body=body_)
    response = jsonify(body_)
    response.status_code = status
    return response
