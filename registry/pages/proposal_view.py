"""A proposed change as its page shows it: before, now, after, who said what, what is next."""

from __future__ import annotations

from typing import Any

from flask import url_for

from core.actor import Actor
from core.files import store
from core.i18n import _
from core.problems import Problem
from core.saying import moment
from core.words import knows, message
from registry import entity_form, operations, queries
from registry.domain.entity import EntityField, Kind
from registry.domain.verdicts import AMEND, Review
from registry.operations.standing import lost_fields, obstacles, standing_of
from registry.pages.proposal_steps import cells_of, journal_of
from registry.pages.shown import address, words_of
from registry.queries import Asked, Proposed
from workflows import queries as workflows
from workflows.domain.circuit import Circuit
from workflows.domain.decision import Offered
from workflows.operations.undoing import undoable_until


def said(seen: Proposed, field: EntityField, value: Any) -> str:
    """A value in words, whatever it is made of."""
    if field.kind is Kind.OTHER or field.ui:
        return entity_form.in_words(seen.entity, field.key, value)
    return words_of(field, value)


def line(seen: Proposed) -> dict[str, Any]:
    """A proposal as a line of a list."""
    row, circuit = seen.proposal, queries.circuit_of_change(seen.proposal)
    status = circuit.status.get(row.status)
    return {
        "id": row.id, "number": row.number or "–", "label": seen.label,
        "url": url_for("registry.proposal", proposal_id=row.id),
        "fields": ", ".join(one.field.title for one in seen.fields),
        "by": row.made_by_name, "when": moment(row.made_at), "iso": row.made_at.isoformat(),
        "status": status, "due": moment(row.due_at) if row.due_at and row.state == "open" else "",
        "mine": seen.to_answer, "state": row.state,
        "choice": f"{row.id}:{row.version}:{seen.record.version}",
    }  # fmt: skip


def whole(actor: Actor, seen: Proposed) -> dict[str, Any]:
    """All that the page draws."""
    row, circuit = seen.proposal, queries.circuit_of_change(seen.proposal)
    standing = standing_of(actor, row, seen.record, seen.entity, judged=False)
    steps = workflows.steps_of(row.id)
    status = circuit.status[row.status]
    lost = lost_fields(row, seen.record, seen.entity) if row.state == "open" else frozenset()
    moves = _moves(actor, seen, standing, circuit)
    return {
        **line(seen),
        "version": row.version, "record_version": seen.record.version,
        "record_url": address(queries.seen(actor, seen.entity, seen.record)),
        "redirected": seen.record.id != row.record_id, "archived": seen.record.state == "archived",
        "reason": "" if seen.is_partial else row.reason, "partial": seen.is_partial,
        "source": row.source.get("number", ""),
        "help": status.help, "cells": cells_of(seen, circuit, standing),
        "fields": [_field(seen, one, one.field.key in lost) for one in seen.fields],
        "barred": _barred(seen), "moves": moves, "seats": _seats(actor, seen, circuit),
        "decides": any(one.mine_to_answer for one in seen.fields),
        "checklist": _checklist(seen, circuit), "journal": journal_of(seen, circuit, steps),
        "undo": _undo(actor, seen, standing, steps), "may_revise": may_revise(seen),
        "is_mine": seen.is_mine, "outcome": row.outcome, "entry": row.entry_no,
    }  # fmt: skip


def may_revise(seen: Proposed) -> bool:
    """Whether the author may put other values where it stands."""
    status = queries.bridge_of_change(seen.proposal).circuit.status[seen.proposal.status]
    return (
        seen.is_mine
        and bool(set(status.editable_by) & seen.functions)
        and bool(
            {one.field.key for one in seen.fields} & (seen.access.proposes | seen.access.writes)
        )
    )


def _field(seen: Proposed, one: Asked, lost: bool) -> dict[str, Any]:  # noqa: FBT001 – a fact
    change = one.change
    standing = change.standing
    now_or_then = one.now if seen.proposal.state == "open" else one.old
    return {
        "key": one.field.key, "title": one.field.title, "mine": one.mine_to_answer,
        "old": said(seen, one.field, one.old), "now": said(seen, one.field, now_or_then),
        "new": said(seen, one.field, one.new), "moved": one.has_moved,
        "changed_since": seen.proposal.state == "open" and one.old != one.now,
        "amended": said(seen, one.field, change.value) if change.verdict == AMEND else None,
        "verdict": change.verdict, "answer": one.answer, "lost": lost, "reason": change.reason,
        "files": store().describe(list(change.evidence), (queries.CHANGE, seen.proposal.id))
        if change.evidence else [],
        "reviews": [_review(seen, one, review) for review in change.reviews],
        "others": _others(seen, one), "by": standing.name if standing else "",
    }  # fmt: skip


