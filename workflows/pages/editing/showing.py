"""What the page shows of the row that is open, and of what would go with a row that leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.actor import Actor
from core.contributions import all_of
from core.i18n import _, _l
from schemas import conditioning
from schemas.domain.conditions.names import Names
from workflows.domain.circuit import PREVIOUS
from workflows.domain.decision import CHECKLIST
from workflows.domain.editing import citing, effects, votes
from workflows.domain.editing.parts import find, label_of
from workflows.domain.editing.transitions import led_to
from workflows.domain.parts import SYSTEM
from workflows.kind import CHECKS
from workflows.pages.editing import effects as drawn_effects
from workflows.pages.editing import words

Choices = list[tuple[str, str]]
_DATA: Final = "data."
CITED: Final[Mapping[str, Any]] = {
    "from": _l("part de là"),
    "to": _l("y mène"),
    "in": _l("court dans cet état"),
    "initial": _l("Les demandes commencent là"),
    "expect_status": _l("un essai du circuit l’attend"),
    "path": _l("un essai du circuit passe par là"),
    "fire": _l("la déclenche"),
    "parallel.accept": _l("mène les visas favorables par là"),
    "parallel.reject": _l("mène un visa défavorable par là"),
    "parallel.votes": _l("attend son visa"),
    "not_same_actor_as": _l("demande une autre personne que celle-là"),
    "editable_by": _l("lui laisse modifier les réponses"),
    "by": _l("peut être faite par elle"),
    "actions": _l("lui écrit ou lui confie la demande"),
    "functions": _l("lui est montré"),
    "fallback": _l("s’en remet à elle"),
}


@dataclass(frozen=True, slots=True)
class Leaving:
    """A row that is to go, and what names it."""

    ref: str
    key: str
    label: str
    sentences: tuple[str, ...]


def leaving_of(body: Mapping[str, Any], ref: str) -> Leaving:
    """What refers to a status, an action or a function, in words."""
    sort, _colon, rest = ref.partition(":")
    key = rest.split(":")[0]
    if sort == "function":
        found = citing.of_function(body, key)
        label = words.function_words(body).get(key, key)
    else:
        ours = sort == "status"
        found = (citing.of_status if ours else citing.of_transition)(body, key)
        label = label_of(find(body, "statuses" if ours else "transitions", key) or {"key": key})
    return Leaving(ref, rest, label, tuple(map(_sentence, found)))


def _sentence(one: citing.Citation) -> str:
    said = str(CITED[one.setting])
    return _("« %(label)s » %(said)s", label=one.label, said=said) if one.label else said


def general(body: Mapping[str, Any]) -> dict[str, Any]:
    """Title, beginning and colours of the circuit."""
    kinds = {s.get("key"): s.get("kind") for s in body.get("statuses") or ()}
    initial = str(body.get("initial", ""))
    statuses = words.status_words(body)
    drafts = [(k, v) for k, v in statuses.items() if kinds.get(k) == "draft" or k == initial]
    if initial and initial not in statuses:
        drafts.append((initial, words.target_words(statuses, initial)))
    return {
        "drafts": drafts,
        "palettes": words.listed(words.PALETTES, body.get("palette")),
    }


def of(
    actor: Actor, body: Mapping[str, Any], opened: str, names: Names, typed: Any
) -> dict[str, Any]:
    """The settings of what is open, ready to be drawn."""
    sort, _colon, rest = opened.partition(":")
    key, _colon, source = rest.partition(":")
    if sort == "status" and (status := find(body, "statuses", key)):
        return {"status": status, **_status(body, status)}
    if sort == "action" and (way := find(body, "transitions", key)):
        return {"way": way, "source": source, **_way(actor, body, way, names, typed)}
    return {}


def _status(body: Mapping[str, Any], status: Mapping[str, Any]) -> dict[str, Any]:
    functions = words.function_words(body)
    parallel = status.get("parallel") or {}
    rule = parallel.get("rule", "all")
    ends = {end: led_to(body, str(parallel.get(end, ""))) for end in votes.ENDS}
    return {
        "kinds": words.listed(words.KINDS, status.get("kind")),
        "outcomes": words.listed(words.OUTCOMES, status.get("outcome")),
        "tones": words.listed(words.TONES, status.get("tone")),
        "icons": dict(words.listed(words.ICONS, status.get("icon"))),
        "functions": boxes(functions, status.get("editable_by")),
        "seats": boxes(functions, parallel.get("votes")),
        "voting": [(one, functions.get(one, one)) for one in parallel.get("votes") or ()],
        "parallel": parallel,
        "rule": votes.rule_of(rule),
        "needed": rule.get("at_least") if isinstance(rule, dict) else None,
        "weights": rule.get("weights", {}) if isinstance(rule, dict) else {},
        "ends": ends,
        "targets": targets(body, *ends.values()),
    }


def _way(
    actor: Actor, body: Mapping[str, Any], way: Mapping[str, Any], names: Names, typed: Any
) -> dict[str, Any]:
    functions = words.function_words(body)
    everybody = {**functions, SYSTEM: str(_("Le système, tout seul"))}
    number, unit = effects.parted(str(way.get("undo", "")))
    others = [
        (str(one.get("key", "")), label_of(one))
        for one in body.get("transitions") or ()
        if one.get("key") != way.get("key") and set(one.get("by") or ()) != {SYSTEM}
    ]
    return {
        "targets": targets(body, str(way.get("to", ""))),
        "sources": boxes(words.status_words(body), way.get("from")),
        "people": boxes(everybody, way.get("by")),
        "guard": typed or conditioning.shown("guard", way.get("guard"), names),
        "checks": checks(way.get("checks") or ()),
        "comments": words.listed(words.COMMENTS, way.get("comment")),
        "others": boxes(dict(others), way.get("not_same_actor_as")),
        "undo": number,
        "undo_unit": unit or "TM",
        "undo_units": units(str(way.get("undo", "")), ("TM", "TH", "D")),
        "effects": drawn_effects.drawn(actor, body, way.get("actions") or ()),
        "effects_offered": drawn_effects.offered(),
        "answers": answers(names),
    }


def answers(names: Names) -> Choices:
    """The answers of the forms that services bring, as documents point at them."""
    return [
        ("/" + one.path.removeprefix(_DATA).replace(".", "/"), one.label)
        for one in names.listed
        if one.path.startswith(_DATA)
    ]


def targets(body: Mapping[str, Any], *held: str) -> Choices:
    """Every status one may go to, « l’état précédent » among them."""
    statuses = words.status_words(body)
    lost = [one for one in held if one and one not in statuses and one != PREVIOUS]
    return [
        *statuses.items(),
        (PREVIOUS, words.target_words(statuses, PREVIOUS)),
        *((one, words.target_words(statuses, one)) for one in lost),
    ]


def checks(held: Sequence[str]) -> Choices:
    """What a move may ask for first: what rooms brought, and the check-list."""
    known = [CHECKLIST, *(each.key for each in all_of(CHECKS))]
    labels = {
        key: str(getattr(check, "label", None) or words.CHECKS.get(key, key))
        for key, check in (
            (k, next((c for c in all_of(CHECKS) if c.key == k), None)) for k in known
        )
    }
    return boxes(labels, held)


def units(held: str, wanted: Sequence[str]) -> Choices:
    """Units of a length; one that is not so simple stays as it is."""
    found = [(unit, str(words.UNITS[unit])) for unit in wanted]
    number, unit = effects.parted(held)
    if unit and unit not in wanted:
        if not number:
            return [*found, (effects.AS_IT_IS, _("telle quelle : %(length)s", length=held))]
        found.append((unit, str(words.UNITS[unit])))
    return found


def boxes(known: Mapping[str, str], held: Any) -> Choices:
    """Boxes to tick; what is ticked and does not exist any more can still be unticked."""
    lost = [one for one in held or () if one not in known]
    return [*known.items(), *((one, _("%(key)s (n’existe plus)", key=one)) for one in lost)]
