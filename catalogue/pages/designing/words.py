"""The words of the service editor: its parts, its undo, what it says of a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.i18n import _, _l

#: Parts of a service as people know them (catalogue.domain.designing.changed).
PARTS: Mapping[str, Any] = {
    "summary": _l("résumé"),
    "how": _l("déroulement"),
    "documents": _l("pièces à fournir"),
    "contacts": _l("contacts"),
    "links": _l("liens"),
    "minutes": _l("durée"),
    "title": _l("titre"),
    "icon": _l("icône"),
    "tone": _l("couleur"),
    "themes": _l("thèmes"),
    "eligibility": _l("éligibilité"),
    "open": _l("périodes d’ouverture"),
    "buttons": _l("boutons de départ"),
    "workflow": _l("circuit"),
    "bindings": _l("fonctions du circuit"),
    "audience": _l("public"),
    "number": _l("numéro"),
    "request_title": _l("nom des demandes"),
    "desk": _l("colonnes de la liste"),
    "receipt": _l("récépissé"),
    "retention": _l("conservation"),
}
TABS: Mapping[str, Any] = {
    "fiche": _l("Fiche"),
    "formulaire": _l("Formulaire"),
    "circuit": _l("Circuit"),
    "ouverture": _l("Ouverture"),
    "droits": _l("Droits"),
}
TONES: Mapping[str, Any] = {
    "brand": _l("Couleur de la maison"),
    "slate": _l("Ardoise"),
    "sun": _l("Soleil"),
    "sky": _l("Ciel"),
    "brick": _l("Brique"),
    "leaf": _l("Feuille"),
    "plum": _l("Prune"),
    "rose": _l("Rose"),
}
_NAME_IT: Mapping[str, Any] = {
    "documents": _l("Nommez la pièce %(n)s."),
    "contacts": _l("Nommez le contact %(n)s."),
    "links": _l("Donnez des mots au lien %(n)s."),
    "buttons": _l("Donnez un nom au bouton %(n)s."),
}
_MISSING: Mapping[str, Any] = {
    "title": _l("Donnez un titre au téléservice."),
    "workflow": _l("Choisissez le circuit que suivront les demandes."),
    "buttons": _l("Ajoutez un bouton de départ et son formulaire."),
}
#: What a link that leads nowhere makes of the text it stands in.
_LINKS = {"meta-oneOf", "meta-pattern", "meta-type"}
_EMPTY = {"meta-required", "meta-minLength", "meta-minItems", "meta-pattern"}


def label_of(parts: Sequence[str]) -> str:
    """What an act did, for undo: « Pièces à fournir, contacts »."""
    said = ", ".join(str(PARTS[part]) for part in parts if part in PARTS)
    return said[:1].upper() + said[1:] if said else _("Modification")


def of_blank(code: str, steps: Sequence[str]) -> str | None:
    """The sentence of something not said yet; `steps` is the path of what is missing."""
    if steps[:1] == ["sheet"] and steps[1:2] in (["summary"], ["how"]) and code in _LINKS:
        return _("Un lien de ce texte mène à une adresse incomplète : écrivez-la avec https://.")
    if code not in _EMPTY or not steps:
        return None
    row = next((step for step in steps if step.isdecimal()), "")
    if len(steps) == 1 and steps[0] in _MISSING:
        return str(_MISSING[steps[0]])
    if steps[-1] == "label":
        return str(_NAME_IT.get(steps[-3], "")) % {"n": int(row or 0) + 1} or None
    if steps[0] == "buttons" and steps[-1] == "form":
        return _("Choisissez le formulaire du bouton %(n)s.", n=int(row) + 1)
    if steps[0] == "bindings":
        return _("Choisissez un groupe.")
    if steps[-1] == "to":
        return _(
            "Écrivez l’adresse du lien en entier : https://…, mailto:…, /une-page, ou kb: et le "
            "nom d’un article de l’aide."
        )
    return None
