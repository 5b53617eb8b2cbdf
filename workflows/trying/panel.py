"""What a page of a trial shows: where the request stands, what each may do, what went out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.i18n import _
from core.saying import day, hour
from schemas.domain.conditions import Kind
from workflows.domain import votes
from workflows.domain.circuit import Circuit, Function
from workflows.domain.decision import Decision, Offered
from workflows.domain.grace import grace_of
from workflows.domain.parts import Action
from workflows.domain.playing import Event
from workflows.operations.turns import turns_in
from workflows.trying import facts
from workflows.trying.samples import Effect, Scene, fillers
from workflows.trying.saying import function_words, said, timer_words
from workflows.trying.stage import Stage, asked


def panel_of(stage: Stage) -> dict[str, Any]:
    """Everything beside the path."""
    play, circuit = stage.play, stage.circuit
    status = circuit.status[play.status]
    waits = turns_in(circuit, play.status, [b.function for b in _standing(stage)])
    coming = play.clock.coming
    return {
        "status": status,
        "now": _moment(play.now),
        "waits": [function_words(circuit, key) for key in waits],
        "until": _moment(coming.at) if coming else "",
        "clocks": [
            _clock(circuit, one) for one in sorted(play.clock.running.values(), key=lambda o: o.at)
        ],
        "checklist": [
            {"name": item.key, "label": item.label, "required": item.required,
             "done": item.key in stage.trial.ticks, "help": item.help}
            for item in status.checklist
        ],
        "functions": sorted(
            (_function(stage, function) for function in circuit.functions.values()),
            key=lambda one: one["key"] not in waits,
        ),
        "people": [(key, function_words(circuit, key)) for key in circuit.functions],
    }  # fmt: skip


def _moment(at: Any) -> str:
    return _("%(day)s à %(time)s", day=day(at), time=hour(at))


def _clock(circuit: Circuit, one: Any) -> dict[str, Any]:
    return {
        "key": one.timer.key,
        "words": timer_words(circuit, one.timer.key),
        "at": _moment(one.at),
        "iso": one.at.isoformat(),
    }


def _function(stage: Stage, function: Function) -> dict[str, Any]:
    step = {"ticks": sorted(stage.trial.ticks), "person": function.key}
    decisions = list(stage.play.decisions(function.key, step))
    offered = [_offered(stage, each) for each in decisions if isinstance(each, Offered)]
    refused = [_refused(stage, each) for each in decisions if not isinstance(each, Offered)]
    return {
        "key": function.key,
        "label": function.label,
        "moves": offered,
        "refused": refused,
        "seat": _seat(stage, function.key),
    }


def _offered(stage: Stage, decision: Offered) -> dict[str, Any]:
    return {
        "key": decision.transition.key,
        "label": decision.transition.label,
        "back": decision.transition.direction == "back",
        "to": stage.circuit.status[decision.to],
        "comment": decision.comment_required,
    }


def _refused(stage: Stage, decision: Decision) -> dict[str, Any]:
    assert not isinstance(decision, Offered)  # noqa: S101 – sorted by whoever calls
    move = stage.circuit.transition[decision.key]
    told = said(decision.reasons, stage.labels)
    return {"key": move.key, "label": move.label, "reasons": told}


def _seat(stage: Stage, function: str) -> dict[str, Any] | None:
    play = stage.play
    parallel = stage.circuit.status[play.status].parallel
    if parallel is None or function not in parallel.seats:
        return None
    wish = votes.Ballot(function, function, votes.Choice.ACCEPT, play.round)
    reasons = votes.refusals(parallel, play.ballots, wish, play.round, frozenset({function}))
    return {"reasons": said(reasons)}


def _standing(stage: Stage) -> tuple[votes.Ballot, ...]:
    parallel = stage.circuit.status[stage.play.status].parallel
    return votes.standing(parallel, stage.play.ballots, stage.play.round) if parallel else ()


def trail_of(stage: Stage) -> list[tuple[str, str]]:
    """The ways it has gone, for the drawing."""
    return [(event.key, event.left) for event in stage.play.events if event.sort == "move"]


def events_of(stage: Stage) -> list[dict[str, Any]]:
    """What happened, the latest first, each with what would have gone out."""
    found = [_event(stage, event) for event in stage.play.events]
    return found[::-1]


def _event(stage: Stage, event: Event) -> dict[str, Any]:
    circuit = stage.circuit
    who = function_words(circuit, event.function) if event.function else ""
    if event.person and event.person != event.function:
        who = _("%(who)s (par la personne « %(person)s »)", who=who,
                person=function_words(circuit, event.person))  # fmt: skip
    shown: dict[str, Any] = {
        "when": _moment(event.at), "by": who, "text": event.comment,
        "effects": list(_effects(stage, event)), "held": "",
    }  # fmt: skip
    if event.sort == "vote":
        accepts = event.choice == "accept"
        title = _("Visa favorable") if accepts else _("Visa défavorable")
        return {**shown, "title": title, "tone": "leaf" if accepts else "rose", "icon": "stamp"}
    if event.sort == "timer":
        title = _("Terme du délai : %(timer)s", timer=timer_words(circuit, event.key))
        return {**shown, "title": title, "tone": "sun", "icon": "clock"}
    status, move = circuit.status[event.to], circuit.transition[event.key]
    title = status.label
    if move.label != move.key:
        title = _("%(move)s : %(status)s", move=move.label, status=status.label)
    minutes = int(grace_of(move).total_seconds() // 60)
    if minutes and event.actions:
        shown["held"] = _("Part après %(minutes)s min, le temps d’annuler.", minutes=minutes)
    return {**shown, "title": title, "tone": status.tone, "icon": status.icon}


def _effects(stage: Stage, event: Event) -> Iterator[Effect]:
    scene = Scene(
        stage.version, stage.trial.source, stage.given, event.to or event.left,
        stage.play.submitted, event.at, event.comment,
        function_words(stage.circuit, event.person or event.function) if event.function else "",
    )  # fmt: skip
    for action in event.actions:
        to = tuple(function_words(stage.circuit, key) for key in action.functions)
        made = (room.effect(scene, action, to) for room in fillers())
        yield next(filter(None, made), _plain(action, to))


def _plain(action: Action, to: tuple[str, ...]) -> Effect:
    words: Mapping[str, str] = {
        "notify": _("Un message part"),
        "document": _("Un courrier est établi"),
        "annotate": _("Une annotation est écrite"),
        "create-record": _("Une fiche est créée"),
        "apply-change": _("Une fiche est modifiée"),
        "webhook": _("Un autre logiciel est prévenu"),
        "assign": _("La demande est confiée"),
    }
    template = str(action.settings.get("template", ""))
    return Effect(action.do, words.get(action.do, action.do), to, template)


def facts_of(stage: Stage) -> list[dict[str, Any]]:
    """The facts guards ask for, as controls hold them."""
    found = []
    for number, name in enumerate(asked(stage.circuit)):
        known = stage.types.get(name)
        kind = known.kind if known is not None else Kind.ANY
        if kind in {Kind.ROWS, Kind.OBJECT} or _in_rows(stage, name):
            continue
        choices = list(known.choices.items()) if known is not None and known.choices else []
        label = stage.labels.get(name) or (known.title if known is not None else "") or name
        found.append(
            {"id": f"essai-fait-{number}", "name": f"fait.{name}", "label": label,
             "text": stage.trial.facts.get(name) or facts.text_of(stage.given, name),
             "yes": kind is Kind.BOOLEAN, "choices": choices,
             "type": "date" if kind is Kind.DATE else "text"}
        )  # fmt: skip
    return found


def _in_rows(stage: Stage, name: str) -> bool:
    """Whether it stands in rows: those come with sample answers only."""
    parts = name.split(".")
    above = (stage.types.get(".".join(parts[:end])) for end in range(2, len(parts)))
    return any(one is not None and one.kind is Kind.ROWS for one in above)
