"""Around every act on one request: the lock, the idempotency key, the refusal beside its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import request, url_for
from werkzeug.wrappers import Response

from catalogue import queries
from catalogue.queries import Seen
from catalogue.views.desk import Asked
from catalogue.views.file import render_file
from catalogue.views.moves import Trouble
from core.actor import Actor
from core.database import unit_of_work
from core.errors import Conflict, Invalid, NotFound, NotSignedIn, PreauError
from core.i18n import _, text_of
from core.saying import hour
from core.web import current_actor, flash_notice, go, wants_partial
from core.words import message
from workflows import queries as workflows
from workflows.operations.stale import Stale


def perform(
    reference: str, at: str, act: Callable[[Actor, Seen], str], *, tab: str | None = None
) -> Response | str:
    """Do `act` on the locked request and show the file again with the sentence it gives, if any.

    `at` names the form that sent it: a refusal stands beside it, with what had been typed.
    """
    actor = current_actor()
    try:
        with unit_of_work(idempotent=True) as work:
            seen = queries.request_for(actor, reference, lock=True)
            notice = act(actor, seen)
            location = file_again(seen, tab)
            work.outcome = {"location": location}
    except (NotFound, NotSignedIn):
        raise
    except PreauError as refusal:
        return refused(actor, reference, at, refusal, tab)
    if notice:
        flash_notice(notice)
    if wants_partial() and seen.side == "agency":
        return render_file(actor, queries.request_for(actor, reference), tab)
    return go(location)


def file_again(seen: Seen, tab: str | None = None) -> str:
    """The file, in the view and the tab the act came from."""
    reference = seen.request.reference or seen.request.provisional
    if seen.side != "agency":
        return url_for("catalogue.follow", reference=reference)
    shown = tab or request.args.get("onglet")
    params = Asked.of(request.args).params() | ({"onglet": shown} if shown else {})
    return url_for("catalogue.follow", reference=reference, **params)


def refused(
    actor: Actor, reference: str, at: str, refusal: PreauError, tab: str | None
) -> Response | str:
    """The file as it stands now; a file this person may no longer see answers 404."""
    seen = queries.request_for(actor, reference)
    if seen.side != "agency":
        raise refusal
    trouble = Trouble(
        at=at,
        text=words_of(refusal),
        comment=request.form.get("comment") or request.form.get("text") or "",
        verdict=request.form.get("verdict", ""),
        audience=request.form.get("audience", ""),
        changes=changes_of(seen, refusal),
    )
    return render_file(actor, seen, tab, trouble=trouble, status=refusal.status)


def words_of(refusal: PreauError) -> str:
    """The sentences of a refusal in one."""
    if isinstance(refusal, Invalid) and refusal.problems:
        return " ".join(message(problem) for problem in refusal.problems)
    return text_of(refusal.message)


def changes_of(seen: Seen, refusal: PreauError) -> Sequence[str]:
    """« Amina Benali a fait avancer cette demande à 14 h 32 : Envoyer aux visas. »."""
    if not isinstance(refusal, Conflict):
        return ()
    circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
    changes: Sequence[Mapping[str, str]] = refusal.changes
    if not changes and not isinstance(refusal, Stale):
        changes = _latest(seen)
    told = []
    for change in changes:
        if not change["by"]:
            told.append(_("%(what)s.", what=change["what"]))
            continue
        transition = circuit.transition.get(change["transition"])
        # a move of the house has no verb: what it led to says it
        move = change["what"] if change["what"] != change["transition"] else change["status"]
        values = {"name": change["by"], "time": hour(change["at"]), "move": move}
        if transition is not None and transition.direction == "back":
            told.append(_("%(name)s a fait reculer cette demande à %(time)s : %(move)s.", **values))
        else:
            told.append(_("%(name)s a fait avancer cette demande à %(time)s : %(move)s.", **values))
    return told


def _latest(seen: Seen) -> list[dict[str, str]]:
    """The latest move: what a late vote or an undo came after."""
    steps = [s for s in workflows.steps_of(seen.request.id, 1) if s.undone_at is None]
    circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
    return [
        {
            "by": s.signed,
            "at": s.at.isoformat(),
            "transition": s.transition,
            "status": circuit.status[s.to_status].label if s.to_status in circuit.status else "",
            "what": circuit.transition[s.transition].label
            if s.transition in circuit.transition
            else s.transition,
        }
        for s in steps
    ]
