"""Sentences of the codes of this room."""

from __future__ import annotations

from core.i18n import _l

WORDS = {
    "password-too-short": _l("Choisissez un mot de passe d’au moins %(least)s caractères."),
    "password-too-long": _l("Choisissez un mot de passe d’au plus %(most)s caractères."),
    "password-too-common": _l(
        "Ce mot de passe est trop courant. Choisissez par exemple plusieurs mots sans rapport."
    ),
    "password-too-regular": _l(
        "Ce mot de passe suit une suite facile à deviner. Choisissez par exemple plusieurs mots "
        "sans rapport."
    ),
    "password-holds-identity": _l(
        "Choisissez un mot de passe qui ne contient ni votre nom ni votre adresse."
    ),
    "email-malformed": _l("Indiquez une adresse complète, comme prenom.nom@exemple.fr."),
    "email-taken": _l("Un compte existe déjà avec cette adresse."),
    "wrong-password": _l("Ce n’est pas votre mot de passe actuel."),
    "name-missing": _l("Indiquez le prénom et le nom."),
    "roster-too-long": _l("Cette liste a plus de %(most)s lignes : coupez-la en deux."),
    "role-beyond": _l("Ce rôle contient des droits que vous n’avez pas sur ce périmètre."),
    "account-disabled": _l("Le compte de cette personne est désactivé : réactivez-le d’abord."),
    "day-malformed": _l("Écrivez le jour comme 31/12/2026."),
    "unknown-role": _l("Choisissez un rôle de la liste."),
    "unknown-scope": _l("Choisissez un périmètre de la liste, ou écrivez son code."),
    "several-scopes": _l("Plusieurs périmètres portent ce nom. Écrivez le code : %(codes)s."),
    "ends-before-start": _l("Indiquez une fin qui ne précède pas le début."),
    "already-over": _l("Indiquez une fin à venir."),
    "already-member": _l("Cette personne est déjà membre : ouvrez sa ligne pour la modifier."),
    "end-missing": _l("Indiquez le dernier jour."),
    "end-too-late": _l("Indiquez une fin qui ne dépasse pas le %(latest)s."),
    "reason-missing": _l("Indiquez le motif."),
    "no-right-chosen": _l("Choisissez au moins un droit."),
    "not-to-oneself": _l("Indiquez une autre personne que vous."),
    "account-closed": _l(
        "Le compte de cette personne est fermé : demandez à l’administration de le rouvrir."
    ),
    "unknown-stand-in": _l("Indiquez l’adresse d’un agent en activité."),
    "stands-in-for-oneself": _l(
        "Indiquez l’adresse d’une autre personne que celle qui est remplacée."
    ),
    "no-seat-chosen": _l("Choisissez au moins une fonction."),
    "place-beyond-seat": _l(
        "Indiquez un périmètre contenu dans celui de chaque fonction choisie, ou laissez vide."
    ),
    "passkey-name-missing": _l("Donnez un nom à cette clé."),
    "grace-malformed": _l("Indiquez un nombre de jours entre 0 et %(most)s."),
    "key-label": _l("Indiquez à quoi sert la clé."),
    "key-until": _l("Choisissez une fin à venir, dans %(days)s jours au plus."),
    "role-title": _l("Donnez un nom à ce rôle."),
    "role-actions": _l("Cochez au moins une chose que l’on peut faire."),
    "role-level": _l("Choisissez un niveau de la liste."),
    "role-entity": _l("Choisissez une sorte de fiche de la liste."),
    "provider-label": _l("Donnez un nom fait de lettres ou de chiffres."),
    "provider-issuer": _l("Écrivez une adresse publique en https, sans « ? » ni « # »."),
    "provider-client": _l("Indiquez l’identifiant reçu du fournisseur."),
    "provider-acr": _l("Écrivez des niveaux sans accent, séparés par des espaces."),
    "provider-secret": _l(
        "L’émetteur change : donnez aussi son secret, l’ancien ne lui est pas montré."
    ),
    "provider-known": _l("Ce fournisseur est déjà enregistré."),
    "unknown-permission": _l("Le droit « %(permission)s » n’existe pas."),
    "group-unnamed": _l("Donnez un nom au groupe, avec au moins une lettre ou un chiffre."),
    "group-taken": _l("Un groupe porte déjà ce nom : « %(name)s ». Donnez-en un autre."),
    "unknown-account": _l("Aucun compte n’a cette adresse."),
    "unknown-group": _l("Choisissez un groupe de la liste."),
    "bad-scope-code": _l(
        "Le code d’un périmètre s’écrit avec des lettres, des chiffres, des tirets ou des points."
    ),
}