def _review(seen: Proposed, one: Asked, review: Review) -> dict[str, str]:
    words = {
        "accept": _("%(name)s accepte", name=review.name),
        "refuse": _("%(name)s refuse", name=review.name),
        "amend": _(
            "%(name)s écrit à la place « %(value)s »",
            name=review.name, value=said(seen, one.field, review.value),
        ),
    }  # fmt: skip
    return {"text": words[review.verdict], "when": moment(review.at), "reason": review.reason}


def _others(seen: Proposed, one: Asked) -> list[dict[str, str]]:
    """Other open proposals about the same field."""
    return [
        {"number": row.number or "–", "url": url_for("registry.proposal", proposal_id=row.id),
         "value": said(seen, one.field, value)}
        for row, value in queries.rivals(seen.proposal, one.field.key)
    ]  # fmt: skip


def _barred(seen: Proposed) -> list[str]:
    """Why it cannot be written now, but for what deciding settles."""
    if seen.proposal.state != "open":
        return []
    told = [
        reason for reason in obstacles(seen.proposal, seen.record, seen.entity)
        if reason.code in {"change.record-out", "change.invalid", "change.author-lost"}
    ]  # fmt: skip
    return [message(Problem("", reason.code, reason.params)) for reason in told]


def _moves(actor: Actor, seen: Proposed, standing: Any, circuit: Circuit) -> list[dict[str, Any]]:
    """What this person may do, and why not the rest of what is meant for them."""
    if seen.proposal.state != "open":
        return []
    situation = workflows.situation_of(seen.proposal, standing, actor.account_id)
    found = []
    for decision in standing.bridge.offered(situation):
        key = decision.transition.key if isinstance(decision, Offered) else decision.key
        way = circuit.transition[key]
        if seen.is_mine and operations.writes(circuit, way):
            continue  # nobody answers what they asked
        if isinstance(decision, Offered):
            end = circuit.status.get(decision.to)
            found.append({
                "key": key, "label": way.label, "comment": decision.comment_required, "why": "",
                "warning": way.warning,
                "tone": "primary" if end and end.outcome == "accepted" else "",
                "icon": end.icon if end else "arrow-right",
            })  # fmt: skip
        elif "move.function" not in decision.codes and "move.system" not in decision.codes:
            why = " ".join(
                message(Problem("", r.code, r.params)) for r in decision.reasons if knows(r.code)
            )
            found.append({"key": key, "label": way.label, "why": why})
    return found


def _seats(actor: Actor, seen: Proposed, circuit: Circuit) -> list[dict[str, str]]:
    """Visas this person may give now."""
    row = seen.proposal
    status = circuit.status[row.status]
    if row.state != "open" or status.parallel is None:
        return []
    voted = {str(vote.account_id) for vote in workflows.votes_of(row.id)
             if vote.entry_no == row.entry_no}  # fmt: skip
    return [
        {"key": seat, "label": circuit.functions[seat].label}
        for seat in status.parallel.seats
        if seat in seen.functions and seat in row.waiting_functions
        and str(actor.account_id) not in voted
    ]  # fmt: skip


def _checklist(seen: Proposed, circuit: Circuit) -> list[dict[str, Any]]:
    status = circuit.status[seen.proposal.status]
    if not status.checklist or seen.proposal.state != "open":
        return []
    done = workflows.ticks_of(seen.proposal)
    return [
        {"name": item.key, "label": item.label, "required": item.required, "text": item.help,
         "done": item.key in done, "by": done[item.key].by_name if item.key in done else None}
        for item in status.checklist
    ]  # fmt: skip


def _undo(actor: Actor, seen: Proposed, standing: Any, steps: Any) -> dict[str, Any] | None:
    """The latest move of this person, as long as it may be taken back."""
    latest = steps[0] if steps else None
    if (
        latest is None
        or latest.actor_id != actor.account_id
        or latest.version != seen.proposal.version
    ):
        return None
    until = undoable_until(latest, standing)
    return {"step": latest.id, "until": moment(until)} if until else None
