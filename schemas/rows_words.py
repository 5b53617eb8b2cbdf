"""The words of conditions as rows: operators, joins, lengths of time, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.i18n import _, _l
from schemas.domain.conditions import FieldType
from schemas.domain.conditions.names import FOLDED, Name
from schemas.domain.conditions.rows import OPERATORS
from schemas.domain.conditions.values import MOMENTS, Kind

JOINS: Mapping[str, Any] = {
    "and": _l("Toutes ces conditions"),
    "or": _l("Au moins une de ces conditions"),
    "nor": _l("Aucune de ces conditions"),
    "nand": _l("Pas toutes ces conditions"),
}
UNITS: Mapping[str, Any] = {
    "D": _l("jours"), "W": _l("semaines"), "M": _l("mois"), "Y": _l("ans"),
}  # fmt: skip

_PLAIN: Mapping[str, Any] = {
    "set": _l("est rempli"),
    "unset": _l("n’est pas rempli"),
    "yes": _l("est oui"),
    "no": _l("est non"),
    "eq": _l("est égal à"),
    "ne": _l("est différent de"),
    "ge": _l("est au moins"),
    "gt": _l("est plus de"),
    "le": _l("est au plus"),
    "lt": _l("est moins de"),
    "in": _l("est l’un de"),
    "not_in": _l("n’est aucun de"),
    "has": _l("contient"),
    "has_not": _l("ne contient pas"),
    "any": _l("a au moins une ligne dont"),
    "all": _l("n’a que des lignes dont"),
    "none": _l("n’a aucune ligne dont"),
    "in_field": _l("figure dans la liste"),
    "not_in_field": _l("ne figure pas dans la liste"),
}
_DATED: Mapping[str, Any] = {
    "eq": _l("est le"),
    "ne": _l("n’est pas le"),
    "ge": _l("est à partir du"),
    "gt": _l("est après le"),
    "le": _l("est au plus tard le"),
    "lt": _l("est avant le"),
    "eq_field": _l("est le même jour que"),
    "ne_field": _l("n’est pas le même jour que"),
    "ge_field": _l("est le jour ou après"),
    "gt_field": _l("est après"),
    "le_field": _l("est le jour ou avant"),
    "lt_field": _l("est avant"),
    "eq_today": _l("est aujourd’hui"),
    "ne_today": _l("n’est pas aujourd’hui"),
    "ge_today": _l("est aujourd’hui ou à venir"),
    "gt_today": _l("est après aujourd’hui"),
    "le_today": _l("est aujourd’hui ou passé"),
    "lt_today": _l("est avant aujourd’hui"),
    "gt_now": _l("est à venir, à la minute près"),
    "lt_now": _l("est passé, à la minute près"),
    "lt_ago": _l("il y a plus de"),
    "le_ago": _l("il y a au moins"),
    "gt_ago": _l("il y a moins de"),
    "ge_ago": _l("il y a au plus"),
    "gt_ahead": _l("dans plus de"),
    "ge_ahead": _l("dans au moins"),
    "lt_ahead": _l("dans moins de"),
    "le_ahead": _l("dans au plus"),
    "age_ge": _l("donne un âge d’au moins"),
    "age_gt": _l("donne un âge de plus de"),
    "age_le": _l("donne un âge d’au plus"),
    "age_lt": _l("donne un âge de moins de"),
    "age_eq": _l("donne un âge de"),
    "age_ne": _l("donne un âge différent de"),
}
_COUNTED: Mapping[str, tuple[Any, Any, Any]] = {
    "ge": (_l("compte au moins (lignes)"), _l("compte au moins (réponses)"),
           _l("compte au moins (lignes dont…)")),
    "gt": (_l("compte plus de (lignes)"), _l("compte plus de (réponses)"),
           _l("compte plus de (lignes dont…)")),
    "le": (_l("compte au plus (lignes)"), _l("compte au plus (réponses)"),
           _l("compte au plus (lignes dont…)")),
    "lt": (_l("compte moins de (lignes)"), _l("compte moins de (réponses)"),
           _l("compte moins de (lignes dont…)")),
    "eq": (_l("compte exactement (lignes)"), _l("compte exactement (réponses)"),
           _l("compte exactement (lignes dont…)")),
    "ne": (_l("ne compte pas (lignes)"), _l("ne compte pas (réponses)"),
           _l("ne compte pas (lignes dont…)")),
}  # fmt: skip


def operator_in_words(key: str, kind: FieldType) -> str:
    """« est au moins », « est à partir du » for a date, « compte au moins » for rows."""
    measure, _underscore, sign = key.partition("_")
    if measure in {"count", "where"}:
        rows, answers, where = _COUNTED[sign]
        return str(where if measure == "where" else rows if kind.kind is Kind.ROWS else answers)
    if kind.kind in MOMENTS and key in _DATED:
        return str(_DATED[key])
    return str(_PLAIN.get(key) or _PLAIN.get(key.removesuffix("_field")) or _DATED[key])


def heading_of(key: str) -> str:
    """The heading an operator stands under in the list."""
    operator = OPERATORS[key]
    if operator.against == "field":
        return str(_("Comparé à un autre champ"))
    if operator.measure == "age":
        return str(_("Âge"))
    if operator.against in {"today", "now", "ago", "ahead"}:
        return str(_("Par rapport à aujourd’hui"))
    if operator.rows or operator.measure:
        return str(_("Lignes et réponses"))
    return str(_("Réponse")) if operator.against or key in {"yes", "no"} else str(_("Présence"))


def name_in_words(name: Name) -> str:
    """« Lots · Montant (somme) » for a total over rows, else its label."""
    op, _colon, rest = name.path.partition(":")
    if not rest or op not in FOLDED:
        return name.label
    totals = {"sum": _("somme"), "min": _("le plus petit"), "max": _("le plus grand")}
    return str(_("%(name)s (%(total)s)", name=name.label, total=totals[op]))


#: What keeps a row from being said.
FAULTS: Mapping[str, Any] = {
    "rows-unknown": _l("Choisissez un champ qui existe : « %(name)s » n’existe plus ici."),
    "rows-operator": _l("Choisissez une comparaison."),
    "rows-value": _l("Indiquez une valeur."),
    "rows-choice": _l("Choisissez une valeur de la liste."),
    "rows-number": _l("Écrivez un nombre en chiffres, par exemple 1 500,50."),
    "rows-whole": _l("Écrivez un nombre entier, par exemple 15."),
    "rows-date": _l("Indiquez une date qui existe, par exemple le 28/11/2026."),
    "rows-time": _l("Indiquez une heure entre 00:00 et 23:59."),
    "rows-one-line": _l("Écrivez la valeur sur une seule ligne, plus courte."),
    "rows-field": _l("Choisissez l’autre champ."),
    "rows-inner": _l("Complétez la condition sur les lignes."),
    "rows-not-shown": _l("Cette formule ne se montre pas en lignes : gardez-la telle quelle."),
}
