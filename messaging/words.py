"""Sentences for what is refused about messages, mails and their templates."""

from __future__ import annotations

from core.i18n import _l

WORDS = {
    "template-no-file": _l("Choisissez le fichier Word qui remplace celui-ci."),
    "template-file-size": _l("Ce fichier est trop lourd : %(most)s Mo au plus."),
    "message-empty": _l("Écrivez votre message, ou joignez un fichier."),
    "message-long": _l("Votre message dépasse %(most)s caractères. Raccourcissez-le."),
    "mail-address": _l("Cette adresse électronique n’est pas valable."),
    "template-unknown-variable": _l("La variable « %(name)s » n’est pas déclarée."),
    "template-variable-twice": _l("La variable « %(name)s » est déclarée deux fois."),
    "template-reserved-variable": _l(
        "La variable « %(name)s » est fournie par la plateforme : ne la déclarez pas."
    ),
    "template-unused-variable": _l("La variable « %(name)s » n’est pas utilisée."),
    "template-link": _l("Indiquez une adresse en https:// ou une variable."),
    "template-no-link": _l("Ce modèle promet un lien secret : mettez « {lien} » dans son texte."),
}
