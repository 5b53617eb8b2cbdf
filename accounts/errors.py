"""Refusals of this room, with words fit for a reader."""

from __future__ import annotations

from core.errors import Conflict, Forbidden, NotFound, PreauError, TooMany
from core.i18n import _l


class TooManyTries(TooMany):
    """Slowed down; the lost-password way stays open, so nobody is locked out for good (S-05)."""

    code = "too-many-tries"
    message = _l(
        "Trop d’essais rapprochés. Réessayez dans un quart d’heure, ou demandez un nouveau mot de "
        "passe : le lien reçu par courriel fonctionne tout de suite."
    )


class TooManyCodes(TooMany):
    """Five codes in a quarter of an hour: a million of them would take years (S-09)."""

    code = "too-many-codes"
    message = _l("Trop d’essais rapprochés. Attendez un quart d’heure, puis réessayez.")


class DeadLink(NotFound):
    """Unknown, used and outdated links look alike."""

    code = "dead-link"
    message = _l("Ce lien a déjà servi ou n’est plus valable. Demandez-en un nouveau.")


class MoreThanOneHas(Forbidden):
    """Nobody grants more than they have."""

    code = "more-than-one-has"
    message = _l(
        "Vous ne pouvez pas donner ce rôle ici : il contient des droits que vous n’avez pas sur ce "
        "périmètre."
    )


class BeyondOnesScope(Forbidden):
    """The account also has rights outside of what this person looks after."""

    code = "beyond-ones-scope"
    message = _l(
        "Ce compte a aussi des droits hors de votre périmètre : demandez à un administrateur de "
        "l’organisation."
    )


class LastAdministrator(Conflict):
    """Somebody must stay able to give rights."""

    code = "last-administrator"
    message = _l(
        "C’est le dernier compte qui peut donner des rôles sur toute l’organisation : donnez "
        "d’abord ce rôle à une autre personne."
    )


class NotLookedAs(Forbidden):
    """Looking as others shows no more than one’s own rights (S-16)."""

    code = "not-looked-as"
    message = _l(
        "Cette personne a des droits que vous n’avez pas, ou qui sortent de votre périmètre : vous "
        "ne pouvez pas voir la plateforme comme elle."
    )


class OnlyLooking(Forbidden):
    """Whoever looks as somebody else changes nothing."""

    code = "only-looking"
    message = _l(
        "Vous voyez la plateforme comme une autre personne : rien ne s’y change. Terminez la vue "
        "d’aide pour agir en votre nom."
    )


class NotShown(Forbidden):
    """Not even to whoever helps."""

    code = "not-shown"
    message = _l(
        "La vue d’aide ne montre ni le compte de la personne, ni ses clés, ni ses fichiers. "
        "Terminez-la pour revenir à vos propres pages."
    )


class NotProvided(Forbidden):
    """What a provider of identity answered proves nothing, or it does not answer (S-11)."""

    code = "not-provided"
    message = _l(
        "La connexion par ce fournisseur n’a pas abouti. Recommencez, ou donnez votre mot de passe."
    )


class NotLinked(Forbidden):
    """The provider knows who it is; no account of ours was linked to that (S-12)."""

    code = "not-linked"
    message = _l(
        "Aucun compte n’est relié à cette identité. Connectez-vous avec votre mot de passe, puis "
        "reliez-la une fois pour toutes depuis « Mon compte »."
    )


class LinkedElsewhere(Forbidden):
    """One identity opens one account."""

    code = "linked-elsewhere"
    message = _l(
        "Cette identité ouvre déjà un autre compte. Déliez-la d’abord de cet autre compte."
    )


class NotOnOneself(Conflict):
    """Cutting the branch one sits on is refused."""

    code = "not-on-oneself"
    message = _l("Vous ne pouvez pas désactiver votre propre compte.")


class DeadKey(Conflict):
    """A key that has ended or was taken back has no successor."""

    code = "dead-key"
    message = _l("Cette clé ne sert plus : créez-en une autre.")


class WrongFactor(PreauError):
    """Wrong, already taken, of another time or of another account: one sentence for all."""

    status = 422
    code = "wrong-factor"
    message = _l(
        "Ce code ne convient pas, ou il a déjà servi. Attendez le code suivant, puis recopiez-le."
    )


class WrongKey(PreauError):
    """The device’s answer does not hold: whatever was wrong with it, one sentence."""

    status = 422
    code = "wrong-key"
    message = _l("Cette clé d’accès n’a pas été reconnue. Réessayez, ou choisissez un autre moyen.")


class RoleHeld(Conflict):
    """A role that people hold leaves no service in passing; the sentence says who they are."""

    code = "role-held"
    message = _l("Ce rôle est attribué : donnez-en un autre à ces personnes ou retirez-le-leur.")


class TooManyHold(Conflict):
    """More grants than one act changes."""

    code = "too-many-hold"
    message = _l(
        "Plus de 500 attributions sont à changer d’un coup. Donnez d’abord l’autre rôle par un "
        "fichier (« Comptes », « Plusieurs personnes »), retirez celui-ci à une partie d’entre "
        "elles, puis réessayez."
    )


class LastFactor(Conflict):
    """A role of this person demands a second factor."""

    code = "last-factor"
    message = _l(
        "Votre rôle demande un second facteur et c’est le dernier : ajoutez d’abord un autre moyen."
    )
