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
    "files-too-many": _l("Retirez des fichiers de « %(field)s » : %(limit)s au plus."),
    "file-no-question": _l(
        "Le formulaire vient de changer : « %(field)s » n’est plus demandée. "
        "Le fichier n’a pas été gardé."
    ),
    "rows-missing": _l("Ajoutez au moins une ligne à « %(field)s »."),
    "number-unreadable": _l("Écrivez « %(field)s » en chiffres, par exemple 1 234,5."),
    "integer-unreadable": _l("Écrivez « %(field)s » en nombre entier, par exemple 12."),
    "other-missing": _l("Choisissez une réponse à « %(field)s », ou écrivez la vôtre."),
    "choice-elsewhere": _l("Choisissez dans « %(field)s » une réponse qui va avec la précédente."),
    "date-too-early": _l("Indiquez dans « %(field)s » le %(limit)s ou une date après."),
    "date-too-late": _l("Indiquez dans « %(field)s » le %(limit)s ou une date avant."),
    "period-backwards": _l("Indiquez une fin qui ne vient pas avant le début."),
    # Beside a designer's option
    "setting-number": _l("Écrivez « %(field)s » en chiffres."),
    "setting-date": _l("Écrivez « %(field)s » comme une date, par exemple 2026-11-28."),
    "setting-choices": _l("Gardez au moins un choix dans « %(field)s »."),
    "setting-choices-many": _l(
        "%(most)s choix au plus ici. Pour en proposer davantage, créez une liste de valeurs."
    ),
    "setting-choice": _l("Choisissez une des valeurs proposées pour « %(field)s »."),
    # About the definition
    "circular-form": _l("Ces questions dépendent l’une de l’autre en cercle : %(circle)s."),
    "form-unknown-field": _l("« %(field)s » n’est pas une question du schéma."),
    "form-field-twice": _l("« %(field)s » est posée deux fois. Gardez-en une seule."),
    "form-never-shown": _l("« %(field)s » n’est posée sur aucune page."),
    "form-page-twice": _l("Deux pages portent l’identifiant « %(key)s »."),
    "form-title-twice": _l(
        "Les étapes %(first)s et %(second)s portent le même titre « %(title)s ». "
        "Donnez-leur deux titres différents : on les distinguera dans le récapitulatif."
    ),
    "form-page-looks-forward": _l(
        "La condition de cette page dépend de « %(field)s », posée plus loin."
    ),
    "form-x-id-twice": _l("Deux questions portent l’identifiant « %(key)s »."),
    "form-x-id-missing": _l("Donnez un identifiant (x-id) à « %(field)s »."),
    "form-field-key": _l(
        "Écrivez la clé « %(key)s » en minuscules sans accent, 40 signes au plus."
    ),
    "form-field-key-reserved": _l("La clé « %(key)s » est réservée. Choisissez-en une autre."),
    "form-widget-unknown": _l("Il n’existe pas de champ « %(widget)s »."),
    "form-widget-mismatch": _l(
        "Le champ « %(widget)s » ne peut pas tenir une réponse « %(type)s »."
    ),
    "form-notice-twice": _l("Deux messages portent la clé « %(key)s »."),
    "form-tone-unknown": _l("« %(tone)s » n’est pas une des sept teintes."),
    "form-computed-missing": _l(
        "Écrivez le calcul de « %(field)s », ou donnez-lui un autre type : personne n’y répond."
    ),
    "form-computed-twice": _l("« %(field)s » est calculée deux fois."),
    "form-prefill-source": _l("« %(source)s » n’est pas une source connue de préremplissage."),
    "form-prefill-path": _l("Dites où trouver la valeur à reprendre."),
    "form-prefill-nowhere": _l(
        "« %(field)s » ne sera jamais remplie d’avance : « %(path)s » ne mène à rien. Choisissez"
        " une autre donnée."
    ),
    "form-prefill-by-hand": _l(
        "« %(field)s » ne se remplit pas d’avance : un fichier se joint, un accord se donne à la"
        " main."
    ),
    "form-under-unknown": _l(
        "« %(field)s » n’est pas une question à choix posée à côté de celle-ci."
    ),
    "form-order-unknown": _l("L’ordre de « %(field)s » ne nomme pas deux de ses dates."),
    "form-bound-unreadable": _l("« %(field)s » n’est pas une limite pour cette question."),
    "form-list-missing": _l("Choisissez la liste de valeurs de « %(field)s »."),
    "form-nested-rows": _l(
        "« %(field)s » répète des lignes dans des lignes. Faites-en une autre question."
    ),
    "form-group-in-rows": _l(
        "« %(field)s » a plusieurs parties : dans les lignes, posez-les une à une."
    ),
    "form-bounds-crossed": _l(
        "Les limites de « %(field)s » se croisent : aucune réponse ne tient."
    ),
    "form-choice-twice": _l("« %(field)s » propose deux fois « %(key)s ». N’en gardez qu’un."),
    "form-no-choice": _l("« %(field)s » ne propose aucun choix. Ajoutez-en."),
    "form-prefill-computed": _l(
        "« %(field)s » est calculée : elle ne reprend pas de donnée connue."
    ),
    "form-only-parts-here": _l(
        "Seules les questions de « %(field)s » se placent ici. Sortez cet élément."
    ),
    "form-part-of-rows": _l(
        "« %(field)s » se pose à chaque ligne : placez-la dans la question qui répète ces lignes."
    ),
    "form-row-label": _l("Le titre des lignes nomme « %(field)s », qui n’y est pas."),
    "form-row-key-alone": _l("Dans les lignes, écrivez la clé seule : « %(key)s »."),
    "form-holds-nothing": _l("« %(field)s » ne contient pas d’autres questions. Ôtez « items »."),
    "form-trial-visible": _l("Essai %(number)s : « %(field)s » devrait être affiché."),
    "form-trial-hidden": _l("Essai %(number)s : « %(field)s » ne devrait pas être affiché."),
    "form-trial-errors": _l(
        "Essai %(number)s : erreurs attendues %(expected)s, trouvées %(found)s."
    ),
    "form-trial-computed": _l(
        "Essai %(number)s : « %(field)s » devrait valoir %(expected)s, vaut %(found)s."
    ),
    "form-trial-raised": _l("Essai %(number)s : les réponses données ne se lisent pas."),
    # About an act of the editor
    "edit-item-gone": _l("Cet élément n’est plus dans le formulaire. Rechargez la page."),
    "edit-page-gone": _l("Cette étape n’est plus dans le formulaire. Rechargez la page."),
    "edit-holds-nothing": _l("« %(field)s » ne peut rien contenir. Choisissez une autre place."),
    "edit-not-in-rows": _l(
        "« %(field)s » ne tient pas dans une ligne. Placez l’élément hors des lignes."
    ),
    "edit-not-in-section": _l("Une section ne contient pas d’autre section."),
    "edit-into-itself": _l("« %(field)s » ne peut pas entrer dans ce qu’elle contient."),
    "edit-rows-keep-one": _l("« %(field)s » garde au moins une question par ligne."),
    "edit-has-condition": _l(
        "Retirez d’abord les conditions de « %(field)s » : "
        "dans les lignes, les réponses changent d’adresse."
    ),
    "edit-is-bound": _l(
        "Retirez d’abord le calcul, la donnée reprise ou la liste liée de « %(field)s »."
    ),
    "edit-cited": _l("« %(field)s » est cité par %(by)s. Retirez d’abord ces conditions."),
    "edit-circle": _l("Ces questions dépendraient l’une de l’autre en cercle : %(circle)s."),
    "edit-page-waits": _l(
        "L’étape « %(page)s » ne s’affiche que selon « %(field)s » : "
        "cette question doit rester avant elle."
    ),
    "edit-keep-one-page": _l("Un formulaire garde au moins une étape."),
    "edit-key-frozen": _l(
        "La clé de « %(field)s » est publiée : elle ne change plus. Le libellé reste libre."
    ),
    "edit-key-taken": _l("La clé « %(key)s » ne peut pas servir ici. Essayez « %(free)s »."),
    "edit-rows-stay-rows": _l(
        "« %(field)s » garde sa nature : ajoutez une autre question, puis supprimez celle-ci."
    ),
    "edit-not-a-question": _l("Ce réglage est celui d’une question. Choisissez-en une."),
    "edit-no-prefill-in-rows": _l("« %(field)s » ne reprend pas de donnée connue dans une ligne."),
    "form-example-unsound": _l("Corrigez d’abord le brouillon : l’exemple n’est pas enregistré."),
    "form-examples-full": _l("Supprimez des exemples : un formulaire en garde %(most)s au plus."),
    "edit-label-needed": _l("Écrivez la question posée."),
    "edit-title-needed": _l("Écrivez un titre."),
    "edit-text-needed": _l("Écrivez le texte, ou supprimez cet élément."),
    "edit-changed-elsewhere": _l("Modifié entre-temps."),
    # About a foreign form that was brought in
    "import-not-an-object": _l("Le schéma doit décrire un objet avec ses propriétés."),
    "import-no-question": _l("Ce schéma ne contient aucune question reprise ici."),
    "import-renamed": _l("« %(name)s » s’appelle ici « %(key)s »."),
    "import-type": _l("« %(name)s » n’est pas repris : ce type de réponse n’existe pas ici."),
    "import-list": _l("« %(name)s » n’est pas repris : une liste tient des valeurs ou des lignes."),
    "import-keyword-dropped": _l("Le mot-clé « %(word)s » n’est pas repris."),
    "import-format": _l("Le format « %(word)s » n’est pas repris : le texte est libre."),
    "import-pattern": _l("Le motif « %(word)s » n’est pas repris. Écrivez-en un plus simple."),
    "import-max-items": _l("La liste est limitée à %(most)s lignes. Ajustez ce nombre."),
    "import-widget": _l("L’affichage « %(word)s » n’est pas repris : le champ habituel sert."),
    "import-reference": _l("Le renvoi « %(word)s » sort du fichier : il n’est pas suivi."),
    "import-condition": _l("Une condition n’est pas reprise. Écrivez-la dans le formulaire."),
}
