"""Sentences of what may be wrong in a list of values, or in what is brought to it."""

from __future__ import annotations

from core.i18n import _l

WORDS = {
    "row-key-lost": _l(
        "La valeur « %(label)s » (clé %(name)s) a déjà été publiée et n’est plus dans la liste : "
        "mieux vaut l’y garder comme retirée."
    ),
    "list-rows-unknown": _l(
        "Les valeurs de cette liste ne sont pas ici. Chargez-les avec leur lot, ou importez-les."
    ),
    "list-source-unknown": _l("Aucune sorte de fiche ne répond à ce nom. Choisissez-en une autre."),
    "list-source-private": _l(
        "Le nom de ces fiches contient des données qui ne sont pas publiques : tout le monde les "
        "lirait dans la liste. Choisissez une autre sorte de fiche."
    ),
    "list-source-view": _l(
        "Cette vue filtre ces fiches par des champs qui ne sont ni publics ni listés."
    ),
    "list-line-without-label": _l("Cette ligne n’a pas de libellé. Complétez-la."),
    "list-line-long": _l("Le libellé « %(name)s… » dépasse 300 signes. Raccourcissez-le."),
    "list-line-key": _l(
        "La clé « %(name)s » ne convient pas : lettres sans accent, chiffres, point, tiret, 80 "
        "signes au plus."
    ),
    "list-line-twice": _l("« %(name)s » figure déjà plus haut. La première ligne est gardée."),
    "list-line-parent": _l("La valeur parente « %(name)s » n’existe pas. Ajoutez-la ou corrigez."),
    "list-line-ring": _l("Cette valeur se trouverait sous elle-même. Corrigez sa valeur parente."),
    "list-too-long": _l("Une liste tient en %(name)s valeurs. Les suivantes sont laissées."),
    "list-empty": _l("Rien à lire ici. Collez une valeur par ligne, ou choisissez un fichier."),
    "list-label-needed": _l("Écrivez un libellé."),
    "list-row-gone": _l("Cette valeur n’est plus dans le brouillon. Rechargez la page."),
    "list-key-taken": _l("La clé « %(name)s » sert déjà. Choisissez-en une autre."),
    "list-row-published": _l(
        "Cette valeur a déjà été publiée : des réponses la citent. Retirez-la au lieu de l’effacer."
    ),
    "list-row-parent-of": _l(
        "D’autres valeurs sont rangées sous celle-ci. Déplacez-les d’abord, ou retirez-la."
    ),
    "list-lines-refused": _l(
        "Des lignes ne peuvent pas être lues : remplacer toute la liste retirerait leurs valeurs. "
        "Corrigez-les, ou choisissez « Ajouter et mettre à jour »."
    ),
}
