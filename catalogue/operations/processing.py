"""Agents' acts on one request: move, vote, tick, assign, undo. The row is locked by the caller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from accounts import queries as accounts
from catalogue.events import RequestAssigned
from catalogue.models import Request
from catalogue.operations import asking_again, correcting
from catalogue.operations.asking_again import Wish
from catalogue.queries import Seen
from catalogue.standing import FORM_COMPLETE, KIND, standing_of
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Forbidden
from core.events import announce
from core.history import record
from workflows import operations as workflows
from workflows.operations.stale import refuse_if_moved, refuse_if_stale

if TYPE_CHECKING:
    from workflows.models import Step


def move(
    actor: Actor,
    seen: Seen,
    key: str,
    *,
    comment: str = "",
    expected_version: int | None = None,
    confirmed: bool = False,
    wishes: Sequence[Wish] = (),
) -> Step:
    """Make a move of the circuit; one that hands corrections in merges them first.

    `confirmed` says that the warning of the move, if it has one, was read; `wishes` are what an
    agent who sends the request back wants to be corrected.
    """
    request = seen.request
    standing = standing_of(actor, request, seen.versions)
    refuse_if_stale(request, standing, expected_version)
    transition = standing.bridge.circuit.transition.get(key)
    if (
        transition is not None
        and request.status in transition.sources
        and FORM_COMPLETE in transition.checks
        and set(transition.by) & seen.functions
        and correcting.merge(actor, seen)
    ):
        standing = standing_of(actor, request, seen.versions)
    said = comment.strip() or asking_again.in_words(request, wishes)
    workflows.refuse_unread(actor, request, key, standing, said, confirmed=confirmed)
    step = workflows.move(actor, request, key, standing, comment=said)
    if seen.side == "agency":
        asking_again.ask(actor, seen, step.id, wishes)
    request.updated_at = clock.now()
    _close_or_reopen(request)
    return step


def vote(
    actor: Actor,
    seen: Seen,
    function: str,
    verdict: str,
    *,
    comment: str = "",
    seen_entry: int | None = None,
    expected_version: int | None = None,
) -> Step | None:
    """Cast a visa; the step it led to, if it decided.

    A vote is about a stay, not about a version: two visas given together do not hinder each other.
    """
    request = seen.request
    standing = standing_of(actor, request, seen.versions)
    refuse_if_moved(request, standing, expected_version)
    step = workflows.vote(
        actor, request, function, verdict, standing, comment=comment, seen_entry=seen_entry
    )
    request.updated_at = clock.now()
    _close_or_reopen(request)
    return step


def tick(actor: Actor, seen: Seen, key: str, *, done: bool) -> None:
    """Tick or untick a line of the check-list."""
    workflows.tick(
        actor, seen.request, key, standing_of(actor, seen.request, seen.versions), done=done
    )


def undo(actor: Actor, seen: Seen, step_id: int) -> None:
    """Take a move back within its grace."""
    request = seen.request
    workflows.undo(actor, request, step_id, standing_of(actor, request, seen.versions))
    request.updated_at = clock.now()
    _close_or_reopen(request)


def assign(actor: Actor, seen: Seen, account_id: UUID | None) -> None:
    """Put an agent in charge: somebody who may process this request, or nobody."""
    request = seen.request
    if seen.side != "agency":
        raise Forbidden
    name = ""
    if account_id is not None:
        agent = accounts.account(account_id)
        name = agent.name
        groups = {
            g
            for f in seen.versions.service.bindings
            for g in seen.versions.service.groups_of(f, request.scope_path)
        }
        held = accounts.holders_of_groups(groups, request.scope_path)
        if all(agent.id != holder.id for some in held.values() for holder in some):
            raise Forbidden
    request.assignee_id = account_id
    facts = {"to": name, **seen.told_for}
    record(actor, KIND, request.id, "request.assigned", version=request.version, facts=facts)
    session.flush()  # told in the same answer
    if account_id is not None:
        announce(RequestAssigned(request.id, account_id, actor.account_id))


def _close_or_reopen(request: Request) -> None:
    if request.status_kind == "final":
        request.closed_at = request.closed_at or clock.now()
    else:
        request.closed_at = None
