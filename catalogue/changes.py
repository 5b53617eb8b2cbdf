"""The changes of a service in words: fills the point `schemas.changes`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from catalogue.facts import establishment_types
from core.i18n import _l
from schemas.domain.changes import Change
from schemas.domain.conditions import Types

NOUNS: Final[Mapping[str, Any]] = {
    "themes": _l("thèmes"), "sheet": _l("fiche"), "summary": _l("résumé"),
    "how": _l("mode opératoire"), "documents": _l("pièce à fournir"), "contacts": _l("contact"),
    "links": _l("lien"), "eligibility": _l("qui peut demander"), "explain": _l("explication"),
    "open": _l("ouverture"), "from": _l("à partir du"), "until": _l("jusqu’au"),
    "drafts_until": _l("dernier jour des brouillons"), "number": _l("numéro des demandes"),
    "request_title": _l("objet des demandes"), "desk": _l("liste du bureau"),
    "workflow": _l("circuit"), "bindings": _l("groupes des fonctions"), "buttons": _l("bouton"),
    "form": _l("formulaire"), "receipt": _l("récépissé"), "retention": _l("durée de conservation"),
    "to": _l("adresse"), "scope": _l("territoire"), "group": _l("groupe"),
}  # fmt: skip
_HEAVY: Final = frozenset({"eligibility", "workflow", "buttons", "bindings", "open", "retention"})


class ServiceChanges:
    """A service is pinned at submission; its sheet and its openings are for everybody at once."""

    key = kind = "service"
    nouns = NOUNS

    def changes(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
        """Nothing that its parts would not tell."""
        return []

    def types(self) -> Types:
        """What eligibility and conditions of the sheet say of an establishment."""
        return establishment_types()

    def weighs(self, names: tuple[str, ...], act: str) -> bool:
        """Who may ask, on which form and circuit, who processes, until when."""
        return names[0] in _HEAVY
