"""Sentences of the form room, by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core.i18n import _l

WORDS: Final[Mapping[str, Any]] = {
    # Beside a question
    "answer-missing": _l("Répondez à « %(field)s »."),
    "choice-missing": _l("Choisissez une réponse à « %(field)s »."),
    "choice-unknown": _l("Choisissez une des réponses proposées à « %(field)s »."),
    "consent-missing": _l("Cochez « %(field)s » pour continuer."),
    "file-missing": _l("Ajoutez un fichier à « %(field)s »."),
    "files-too-many": _l("Gardez moins de fichiers à « %(field)s »."),
    "rows-missing": _l("Ajoutez au moins une ligne à « %(field)s »."),
    "rows-too-few": _l("Ajoutez des lignes à « %(field)s » : il en manque."),
    "rows-too-many": _l("Retirez des lignes de « %(field)s » : il y en a trop."),
    "number-unreadable": _l("Écrivez « %(field)s » en chiffres, par exemple 1 234,5."),
    "integer-unreadable": _l("Écrivez « %(field)s » en nombre entier, par exemple 12."),
    "money-unreadable": _l("Écrivez « %(field)s » en euros, par exemple 1 500,50."),
    "date-unreadable": _l("Écrivez « %(field)s » comme 28/11/2026."),
    "time-unreadable": _l("Écrivez « %(field)s » comme 17:42."),
    "email-unreadable": _l("Écrivez « %(field)s » comme nom@exemple.fr."),
    "phone-unreadable": _l("Écrivez « %(field)s » avec dix chiffres, comme 01 23 45 67 89."),
    "url-unreadable": _l("Écrivez « %(field)s » comme https://www.exemple.fr."),
    "siret-unreadable": _l("Vérifiez « %(field)s » : un SIRET compte quatorze chiffres."),
    "iban-unreadable": _l("Vérifiez « %(field)s » : ce numéro de compte n’est pas complet."),
    "uai-unreadable": _l("Vérifiez « %(field)s » : un code UAI compte sept chiffres et une lettre."),
    # About the definition
    "circular-form": _l("Ces questions dépendent l’une de l’autre en cercle : %(circle)s."),
    "unknown-field": _l("« %(field)s » n’est pas une question du schéma."),
    "field-twice": _l("« %(field)s » est posée deux fois. Gardez-en une seule."),
    "never-shown": _l("« %(field)s » n’est posée sur aucune page."),
    "page-twice": _l("Deux pages portent l’identifiant « %(key)s »."),
    "page-looks-forward": _l("La condition de cette page dépend de « %(field)s », posée plus loin."),
    "x-id-twice": _l("Deux questions portent l’identifiant « %(key)s »."),
    "x-id-missing": _l("Donnez un identifiant (x-id) à « %(field)s »."),
    "field-key": _l(
        "Écrivez la clé « %(key)s » en minuscules sans accent, 40 signes au plus, une lettre d’abord."
    ),
    "field-key-reserved": _l("La clé « %(key)s » est réservée. Choisissez-en une autre."),
    "widget-unknown": _l("Il n’existe pas de champ « %(widget)s »."),
    "widget-mismatch": _l("Le champ « %(widget)s » ne peut pas tenir une réponse « %(type)s »."),
    "notice-twice": _l("Deux messages portent la clé « %(key)s »."),
    "tone-unknown": _l("« %(tone)s » n’est pas une des sept teintes."),
    "computed-twice": _l("« %(field)s » est calculée deux fois."),
    "prefill-source": _l("« %(source)s » n’est pas une source connue de préremplissage."),
    "prefill-path": _l("Dites où trouver la valeur à reprendre."),
    "nested-rows": _l("« %(field)s » répète des lignes dans des lignes. Faites-en une autre question."),
    "max-items-missing": _l("Donnez un nombre de lignes maximal à « %(field)s »."),
    "trial-visible": _l("Essai %(number)s : « %(field)s » devrait être affiché."),
    "trial-hidden": _l("Essai %(number)s : « %(field)s » ne devrait pas être affiché."),
    "trial-errors": _l("Essai %(number)s : erreurs attendues %(expected)s, trouvées %(found)s."),
    "trial-computed": _l("Essai %(number)s : « %(field)s » devrait valoir %(expected)s, vaut %(found)s."),
    "trial-raised": _l("Essai %(number)s : les réponses données ne se lisent pas."),
}
