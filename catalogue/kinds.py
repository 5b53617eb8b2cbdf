"""The kinds `service` and `desk-view`: what publication checks, and what they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from accounts import operations as accounts
from catalogue.domain import check
from catalogue.domain.desk import COLUMNS
from catalogue.domain.desk.views import filter_of
from catalogue.domain.service import Service
from catalogue.domain.translated import texts_of
from catalogue.facts import annotation_types, establishment_types
from catalogue.queries.answers import listed_by
from catalogue.recipes import Travelling
from catalogue.template_lint import template_problems
from core.actor import Actor
from core.errors import BadInput
from core.i18n import _l
from core.problems import Problem
from schemas import queries as schemas
from schemas.domain.conditions import Types
from schemas.domain.translating import Text


class ServiceKind(Travelling):
    """Sheet, buttons with their forms, circuit with its bindings."""

    key = "service"
    label = _l("Téléservice")
    icon = "storefront"

    def blank(self, title: str) -> dict[str, Any]:
        """An empty sheet and one button, whose form is still to be chosen."""
        button = {"key": "demander", "label": "Faire une demande", "form": "", "when": True}
        return {
            "themes": [],
            "audience": [],
            "icon": "file-text",
            "sheet": {},
            "number": "{year}-{seq:05}",
            "bindings": {},
            "buttons": [button],
        }

    def problems(self, document: Mapping[str, Any]) -> list[Problem]:
        """Everything that would fail once people use the service (its shape is checked before)."""
        workflow = schemas.live("workflow", document["workflow"])
        forms = {
            button["form"]: found.body
            for button in document["buttons"]
            if (found := schemas.live("form", button["form"])) is not None
        }
        body = workflow.body if workflow else None
        annotations = annotation_types(body) if body else Types.of_schema({}, "annotations")
        return [
            *check.problems_in(document, body, forms, establishment_types(), annotations),
            *_unknown_audience(document),
            *_missing_models(document),
            *template_problems(body, list(forms.values())),
        ]

    def translatable(self, document: Mapping[str, Any]) -> list[Text]:
        """The words of the sheet and of its buttons."""
        return texts_of(document)

    def references(self, document: Mapping[str, Any]) -> set[tuple[str, str]]:
        """The circuit and the forms: pinned to the versions live at publication."""
        return {("workflow", document["workflow"])} | {
            ("form", button["form"]) for button in document["buttons"]
        }

    def published(self, version: Any, actor: Actor) -> None:
        """Groups the bindings name exist from now on, empty when they are new."""
        for rows in Service.of(version.body).bindings.values():
            for binding in rows:
                accounts.ensure_group(binding.group, binding.group)


class SheetModelKind:
    """What the sheet of a new service may begin with: texts, papers, contacts, looks."""

    key = "sheet-model"
    label = _l("Modèle de fiche")
    icon = "files"

    def problems(self, document: Mapping[str, Any]) -> list[Problem]:
        """Nothing beyond its shape: it is checked with the service that begins with it."""
        return []

    def references(self, document: Mapping[str, Any]) -> set[tuple[str, str]]:
        """None: a model names no form and no circuit."""
        return set()

    def published(self, version: Any, actor: Actor) -> None:
        """Nothing to do: the editor reads the live ones."""


class DeskViewKind:
    """A list of the desk that comes with a pack: it may name only what its service lists."""

    key = "desk-view"
    label = _l("Vue du bureau")
    icon = "columns"

    def problems(self, document: Mapping[str, Any]) -> list[Problem]:
        """Fields, order and columns that the desk knows; services and answers that exist."""
        try:
            wanted = filter_of(document)
        except BadInput:
            return [Problem("/filters", "desk-view-unknown-field")]
        services = {key: schemas.live("service", key) for key in wanted.values("service")}
        found = [
            Problem("/filters/service", "desk-view-unknown-service", {"key": key})
            for key, version in services.items()
            if version is None
        ]
        only = next(iter(services.values())) if len(services) == 1 else None
        listed = listed_by(Service.of(only.body)) if only else ()
        answers = {answer.key for answer in listed}
        names = {name for answer in listed for name in answer.field.names}
        asked = {n for n, _values in wanted.fields if n.startswith("r.")} - names
        order = wanted.order.lstrip("-")
        if order.startswith("r.") and order not in answers:
            asked.add(order)
        columns = set(document.get("columns", ())) - {*COLUMNS, *answers}
        return [
            *found,
            *(Problem("/filters", "desk-view-unlisted", {"name": n}) for n in sorted(asked)),
            *(Problem("/columns", "desk-view-unlisted", {"name": n}) for n in sorted(columns)),
        ]

    def references(self, document: Mapping[str, Any]) -> set[tuple[str, str]]:
        """The services it narrows to."""
        return {("service", key) for key in document.get("filters", {}).get("service", ())}

    def published(self, version: Any, actor: Actor) -> None:
        """Nothing to do: the desk reads the live ones."""


def _missing_models(document: Mapping[str, Any]) -> Iterator[Problem]:
    """A file may come with a pack later: advice, since its link leads nowhere until then."""
    for number, paper in enumerate(document.get("sheet", {}).get("documents", ())):
        path = paper.get("model")
        if path and schemas.pack_file(path) is None:
            told = {"path": path, "severity": "warning"}
            yield Problem(f"/sheet/documents/{number}/model", "service-model-missing", told)


def _unknown_audience(document: Mapping[str, Any]) -> Iterator[Problem]:
    for number, role in enumerate(document.get("audience", ())):
        if schemas.live("role", role) is None:
            yield Problem(
                f"/audience/{number}", "service-unknown-role", {"key": role, "severity": "warning"}
            )
