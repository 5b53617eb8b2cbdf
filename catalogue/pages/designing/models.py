"""Models a sheet may begin with: dedicated definitions, services that stand here, those shipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from catalogue.domain.designing.models import as_model
from catalogue.views.services import first_paragraph
from core.actor import Actor
from core.errors import Invalid
from core.folding import fold
from core.problems import Problem
from schemas import operations, packs, queries
from schemas.permissions import Permission, need

MODEL, SERVICE = "sheet-model", "service"


@dataclass(frozen=True, slots=True)
class Model:
    """One sheet to begin with."""

    name: str
    title: str
    about: str
    icon: str
    #: "model" is made to be begun with, "service" runs here, "shipped" came with Préau.
    origin: str


def all_models(actor: Actor) -> list[Model]:
    """What was made to be begun with, here then in Préau; then services; each by title."""
    if not actor.holds(Permission.DEFINITIONS_READ):
        return []
    own = _listed(_live(MODEL), "model")
    services = _listed(_live(SERVICE), "service")
    known = {one.name.rpartition("/")[2] for one in (*own, *services)}
    shipped = [(name, body) for name, body in _shipped() if body["key"] not in known]
    made = _listed([one for one in shipped if one[1]["kind"] == MODEL], "shipped")
    others = _listed([one for one in shipped if one[1]["kind"] == SERVICE], "shipped")
    return [*own, *made, *services, *others]


def _live(kind: str) -> list[tuple[str, Mapping[str, Any]]]:
    return [(f"{kind}/{version.key}", version.body) for version in queries.live_all(kind)]


def model_named(actor: Actor, name: str) -> Mapping[str, Any] | None:
    """The document of a model by its name in the list; None when there is none."""
    if not actor.holds(Permission.DEFINITIONS_READ):
        return None
    kind, _sign, key = name.partition("/")
    if kind in {MODEL, SERVICE}:
        version = queries.live(kind, key)
        return version.body if version else None
    shipped = next((body for known, body in _shipped() if known == name), None)
    return _without_absent_files(shipped) if shipped else None


@cache
def _shipped() -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Sheets in the packs of this release: read once, they change with it."""
    found = []
    for manifest in packs.shipped_manifests():
        if any(one["kind"] in {MODEL, SERVICE} for one in manifest["definitions"]):
            items = packs.shipped(manifest["key"]).items
            found += [
                (f"pack/{manifest['key']}/{one.kind}/{one.key}", one.document)
                for one in items
                if one.kind in {MODEL, SERVICE}
            ]
    return tuple(found)


def _without_absent_files(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """A pack that is not loaded brought no file to download."""
    papers = [
        {k: v for k, v in paper.items() if k != "model" or queries.pack_file(v) is not None}
        for paper in body.get("sheet", {}).get("documents", ())
    ]
    return {**body, "sheet": {**body.get("sheet", {}), "documents": papers}}


def _listed(named: Iterable[tuple[str, Mapping[str, Any]]], origin: str) -> list[Model]:
    found = [_model(name, body, origin) for name, body in named]
    return sorted(found, key=lambda one: fold(one.title))


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


def _model(name: str, body: Mapping[str, Any], origin: str) -> Model:
    about = str(body.get("about", "")) or first_paragraph(body.get("sheet", {}))
    return Model(name, str(body["title"]), about, str(body.get("icon", "file-text")), origin)
