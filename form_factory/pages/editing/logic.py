"""Conditions, computations and known data of an item, read from its settings and shown in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from core.actor import Actor
from core.i18n import _l
from form_factory.condition_names import names_of_form
from form_factory.domain import editing
from form_factory.domain.editing import Spot
from form_factory.domain.pointers import pointer_of
from form_factory.domain.schema_parts import property_of, resolved
from form_factory.pages.editing.desk import Desk
from form_factory.prefill import source_named
from schemas import conditioning
from schemas.domain.conditions import Types
from schemas.domain.conditions.names import Names

WHEN, REQUIRED, FORMULA = "afficher", "exiger", "calcul"
LOCKS: Final = (
    ("no", _l("La personne peut la corriger")),
    ("yes", _l("Elle ne se corrige pas ici")),
    ("unless-empty", _l("Elle ne se corrige que si elle est vide")),
)
SOURCES: Final = (
    ("session", _l("Personne ou établissement connecté")),
    ("record", _l("Fiche du référentiel")),
    ("previous-request", _l("Demande précédente")),
    ("lookup", _l("Service interrogé")),
    ("link", _l("Lien signé")),
)
#: How a path that is typed is spelled, by source.
HINTS: Final[Mapping[str, Any]] = {
    "record": _l(
        "Le champ de la fiche de l’établissement, par exemple commune ; ou celui d’une autre fiche"
        " du même lieu, par exemple convention:numero."
    ),
    "previous-request": _l(
        "La question de ce formulaire, par exemple classe ; ou celle d’un autre téléservice, par"
        " exemple mobilier-scolaire:classe."
    ),
    "lookup": _l("La source de données et le nom de la valeur, par exemple parc:tablettes."),
    "link": _l("Le nom de la valeur dans le lien, par exemple la clé de la question."),
}
#: What is chosen from before a source is named.
FIRST: Final = "session"


def names_at(
    key: str, document: Mapping[str, Any], place: str, types: Types | None = None
) -> Names:
    """What a condition at this place may speak of."""
    return names_of_form(document, place, f"form:{key}:{place}", types)


def place_of(document: Mapping[str, Any], ref: str) -> tuple[str, Mapping[str, Any], Spot | None]:
    """Pointer and object of an item or a page."""
    if ref.startswith("page:"):
        number, page = editing.page_of(document, ref.removeprefix("page:"))
        return f"/ui/pages/{number}", page, None
    spot = editing.find(document, ref)
    return spot.at, spot.item, spot


def write_when(writer: Any, ref: str) -> None:
    """« Afficher si… »."""
    document = writer.edited.document
    place, item, _spot = place_of(document, ref)
    now = item.get("when")
    names = names_at(str(document["key"]), document, place)
    read = conditioning.read(writer.posted, WHEN, names, before=now)
    writer.problems += read.problems
    if read.condition != now:
        writer.attempt(editing.set_when, ref, read.condition)


def write_required(writer: Any) -> None:
    """Always, never, or when a condition holds; the condition only counts when one is written."""
    if "_switches" not in writer.posted:
        return
    document, spot = writer.edited.document, writer.spot
    now = spot.item.get("required")
    before = now if isinstance(now, dict) else None
    names = names_at(str(document["key"]), document, spot.at)
    read = conditioning.read(writer.posted, REQUIRED, names, before=before)
    writer.problems += read.problems
    wanted = read.condition if read.condition is not None else bool(writer.posted.get("required"))
    if wanted != asked_of(document, spot):
        writer.attempt(editing.set_required, writer.edited.ref, wanted)


def asked_of(document: Mapping[str, Any], spot: Spot) -> Any:
    """True, False or a condition."""
    said = spot.item.get("required")
    if isinstance(said, dict):
        return said
    holder = property_of(document["schema"], spot.path[:-1]) or {}
    if spot.row_of:
        holder = resolved(document["schema"], holder.get("items"))
    return said is True or spot.path[-1] in holder.get("required", ())


def write_computed(writer: Any) -> None:
    """« Calculer cette réponse »."""
    document, spot = writer.edited.document, writer.spot
    before, expected = computation(document, spot)
    names = names_at(str(document["key"]), document, spot.at)
    read = conditioning.formula_read(writer.posted, FORMULA, names, expected, before)
    writer.problems += read.problems
    if read.expression != before:
        writer.attempt(editing.set_computed, writer.edited.ref, read.expression)


def computation(document: Mapping[str, Any], spot: Spot) -> tuple[Any, str | None]:
    """The expression of a question and the kind it must give."""
    pointer = pointer_of(spot.path)
    rules = [each["expr"] for each in document.get("computed", ()) if each["field"] == pointer]
    alone = {"type": "object", "properties": {spot.path[-1]: spot.part or {}}}
    borrowed = {"$defs": document["schema"].get("$defs", {})}
    found = Types.of_schema({**alone, **borrowed}).get(spot.path[-1])
    return (rules[0] if rules else None), str(found.kind) if found else None


def write_prefill(writer: Any, pointer: str) -> None:
    """« Reprendre une donnée connue »."""
    if "source" not in writer.posted or writer.spot.row_of:
        return
    source = writer.posted.get("source") or None
    path = writer.text("chemin_autre") or writer.text("chemin")
    lock = writer.posted.get("lock") or "no"
    known = {key for key, _words in SOURCES}, {key for key, _words in LOCKS}
    if (source is not None and source not in known[0]) or lock not in known[1]:
        return
    rule = rule_of(writer.edited.document, pointer)
    if rule is not None and source != rule["source"] and path == rule.get("path"):
        path = _still(source, path, writer.edited.document)
    named = {"path": path} if path else {}
    wanted = {"field": pointer, "source": source, **named, "lock": lock} if source else None
    if wanted != rule:
        writer.attempt(editing.set_prefill, writer.edited.ref, source, path, lock)


def _still(source: str | None, path: str, document: Mapping[str, Any]) -> str:
    """The path under another source, when it names something there: else it is to be chosen."""
    known = source_named(source or "")
    return path if known is not None and known.leads(path, document) else ""


def paths_of(
    actor: Actor, document: Mapping[str, Any], rule: Mapping[str, Any] | None
) -> dict[str, list[tuple[str, str]]]:
    """What a source offers, under heads."""
    source = source_named(rule["source"] if rule is not None else FIRST)
    return dict(source.offered(actor, document)) if source is not None else {}


def rule_of(document: Mapping[str, Any], pointer: str) -> Mapping[str, Any] | None:
    """What fills a question in."""
    return next((each for each in document.get("prefill", ()) if each["field"] == pointer), None)


@dataclass(frozen=True, slots=True)
class Logic:
    """The logic of the open item, ready to draw."""

    when: Any
    required: Any = None
    formula: Any = None
    rule: Mapping[str, Any] | None = None


def shown(desk: Desk, ref: str, posted: Mapping[str, str]) -> Logic:
    """What the settings show of it; a row that is only begun stays as it was posted."""
    document = desk.document
    place, item, spot = place_of(document, ref)
    names = names_at(desk.key, document, place, desk.types)
    same = {"page:" + posted.get("etape", ""), posted.get("champ", "")}
    form: Mapping[str, str] = posted if ref in same else MultiDict()
    when = conditioning.read(form, WHEN, names, before=item.get("when")).shown
    if spot is None or spot.kind != "field":
        return Logic(when)
    asked = item.get("required")
    before = asked if isinstance(asked, dict) else None
    required = conditioning.read(form, REQUIRED, names, before=before).shown
    formula = None
    if spot.shape == "leaf":
        now, expected = computation(document, spot)
        formula = conditioning.formula_read(form, FORMULA, names, expected, now).shown
    return Logic(when, required, formula, rule_of(document, pointer_of(spot.path)))
