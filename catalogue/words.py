"""What services and requests say."""

from __future__ import annotations

from core.i18n import LazyString, _l

WORDS: dict[str, LazyString] = {
    "service-number": _l(
        "Le modèle de numéro « %(pattern)s » doit contenir {seq}, et seulement {year}, {year2}, "
        "{month} en plus."
    ),
    "service-unknown-workflow": _l("Le circuit « %(key)s » n’existe pas ou n’est pas publié."),
    "service-unknown-form": _l("Le formulaire « %(key)s » n’existe pas ou n’est pas publié."),
    "service-unknown-role": _l("Le rôle « %(key)s » n’existe pas ou n’est pas publié."),
    "unbound-function": _l("La fonction « %(function)s » n’est confiée à aucun groupe."),
    "duplicate-key": _l(
        "Deux boutons portent la clé « %(key)s ». Donnez-en une autre à l’un d’eux."
    ),
    "service-unknown-function": _l("Le circuit n’a pas de fonction « %(function)s »."),
    "service-unlisted-answer": _l(
        "« %(name)s » ne peut pas être une colonne de la liste : nommez une réponse simple "
        "d’un formulaire du téléservice."
    ),
    "guard-does-not-fit": _l(
        "La condition de l’action « %(transition)s » ne convient pas au formulaire « %(form)s » "
        "(%(because)s)."
    ),
    "form.incomplete": _l("Des réponses sont à corriger (%(count)s)."),
    "file-foreign": _l("Ce fichier n’est pas joint à cette demande. Joignez-le de nouveau."),
}
