"""What an agent may do on a file now, and in words why not the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from catalogue.amending import awaits_applicant
from catalogue.models import Request
from catalogue.queries import Seen
from core.actor import Actor
from core.i18n import _
from core.problems import Problem
from core.saying import hour, moment
from core.words import knows, message
from schemas.domain.conditions import Reason
from schemas.phrases import reason_in_words
from workflows import queries as workflows
from workflows.domain.circuit import Circuit, Kind, Transition
from workflows.domain.decision import Offered, Refused
from workflows.domain.grace import grace_of
from workflows.domain.votes import Ballot, Choice, cast_as, standing
from workflows.operations.undoing import offered_to
from workflows.standing import Standing

#: Refusals that are about somebody else, or another moment: nothing this person could mend.
_NOT_FOR_ME = {"move.function", "move.system", "move.not-from-here", "move.unknown"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A refused act: beside which form its sentence stands, and what had been typed there."""

    at: str
    text: str
    comment: str = ""
    verdict: str = ""
    audience: str = ""
    #: What somebody else did meanwhile, as sentences.
    changes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class MoveView:
    """A verb of the guide: offered, or refused with its reasons."""

    key: str
    label: str
    icon: str
    back: bool
    primary: bool = False
    leads_to: str = ""
    effects: Sequence[str] = ()
    comment_required: bool = False
    comment_hint: str | None = None
    reasons: Sequence[str] = ()
    tone: str | None = None
    #: To be read, and said to have been read, before the move.
    warning: str = ""
    #: It gives the answers back: the questions to be corrected may be named with it.
    names_questions: bool = False


@dataclass(frozen=True, slots=True)
class SeatView:
    """A visa this person may give."""

    function: str
    label: str


@dataclass(frozen=True, slots=True)
class Guide:
    """Acts of the present step."""

    moves: Sequence[MoveView] = ()
    seats: Sequence[SeatView] = ()
    #: Id of the step that may be taken back, its label, and until when.
    undo: tuple[int, str, str] | None = None
    checklist: Sequence[dict[str, Any]] = field(default_factory=list)
    may_tick: bool = False


def guide_of(
    actor: Actor, seen: Seen, stand: Standing, labels: Mapping[str, str] | None = None
) -> Guide:
    """Everything the guide offers to this person. `labels` are the words of names in conditions."""
    labels = labels or {}
    situation = workflows.situation_of(seen.request, stand, actor.account_id)
    circuit = workflows.circuit_of(seen.versions.workflow.id)
    decisions = stand.bridge.offered(situation)
    return Guide(
        moves=_ordered(m for d in decisions if (m := _move(circuit, d, labels))),
        seats=list(_seats(actor, seen, stand, circuit)),
        undo=_undo(actor, seen.request, stand, circuit),
        checklist=list(_checklist(seen.request, circuit)),
        may_tick=bool(_deciders(circuit, seen.request.status) & seen.functions),
    )


def _move(
    circuit: Circuit, decision: Offered | Refused, labels: Mapping[str, str]
) -> MoveView | None:
    if isinstance(decision, Refused):
        if _NOT_FOR_ME & set(decision.codes):
            return None
        transition = circuit.transition[decision.key]
        return MoveView(
            transition.key,
            transition.label,
            icon_of(circuit, transition, transition.to),
            transition.direction == "back",
            reasons=said(decision.reasons, labels),
        )
    transition = circuit.transition[decision.transition.key]
    unticked = ", ".join(item.label for item in decision.unticked)
    return MoveView(
        transition.key,
        transition.label,
        icon_of(circuit, transition, decision.to),
        transition.direction == "back",
        leads_to=circuit.status[decision.to].label,
        effects=list(effects_of(circuit, transition)),
        comment_required=decision.comment_required,
        comment_hint=_("Dites pourquoi ces points ne sont pas cochés : %(items)s.", items=unticked)
        if unticked
        else None,
        tone="rose" if circuit.status[decision.to].outcome == "refused" else None,
        warning=transition.warning,
        names_questions=awaits_applicant(circuit, decision.to),
    )