#: Acts of history → (sentence, icon).
ACTS = {
    "account.created": (_l("Compte créé"), "user-plus"),
    "account.changed": (_l("Identité modifiée"), "pencil-simple"),
    "account.erased": (_l("Compte effacé"), "trash"),
    "history.rewritten": (_l("Historique vidé de ce qui a été effacé"), "trash"),
    "account.disabled": (_l("Compte désactivé"), "prohibit"),
    "account.enabled": (_l("Compte réactivé"), "check-circle"),
    "account.invited": (_l("Lien envoyé pour choisir un mot de passe"), "envelope-simple"),
    "account.password-changed": (_l("Mot de passe changé"), "key"),
    "account.sessions-ended": (_l("Sessions fermées : %(count)s"), "sign-out"),
    "account.session-ended": (_l("Une session fermée"), "sign-out"),
    "account.role-given": (_l("Rôle donné : %(title)s, %(label)s"), "shield-check"),
    "account.role-revoked": (_l("Rôle retiré : %(title)s, %(label)s"), "x-circle"),
    "account.delegation-given": (
        _l("Habilitation donnée : %(title)s, %(label)s"),
        "user-plus",
    ),
    "account.delegation-changed": (
        _l("Habilitation modifiée : %(title)s, %(label)s"),
        "pencil-simple",
    ),
    "account.delegation-confirmed": (
        _l("Habilitation confirmée : %(title)s, %(label)s"),
        "check-circle",
    ),
    "account.delegation-ended": (_l("Habilitation terminée : %(title)s, %(label)s"), "x-circle"),
    "account.group-joined": (_l("Entrée dans le groupe %(title)s, %(label)s"), "users-three"),
    "account.group-left": (_l("Sortie du groupe %(title)s, %(label)s"), "users-three"),
    "account.replacement-named": (
        _l("Remplacement : %(stand_in)s remplace %(principal)s, %(title)s"),
        "user-switch",
    ),
    "account.replacement-ended": (
        _l("Fin du remplacement de %(principal)s par %(stand_in)s, %(title)s"),
        "x-circle",
    ),
    "account.totp-added": (_l("Second facteur ajouté : application de codes"), "shield-check"),
    "account.totp-removed": (_l("Second facteur retiré : application de codes"), "x-circle"),
    "account.passkey-added": (_l("Clé d’accès ajoutée : %(label)s"), "key"),
    "account.passkey-removed": (_l("Clé d’accès retirée : %(label)s"), "x-circle"),
    "account.codes-made": (_l("Codes de secours créés"), "list-checks"),
    "account.code-used": (_l("Code de secours employé"), "warning"),
    "account.factor-help-asked": (_l("Second facteur perdu : aide demandée"), "lifebuoy"),
    "account.factor-reopened": (_l("Second facteur rouvert"), "key"),
    "account.provider-linked": (_l("Relié à %(label)s"), "identification-card"),
    "account.provider-unlinked": (_l("N’est plus relié à %(label)s"), "x-circle"),
    "account.support-began": (_l("Vue d’aide : %(name)s voit comme cette personne"), "eye"),
    "account.support-ended": (_l("Vue d’aide terminée par %(name)s"), "eye"),
    "account.support-given-began": (_l("Voit la plateforme comme %(name)s"), "eye"),
    "account.support-given-ended": (_l("Ne voit plus la plateforme comme %(name)s"), "eye"),
    "account.token-created": (_l("Clé créée pour un programme : %(label)s"), "key"),
    "account.token-rotated": (_l("Clé d’un programme renouvelée : %(label)s"), "key"),
    "account.token-revoked": (_l("Clé d’un programme retirée : %(label)s"), "key"),
}
