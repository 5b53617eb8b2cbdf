"""Sentences of what the door of the API refuses before any room is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.i18n import _l

WORDS: Mapping[str, Any] = {
    "town-setting-type": _l("Donnez un nombre entier."),
    "town-setting-range": _l("Donnez un nombre entre %(least)s et %(most)s."),
    "town-setting-length": _l("Raccourcissez ce texte : %(most)s signes au plus."),
    "town-setting-choice": _l("« %(value)s » n’est pas une des valeurs possibles."),
    "api-required": _l("Indiquez cette valeur : elle est obligatoire."),
    "api-unknown": _l("Retirez cette clé : elle n’est pas prévue ici."),
    "api-null": _l("Indiquez une valeur : « null » n’est pas accepté ici."),
    "api-type": _l("Changez cette valeur : elle n’est pas du type attendu."),
    "api-choice": _l("Choisissez une des valeurs prévues."),
    "api-length": _l("Changez la longueur de cette valeur."),
    "api-range": _l("Choisissez un nombre dans les bornes prévues."),
    "api-input": _l("Corrigez cette valeur : elle n’est pas acceptée ici."),
}
