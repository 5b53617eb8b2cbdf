"""Models a sheet may begin with: dedicated definitions, and the services that stand here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalogue.domain.designing.models import as_model
from catalogue.views.services import first_paragraph
from core.actor import Actor
from core.errors import Invalid
from core.problems import Problem
from schemas import operations, queries
from schemas.permissions import Permission, need

MODEL = "sheet-model"


@dataclass(frozen=True, slots=True)
class Model:
    """One sheet to begin with."""

    name: str
    title: str
    about: str
    icon: str
    #: Whether it is a definition made to be begun with, or a service that runs.
    dedicated: bool


def all_models(actor: Actor) -> list[Model]:
    """Those made for it first, then services, each by title."""
    found = []
    for kind in (MODEL, "service"):
        versions = queries.live_all(kind)
        listed = [_model(kind, version) for version in versions]
        found += sorted(listed, key=lambda one: one.title)
    return found if actor.holds(Permission.DEFINITIONS_READ) else []


def model_named(actor: Actor, name: str) -> Mapping[str, Any] | None:
    """The document of a model: kind/key; None for a blank sheet."""
    kind, _sign, key = name.partition("/")
    if kind not in {MODEL, "service"} or not actor.holds(Permission.DEFINITIONS_READ):
        return None
    version = queries.live(kind, key)
    return version.body if version else None


def keep(actor: Actor, body: Mapping[str, Any], title: str, about: str) -> None:
    """Make a model of this sheet, in service at once; the one of this very title is replaced."""
    need(actor, Permission.DEFINITIONS_PUBLISH)
    title = " ".join(title.split())[:200]
    if not title:
        raise Invalid([Problem("/title", "title-needed")])
    document = as_model(body, title, " ".join(about.split())[:300])
    known = next((v for v in queries.live_all(MODEL) if v.body["title"] == title), None)
    if known is None:
        version = operations.begin(actor, MODEL, title, document)
        operations.publish(actor, MODEL, version.key)
        return
    named = {**document, "kind": MODEL, "format": 1, "key": known.key}
    operations.save_draft(actor, MODEL, known.key, named)
    operations.publish(actor, MODEL, known.key)


def _model(kind: str, version: Any) -> Model:
    body = version.body
    about = str(body.get("about", "")) or first_paragraph(body.get("sheet", {}))
    icon = str(body.get("icon", "file-text"))
    return Model(f"{kind}/{version.key}", str(body["title"]), about, icon, kind == MODEL)
