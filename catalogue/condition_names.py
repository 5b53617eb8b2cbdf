"""Tells the component of conditions what may be named around a request.

`service:<key>` (eligibility, buttons), `documents:<key>` (documents of the sheet: answers of the
first form too), `circuit:<key>` (guards: answers of the forms of the services that use it).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogue.circuit_uses import bodies_using
from catalogue.domain.check import ACTOR, REQUEST
from catalogue.facts import annotation_types, establishment_types
from core.actor import Actor
from core.folding import fold
from core.i18n import _
from form_factory.domain.naming_for_conditions import names_for_form
from form_factory.domain.vocabulary import SURROUNDINGS
from schemas import queries
from schemas.domain.conditions import FieldType, Kind, Types
from schemas.domain.conditions.names import Name, Names, names_of


class ServiceNames:
    """Fills the point `schemas.names`: the establishment and the person."""

    key = "service"

    def names(self, actor: Actor, argument: str) -> Names:
        """The same for every service."""
        return Names((*_establishment(), *_person()), f"{self.key}:{argument}")


class DocumentNames:
    """Fills the point `schemas.names`: what the documents of a sheet depend on."""

    key = "documents"

    def names(self, actor: Actor, argument: str) -> Names:
        """The answers of the form behind the first button, the establishment, the person."""
        queries.definition_for(actor, "service", argument)
        buttons = _body("service", argument).get("buttons") or [{}]
        form = _live("form", str(buttons[0].get("form", "")))
        asked = answers_of(form) if form else []
        return Names((*asked, *_establishment(), *_person()), f"{self.key}:{argument}")


class CircuitNames:
    """Fills the point `schemas.names`: what guards may name."""

    key = "circuit"

    def names(self, actor: Actor, argument: str) -> Names:
        """Answers (`data.`), annotations, the request, the establishment, the person."""
        queries.definition_for(actor, "workflow", argument)
        circuit = _body("workflow", argument)
        answers = [Types.of_schema(form.get("schema", {}), "data") for form in _forms(argument)]
        request = Types.merge(Types.of_schema(REQUEST, "request"), _statuses(circuit))
        listed = [
            *names_of(Types.merge(*answers), str(_("Réponses"))),
            *names_of(annotation_types(circuit), str(_("Guide d’instruction"))),
            *_titled(request, str(_("Demande")), _request_words()),
            *_establishment(),
            *_person(),
        ]
        return Names(tuple(listed), f"{self.key}:{argument}")


NAMES = (ServiceNames(), DocumentNames(), CircuitNames())


def _statuses(circuit: Mapping[str, Any]) -> Types:
    """`request.status` is one of the statuses of the circuit, chosen by its words."""
    listed = circuit.get("statuses")
    words = {
        str(status.get("key")): str(status.get("label") or status.get("key"))
        for status in (listed if isinstance(listed, list) else ())
        if isinstance(status, dict)
    }
    return Types({"request.status": FieldType(Kind.KEY, words)} if words else {})


def _forms(circuit: str) -> Iterator[Mapping[str, Any]]:
    """Each once; one that is not in service yet as its draft stands."""
    named = dict.fromkeys(
        str(button.get("form", ""))
        for service in bodies_using(circuit)
        for button in service.get("buttons") or ()
        if isinstance(button, dict)
    )
    for key in named:
        yield _live("form", key) or _body("form", key)


def _body(kind: str, key: str) -> Mapping[str, Any]:
    draft = queries.draft(kind, key)
    return draft.body if draft is not None else _live(kind, key)


def _live(kind: str, key: str) -> Mapping[str, Any]:
    found = queries.live(kind, key)
    return found.body if found is not None else {}


def answers_of(form: Mapping[str, Any]) -> list[Name]:
    """The answers of a form, in the order of the form, under its steps."""
    words = {"page": str(_("Étape « %s »")), "computed": str(_("Calculs"))}
    found = names_for_form(form, "", words=words)
    return [one for one in found.listed if one.path.partition(".")[0] not in SURROUNDINGS]


def _establishment() -> list[Name]:
    """By their words: the fields of a schema come in no order."""
    listed = names_of(establishment_types(), str(_("Établissement")))
    return sorted(listed, key=lambda name: fold(name.label))


def _person() -> list[Name]:
    words = {
        "actor.name": str(_("le nom de la personne")),
        "actor.email": str(_("l’adresse électronique de la personne")),
        "actor.roles": str(_("les rôles de la personne")),
    }
    return _titled(Types.of_schema(ACTOR, "actor"), str(_("Personne")), words)


def _request_words() -> Mapping[str, str]:
    return {
        "request.status": str(_("l’étape de la demande")),
        "request.submitted_at": str(_("la date de dépôt de la demande")),
        "request.number": str(_("le numéro de la demande")),
    }


def _titled(types: Types, group: str, words: Mapping[str, str]) -> list[Name]:
    return [
        Name(name.path, words.get(name.path, name.label), name.type, group)
        for name in names_of(types, group)
    ]
