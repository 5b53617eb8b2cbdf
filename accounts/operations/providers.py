"""Providers of identity: settled by whoever gives rights on the whole house; accounts linked to
them by their own people, never by an address of mail (S-12)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from accounts import queries
from accounts.errors import LinkedElsewhere
from accounts.models import Account, IdentityLink, IdentityProvider
from accounts.operations.demanding import require_whole_house
from accounts.operations.factors import changed
from accounts.operations.people import clean
from core import clock, outbound, sealing
from core.actor import Actor
from core.database import session
from core.errors import Conflict, Invalid
from core.folding import fold
from core.history import difference, record
from core.outbound import OutboundRefused
from core.problems import Problem
from core.unseen import is_unseen
from core.wall import HOUSE, acting_as

PURPOSE = "identity-provider"
_ACR = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class Settled:
    """What an administrator says of a provider."""

    label: str
    issuer: str
    client_id: str
    #: Empty: the one that is there stays.
    secret: str
    acr: Sequence[str]
    enabled: bool


def settle_provider(
    actor: Actor, standing: IdentityProvider | None, said: Settled, seen: int | None = None
) -> IdentityProvider:
    """Keep a provider, new or known. Another issuer opens nothing that the former had opened."""
    require_whole_house(actor)
    if problems := _problems(said, standing):
        raise Invalid(problems)
    if standing is not None and seen is not None and standing.version != seen:
        raise Conflict
    found = standing or IdentityProvider(key=_key(said.label), sealed=None)
    before = _told(found) if standing else {}
    found.label, found.issuer, found.client_id = clean(said.label), said.issuer, said.client_id
    found.acr, found.enabled = list(said.acr), said.enabled
    if said.secret:
        found.sealed = sealing.seal(said.secret, PURPOSE)
    try:
        with session.begin_nested():
            session.add(found)
            session.flush()
    except IntegrityError as taken:
        raise Invalid([Problem("/issuer", "provider-known")]) from taken
    _note(actor, found, "changed" if standing else "added", before, secret=bool(said.secret))
    return found


def remove_provider(actor: Actor, provider: IdentityProvider) -> None:
    """Nobody comes in that way any more; passwords stay."""
    require_whole_house(actor)
    session.execute(delete(IdentityLink).where(IdentityLink.provider_id == provider.id))
    _note(actor, provider, "removed", {})
    session.delete(provider)
    session.flush()


def secret_of(provider: IdentityProvider) -> str | None:
    """What the provider knows us by; None when there is none, or under another `SECRET_KEY`."""
    return sealing.unseal(provider.sealed, PURPOSE) if provider.sealed else None


def link_identity(actor: Actor, account: Account, provider: IdentityProvider, subject: str) -> None:
    """This account is that person there: said by who is in, and has just shown who they are."""
    standing = queries.link_to(provider.issuer, subject)
    if standing is not None and standing.account_id == account.id:
        return
    if standing is not None:
        raise LinkedElsewhere
    session.execute(
        delete(IdentityLink).where(
            IdentityLink.provider_id == provider.id, IdentityLink.account_id == account.id
        )
    )
    session.add(
        IdentityLink(
            provider_id=provider.id,
            account_id=account.id,
            issuer=provider.issuer,
            subject=subject,
            last_used_at=None,
        )
    )
    changed(actor, account, "provider-linked", provider.label)


def unlink_identity(actor: Actor, account: Account, provider: IdentityProvider) -> None:
    """That way no longer leads to this account."""
    gone = session.execute(
        delete(IdentityLink).where(
            IdentityLink.provider_id == provider.id, IdentityLink.account_id == account.id
        )
    )
    if getattr(gone, "rowcount", 0):
        changed(actor, account, "provider-unlinked", provider.label)


def sign_in_by(provider: IdentityProvider, subject: str) -> Account | None:
    """The open account that was linked to this name of theirs, whatever their mail may be."""
    with acting_as(HOUSE):
        link = session.scalar(
            select(IdentityLink)
            .where(IdentityLink.issuer == provider.issuer, IdentityLink.subject == subject)
            .with_for_update()
        )
        if link is None:
            return None
        account = queries.account(link.account_id)
        if account.disabled_at is not None:
            return None
        link.last_used_at = clock.now()
        session.flush()
        return account


def _problems(said: Settled, standing: IdentityProvider | None) -> list[Problem]:
    found = []
    if is_unseen(said.label) or not _key(said.label):
        found.append(Problem("/label", "provider-label"))
    try:
        parts = outbound.refuse_address(said.issuer, outbound.operator_allows())
        plain = not parts.query and not parts.fragment
    except OutboundRefused:
        plain = False
    if not plain:
        found.append(Problem("/issuer", "provider-issuer"))
    if is_unseen(said.client_id):
        found.append(Problem("/client_id", "provider-client"))
    if not all(_ACR.fullmatch(one) for one in said.acr):
        found.append(Problem("/acr", "provider-acr"))
    moves = standing is not None and standing.issuer != said.issuer and bool(standing.sealed)
    if moves and not said.secret:  # a secret is told to nobody but whom it was given for
        found.append(Problem("/secret", "provider-secret"))
    return found


def _key(label: str) -> str:
    """A word for its address, that no other provider has."""
    word = fold(label).replace(" ", "-")[:40].strip("-")
    taken = {"nouveau", *(one.key for one in queries.providers())}
    numbered = (f"{word}-{number}" for number in range(2, 1000))
    return word if word not in taken else next(one for one in numbered if one not in taken)


def _told(provider: IdentityProvider) -> dict[str, object]:
    names = ("label", "issuer", "client_id", "acr", "enabled")
    return {name: getattr(provider, name) for name in names}


def _note(
    actor: Actor,
    provider: IdentityProvider,
    what: str,
    before: dict[str, object],
    *,
    secret: bool = False,
) -> None:
    record(
        actor,
        "identity-provider",
        provider.id,
        f"provider.{what}",
        version=provider.version,
        patch=difference(before, _told(provider)) if what == "changed" else (),
        facts={"label": provider.label, "issuer": provider.issuer, "secret": secret},
    )
