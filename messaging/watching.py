"""Word to people when something of their account changes, in case it was not them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts import queries as people
from accounts.events import (
    EmailChanged,
    FactorChanged,
    FactorHelpAsked,
    NewDevice,
    NobodysLinkAsked,
    PasswordChanged,
    SupportBegan,
)
from accounts.permissions import Permission
from accounts.queries.scopes import ROOT
from core.events import after
from core.i18n import _
from core.ids import uuid7
from messaging.operations import Recipient, send
from schemas.queries import live

CHANGED, LOST = "compte-modifie", "second-facteur-perdu"
#: Where one sees what one proves oneself with, and where one is signed in.
MINE = "/mon-compte"


@dataclass(slots=True)
class Address:
    """Somebody at an address that is no longer that of their account."""

    email: str
    name: str


@after(NobodysLinkAsked)
def send_nothing(_event: NobodysLinkAsked) -> None:
    """Nobody is written to; the row of work was there for who measures it."""


@after(PasswordChanged)
def tell_of_password(event: PasswordChanged) -> None:
    """A new password was chosen."""
    _tell(event.account_id, _("Votre mot de passe a été changé."))


@after(EmailChanged)
def tell_of_address(event: EmailChanged) -> None:
    """Both addresses are told: whoever has taken the account over reads only the new one."""
    account = people.account(event.account_id)
    said = _("Votre adresse de connexion est désormais %(email)s.", email=account.email)
    _tell(event.account_id, said)
    _tell(event.account_id, said, Address(event.former, account.name))


@after(NewDevice)
def tell_of_device(event: NewDevice) -> None:
    """A browser that had not been used here before."""
    _tell(
        event.account_id,
        _(
            "Votre compte a été ouvert sur un nouvel appareil : %(device)s, adresse %(address)s.",
            device=event.device,
            address=event.address,
        ),
    )


@after(FactorChanged)
def tell_of_factor(event: FactorChanged) -> None:
    """Something was added, taken away, used up, or opened again by somebody else."""
    said = {
        "totp-added": _("Une application de codes protège désormais votre compte."),
        "totp-removed": _("Votre application de codes a été retirée."),
        "passkey-added": _("Une clé d’accès a été ajoutée : %(name)s.", name=event.about),
        "passkey-removed": _("Une clé d’accès a été retirée : %(name)s.", name=event.about),
        "codes-made": _("Une nouvelle feuille de codes de secours a été créée."),
        "provider-linked": _("%(name)s ouvre désormais votre compte.", name=event.about),
        "provider-unlinked": _("%(name)s n’ouvre plus votre compte.", name=event.about),
        "code-used": _("Un code de secours a servi à vous connecter."),
    }.get(event.change)
    if said is None:
        names = people.names_of([event.by]) if event.by else {}
        said = _(
            "%(who)s a rouvert votre second facteur. Motif : %(reason)s.",
            who=names.get(event.by, _("Un administrateur")) if event.by else _("Un administrateur"),
            reason=event.about,
        )
    _tell(event.account_id, said)


@after(SupportBegan)
def tell_of_support(event: SupportBegan) -> None:
    """Somebody sees what they see."""
    _tell(
        event.account_id,
        _(
            "%(who)s voit la plateforme comme vous, une demi-heure au plus et sans rien pouvoir y "
            "changer, pour vous aider. Motif : %(reason)s.",
            who=event.helper,
            reason=event.reason,
        ),
    )


@after(FactorHelpAsked)
def tell_who_can_help(event: FactorHelpAsked) -> None:
    """Those who look after the accounts of the whole organisation."""
    if not live("template", LOST):
        return
    account = people.account(event.account_id)
    for helper in people.accounts_with(Permission.ACCOUNTS_MANAGE, ROOT):
        if helper.id != account.id:
            send(
                LOST,
                to=helper,
                about=("account", account.id),
                once=f"factor-help:{uuid7()}",
                variables={"personne": account.name, "adresse": account.email},
                url=f"/administration/comptes/{account.id}",
            )


def _tell(account_id: UUID, said: Any, to: Recipient | None = None) -> None:
    account = people.account(account_id)
    if account.disabled_at is not None or not live("template", CHANGED):
        return
    send(
        CHANGED,
        to=to or account,
        about=("account", account.id),
        once=f"account-changed:{uuid7()}",
        variables={"changement": str(said)},
        url=MINE,
    )
