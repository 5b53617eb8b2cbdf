"""What a trial says: why a move is refused, what a step is, where a kept path fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from core.i18n import _, _l
from core.problems import Problem
from core.words import knows, message
from schemas.domain.conditions import Reason
from schemas.phrases import length_in_words, reason_in_words
from workflows.domain.circuit import SYSTEM, Circuit
from workflows.domain.trial import Failure, spelled

#: What a test waits for when it waits to be refused.
REFUSALS: Final[Mapping[str, Any]] = {
    "refus": _l("un refus"),
    "move.guard": _l("un refus, la condition n’étant pas remplie"),
    "move.function": _l("un refus, la fonction n’y ayant pas droit"),
    "move.checklist": _l("un refus, une vérification manquant"),
    "move.comment": _l("un refus, faute de commentaire"),
    "move.unticked": _l("un refus, faute de commentaire"),
    "move.four-eyes": _l("un refus, la même personne ayant déjà agi"),
    "move.not-from-here": _l("un refus, l’action ne partant pas de là"),
    "move.no-previous": _l("un refus, rien n’étant avant"),
    "vote.once": _l("un refus, la même personne ayant déjà voté"),
    "vote.function": _l("un refus, ce visa ne lui revenant pas"),
    "vote.comment": _l("un refus, faute de commentaire"),
    "vote.decided": _l("un refus, les visas étant décidés"),
    "vote.seat-taken": _l("un refus, ce visa étant donné"),
}


def said(reasons: Sequence[Reason], labels: Mapping[str, str] | None = None) -> list[str]:
    """A sentence for each reason: by its code, else the condition in plain words."""
    told = []
    for reason in reasons:
        if knows(reason.code):
            told.append(message(Problem("", reason.code, reason.params)))
        else:
            words = reason_in_words(reason, labels=labels or {})
            told.append(words[:1].upper() + words[1:] + ".")
    return told


def step_words(circuit: Circuit, step: Any) -> str:
    """« Accepter » par Direction."""
    full = spelled(circuit, step)
    if "wait" in full:
        return _("%(length)s passent", length=length_in_words(full["wait"]))
    if "timer" in full:
        return _("terme du délai : %(timer)s", timer=timer_words(circuit, str(full["timer"])))
    who = function_words(circuit, str(full.get("as", "")))
    if "vote" in full:
        if full["vote"] == "accept":
            return _("visa favorable de %(who)s", who=who)
        return _("visa défavorable de %(who)s", who=who)
    move = circuit.transition.get(str(full["do"]))
    label = move.label if move is not None else str(full["do"])
    return _("« %(move)s » par %(who)s", move=label, who=who)


def timer_words(circuit: Circuit, key: str) -> str:
    """« 10 jours dans « Visas en cours » » : how long and where, never the key."""
    timer = next((one for one in circuit.timers if one.key == key), None)
    if timer is None:
        return key
    where = ", ".join(status_words(circuit, one) for one in timer.statuses)
    return _("%(length)s dans %(where)s", length=length_in_words(timer.after), where=where)


def function_words(circuit: Circuit, key: str) -> str:
    """The words of a function."""
    if key == SYSTEM:
        return _("le circuit lui-même")
    function = circuit.functions.get(key)
    return function.label if function is not None else key


def status_words(circuit: Circuit, key: str) -> str:
    """The words of a status."""
    status = circuit.status.get(key)
    return _("« %(status)s »", status=status.label if status is not None else key)


def title_of(test: Mapping[str, Any], number: int) -> str:
    """The name of a test, else its number."""
    title = str(test.get("title") or "").strip()
    return title or str(_("Essai %(number)s", number=number + 1))


def told(circuit: Circuit, failure: Failure) -> Problem:
    """A test that fails, in words: which one, at which step, why."""
    test = circuit.tests[failure.number]
    bare, title = failure.problem, title_of(test, failure.number)
    why = " ".join(said(failure.reasons))
    if failure.step is not None:
        act = step_words(circuit, test["path"][failure.step])
        why = _("%(act)s est refusé : %(why)s", act=act[:1].upper() + act[1:], why=why)
    if not failure.expected:
        return Problem(bare.path, bare.code, {**bare.params, "title": title, "found": why})
    found = why if failure.reasons else status_words(circuit, failure.status)
    return Problem(
        bare.path,
        bare.code,
        {"title": title, "expected": expected_words(circuit, test), "found": found.rstrip(".")},
    )


def expected_words(circuit: Circuit, test: Mapping[str, Any]) -> str:
    """What a test waits for."""
    refusal = test.get("expect_refusal")
    if refusal is None:
        return status_words(circuit, str(test.get("expect_status", "")))
    code = "refus" if refusal is True else str(refusal)
    return str(REFUSALS.get(code, code))
