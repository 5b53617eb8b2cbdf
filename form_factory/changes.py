"""The changes of a form in words: fills the point `schemas.changes`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from core.i18n import _, _l
from form_factory.domain.changes import changes
from form_factory.domain.form import Form
from form_factory.domain.naming_for_conditions import names_for_form
from form_factory.fields import named
from schemas.changes import Sentence
from schemas.domain.changes import Change
from schemas.domain.conditions import Types
from schemas.domain.conditions.formula import text_of
from schemas.phrases import in_words

_TYPES: Final[Mapping[str, Any]] = {
    "string": _l("texte"), "integer": _l("nombre entier"), "number": _l("nombre"),
    "decimal": _l("montant"), "boolean": _l("oui ou non"), "choice": _l("choix unique"),
    "array": _l("plusieurs réponses"), "rows": _l("lignes"), "group": _l("groupe de questions"),
}  # fmt: skip
_LIMITS: Final[Mapping[str, Any]] = {
    "minLength": _l("caractères au moins"), "maxLength": _l("caractères au plus"),
    "minimum": _l("au moins"), "maximum": _l("au plus"),
    "exclusiveMinimum": _l("plus de"), "exclusiveMaximum": _l("moins de"),
    "minItems": _l("lignes au moins"), "maxItems": _l("lignes au plus"),
    "x-min": _l("au moins"), "x-max": _l("au plus"), "pattern": _l("forme"),
    "format": _l("genre"), "multipleOf": _l("multiple de"), "uniqueItems": _l("sans répétition"),
    "x-order": _l("ordre des dates"), "x-under": _l("liste liée"), "const": _l("valeur"),
}  # fmt: skip
_CONDITIONS: Final = frozenset({
    "form-question-condition", "form-page-condition", "form-section-condition",
    "form-text-condition", "form-question-required-if",
})  # fmt: skip
_LOOKED_AT = _l("Les réponses déjà données seront à relire.")

WORDS: Final[Mapping[str, Sentence]] = {
    "form-title": Sentence("changed", _l("Titre modifié")),
    "form-question-added": Sentence("added", _l("Question « %(label)s » ajoutée, facultative")),
    "form-question-added-if": Sentence(
        "added", _l("Question « %(label)s » ajoutée, obligatoire selon une condition"),
        _l("Ce qui est commencé pourra devoir y répondre."),
    ),
    "form-question-added-required": Sentence(
        "added", _l("Question « %(label)s » ajoutée, obligatoire"),
        _l("Ce qui est commencé devra y répondre. Rendez-la facultative, ou laissez ce qui est "
           "commencé sur sa version."),
    ),
    "form-question-removed": Sentence(
        "removed", _l("Question « %(label)s » retirée"),
        _l("Les réponses données restent visibles comme « ancienne réponse »."),
    ),
    "form-question-renamed": Sentence("changed", _l("Question « %(label)s » renommée")),
    "form-question-page": Sentence("moved", _l("Question « %(label)s » changée d’étape")),
    "form-question-moved": Sentence("moved", _l("Question « %(label)s » déplacée")),
    "form-question-grouped": Sentence("moved", _l("Question « %(label)s » changée de groupe")),
    "form-question-key": Sentence("changed", _l("Identifiant de « %(label)s » modifié")),
    "form-question-retyped": Sentence(
        "changed", _l("Type de « %(label)s » changé"),
        _l("Ce qui ne se lit pas dans le nouveau type reste visible comme « ancienne réponse »."),
    ),
    "form-question-required": Sentence(
        "changed", _l("« %(label)s » devient obligatoire"),
        _l("Ce qui est commencé devra y répondre."),
    ),
    "form-question-required-if": Sentence(
        "changed", _l("« %(label)s » devient obligatoire selon une condition"),
        _l("Ce qui est commencé pourra devoir y répondre."),
    ),
    "form-question-optional": Sentence("changed", _l("« %(label)s » devient facultative")),
    "form-question-condition": Sentence(
        "changed", _l("Condition d’affichage de « %(label)s » modifiée"), _LOOKED_AT
    ),
    "form-question-hint": Sentence("changed", _l("Aide de « %(label)s » modifiée")),
    "form-question-look": Sentence("changed", _l("Présentation de « %(label)s » modifiée")),
    "form-consent-text": Sentence(
        "changed", _l("« %(label)s » : le texte à accepter a changé"),
        _l("L’accord déjà donné vaut pour l’ancien texte : il sera redemandé."),
    ),
    "form-question-settings": Sentence(
        "changed", _l("Réglages de « %(label)s » modifiés"), _LOOKED_AT
    ),
    "form-list-restricted": Sentence(
        "changed", _l("« %(label)s » : choix retirés de la liste"),
        _l("Les réponses déjà données restent valables sur leur version et seront signalées."),
    ),
    "form-list-extended": Sentence("changed", _l("« %(label)s » : choix ajoutés à la liste")),
    "form-option-renamed": Sentence(
        "changed", _l("« %(label)s » : un choix change de libellé"),
        _l("Vérifiez que le sens reste le même : les réponses données le suivent."),
    ),
    "form-list-order": Sentence("moved", _l("« %(label)s » : ordre des choix modifié")),
    "form-list-closed": Sentence(
        "changed", _l("« %(label)s » se répond maintenant dans une liste"), _LOOKED_AT
    ),
    "form-list-opened": Sentence("changed", _l("« %(label)s » se répond maintenant librement")),
    "form-list-changed": Sentence(
        "changed", _l("« %(label)s » prend ses choix d’une autre liste"), _LOOKED_AT
    ),
    "form-list-no-other": Sentence(
        "changed", _l("« %(label)s » n’accepte plus « Autre »"), _LOOKED_AT
    ),
    "form-list-other": Sentence("changed", _l("« %(label)s » accepte « Autre »")),
    "form-limit-tightened": Sentence(
        "changed", _l("« %(label)s » : limite resserrée"),
        _l("Des réponses déjà données pourront être à corriger."),
    ),
    "form-limit-loosened": Sentence("changed", _l("« %(label)s » : limite élargie")),
    "form-page-added": Sentence("added", _l("Étape « %(label)s » ajoutée")),
    "form-page-removed": Sentence("removed", _l("Étape « %(label)s » retirée")),
    "form-page-renamed": Sentence("changed", _l("Étape « %(label)s » renommée")),
    "form-page-condition": Sentence(
        "changed", _l("Condition de l’étape « %(label)s » modifiée"), _LOOKED_AT
    ),
    "form-page-text": Sentence("changed", _l("Texte de l’étape « %(label)s » modifié")),
    "form-pages-order": Sentence("moved", _l("Ordre des étapes modifié")),
    "form-text-added": Sentence("added", _l("Texte ajouté : « %(label)s »")),
    "form-text-changed": Sentence("changed", _l("Texte modifié")),
    "form-text-condition": Sentence("changed", _l("Condition du texte « %(label)s » modifiée")),
    "form-text-removed": Sentence("removed", _l("Texte retiré : « %(label)s »")),
    "form-section-condition": Sentence(
        "changed", _l("Condition du groupe « %(label)s » modifiée"), _LOOKED_AT
    ),
    "form-computed-added": Sentence("added", _l("« %(label)s » est maintenant calculée")),
    "form-computed-changed": Sentence(
        "changed", _l("Calcul de « %(label)s » modifié"),
        _l("La valeur des demandes reprises sur cette version peut changer."),
    ),
    "form-computed-removed": Sentence(
        "removed", _l("« %(label)s » n’est plus calculée"), _LOOKED_AT
    ),
}  # fmt: skip


class FormChanges:
    """What the page of publication and the API say of two versions of a form."""

    key = kind = "form"
    words = WORDS
    #: Parts of the document that `changes` looks at; what else differs is told plainly.
    covers = frozenset({"schema", "ui", "computed", "title"})
    #: A publication says what becomes of what runs on older versions.
    carried = True

    def changes(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
        """Typed changes whose `before` and `after` are words."""
        before, after = _Words(old), _Words(new)
        return [
            replace(each, before=before.of(each, each.before), after=after.of(each, each.after))
            for each in changes(old, new)
        ]


class _Words:
    """What a document says, in words: its own names for its own conditions."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._types = Form.of(document).types

    def of(self, change: Change, value: Any) -> str:
        code = change.code
        if code in _CONDITIONS:
            return _condition(code, value, self._types)
        if code.startswith("form-computed-"):
            return "" if value is None else self._formula(value, change.path)
        return _said(code, value)

    def _formula(self, expression: Any, place: str) -> str:
        names = names_for_form(self._document, place)
        return str(text_of(expression, names) or "")


def _said(code: str, value: Any) -> str:
    if code == "form-question-retyped":
        kind, widget = value
        known = named(widget) if widget else None
        return str(getattr(known, "label", None) or _TYPES.get(kind, kind))
    if code.startswith("form-limit-"):
        return _limit(*value)
    if code == "form-question-moved":
        return _place(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _place(before: str | None) -> str:
    if before is None:
        return ""
    return _("après « %(label)s »", label=before) if before else _("en premier")


def _condition(code: str, value: Any, types: Types) -> str:
    if code == "form-question-required-if":
        if value is None or isinstance(value, bool):
            return _("obligatoire") if value else _("facultative")
        return _("obligatoire %(condition)s", condition=in_words(value, types))
    return _("toujours affichée") if value is None else in_words(value, types)


def _limit(name: str, bound: Any) -> str:
    if bound is None:
        return _("sans limite")
    label = str(_LIMITS.get(name, name))
    if name in {"minLength", "maxLength", "minItems", "maxItems"}:
        return f"{bound} {label}"
    if isinstance(bound, bool | list):
        return label if bound else _("sans limite")
    return f"{label} {bound}"
