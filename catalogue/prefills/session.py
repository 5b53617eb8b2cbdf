"""What is already known when a form opens: the establishment, the person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from catalogue.facts import establishment_entity
from core.actor import Actor
from core.i18n import _, _l
from form_factory.prefill import Around, Found, Offered
from registry import queries as registry
from schemas import queries as schemas

PERSON: Final = (
    ("actor.name", _l("Nom de la personne")),
    ("actor.email", _l("Adresse électronique de la personne")),
)
CODE: Final = "membership.establishment.uai"
_HOLDERS: Final = (("membership", "establishment"), ("establishment",))


class SessionSource:
    """`membership.establishment.…`, `actor.…`: who asks, for which establishment."""

    key = "session"
    label = _l("votre établissement")

    def found(
        self, actor: Actor, paths: Collection[str], names: Mapping[str, Any], around: Around
    ) -> Mapping[str, Found]:
        """The values at dotted paths of what the session knows."""
        del actor, around
        return {path: Found(value_in(names, path)) for path in paths}

    def offered(self, actor: Actor, document: Mapping[str, Any]) -> Offered:
        """The code, the fields of the establishment, the person."""
        del actor, document
        entity = schemas.live("entity", establishment_entity())
        fields = registry.entity_of(entity).fields.values() if entity is not None else ()
        listed = [(f"membership.establishment.{f.key}", f.title) for f in fields]
        code = (CODE, _("Code UAI de l’établissement"))
        known = dict([code, *listed, code])  # first, whatever its field is called
        return {
            _("Établissement"): list(known.items()),
            _("Personne"): [(path, str(words)) for path, words in PERSON],
        }

    def leads(self, path: str, document: Mapping[str, Any]) -> bool:
        """A field of the establishment, or what is known of the person."""
        del document
        parts = tuple(path.split("."))
        if path == CODE or parts in {("actor", "name"), ("actor", "email"), ("actor", "roles")}:
            return True
        held = next((parts[len(h) :] for h in _HOLDERS if parts[: len(h)] == h), ())
        entity = schemas.live("entity", establishment_entity())
        if not held or entity is None:
            return bool(held)
        return held[0] in registry.entity_of(entity).fields


def value_in(names: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path, None where there is none."""
    place: Any = names
    for part in path.split("."):
        if not isinstance(place, Mapping):
            return None
        place = place.get(part)
    return place
