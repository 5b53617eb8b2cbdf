"""Sentences for what is refused about entries."""

from __future__ import annotations

from core.i18n import _l

WORDS = {
    "entry-key": _l(
        "Indiquez une clé en minuscules, chiffres et tirets, comme « joindre-un-devis »."
    ),
    "entry-key-taken": _l("Une autre fiche porte déjà cette clé. Choisissez-en une autre."),
    "entry-question": _l("Écrivez la question, telle qu’une personne la poserait."),
    "entry-answer": _l("Écrivez la réponse."),
    "entry-long": _l("Ce texte dépasse %(most)s caractères. Raccourcissez-le."),
    "entry-list": _l("Donnez une liste de textes."),
    "entry-date": _l("Donnez une date comme 2026-09-01."),
    "question-without-text": _l("Cette ligne ne porte pas de question."),
    "entry-not-a-list": _l("Ce fichier doit contenir une liste de fiches."),
    "entry-unknown-field": _l("« %(name)s » n’est pas une rubrique d’une fiche."),
}
