"""The sentences of this room's codes. Each says what to do; none says « invalide » alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.i18n import _l
from schemas.phrases import in_words, reason_in_words, reasons_in_words

__all__ = ["WORDS", "in_words", "reason_in_words", "reasons_in_words"]

#: What a person who fills in a form reads beside a field.
ANSWERS: Mapping[str, Any] = {
    "required": _l("Répondez à « %(field)s »."),
    "type": _l("Corrigez « %(field)s » : la réponse n’est pas du genre attendu."),
    "enum": _l("Choisissez une des réponses proposées pour « %(field)s »."),
    "const": _l("Choisissez la réponse proposée pour « %(field)s »."),
    "oneOf": _l("Complétez « %(field)s » selon une seule des formes proposées."),
    "anyOf": _l("Complétez « %(field)s » selon une des formes proposées."),
    "not": _l("Changez « %(field)s » : cette réponse est exclue."),
    "minLength": _l("Écrivez au moins %(limit)s caractères dans « %(field)s »."),
    "maxLength": _l("Raccourcissez « %(field)s » à %(limit)s caractères au plus."),
    "minimum": _l("Indiquez %(limit)s ou plus dans « %(field)s »."),
    "maximum": _l("Indiquez %(limit)s ou moins dans « %(field)s »."),
    "exclusiveMinimum": _l("Indiquez plus de %(limit)s dans « %(field)s »."),
    "exclusiveMaximum": _l("Indiquez moins de %(limit)s dans « %(field)s »."),
    "multipleOf": _l("Indiquez un multiple de %(step)s dans « %(field)s »."),
    "minItems": _l("Ajoutez des lignes à « %(field)s » : il en faut au moins %(limit)s."),
    "maxItems": _l("Retirez des lignes de « %(field)s » : %(limit)s au plus."),
    "uniqueItems": _l("Retirez de « %(field)s » la ligne qui figure deux fois."),
    "contains": _l("Ajoutez à « %(field)s » la ligne attendue."),
    "minProperties": _l("Complétez « %(field)s » : il manque des réponses."),
    "maxProperties": _l("Retirez des réponses de « %(field)s »."),
    "propertyNames": _l("Changez le nom d’une ligne de « %(field)s »."),
    "dependentRequired": _l("Complétez « %(field)s » : une réponse en appelle une autre."),
    "pattern": _l("Écrivez « %(field)s » dans la forme demandée."),
    "additionalProperties": _l("Retirez « %(field)s » : cette réponse n’est pas demandée."),
    "falseSchema": _l("Retirez « %(field)s » : aucune réponse n’est attendue ici."),
    "format-bic": _l("Recopiez le code BIC tel qu’il figure sur le relevé bancaire."),
    "format-date": _l("Indiquez une date qui existe, par exemple le 28 novembre 2026."),
    "format-date-time": _l("Indiquez une date et une heure qui existent."),
    "format-decimal": _l("Écrivez « %(field)s » en chiffres, par exemple 1 500,50."),
    "format-email": _l("Indiquez une adresse électronique complète, comme nom@exemple.fr."),
    "format-iban": _l("Recopiez l’IBAN tel qu’il figure sur le relevé bancaire."),
    "format-ine": _l("Recopiez l’identifiant national de l’élève : 11 caractères."),
    "format-insee": _l("Indiquez le code de la commune : cinq caractères."),
    "format-nir": _l("Recopiez le numéro de sécurité sociale avec sa clé : 15 caractères."),
    "format-phone": _l("Indiquez un numéro de téléphone, par exemple 02 99 00 00 00."),
    "format-postal-code": _l("Indiquez un code postal de cinq chiffres."),
    "format-preau-file": _l("Déposez à nouveau le fichier de « %(field)s »."),
    "format-siren": _l("Recopiez le numéro SIREN : neuf chiffres."),
    "format-siret": _l("Recopiez le numéro SIRET : quatorze chiffres."),
    "format-time": _l("Indiquez une heure entre 00:00 et 23:59."),
    "format-uai": _l("Recopiez le code de l’établissement : sept chiffres et une lettre."),
    "format-uri": _l("Indiquez une adresse qui commence par https://."),
    "format-uuid": _l("Recopiez l’identifiant tel qu’il vous a été donné."),
}

#: What somebody who designs reads when a condition is refused.
CONDITIONS: Mapping[str, Any] = {
    "unknown-reference": _l("Choisissez un champ qui existe : « %(name)s » est inconnu ici."),
    "row-outside-list": _l("Employez « %(name)s » seulement dans une ligne d’une liste."),
    "unknown-operator": _l("Remplacez « %(operator)s » : cet opérateur n’existe pas."),
    "operands": _l("Complétez l’opération « %(operator)s » : le nombre de termes ne convient pas."),
    "not-an-operation": _l("Écrivez ici une seule opération, avec son nom et ses termes."),
    "null-literal": _l("Pour savoir si un champ a une réponse, employez « is_set »."),
    "empty-literal": _l("Pour savoir si un texte est vide, employez « is_set »."),
    "var-name": _l("Indiquez le nom du champ, sans autre terme."),
    "list-name": _l("Indiquez le nom de la liste à parcourir."),
    "list-of-literals": _l("N’écrivez que des valeurs dans cette liste."),
    "condition-too-long": _l("Raccourcissez la condition : %(most)s opérations au plus."),
    "condition-too-deep": _l("Aplatissez la condition : %(most)s niveaux au plus."),
    "wrong-type": _l("Changez l’opération : il faut ici « %(expected)s », pas « %(given)s »."),
    "type-mismatch": _l("Comparez deux valeurs de même nature."),
    "literal-type": _l("Écrivez une valeur du genre « %(expected)s » à la place de « %(value)s »."),
    "not-a-list": _l("Choisissez une liste : « %(name)s » n’en est pas une."),
    "not-a-list-of-values": _l("Placez une liste de valeurs à droite de « in »."),
    "not-compared": _l("Comparez une valeur simple, pas une liste entière."),
    "not-ordered": _l("Ces valeurs n’ont pas d’ordre : comparez-les par égalité."),
    "not-boolean": _l("Placez ici une condition, vraie ou fausse."),
    "not-a-number": _l("Choisissez un champ qui contient un nombre."),
    "not-a-text": _l("Choisissez un champ qui contient un texte ou un nombre."),
    "not-a-date": _l("Choisissez un champ qui contient une date."),
    "not-a-duration": _l("Écrivez une durée comme P15D (15 jours) ou P1Y (un an)."),
    "hours-on-a-date": _l("Une date n’a pas d’heures : comptez en jours."),
    "cycle": _l("Le calcul de « %(name)s » dépend de lui-même : ôtez une des références."),
    "forward-reference": _l("« %(name)s » vient sur une page suivante : avancez le champ."),
    "not-in-sql": _l("« %(operator)s » ne peut servir dans un filtre : simplifiez-le."),
    "not-filterable": _l("« %(name)s » ne peut servir de filtre : rendez le champ listable."),
}

#: What somebody who designs or imports reads when a schema or a definition is refused.
SCHEMAS: Mapping[str, Any] = {
    "not-a-choice": _l("Choisissez une valeur de la liste."),
    "schema-keyword": _l("Ôtez le mot-clé « %(keyword)s » : il n’est pas accepté."),
    "schema-annotation": _l("Corrigez « %(keyword)s » : sa valeur ne se lit pas."),
    "schema-dialect": _l("Employez le dialecte %(expected)s."),
    "schema-reference-outside": _l("Placez le bloc repris sous « $defs » de ce même schéma."),
    "schema-reference-unknown": _l("Le bloc « %(name)s » n’existe pas : ajoutez-le."),
    "schema-shape": _l("Corrigez cette partie du schéma : sa forme n’est pas celle attendue."),
    "schema-loop": _l("Ôtez le renvoi qui ramène au même endroit sans avancer."),
    "schema-expansion": _l("Simplifiez le schéma : le vérifier demanderait trop de travail."),
    "schema-format": _l("Remplacez le format « %(format)s » par un format connu."),
    "schema-multiple-of": _l("Choisissez un pas entre 0,000001 et un milliard."),
    "schema-number": _l("Choisissez une borne de quinze chiffres au plus."),
    "max-items-missing": _l("Indiquez le nombre de lignes permises (« maxItems »)."),
    "max-items": _l("Réduisez le nombre de lignes permises : %(most)s au plus."),
    "unique-objects": _l("Limitez à %(most)s les lignes qui doivent être différentes."),
    "too-many-fields": _l("Réduisez le nombre de champs : %(most)s au plus."),
    "too-many-choices": _l("Réduisez la liste de choix : %(most)s au plus."),
    "too-many-conditions": _l("Réduisez le nombre de conditions : %(most)s au plus."),
    "definition-depth": _l("Aplatissez la définition : %(most)s niveaux au plus."),
    "pattern-too-long": _l("Raccourcissez le motif."),
    "pattern-ambiguous": _l(
        "Dans le motif, remplacez \\s, \\b et [[:…:]] par une liste de signes."
    ),
    "pattern-refused": _l("Simplifiez le motif : ôtez les renvois et les répétitions larges."),
    "json-depth": _l("Aplatissez le document : %(most)s niveaux au plus."),
    "json-nul": _l("Ôtez le caractère nul du texte."),
    "json-surrogate": _l("Ôtez du texte le caractère incomplet."),
    "json-digits": _l("Écrivez le nombre avec %(most)s chiffres au plus, ou entre guillemets."),
}

WORDS: Mapping[str, Any] = {**ANSWERS, **CONDITIONS, **SCHEMAS}
