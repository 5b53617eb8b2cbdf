"""Tells the component of conditions what a form may name: `form:<key>:<place>`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.actor import Actor
from core.i18n import _
from form_factory.domain.naming_for_conditions import names_for_form
from form_factory.lists import with_choices
from schemas import queries
from schemas.domain.conditions import Types
from schemas.domain.conditions.names import Names


class FormNames:
    """Fills the point `schemas.names`."""

    key = "form"

    def names(self, actor: Actor, argument: str) -> Names:
        """Those of the draft, or of the live version when there is none."""
        key, _colon, place = argument.partition(":")
        queries.definition_for(actor, "form", key)
        shown = queries.draft("form", key) or queries.live("form", key)
        body = shown.body if shown is not None else {}
        return names_of_form(body, place, f"form:{argument}")


def names_of_form(
    document: Mapping[str, Any], place: str, source: str, types: Types | None = None
) -> Names:
    """`names_for_form` in the words of the screens; `types` spares reading the document again."""
    whole = with_choices(document)
    read = types if whole is document else None  # its lists have become choices
    return names_for_form(whole, place, source, words(), read)


def words() -> dict[str, str]:
    """Headings, and the names of what surrounds a form."""
    return {
        "page": str(_("Étape « %s »")),
        "row": str(_("Ligne de « %s »")),
        "computed": str(_("Calculs")),
        "establishment": str(_("Établissement")),
        "actor": str(_("Personne")),
        "establishment.uai": str(_("le code de l’établissement")),
        "establishment.type": str(_("le type de l’établissement")),
        "establishment.sector": str(_("le secteur de l’établissement")),
        "establishment.name": str(_("le nom de l’établissement")),
        "establishment.commune": str(_("la commune de l’établissement")),
        "establishment.postal_code": str(_("le code postal de l’établissement")),
        "establishment.department": str(_("le département de l’établissement")),
        "establishment.academy": str(_("l’académie de l’établissement")),
        "establishment.status": str(_("le statut de l’établissement")),
        "establishment.email": str(_("l’adresse électronique de l’établissement")),
        "establishment.phone": str(_("le téléphone de l’établissement")),
        "establishment.address": str(_("l’adresse de l’établissement")),
        "establishment.pupils": str(_("le nombre d’élèves de l’établissement")),
        "establishment.opened_on": str(_("la date d’ouverture de l’établissement")),
        "actor.id": str(_("l’identifiant de la personne")),
        "actor.name": str(_("le nom de la personne")),
        "actor.email": str(_("l’adresse électronique de la personne")),
        "actor.function": str(_("la fonction de la personne")),
        "actor.staff": str(_("l’appartenance de la personne aux agents")),
        "actor.roles": str(_("les rôles de la personne")),
        "actor.groups": str(_("les groupes de la personne")),
    }
