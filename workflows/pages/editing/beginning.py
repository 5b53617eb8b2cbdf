"""A new circuit: from nothing but a draft, or like another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue

from core.actor import Actor
from core.database import session, unit_of_work
from core.errors import Invalid
from core.i18n import _, ngettext
from core.web import flash_notice, render
from schemas import operations, packs, queries
from workflows.domain.editing import beginning
from workflows.pages.blueprint import pages
from workflows.pages.editing.door import KIND, designer, designs
from workflows.pages.editing.places import STATUSES, url_of


@dataclass(frozen=True, slots=True)
class Model:
    """A circuit one may begin with."""

    name: str
    title: str
    about: str
    origin: str


@pages.get("/administration/circuits/nouveau")
@designs
def design_new() -> ResponseReturnValue:
    """A title, and what to begin with."""
    return _new(designer())


@pages.post("/administration/circuits/nouveau")
@designs
def design_begin() -> ResponseReturnValue:
    """Keep the first draft and open its statuses."""
    actor = designer()
    try:
        with unit_of_work(idempotent=True) as work:
            model = _model_named(actor, request.form.get("modele", ""))
            document = {"language": "fr", "translations": {}, **beginning.like(model)}
            title = request.form.get("title", "")
            made = operations.begin(actor, KIND, title, document if model else None)
            work.outcome["location"] = location = url_of(made.key, STATUSES)
    except Invalid as refusal:
        session.rollback()
        return _new(actor, refusal), refusal.status
    flash_notice(_("Brouillon créé. Rien n’est en service avant la publication."))
    return redirect(location, code=303)


def _new(actor: Actor, refusal: Invalid | None = None) -> str:
    return render(
        "workflows/design/nouveau.html",
        models=[_model(name, body) for name, body in _known(actor).items()],
        chosen=request.values.get("modele", ""),
        title=request.form.get("title", ""),
        refusal=refusal,
    )


def _known(actor: Actor) -> dict[str, Mapping[str, Any]]:
    """Circuits in service here, then those that come with Préau; each key once."""
    here = {one.definition.key for one in queries.definitions_for(actor, KIND) if one.live_number}
    live = {v.key: v.body for v in queries.live_all(KIND) if v.key in here}
    found = {f"live/{key}": body for key, body in live.items()}
    shipped = {f"pack/{key}": body for key, body in _shipped() if key not in live}
    return found | shipped


@cache
def _shipped() -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Circuits in the packs of this release: read once, they change with it."""
    return tuple(
        (one.key, one.document)
        for manifest in packs.shipped_manifests()
        if any(each["kind"] == KIND for each in manifest["definitions"])
        for one in packs.shipped(manifest["key"]).items
        if one.kind == KIND
    )


def _model_named(actor: Actor, name: str) -> Mapping[str, Any]:
    """The document of a model; an empty one for none."""
    return _known(actor).get(name, {})


def _model(name: str, body: Mapping[str, Any]) -> Model:
    statuses = body.get("statuses", ())
    waiting = sum(1 for status in statuses if status.get("kind") == "waiting-agent")
    about = ngettext("%(num)s étape chez les agents", "%(num)s étapes chez les agents", waiting)
    if any("parallel" in status for status in statuses):
        about += _(", visas en parallèle")
    origin = _("En service ici") if name.startswith("live/") else _("Livré avec Préau")
    return Model(name, str(body.get("title", "")), str(about), str(origin))
