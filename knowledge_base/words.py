"""Sentences for what is refused about entries."""

from __future__ import annotations

from core.i18n import _l

WORDS = {
    "entry-key": _l(
        "Indiquez une clé en minuscules, chiffres et tirets, comme « joindre-un-devis »."
    ),
    "entry-key-taken": _l("Une autre fiche porte déjà cette clé. Choisissez-en une autre."),
    "entry-key-reserved": _l(
        "Cette clé est l’adresse d’une page de l’aide. Choisissez-en une autre."
    ),
    "entry-question": _l("Écrivez la question, telle qu’une personne la poserait."),
    "entry-answer": _l("Écrivez la réponse."),
    "entry-long": _l("Ce texte dépasse %(most)s caractères. Raccourcissez-le."),
    "entry-text": _l("Donnez un texte."),
    "entry-until-before": _l("Ce jour vient avant le premier : choisissez-en un plus tard."),
    "entry-block-text": _l("Écrivez le texte de ce bloc, ou retirez-le."),
    "entry-block-steps": _l("Écrivez au moins une étape, ou retirez ce bloc."),
    "entry-block-picture": _l("Joignez l’image, ou retirez ce bloc."),
    "entry-block-alt": _l(
        "Décrivez l’image pour les personnes qui ne la voient pas, ou cochez « Image décorative »."
    ),
    "entry-block-video": _l("Joignez la vidéo, ou retirez ce bloc."),
    "entry-block-captions": _l("Joignez les sous-titres de la vidéo, en fichier .vtt."),
    "entry-block-transcript": _l("Écrivez tout ce qui se dit et se montre dans la vidéo."),
    "entry-block-file": _l("Joignez le fichier, ou retirez ce bloc."),
    "entry-block-label": _l("Donnez un titre à ce bloc."),
    "entry-block-service": _l("Choisissez un téléservice, ou retirez ce bloc."),
    "entry-block-page": _l("Choisissez une étape de ce téléservice."),
    "entry-block-to": _l("Indiquez l’adresse d’un écran, comme « /mes-demandes »."),
    "tree-begins": _l("Le parcours commence par une question : montez-la en tête."),
    "tree-id-twice": _l("Deux étapes du parcours portent le même nom."),
    "tree-question": _l("Écrivez la question."),
    "tree-options": _l("Donnez au moins deux réponses à cette question."),
    "tree-label": _l("Écrivez cette réponse."),
    "tree-to": _l("Choisissez où mène cette réponse."),
    "tree-leaf": _l("Écrivez une réponse, ou choisissez un téléservice ou une fiche."),
    "tree-circle": _l("Ce parcours revient à cette question : il ne finirait pas."),
    "tree-unreached": _l("Aucune réponse ne mène ici. Reliez cette étape, ou retirez-la."),
    "tree-condition": _l("Cette condition n’est pas finie, ou nomme ce qui n’existe plus."),
    "entry-key-twice": _l("Deux fiches de cet envoi portent la même clé."),
    "entry-archive": _l("Cette archive ne se lit pas. Refaites un fichier .zip sans mot de passe."),
    "entry-archive-big": _l(
        "Cette archive contient plus de texte qu’un dossier de fiches. "
        "Envoyez-la en plusieurs fois."
    ),
    "entry-files-many": _l("Cette archive contient plus de %(most)s fiches. Partagez-la."),
    "entry-table": _l(
        "Ce fichier ne se lit pas comme un tableau. La première ligne nomme les colonnes, dont "
        "« question » et « réponse »."
    ),
    "entry-list": _l("Donnez une liste de textes."),
    "entry-date": _l("Donnez une date comme 2026-09-01."),
    "question-without-text": _l("Cette ligne ne porte pas de question."),
    "entry-not-a-list": _l("Ce fichier doit contenir une liste de fiches."),
    "entry-unknown-field": _l("« %(name)s » n’est pas une rubrique d’une fiche."),
    "question-empty": _l("Écrivez votre question."),
    "help-message-empty": _l("Écrivez votre message."),
    "help-name": _l("Indiquez votre nom."),
    "help-email": _l("Indiquez une adresse électronique, comme nom@exemple.fr."),
    "help-entry-unknown": _l("Choisissez une fiche publiée."),
    "help-act": _l("Choisissez ce qu’il faut faire."),
    "help-synonym-few": _l("Donnez de deux à vingt mots, séparés par des virgules."),
    "help-synonym-word": _l("Un mot ou quelques mots, en lettres et chiffres, entre les virgules."),
    "help-trial-line": _l("Écrivez une question de 1 à 1 000 signes."),
    "help-trial-many": _l("Un jeu tient %(most)s questions au plus."),
    "engine-kind": _l("Choisissez une sorte de moteur."),
    "engine-use": _l("Choisissez quand il est consulté."),
    "engine-label": _l("Donnez le nom sous lequel les personnes le connaissent, en 200 signes."),
    "engine-url": _l("Écrivez une adresse publique en https, sans espace, « ? » ni « # »."),
    "engine-project": _l(
        "Écrivez l’adresse avec le projet, comme "
        "https://dialogflow.googleapis.com/v2/projects/mon-projet."
    ),
    "engine-model": _l("Donnez le nom du modèle, comme son fournisseur l’écrit."),
    "engine-language": _l("Donnez un code de langue, comme « fr » ou « fr-FR »."),
    "engine-seconds": _l("Donnez un nombre de secondes de 1 à %(most)s."),
    "engine-least": _l("Donnez un nombre de 0 à 100."),
    "engine-notice": _l("Écrivez ce que les personnes lisent, en %(most)s signes au plus."),
    "engine-secret": _l(
        "L’adresse a changé : donnez la clé qui va avec elle, l’ancienne ne sera pas envoyée là."
    ),
    "engine-secret-long": _l("Cette clé est trop longue pour en être une."),
    "engine-secret-signs": _l("Une clé est faite de signes sans accent, sur une ligne."),
    "engine-nothing-to-compare": _l(
        "Gardez d’abord des questions dans l’onglet Évaluation : ce sont elles qui comparent."
    ),
    "engine-none": _l(
        "Aucun moteur extérieur n’est nommé : « Administration », « Aide », « Moteur extérieur »."
    ),
    "engine-silent": _l(
        "Le moteur extérieur n’a pas donné les vecteurs des titres : essayez-le depuis sa page."
    ),
    "engine-question": _l("Écrivez une question à essayer."),
}
