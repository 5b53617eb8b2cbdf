"""The words of the formula helper: what is wrong and where, functions, kinds of results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.i18n import _, _l
from core.problems import Problem
from core.words import message

#: What is wrong in a formula; each sentence says where.
FORMULAS: Mapping[str, Any] = {
    "formula-sign": _l("Colonne %(column)s : ôtez « %(sign)s », qui n’a pas de sens ici."),
    "formula-comma": _l("Colonne %(column)s : séparez les termes par un point-virgule."),
    "formula-open": _l("Colonne %(column)s : fermez ce que « %(sign)s » ouvre."),
    "formula-number": _l("Colonne %(column)s : écrivez un nombre de trente chiffres au plus."),
    "formula-date": _l("Colonne %(column)s : le %(date)s n’existe pas, corrigez cette date."),
    "formula-duration": _l("Colonne %(column)s : écrivez une durée comme 15 jours ou 1 an 6 mois."),
    "formula-long": _l("Raccourcissez la formule : %(most)s signes au plus."),
    "formula-end": _l("Colonne %(column)s : la formule s’arrête trop tôt, complétez-la."),
    "formula-expected": _l("Colonne %(column)s : écrivez « %(wanted)s » avant « %(found)s »."),
    "formula-unexpected": _l(
        "Colonne %(column)s : « %(found)s » ne peut pas venir ici, ôtez-le ou complétez avant."
    ),
    "formula-name": _l(
        "Colonne %(column)s : choisissez un champ qui existe, « %(name)s » est inconnu."
    ),
    "formula-near": _l(
        "Colonne %(column)s : « %(name)s » est inconnu. Vouliez-vous écrire « %(near)s » ?"
    ),
    "formula-several": _l(
        "Colonne %(column)s : plusieurs champs s’appellent « %(name)s ». Écrivez la clé : %(keys)s."
    ),
    "formula-function": _l(
        "Colonne %(column)s : « %(name)s » n’est pas une fonction. Employez par exemple somme."
    ),
    "formula-operands": _l("Colonne %(column)s : « %(name)s » demande %(least)s terme(s)."),
    "formula-operands-between": _l(
        "Colonne %(column)s : « %(name)s » demande de %(least)s à %(most)s termes."
    ),
    "formula-rows-alone": _l(
        "Colonne %(column)s : « %(name)s » a une valeur par ligne, employez somme, min ou max."
    ),
    "formula-two-texts": _l("Colonne %(column)s : réunissez ces deux textes en un seul."),
    "formula-list": _l("Colonne %(column)s : « %(name)s » veut d’abord le nom d’une liste."),
    "formula-two-comparisons": _l(
        "Colonne %(column)s : comparez deux termes à la fois, et réunissez-les par « et »."
    ),
}

#: Kinds of values, as results and as what was expected.
KINDS: Mapping[str, Any] = {
    "boolean": _l("oui ou non"), "integer": _l("nombre entier"), "number": _l("nombre"),
    "decimal": _l("nombre décimal"), "date": _l("date"), "date-time": _l("date et heure"),
    "time": _l("heure"), "text": _l("texte"), "key": _l("texte"), "list": _l("liste de réponses"),
    "rows": _l("lignes"), "object": _l("groupe de réponses"), "any": _l("valeur"),
}  # fmt: skip
#: Function → how it is written, and what it gives.
FUNCTIONS: tuple[tuple[str, Any], ...] = (
    ("somme(lots.montant)", _l("la somme d’un champ sur les lignes, ou de plusieurs termes")),
    ("nombre(lots)", _l("le nombre de lignes, ou de réponses")),
    ("nombre(lots; ./montant > 100)", _l("le nombre de lignes qui conviennent")),
    ("min(a; b)", _l("le plus petit, max(a; b) le plus grand")),
    ("si(condition; valeur; sinon)", _l("l’une ou l’autre valeur")),
    ('concat(nom; " "; prenom)', _l("des textes mis bout à bout")),
    ("age(naissance)", _l("l’âge en années")),
    ("ajouter(date; 15 jours)", _l("une date plus tard, retirer(date; 1 mois) plus tôt")),
    ("aujourdhui", _l("la date du jour")),
    ("rempli(champ)", _l("vrai quand il y a une réponse")),
    ("aumoinsune(lots; ./montant > 100)", _l("vrai si une ligne convient, toutes(…) si toutes")),
    ("+ - * / = ≠ < <= > >=", _l("calculs et comparaisons ; la décimale s’écrit 1,5")),
    ("et ou non dans contient", _l("conditions réunies, niées, valeurs dans une liste")),
)


def fault_in_words(problem: Problem) -> str:
    """The sentence of a fault, with its column, kinds in plain words."""
    params = dict(problem.params)
    for name in ("expected", "given"):
        if isinstance(params.get(name), str):
            params[name] = str(KINDS.get(params[name], params[name]))
    said = message(Problem(problem.path, problem.code, params))
    if problem.code.startswith("formula-") or "column" not in params:
        return said
    fault = said[:1].lower() + said[1:]
    return str(_("Colonne %(column)s : %(fault)s", column=params["column"], fault=fault))
