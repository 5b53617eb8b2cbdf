"""A new service from a title and a model of sheet; a copy of a whole one; a model made of one."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.domain.designing import models as edits
from catalogue.domain.designing.places import SHEET
from catalogue.pages.blueprint import pages
from catalogue.pages.designing import models
from catalogue.pages.designing.door import (
    KIND,
    Document,
    Wrong,
    back,
    body_of,
    designer,
    designs,
    written,
)
from core.actor import Actor
from core.database import session, unit_of_work
from core.errors import Invalid
from core.i18n import _
from core.web import flash_notice, render
from schemas import operations, queries
from schemas.blanks import blank
from schemas.heading import editor_head
from schemas.permissions import Permission, organisation_wide


@pages.get("/administration/services/nouveau")
@designs
def design_new() -> ResponseReturnValue:
    """A title, and what the sheet begins with."""
    designer()
    return _new()


@pages.post("/administration/services/nouveau")
@designs
def design_begin() -> ResponseReturnValue:
    """Keep the first draft and open its sheet."""
    actor = designer()
    try:
        with unit_of_work(idempotent=True) as work:
            model = models.model_named(actor, request.form.get("modele", ""))
            document = blank(KIND, request.form.get("title", ""))
            if model is not None:
                document = edits.with_model(document, model)
            made = operations.begin(actor, KIND, request.form.get("title", ""), document)
            work.outcome["location"] = location = back(made.key, SHEET)
    except Invalid as refusal:
        session.rollback()
        return _new(refusal), refusal.status
    flash_notice(_("Brouillon créé. Rien n’est en service avant la publication."))
    return redirect(location, code=303)


def _new(refusal: Invalid | None = None) -> str:
    return render(
        "catalogue/design/nouveau.html",
        models=models.all_models(designer()),
        chosen=request.values.get("modele", ""),
        title=request.form.get("title", ""),
        refusal=refusal,
    )


@pages.get("/administration/services/<key>/modeles")
@designs
def design_models(key: str) -> ResponseReturnValue:
    """Models to begin the sheet again with, and this sheet as a model."""
    return _models(key)


@pages.post("/administration/services/<key>/modeles")
@designs
def design_model_taken(key: str) -> ResponseReturnValue:
    """The sheet takes the place of the present one; undoing brings that one back."""
    model = models.model_named(designer(), request.form.get("modele", ""))
    if model is None:
        return redirect(url_for("catalogue.design_models", key=key), code=303)

    def edit(document: Document) -> Document:
        return edits.with_model(document, model)

    title = str(model.get("title", ""))
    label = _("Fiche reprise de « %(title)s »", title=title)
    return written(key, SHEET, edit, lambda wrong: _models(key, wrong), label=label)


@pages.post("/administration/services/<key>/modeles/garder")
@designs
def design_model_kept(key: str) -> ResponseReturnValue:
    """This sheet becomes a model of the organisation."""
    actor = designer()
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = location = url_for("catalogue.design_models", key=key)
            said = request.form
            models.keep(actor, body_of(key), said.get("title", ""), said.get("about", ""))
    except Invalid as refusal:
        session.rollback()
        return _models(key, Wrong(body_of(key), refusal))
    flash_notice(_("Modèle de fiche gardé. Il est proposé aux prochains téléservices."))
    return redirect(location, code=303)


def _models(key: str, wrong: Wrong | None = None) -> ResponseReturnValue:
    actor = designer()
    body = body_of(key)
    html = render(
        "catalogue/design/modeles.html",
        **editor_head(KIND, key, SHEET),
        key=key,
        body=body,
        models=[one for one in models.all_models(actor) if one.name != f"{KIND}/{key}"],
        may_publish=organisation_wide(actor, Permission.DEFINITIONS_PUBLISH),
        refusal=wrong.refusal if wrong else None,
    )
    return html, (wrong.refusal.status if wrong and wrong.refusal else 200)


@pages.get("/administration/services/<key>/dupliquer")
@designs
def design_copy(key: str) -> ResponseReturnValue:
    """A title for the copy, and whether its forms are copied too."""
    designer()
    return _copy(key)


@pages.post("/administration/services/<key>/dupliquer")
@designs
def design_copied(key: str) -> ResponseReturnValue:
    """A service of its own, with forms of its own when asked."""
    actor = designer()
    queries.definition_for(actor, KIND, key)
    try:
        with unit_of_work(idempotent=True) as work:
            title = request.form.get("title", "")
            made = operations.duplicate(actor, KIND, key, title)
            if request.form.get("forms"):
                _copy_forms(actor, made, title)
            work.outcome["location"] = location = back(made.key, SHEET)
    except Invalid as refusal:
        session.rollback()
        return _copy(key, refusal), refusal.status
    flash_notice(_("Copie créée en brouillon. L’original n’a pas changé."))
    return redirect(location, code=303)


def _copy_forms(actor: Actor, made: Any, title: str) -> None:
    """Each form once, whatever the number of buttons that lead to it."""
    keys = dict.fromkeys(str(b.get("form", "")) for b in made.body.get("buttons", ()))
    known = [key for key in keys if key and queries.definition("form", key) is not None]
    renamed: dict[str, str] = {}
    for number, form in enumerate(known, start=1):
        named = title if len(known) == 1 else f"{title} ({number})"
        renamed[form] = operations.duplicate(actor, "form", form, named[:200]).key
    if not renamed:
        return

    def edit(document: Document) -> Document:
        return edits.with_forms(document, renamed)

    operations.change(actor, KIND, made.key, edit, _("Formulaires copiés"), seen=None)


def _copy(key: str, refusal: Invalid | None = None) -> str:
    body = body_of(key)
    return render(
        "catalogue/design/dupliquer.html",
        **editor_head(KIND, key, SHEET),
        key=key,
        title=request.form.get("title") or _("%(title)s (copie)", title=body.get("title", "")),
        forms=len({b.get("form") for b in body.get("buttons", ()) if b.get("form")}),
        refusal=refusal,
    )
