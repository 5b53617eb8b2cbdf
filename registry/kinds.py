"""The kind `entity`: what publication checks, and the lists it makes anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from core import jobs
from core.actor import Actor
from core.i18n import _l
from core.problems import Problem
from registry.domain import check
from registry.recipes import Travelling
from schemas import queries as schemas
from schemas.domain.translating import Rule, Text, schema_texts, texts_by
from workflows.domain.circuit import Circuit

#: Where a record type speaks to people, beside its fields.
TEXTS: Final = (
    Rule((), "", ("plural", "description")),
    Rule(("cards", "*"), "card.{}", ("title",)),
    Rule(("links", "*"), "link.{}", ("title",)),
)


class EntityKind(Travelling):
    """Fields, how they are listed, where its records stand."""

    key = "entity"
    label = _l("Fiche")
    icon = "identification-card"

    def problems(self, document: Mapping[str, Any]) -> list[Problem]:
        """Names of fields that exist, lists that fit, searches that reveal nothing."""
        return [*check.problems_in(document), *_reborn(document), *_circuits(document)]

    def translatable(self, document: Mapping[str, Any]) -> list[Text]:
        """Names of the record type, of its cards and links, then of its fields and their choices,
        card by card as the page of a record shows them."""
        return [*texts_by(document, TEXTS), *_by_card(document)]

    def references(self, document: Mapping[str, Any]) -> set[tuple[str, str]]:
        """The entities its links lead to, the circuits its changes go through."""
        changes = document.get("changes") or {}
        named = (one.get("workflow") for one in (changes, *changes.get("for", ())))
        links = {("entity", link["to"]) for link in document.get("links", ())}
        return links | {("workflow", key) for key in named if key}

    def published(self, version: Any, actor: Actor) -> None:
        """Records that stand already are listed by the new version: a job writes their rows."""
        if version.number > 1:
            args = {"entity": version.key, "version": str(version.id)}
            jobs.enqueue("registry.reindex", args, once=f"reindex:{version.id}")


def _by_card(document: Mapping[str, Any]) -> list[Text]:
    """Texts of the schema in the order of the cards, each told with its card."""
    place = {
        f"/schema/properties{item}": str(card["title"])
        for card in document.get("cards") or ()
        for item in card.get("items", ())
    }
    order = {at: number for number, at in enumerate(place)}
    found = [
        ("/".join(text.at.split("/")[:4]), text) for text in schema_texts(document.get("schema"))
    ]
    found.sort(key=lambda pair: order.get(pair[0], len(order)))
    return [
        replace(text, where=(place[at], *text.where)) if at in place else text for at, text in found
    ]


def _reborn(document: Mapping[str, Any]) -> list[Problem]:
    """Keys that were another field once: rules of roles name fields by key, and what was given on
    the old one must not come back to life on the new one (advisory 9)."""
    known: dict[str, str] = {}
    for version in schemas.versions("entity", str(document.get("key"))):
        if version.status != "draft":
            for key, x_id in check.identities(version.body).items():
                known.setdefault(key, x_id)
    return [
        Problem(f"/schema/properties/{key}", "entity-field-reborn", {"name": key})
        for key, x_id in check.identities(document).items()
        if x_id and known.get(key, x_id) != x_id
    ]


def _circuits(document: Mapping[str, Any]) -> list[Problem]:
    """What proposed changes need of the circuits they go through; absent ones are told apart."""
    changes = document.get("changes") or {}
    found: list[Problem] = []
    for at, entry in [("/changes", changes), *(
        (f"/changes/for/{n}", one) for n, one in enumerate(changes.get("for", ()))
    )]:  # fmt: skip
        version = schemas.live("workflow", entry.get("workflow") or changes.get("workflow") or "")
        if version is not None:
            circuit = Circuit.of(version.body)
            found += check.change_problems(at, entry, circuit)
    return found


ENTITY = EntityKind()
