"""French for the codes of envelope, meta-schemas, publication and packs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.i18n import _l

WORDS: Mapping[str, Any] = {
    # what a meta-schema refuses
    "meta-required": _l("Ajoutez « %(name)s »."),
    "meta-unknown-name": _l("« %(name)s » n’est pas connu ici. Retirez-le, ou vérifiez son nom."),
    "meta-propertyNames": _l("Le nom « %(name)s » n’est pas admis ici. Renommez-le."),
    "meta-type": _l("Écrivez une valeur de ce type : %(type)s."),
    "meta-enum": _l("Choisissez une de ces valeurs : %(values)s."),
    "meta-oneOf": _l("Gardez une seule de ces formes : %(choices)s."),
    "meta-minLength": _l("Écrivez au moins %(limit)s caractère(s)."),
    "meta-maxLength": _l("Raccourcissez ce texte à %(limit)s caractères."),
    "meta-minItems": _l("Ajoutez des éléments : il en faut au moins %(limit)s."),
    "meta-maxItems": _l("Retirez des éléments : il en faut %(limit)s au plus."),
    "meta-minProperties": _l("Ajoutez des entrées : il en faut au moins %(limit)s."),
    "meta-maxProperties": _l("Retirez des entrées : il en faut %(limit)s au plus."),
    "meta-minimum": _l("Indiquez un nombre d’au moins %(limit)s."),
    "meta-maximum": _l("Indiquez un nombre d’au plus %(limit)s."),
    "meta-exclusiveMinimum": _l("Indiquez un nombre plus grand que %(limit)s."),
    "meta-pattern": _l("Cette écriture n’est pas admise. La forme attendue est %(limit)s."),
    "meta-format": _l("Écrivez cette valeur au format « %(limit)s »."),
    "meta-uniqueItems": _l("Une valeur figure deux fois. N’en gardez qu’une."),
    "meta-other": _l("Cette valeur ne suit pas la règle « %(limit)s ». Corrigez-la."),
    # what holds for every definition
    "unknown-kind": _l(
        "Aucune partie de Préau ne connaît la sorte « %(kind)s ». Corrigez « kind »."
    ),
    "kind-differs": _l("Écrivez ici « %(expected)s » : c’est l’adresse de cette définition."),
    "title-needed": _l("Écrivez un titre de 200 caractères au plus."),
    "definition-size": _l("Une définition tient en %(most)s Ko. Retirez-en une partie."),
    "not-canonical": _l(
        "Ce document contient une valeur que le JSON ne sait pas dire. Retirez-la."
    ),
    "not-an-object": _l("Une définition est un objet JSON, entre { et }."),
    "unknown-definition": _l(
        "« %(kind)s/%(key)s » est nommé ici, mais n’est pas en service. Publiez-le d’abord."
    ),
    "unknown-policy": _l("Choisissez ce que devient ce qui est commencé : trois réponses."),
    "deadline-past": _l("Indiquez un dernier jour qui n’est pas passé."),
    # our own kinds
    "row-key-twice": _l("La clé « %(name)s » sert à deux lignes. Donnez-en une autre à celle-ci."),
    "row-parent-unknown": _l("La ligne parente « %(name)s » n’existe pas. Ajoutez-la ou corrigez."),
    "row-under-itself": _l("La ligne « %(name)s » se trouve sous elle-même. Changez son parent."),
    "unknown-column": _l("La colonne « %(name)s » n’est pas déclarée. Ajoutez-la à « columns »."),
    "view-sort-not-listed": _l(
        "Les fiches ne se rangent pas par « %(name)s » : rangez-les par un champ de la liste."
    ),
    "unknown-field": _l("Le champ « %(name)s » n’existe pas dans l’entité. Corrigez son nom."),
    "unknown-time-zone": _l(
        "Ce fuseau horaire n’existe pas. Écrivez par exemple « Europe/Paris »."
    ),
    "ends-before-it-begins": _l(
        "La période finit avant de commencer. Corrigez une des deux dates."
    ),
    "connector-url": _l(
        "Donnez une adresse publique en https://, sans nom ni mot de passe dans l’adresse."
    ),
    # packs
    "pack-file-missing": _l("Le lot annonce « %(file)s », qui n’y est pas. Ajoutez ce fichier."),
    "pack-file-differs": _l(
        "« %(file)s » n’est pas celui que le lot annonce. Scellez le lot de nouveau (pack seal)."
    ),
    "pack-file-unreadable": _l("« %(file)s » n’est pas un document lisible. Corrigez-le."),
    "pack-file-large": _l("« %(file)s » est trop long : un document tient en 1 Mo. Divisez-le."),
    "pack-entry-differs": _l("« %(file)s » ne porte pas la sorte et la clé que le lot annonce."),
    "pack-twice": _l("« %(name)s » figure deux fois dans le lot. N’en gardez qu’un."),
    "pack-requires": _l("Ce lot en demande un autre : chargez d’abord « %(name)s »."),
    "pack-into-unknown": _l("Aucune partie de Préau ne reçoit de données « %(name)s »."),
    "pack-newer": _l(
        "Ce lot est d’un format plus récent (%(format)s) que ce Préau. Mettez Préau à jour d’abord."
    ),
    "pack-seal": _l(
        "Le sceau du lot ne correspond pas à son contenu. Demandez le lot d’origine à son auteur."
    ),
    "pack-choice": _l("Ce choix n’existe pas pour « %(name)s ». Choisissez dans la liste."),
    "pack-merge-clash": _l(
        "« %(name)s » a été modifié ici et dans le lot aux mêmes endroits. Gardez l’un ou l’autre."
    ),
    "pack-forbidden-kind": _l(
        "« %(name)s » donne des droits : seule une personne qui peut publier des rôles l’installe."
    ),
    "pack-needed-by": _l(
        "« %(name)s » est utilisé par « %(by)s », qui n’est pas du lot. Modifiez-le d’abord."
    ),
    "pack-essential": _l("Préau s’appuie sur ce lot : il ne se retire pas."),
    "pack-required-by": _l("Le lot « %(name)s » s’appuie sur celui-ci. Retirez-le d’abord."),
    "pack-data-refused": _l("Les données « %(file)s » sont refusées : %(reason)s"),
}
