"""The sentences of this room's codes. Each says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.i18n import _l

#: What somebody who designs an entity or a mapping reads.
DESIGN: Mapping[str, Any] = {
    "entity-field-key": _l("Renommez « %(name)s » : minuscules, chiffres et _ seulement."),
    "entity-field-without-id": _l("Donnez un « x-id » au champ « %(name)s »."),
    "entity-field-id-twice": _l(
        "« %(name)s » et « %(other)s » ont le même « x-id ». Changez l’un."
    ),
    "entity-field-reborn": _l(
        "« %(name)s » a déjà nommé un autre champ de cette fiche. Choisissez un autre nom."
    ),
    "entity-label-empty": _l("Nommez au moins un champ dans le libellé, par exemple « {nom} »."),
    "entity-link-bounds": _l("Le lien « %(name)s » demande plus de fiches qu’il n’en permet."),
    "entity-link-twice": _l("Le lien « %(name)s » figure deux fois. N’en gardez qu’un."),
    "entity-code-optional": _l("Rendez « %(name)s » obligatoire : c’est le code de la fiche."),
    "entity-code-not-text": _l("Choisissez un champ de texte comme code."),
    "entity-unique-not-code": _l(
        "Seul le code est unique : faites-en le code, ou ôtez « unique »."
    ),
    "entity-place-missing": _l("Indiquez un code et la sorte de périmètre (« place.kind »)."),
    "entity-establishment-missing": _l("Indiquez le champ qui porte le code de l’établissement."),
    "entity-not-listable": _l(
        "Ôtez « %(name)s » de la liste : ce champ tient sur plusieurs valeurs."
    ),
    "entity-too-many-listed": _l(
        "Ôtez « %(name)s » de la liste : %(most)s champs de ce genre au plus."
    ),
    "entity-changes-card": _l("La carte « %(name)s » n’existe pas. Choisissez-en une autre."),
    "entity-changes-function": _l(
        "Le circuit « %(workflow)s » n’a pas de fonction « %(name)s ». Ôtez-la ou renommez-la."
    ),
    "entity-changes-author": _l(
        "Dans le circuit « %(workflow)s », déposer revient à un groupe : l’auteur d’une "
        "modification ne pourrait pas la proposer."
    ),
    "entity-changes-own": _l(
        "Dans le circuit « %(workflow)s », « %(move)s » laisserait l’auteur accepter ce qu’il "
        "propose."
    ),
    "entity-changes-withdraw": _l(
        "Le circuit « %(workflow)s » ne laisse pas l’auteur retirer ce qu’il propose."
    ),
    "entity-changes-unused": _l("Aucun champ ne suit cette règle : elle est à ôter."),
    "entity-searched-personal": _l("Un champ personnel ne se cherche pas : ôtez « searched »."),
    "entity-label-sensitive": _l("Ôtez « %(name)s » : un champ sensible ne nomme ni ne trie rien."),
    "mapping-shape": _l(
        "Corrigez cette partie de la correspondance : sa forme n’est pas celle attendue."
    ),
    "mapping-without-source": _l("Indiquez la colonne ou la constante de « %(name)s »."),
}
#: What somebody who imports reads beside a line.
LINES: Mapping[str, Any] = {
    "cast-not-a-choice": _l(
        "Cette valeur n’est pas dans la liste. Corrigez-la ou complétez la correspondance."
    ),
    "cast-not-a-number": _l("Écrivez un nombre, par exemple 1 234,5."),
    "cast-not-whole": _l("Écrivez un nombre entier."),
    "cast-not-a-date": _l("Écrivez une date comme 31/12/2026 ou 2026-12-31."),
    "cast-not-yes-or-no": _l("Écrivez oui ou non."),
    "line-unreadable": _l("Cette ligne n’a pas la forme d’un tableau. Vérifiez ses guillemets."),
    "line-nul": _l("Cette ligne contient un caractère nul. Ôtez-le."),
    "line-too-long": _l("Une case de cette ligne est trop longue. Raccourcissez-la."),
    "line-not-json": _l("Cette ligne n’est pas un objet JSON. Corrigez-la."),
    "line-too-many-cells": _l("Cette ligne a plus de cases que l’en-tête. Vérifiez le séparateur."),
    "line-without-code": _l("Cette ligne n’a pas de code. Complétez-la."),
    "line-duplicate": _l("Le code %(value)s figure déjà à la ligne %(first)s, qui est gardée."),
    "import-stopped": _l(
        "L’import s’est arrêté après %(line)s lignes : il a été annulé, ou les droits de la "
        "personne qui l’a lancé ont changé. Ce qui précède est importé ; le même fichier peut "
        "l’être à nouveau."
    ),
    "line-beyond-rights": _l(
        "Vos rôles ne permettent pas d’écrire cette ligne. Ôtez-la, ou confiez-la à qui le peut."
    ),
    "record-unknown-field": _l("Ce champ n’existe pas dans cette fiche. Ôtez-le."),
    "record-closed-fault": _l(
        "Un champ que vous ne lisez pas est à corriger. Adressez-vous à qui gère ces fiches."
    ),
    "proposal-no-answer": _l("Acceptez ou refusez au moins un champ."),
    "proposal-empty": _l("Changez au moins un champ, puis proposez."),
    "proposal-other-field": _l("Cette proposition ne porte pas sur ce champ. Proposez-le à part."),
    "proposal-evidence": _l(
        "Ce fichier n’est pas à vous, ou n’existe plus. Joignez-le de nouveau."
    ),
    "proposal-reason-long": _l("Le motif tient en 1 000 signes. Raccourcissez-le."),
    "proposal-value-missing": _l("Écrivez la valeur à enregistrer à la place."),
    "change.record-out": _l("Cette fiche n’est plus modifiable : refusez la proposition."),
    "change.nothing": _l("Tous les champs sont refusés : refusez la proposition entière."),
    "change.moved": _l(
        "La fiche a changé depuis la proposition. Choisissez de nouveau pour les champs signalés."
    ),
    "change.author-lost": _l(
        "L’auteur n’a plus le droit de proposer un de ces champs : seule une personne qui peut "
        "l’écrire peut l’accepter."
    ),
    "change.invalid": _l(
        "La fiche ne tiendrait plus avec ces valeurs. Refusez un champ ou corrigez sa valeur."
    ),
    "change.others": _l("Un champ attend encore la décision d’une autre personne."),
    "record-reason-missing": _l("Écrivez le motif : il est gardé dans l’historique."),
    "record-code-taken": _l("Le code %(value)s est celui d’une autre fiche."),
    "record-unknown": _l("Choisissez une fiche proposée pour « %(field)s »."),
    "establishment-unknown": _l(
        "Choisissez un établissement proposé pour « %(field)s » : ce code n’en désigne aucun."
    ),
    "record-unknown-establishment": _l("Aucun établissement ne porte le code %(value)s."),
    "record-code-frozen": _l("Le code d’une fiche ne change pas. Créez une autre fiche."),
    "record-code-shape": _l(
        "Écrivez le code avec des lettres sans accent, des chiffres, « . », « _ » ou « - »."
    ),
}
#: What is said of a whole file.
TABLES: Mapping[str, Any] = {
    "table-encoding": _l("L’encodage du fichier n’est pas reconnu. Enregistrez-le en UTF-8."),
    "table-no-header": _l("La première ligne doit nommer les colonnes."),
    "table-too-wide": _l("Le fichier a trop de colonnes. Vérifiez le séparateur."),
    "table-column-twice": _l("Deux colonnes portent le même nom. Renommez l’une d’elles."),
    "table-empty": _l("Le fichier est vide."),
    "table-spreadsheet": _l(
        "Ce classeur ne peut pas être ouvert. Enregistrez-le de nouveau, ou en CSV."
    ),
    "table-no-column": _l(
        "Aucune colonne ne correspond à un champ. Choisissez une correspondance."
    ),
    "table-column-missing": _l(
        "La colonne « %(name)s » manque. Ajoutez-la ou changez la correspondance."
    ),
}
#: What an act of the editor of entities refuses.
EDITOR: Mapping[str, Any] = {
    "entity-retired-used": _l(
        "Le champ « %(name)s » est mis de côté : il ne peut ni nommer, ni trier, ni être demandé."
    ),
    "design-field-gone": _l("Ce champ n’est plus dans le brouillon. Rechargez la page."),
    "design-card-gone": _l("Cette carte n’est plus dans le brouillon. Rechargez la page."),
    "design-card-many": _l("Une fiche tient en 30 cartes. Regroupez des champs."),
    "design-title": _l("Écrivez un libellé de 200 signes au plus."),
    "design-description": _l("La description tient en 2 000 signes. Raccourcissez-la."),
    "design-class": _l("Dites à qui ce champ se montre."),
    "design-type": _l("Choisissez ce que le champ contient."),
    "design-retention": _l("Écrivez une durée : un nombre, puis jours, mois ou années."),
    "design-field-system": _l(
        "« %(name)s » fait marcher un lot livré avec Préau. Il peut être renommé, pas retiré."
    ),
    "design-field-code": _l("« %(name)s » est l’identifiant de ces fiches : il ne se retire pas."),
    "design-field-label": _l(
        "« %(name)s » sert à nommer les fiches. Changez d’abord leur nom, puis retirez-le."
    ),
    "design-field-sort": _l(
        "« %(name)s » sert à trier les fiches. Changez d’abord leur tri, puis retirez-le."
    ),
    "design-field-place": _l("« %(name)s » dit où se trouve la fiche : il ne se retire pas."),
    "design-label-unknown": _l("Aucun champ ne s’appelle « %(name)s ». Choisissez dans la liste."),
    "design-label-empty": _l("Nommez les fiches par un champ au moins, entre accolades."),
    "design-place-field": _l("Choisissez le champ qui donne le code UAI de l’établissement."),
    "design-sort-empty": _l("Choisissez au moins un champ pour le tri."),
    "design-code-frozen": _l("L’identifiant ne change plus une fois publié."),
    "design-code-kind": _l("L’identifiant est un texte. Choisissez un autre champ."),
}
WORDS: Mapping[str, Any] = {**DESIGN, **LINES, **TABLES, **EDITOR}