def _ordered(moves: Iterator[MoveView]) -> list[MoveView]:
    """Back first, then forward; the first forward verb that may be done is the main one, last."""
    found = list(moves)
    forward = [m for m in found if not m.back]
    main = next((m for m in forward if not m.reasons and m.tone is None), None) or next(
        iter(forward), None
    )
    rest = [m for m in found if m is not main]
    rest.sort(key=lambda m: not m.back)
    if main is None:
        return rest
    return [*rest, replace(main, primary=True)]


def said(reasons: Sequence[Reason], labels: Mapping[str, str] | None = None) -> list[str]:
    """Sentences for reasons: those of rooms by their code, those of conditions in plain words."""
    told = []
    for reason in reasons:
        if knows(reason.code):
            told.append(message(Problem("", reason.code, reason.params)))
        else:
            words = reason_in_words(reason, labels=labels or {})
            told.append(words[:1].upper() + words[1:] + ".")
    return told


def icon_of(circuit: Circuit, transition: Transition, to: str) -> str:
    """The sign of a verb, by where it leads."""
    status = circuit.status.get(to)
    if status is not None and status.kind is Kind.WAITING_USER:
        return "note-pencil"
    if transition.direction == "back":
        return "arrow-left"
    return "x" if status is not None and status.outcome == "refused" else "arrow-right"


def effects_of(circuit: Circuit, transition: Transition) -> Iterator[str]:
    """What goes out with the move, told before it is made."""
    for action in transition.actions:
        if action.do == "notify":
            known = [circuit.functions[f] for f in action.functions if f in circuit.functions]
            people = [function.label for function in known]
            yield _("Un message part à : %(people)s.", people=", ".join(people))
        elif action.do == "document":
            yield _("Un courrier est établi.")
        elif action.do == "webhook":
            yield _("Un autre programme est prévenu.")
    minutes = int(grace_of(transition).total_seconds() // 60)
    if minutes:
        yield _("Vous pourrez l’annuler pendant %(minutes)s min.", minutes=minutes)


def _seats(actor: Actor, seen: Seen, stand: Standing, circuit: Circuit) -> Iterator[SeatView]:
    parallel = circuit.status[seen.request.status].parallel
    if parallel is None:
        return
    now = workflows.round_of(seen.request, stand)
    cast = workflows.ballots(workflows.votes_of(seen.request.id))
    for seat in parallel.seats:
        wish = Ballot(seat, str(actor.account_id), Choice.ACCEPT, now)
        if not cast_as(parallel, cast, wish, now, stand.functions, stand.stands_in)[2]:
            yield SeatView(seat, circuit.functions[seat].label)


def standing_votes(request: Request, stand: Standing) -> list[Ballot]:
    """Votes that count in this round."""
    parallel = stand.bridge.circuit.status[request.status].parallel
    if parallel is None:
        return []
    cast = workflows.ballots(workflows.votes_of(request.id))
    return list(standing(parallel, cast, workflows.round_of(request, stand)))


def _undo(
    actor: Actor, request: Request, stand: Standing, circuit: Circuit
) -> tuple[int, str, str] | None:
    found = offered_to(actor, request, stand)
    if found is None:
        return None
    step, until = found
    return step.id, circuit.transition[step.transition].label, hour(until)


def _checklist(request: Request, circuit: Circuit) -> Iterator[dict[str, Any]]:
    items = circuit.status[request.status].checklist
    ticks = workflows.ticks_of(request) if items else {}
    for item in items:
        tick = ticks.get(item.key)
        yield {
            "name": item.key,
            "label": item.label,
            "required": item.required,
            "text": item.help or None,
            "done": tick is not None,
            "by": f"{tick.by_name}, {moment(tick.at)}" if tick else None,
        }


def _deciders(circuit: Circuit, status: str) -> set[str]:
    """Functions of agents who move or vote here: they look through the check-list."""
    parallel = circuit.status[status].parallel
    seats = set(parallel.seats) if parallel else set()
    held = {f for t in circuit.leaving(status) for f in t.by} | seats
    return {f for f in held if f in circuit.functions and circuit.functions[f].source == "group"}
