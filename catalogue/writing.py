"""What those who write mails and letters may name, tried on a real request.

A trial goes through two gates: what the reader of the text may read, and what its writer may.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from catalogue import queries
from catalogue.actions import (
    address_of,
    applicants,
    conditions_of,
    names_in,
    recipients,
    text_types,
)
from catalogue.condition_names import answers_of
from catalogue.facts import establishment_entity, establishment_types
from catalogue.models import Request
from catalogue.operations.bulk.letters import for_the_desk
from catalogue.queries import Seen
from catalogue.queries.gate import reachable
from catalogue.template_lint import templates_of
from catalogue.variables import ANSWER, FIELD, INTERNAL, Reader, Told
from core.actor import Actor
from core.database import session
from core.i18n import _
from messaging.domain.naming import AGENTS, ALL, Trial, Variable
from messaging.domain.naming import FIELD as BY_FIELD
from messaging.operations import organisation
from messaging.rendering import absolute
from schemas import queries as schemas
from schemas.domain.conditions.names import Name, Names, names_of
from workflows import queries as workflows

#: Requests proposed to try a text on.
PROPOSED = 12
HIDDEN = "•••"


class RequestVariables:
    """Fills `messaging.variables`."""

    key = "request"

    def services(self, key: str) -> list[tuple[str, str, bool]]:
        """(key, title, whether it uses the template called `key`), those that use it first."""
        found = [
            (live.key, str(live.body["title"]), key in templates_of(live.body))
            for live in schemas.live_all("service")
        ]
        return sorted(found, key=lambda one: (not one[2], one[1]))

    def variables(self, key: str, service: str = "") -> list[Variable]:
        """All that may be named by a text of this service, else of those that use the template."""
        return [*_around(), *_answers(_forms(key, service)), *_establishment()]

    def requests(self, actor: Actor, key: str, service: str = "") -> list[tuple[str, str]]:
        """Requests this person may read, the latest first: (reference, words)."""
        wanted = _services(key, service) or [one[0] for one in self.services(key)]
        rows = session.scalars(
            select(Request)
            .where(
                Request.service_key.in_(wanted),
                Request.submitted_at.is_not(None),
                reachable(actor),
            )
            .order_by(Request.submitted_at.desc())
            .limit(PROPOSED)
        )
        return [(str(r.reference), f"{r.reference} – {r.establishment_label}") for r in rows]

    def trial(self, actor: Actor, document: Mapping[str, Any], reference: str) -> Trial:
        """The text as its reader would get it about this request; `NotFound` when it is closed."""
        seen = queries.request_for(actor, reference)
        request = seen.request
        steps = [one for one in workflows.steps_of(request.id) if one.undone_at is None]
        step = steps[0] if steps else None
        reader = _reader_of(seen, document)
        told = Told(request, step, reader)
        values = told.values(names_in(document))
        values |= _closed(values, actor, told)
        name = reader.person.name if reader.person else request.applicant_name
        values |= {
            "destinataire": name,
            "organisation": organisation(),
            "lien": absolute(address_of(request)),
        }
        title = f"{request.reference or request.provisional} – {request.establishment_label}"
        return Trial(
            title,
            {one: str(said) for one, said in values.items()},
            conditions_of(request, document),
            name,
            tuple(sorted(told.withheld)),
        )


class TemplateNames:
    """Fills `schemas.names`: what a condition of a block depends on (`<template>:<service>`)."""

    key = "template"

    def names(self, actor: Actor, argument: str) -> Names:
        """Answers of the forms, and where the request stands: what its reader knows too."""
        key, _colon, service = argument.partition(":")
        schemas.definition_for(actor, "template", key)
        types = text_types(_forms(key, service))
        listed = names_of(types, str(_("Réponses")))
        words = {
            "request.status": str(_("l’étape de la demande")),
            "request.submitted_at": str(_("la date de dépôt de la demande")),
            "request.number": str(_("le numéro de la demande")),
        }
        return Names(
            tuple(
                Name(one.path, words.get(one.path, one.label), one.type, _("Demande"))
                if one.path in words
                else one
                for one in listed
            ),
            f"{self.key}:{argument}",
        )


def _reader_of(seen: Seen, document: Mapping[str, Any]) -> Reader:
    """Somebody who would get this text; letters are read by all who follow the request."""
    if document.get("channel") != "email":
        return Reader(audience=str(document.get("audience", "applicant")))
    if document.get("audience") == "internal":
        circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
        groups = [key for key, one in circuit.functions.items() if one.source == "group"]
        people = recipients(seen.request, groups)
        return Reader(people[0] if people else None, "internal")
    people = applicants(seen.request)
    return Reader(people[0] if people else None)


def _closed(values: Mapping[str, Any], actor: Actor, told: Told) -> dict[str, str]:
    """What the reader may read and whoever tries the text may not: dots in its place."""
    guarded = [name for name in values if name.startswith(FIELD) or name in INTERNAL]
    mine = Told(told.request, told.step, Reader(as_actor=actor)).values(guarded)
    return {name: HIDDEN for name in guarded if values[name] and not mine.get(name)}


def _services(key: str, service: str) -> list[str]:
    if service:
        return [service]
    written = schemas.draft("template", key) or schemas.live("template", key)
    anywhere = written is not None and for_the_desk(written.body)
    return [
        one.key for one in schemas.live_all("service") if anywhere or key in templates_of(one.body)
    ]


def _forms(key: str, service: str) -> list[Mapping[str, Any]]:
    """The forms of these services, each once."""
    found: dict[str, Mapping[str, Any]] = {}
    for name in _services(key, service):
        live = schemas.live("service", name)
        for button in live.body.get("buttons", ()) if live else ():
            form = schemas.live("form", str(button.get("form", "")))
            if form is not None:
                found[form.key] = form.body
    return list(found.values())


def _around() -> list[Variable]:
    about, move = str(_("Demande")), str(_("Décision"))
    said = [
        ("numero", _("Numéro de la demande"), about, "2026-00412", ALL),
        ("service", _("Nom du téléservice"), about, _("Signaler un besoin de travaux"), ALL),
        ("titre", _("Titre de la demande"), about, _("Fuite au premier étage"), ALL),
        ("etablissement", _("Nom de l’établissement"), about, _("Collège Jules-Ferry"), ALL),
        ("demandeur", _("Personne qui a fait la demande"), about, "Claire Lefèvre", ALL),
        ("date", _("Jour du dépôt"), about, _("lundi 2 mars"), ALL),
        ("statut", _("Étape où en est la demande"), about, _("Acceptée"), ALL),
        ("echeance", _("Prochaine échéance"), about, _("vendredi 20 mars"), ALL),
        ("agent", _("Agent qui a agi, et au nom de qui"), move, "Paul Roussel", ALL),
        ("agent_fonction", _("Fonction de cet agent"), move, _("Direction"), ALL),
        ("motif", _("Commentaire de l’action"), move, _("Devis conforme."), ALL),
        ("corrections", _("Ce qui est à corriger"), move, _("- Devis : illisible"), ALL),
        (
            "visas",
            _("Visas donnés, avec leurs commentaires"),
            move,
            _("Budget : favorable"),
            AGENTS,
        ),
        ("destinataire", _("Personne qui reçoit"), str(_("Envoi")), "Claire Lefèvre", ALL),
        ("organisation", _("Nom de l’organisation"), str(_("Envoi")), organisation(), ALL),
        ("lien", _("Adresse de la demande"), str(_("Envoi")), "https://…", ALL),
    ]
    return [Variable(name, str(label), group, str(s), who) for name, label, group, s, who in said]


def _answers(forms: Sequence[Mapping[str, Any]]) -> Iterator[Variable]:
    for form in forms:
        group = _("Réponses – %(form)s", form=form.get("title", ""))
        for name in answers_of(form):
            yield Variable(f"{ANSWER}{name.path}", name.label, group, "", ALL)


def _establishment() -> Iterator[Variable]:
    live = schemas.live("entity", establishment_entity())
    if live is None:
        return
    for name in names_of(establishment_types(), str(_("Établissement"))):
        key = name.path.removeprefix("establishment.")
        yield Variable(f"{FIELD}{key}", name.label, name.group, "", BY_FIELD)
