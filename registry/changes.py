"""The changes of an entity in words: fills the point `schemas.changes`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from core.i18n import _l
from registry.domain.changes import changes
from schemas.changes import Sentence
from schemas.domain.changes import Change

NOUNS: Final[Mapping[str, Any]] = {
    "plural": _l("pluriel"), "label": _l("nom des fiches"), "sort": _l("ordre de la liste"),
    "code": _l("identifiant"), "scope": _l("rattachement"), "place": _l("territoire"),
    "year_bound": _l("par année scolaire"), "cards": _l("carte"), "items": _l("champs"),
    "links": _l("lien"), "system": _l("champs protégés"), "dated": _l("daté"),
    "min": _l("au moins"), "max": _l("au plus"), "attributes": _l("précisions"),
    "to": _l("vers"), "changes": _l("circuit des modifications"), "workflow": _l("circuit"),
    "bindings": _l("groupes"), "for": _l("champs à part"), "ui": _l("façon de demander"),
}  # fmt: skip
_KINDS: Final[Mapping[str, Any]] = {
    "text": _l("texte"), "integer": _l("nombre entier"), "number": _l("nombre"),
    "decimal": _l("montant"), "date": _l("date"), "boolean": _l("oui ou non"),
    "other": _l("liste ou groupe"), "public": _l("public"), "internal": _l("interne"),
    "personal": _l("personnel"), "sensitive": _l("sensible"),
}  # fmt: skip

WORDS: Final[Mapping[str, Sentence]] = {
    "entity-field-added": Sentence("added", _l("Champ « %(label)s » ajouté")),
    "entity-field-added-required": Sentence(
        "added",
        _l("Champ « %(label)s » ajouté, obligatoire"),
        _l("Les fiches déjà là seront à compléter à leur prochaine modification."),
    ),
    "entity-field-removed": Sentence(
        "removed",
        _l("Champ « %(label)s » retiré"),
        _l("Ce que les fiches disent dans ce champ n’est plus montré."),
    ),
    "entity-field-renamed": Sentence("changed", _l("Champ « %(label)s » renommé")),
    "entity-field-retyped": Sentence(
        "changed",
        _l("Type du champ « %(label)s » changé"),
        _l("Les valeurs qui ne se lisent pas dans le nouveau type seront à corriger."),
    ),
    "entity-field-key": Sentence(
        "changed",
        _l("Identifiant du champ « %(label)s » modifié"),
        _l("Ce qui nomme l’ancien identifiant ne le trouvera plus."),
    ),
    "entity-field-required": Sentence(
        "changed",
        _l("Champ « %(label)s » obligatoire"),
        _l("Les fiches sans valeur seront à compléter à leur prochaine modification."),
    ),
    "entity-field-optional": Sentence("changed", _l("Champ « %(label)s » facultatif")),
    "entity-field-class": Sentence(
        "changed",
        _l("Confidentialité du champ « %(label)s » modifiée"),
        _l("Vérifiez les règles des rôles : elles ouvrent ou ferment ce champ."),
    ),
    "entity-field-listed": Sentence("changed", _l("Champ « %(label)s » montré dans les listes")),
    "entity-field-not-listed": Sentence("changed", _l("Champ « %(label)s » ôté des listes")),
    "entity-field-searched": Sentence("changed", _l("Champ « %(label)s » cherché")),
    "entity-field-not-searched": Sentence("changed", _l("Champ « %(label)s » ôté des recherches")),
    "entity-list-restricted": Sentence(
        "changed",
        _l("« %(label)s » : choix retirés de la liste"),
        _l("Les fiches qui portent ces choix seront à corriger."),
    ),
    "entity-list-extended": Sentence("changed", _l("« %(label)s » : choix ajoutés à la liste")),
    "entity-limit-tightened": Sentence(
        "changed",
        _l("« %(label)s » : limite resserrée"),
        _l("Des fiches pourront être à corriger."),
    ),
    "entity-limit-loosened": Sentence("changed", _l("« %(label)s » : limite élargie")),
}


class EntityChanges:
    """Records follow the live version at once: what does not fit it is told when it is written."""

    key = kind = "entity"
    nouns = NOUNS
    words = WORDS
    covers = frozenset({"schema", "fields"})

    def changes(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
        """Typed changes of fields, in words."""
        return [
            replace(each, before=_said(each.before), after=_said(each.after))
            for each in changes(old, new)
        ]


def _said(value: Any) -> str:
    return "" if value is None else str(_KINDS.get(value, value))
