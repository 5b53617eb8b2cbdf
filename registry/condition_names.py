"""Tells the component of conditions what rules on records may name.

`entity:<key>` (rules of roles: the record and the person), `view:<key of the entity>` (the record).
"""

from __future__ import annotations

from collections.abc import Mapping

from accounts.domain.rule_names import ACTOR
from core.actor import Actor
from core.i18n import _
from schemas import queries
from schemas.domain.conditions import Types
from schemas.domain.conditions.names import Name, Names, names_of


class RecordNames:
    """Fills the point `schemas.names`."""

    def __init__(self, key: str, *, person: bool) -> None:
        self.key, self.person = key, person

    def names(self, actor: Actor, argument: str) -> Names:
        """Fields of the record, of its live version first."""
        queries.definition_for(actor, "entity", argument)
        found = queries.live("entity", argument) or queries.draft("entity", argument)
        schema = found.body.get("schema", {}) if found is not None else {}
        title = str(found.body.get("title", "")) if found is not None else ""
        listed = names_of(Types.of_schema(schema), title or str(_("Fiche")))
        return Names((*listed, *(_person() if self.person else ())), f"{self.key}:{argument}")


NAMES = (RecordNames("entity", person=True), RecordNames("view", person=False))


def _person() -> list[Name]:
    words: Mapping[str, str] = {
        "actor.id": str(_("l’identifiant de la personne")),
        "actor.name": str(_("le nom de la personne")),
        "actor.email": str(_("l’adresse électronique de la personne")),
        "actor.job_title": str(_("la fonction de la personne")),
        "actor.locale": str(_("la langue de la personne")),
    }
    heading = str(_("Personne"))
    return [
        Name(name.path, words.get(name.path, name.label), name.type, heading)
        for name in names_of(ACTOR)
    ]
