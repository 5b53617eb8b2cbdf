"""What is said of an engine of somebody else, in the words of whoever looks after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.i18n import _, _l

KINDS: Mapping[str, Any] = {
    "dialogflow": _l("Dialogflow ES"),
    "embeddings": _l("Vecteurs (/embeddings, à la manière d’OpenAI)"),
    "rerank": _l("Reclassement (/rerank)"),
}
KIND_HINTS: Mapping[str, Any] = {
    "dialogflow": _l("L’agent reconnaît une intention ; son nom ou son action est la clé d’une "
                     "fiche."),
    "embeddings": _l("La question est rapprochée des titres et des formulations des fiches, qui "
                     "lui sont aussi envoyés."),
    "rerank": _l("Les dix fiches trouvées ici sont remises en ordre ; leurs titres partent avec la "
                 "question."),
}  # fmt: skip
USES: Mapping[str, Any] = {
    "off": _l("Jamais"),
    "better": _l("Seulement si la dernière comparaison est meilleure avec lui"),
    "on": _l("Toujours, quand la personne l’accepte"),
}
#: How a question to it ended (`outside.py`) → what to look at.
OUTCOMES: Mapping[str, Any] = {
    "answered": _l("Il a répondu."),
    "late": _l("Il n’a pas répondu à temps."),
    "unreached": _l("Aucune connexion : vérifiez l’adresse, le nom et le certificat."),
    "address": _l(
        "Cette adresse n’est pas permise : seules les adresses publiques en https le sont, ou "
        "celles que l’hébergeur ouvre avec PREAU_OUTBOUND_ALLOWED."
    ),
    "key": _l("Il refuse la clé : donnez-en une qui permet d’interroger ce moteur."),
    "account": _l("La clé de compte de service ne se lit pas : collez le fichier JSON en entier."),
    "nowhere": _l("Il ne connaît pas cette adresse : vérifiez le projet, le chemin et le modèle."),
    "busy": _l("Il reçoit trop de demandes : attendez, ou demandez un quota plus large."),
    "refused": _l("Il a répondu par une erreur."),
    "unreadable": _l("Sa réponse ne se lit pas : est-ce bien un moteur de cette sorte ?"),
}


def said_of(outcome: str) -> str:
    """The sentence of an outcome."""
    return str(OUTCOMES.get(outcome, OUTCOMES["refused"]))


def first_notice() -> str:
    """What people read before they choose, until the administrator writes it otherwise."""
    return _(
        "Votre question part alors chez ce fournisseur, sans les noms, les adresses et les numéros "
        "que nous y reconnaissons, et sans rien de votre compte. Sans cette case, elle reste ici."
    )
