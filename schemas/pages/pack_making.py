"""A pack made of chosen definitions: what each one needs is shown, and joins in one click."""

from __future__ import annotations

import re
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from core.access import requires
from core.errors import PreauError
from core.i18n import _
from core.unseen import is_unseen
from core.web import current_actor, render
from schemas import operations, queries
from schemas.pack_export import archive
from schemas.packing.needs import recipe_of
from schemas.packing.wording import label_of
from schemas.pages.door import pages
from schemas.pages.packs import sent
from schemas.permissions import Permission, need

_KEY = re.compile(r"[a-z][a-z0-9-]{0,62}\Z")
_VERSION = re.compile(r"[0-9]+([.][0-9]+){0,3}\Z")


@pages.get("/nouveau-lot")
@requires(Permission.PACKS_MANAGE)
def pack_new() -> ResponseReturnValue:
    """Choose among all that is in service."""
    need(current_actor(), Permission.PACKS_MANAGE)
    return _page(_named(request.args.getlist("d")))


@pages.post("/nouveau-lot")
@requires(Permission.PACKS_MANAGE)
def pack_make() -> ResponseReturnValue:
    """Look at the choice, let what is missing join it, or take the archive away."""
    actor = current_actor()
    need(actor, Permission.PACKS_MANAGE)
    need(actor, Permission.DEFINITIONS_READ)
    chosen = _named([*request.form.getlist("d"), *request.form.getlist("avec")])
    act = request.form.get("acte", "")
    if act == "tout":
        chosen = _named([*chosen, *(n.name for n in recipe_of(chosen).missing if n.here)])
    elif act.startswith("avec:"):
        chosen = _named([*chosen, act.removeprefix("avec:")])
    if act != "prendre":
        return _page(chosen)
    errors = _errors(chosen)
    if errors:
        return _page(chosen, errors), 422
    key = request.form["cle"]
    files = operations.export_pack(
        actor,
        chosen,
        key=key,
        title=request.form["titre"].strip(),
        version=request.form["version"],
    )
    return sent(archive(files), key)


def _named(names: list[str]) -> list[str]:
    """Those that are in service, each once."""
    found = []
    for name in dict.fromkeys(names):
        kind, _sign, key = name.partition("/")
        if key and queries.live(kind, key) is not None:
            found.append(name)
    return found


def _errors(chosen: list[str]) -> dict[str, str]:
    found = {}
    if not chosen:
        found["d"] = _("Cochez au moins une définition.")
    if is_unseen(request.form.get("titre", "")) or len(request.form["titre"]) > 200:
        found["titre"] = _("Écrivez un titre de 200 caractères au plus.")
    if not _KEY.match(request.form.get("cle", "")):
        found["cle"] = _(
            "Écrivez une clé en minuscules, chiffres et tirets : « pret-instruments »."
        )
    if not _VERSION.match(request.form.get("version", "")):
        found["version"] = _("Écrivez un numéro : « 1 » ou « 1.2 ».")
    return found


def _page(chosen: list[str], errors: dict[str, str] | None = None) -> str:
    try:
        recipe = recipe_of(chosen)
    except PreauError:  # withdrawn in between: the page shows what is there
        chosen, recipe = [], recipe_of([])
    groups: dict[str, list[Any]] = {}
    for listed in queries.definitions_for(current_actor()):
        if listed.live_number is not None:
            groups.setdefault(label_of(listed.definition.kind), []).append(listed.definition)
    return render(
        "schemas/pack_new.html",
        groups=dict(sorted(groups.items())),
        chosen=set(chosen),
        recipe=recipe,
        requires=[found.title for key in recipe.requires if (found := queries.pack(key))],
        errors=errors or {},
        values={name: request.form.get(name, "") for name in ("titre", "cle", "version")},
    )
