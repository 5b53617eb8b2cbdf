"""Requests a circuit could meet, for those who try it: fills the point `workflows.samples`.

Mails and letters are made by what makes them for requests: the invented one is a row that no
session ever sees.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask_babel import force_locale

from catalogue import actions
from catalogue.condition_names import CircuitNames
from catalogue.domain.check import circuit_types
from catalogue.domain.service import Service
from catalogue.facts import annotation_types, establishment_types
from catalogue.models import Request
from catalogue.variables import Reader
from core.actor import Actor
from core.errors import PreauError
from core.i18n import _
from messaging import operations as messaging
from messaging.rendering import absolute, render_mail
from schemas import queries as schemas
from schemas.domain.conditions import Types
from workflows.domain.parts import Action
from workflows.trying.samples import Effect, Scene

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

NOWHERE = UUID(int=0)
NUMBER = "2026-00000"


class CircuitSamples:
    """Services that use the circuit, their forms, the examples these carry."""

    key = "catalogue"

    def sources(self, reader: Actor, circuit: str) -> list[tuple[str, str]]:
        """One for each button of each service in service."""
        return [
            (f"{service.key}/{button.key}", f"{service.body['title']} – {button.label}")
            for service in schemas.live_all("service")
            if service.body.get("workflow") == circuit
            for button in Service.of(service.body).buttons
        ]

    def types(self, source: str, circuit: Mapping[str, Any]) -> Types | None:
        """What the guards of this circuit may name under the form of this button."""
        form = _form(source)
        if form is None:
            return None
        return circuit_types(form.body, establishment_types(), annotation_types(circuit))

    def labels(self, source: str, circuit: Mapping[str, Any], reader: Actor) -> Mapping[str, str]:
        """The words of those names."""
        try:
            found = CircuitNames().names(reader, str(circuit.get("key", "")))
        except PreauError:
            return {}
        return {name.path: name.label for name in found.listed}

    def answers(self, source: str) -> list[tuple[str, Mapping[str, Any]]]:
        """The examples of the form."""
        form = _form(source)
        tests = form.body.get("tests") or [] if form is not None else []
        return [
            (str(test.get("title") or _("Exemple %(number)s", number=number + 1)), test["answers"])
            for number, test in enumerate(tests)
            if isinstance(test.get("answers"), Mapping)
        ]

    def effect(self, scene: Scene, action: Action, to: tuple[str, ...]) -> Effect | None:
        """A mail as it would be read; a letter with what it would be made of."""
        template = str(action.settings.get("template", ""))
        if action.do not in {"notify", "document"} or not template:
            return None
        found = schemas.live("template", template)
        if found is None:
            wrong = _("Le modèle « %(key)s » n’est pas en service.", key=template)
            return Effect(action.do, template, to, wrong=wrong)
        if _form(scene.source) is None:
            wrong = _("Choisissez un téléservice pour lire ce qui partirait.")
            return Effect(_sort(action), str(found.body["title"]), to, wrong=wrong)
        request, step = _invented(scene)
        with force_locale(str(found.body.get("language", "fr"))):
            if action.do == "notify":
                return _mail(found.body, request, step, to)
            return _letter(found.body, request, step)


def _sort(action: Action) -> str:
    return "mail" if action.do == "notify" else "letter"


def _mail(body: Mapping[str, Any], request: Any, step: Any, to: tuple[str, ...]) -> Effect:
    made = render_mail(
        body,
        {
            **actions.values_for(request, body, step, Reader()),
            "destinataire": ", ".join(to),
            "lien": absolute(f"/demandes/{NUMBER}"),
            "organisation": messaging.organisation(),
        },
        actions.conditions_of(request, body),
    )
    return Effect("mail", str(body["title"]), to, made.subject, made.text)


def _letter(body: Mapping[str, Any], request: Any, step: Any) -> Effect:
    data = actions.data_for(request, body, step)
    lines = tuple(
        (str(variable.get("label") or variable["name"]), str(data.get(variable["name"], "")))
        for variable in body.get("variables", ())
        if isinstance(data.get(variable["name"], ""), str)
    )
    return Effect("letter", str(body["title"]), (), lines=lines)


def _invented(scene: Scene) -> tuple[Any, Any]:
    """A request and a step that stand in no table."""
    service, form = _service(scene.source), _form(scene.source)
    assert service is not None  # noqa: S101 – whoever calls has looked
    assert form is not None  # noqa: S101
    data = scene.given.get("data")
    request = Request(
        id=NOWHERE, reference=NUMBER, provisional="B-ESSAI", service_key=service.key,
        service_version_id=service.id, workflow_version_id=scene.version.id,
        form_version_id=form.id, button=scene.source.partition("/")[2],
        title=str(service.body["title"]), establishment_id=None,
        establishment_label=_("Établissement d’essai"), scope_path="/",
        applicant_id=NOWHERE, applicant_name=_("Personne d’essai"), status=scene.status,
        answers=dict(data) if isinstance(data, Mapping) else {}, rows={}, labels={},
        submitted_at=scene.submitted,
    )  # fmt: skip
    return request, scene.step()


def _service(source: str) -> DefinitionVersion | None:
    return schemas.live("service", source.partition("/")[0])


def _form(source: str) -> DefinitionVersion | None:
    service = _service(source)
    return next(_forms(service, source.partition("/")[2]), None) if service is not None else None


def _forms(service: DefinitionVersion, key: str) -> Iterator[DefinitionVersion]:
    for button in Service.of(service.body).buttons:
        found = schemas.live("form", button.form) if button.key == key else None
        if found is not None:
            yield found
