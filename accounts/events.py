"""What this room tells the house."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PasswordLinkAsked:
    """A one-time link is owed to somebody by mail.

    The link itself is made when the mail is written (`operations.one_time_link`): a token never
    lies in the outbox.
    """

    account_id: UUID
    #: "lost" when the person asked, "invitation" when an administrator did.
    reason: str = "lost"


@dataclass(frozen=True, slots=True)
class NobodysLinkAsked:
    """The address is of no open account: said so that both ways make the same work (S-04)."""

    account_id: UUID
    reason: str = "lost"


@dataclass(frozen=True, slots=True)
class PasswordChanged:
    """A password was chosen or changed: the person is told, in case it was not them."""

    account_id: UUID


@dataclass(frozen=True, slots=True)
class RightsChanged:
    """A role or membership was given or taken away."""

    account_id: UUID
    by: UUID | None


@dataclass(frozen=True, slots=True)
class DelegationChanged:
    """What those in charge of a place handed on to somebody there was given, changed or ended."""

    account_id: UUID
    scope_id: UUID
    by: UUID | None


@dataclass(frozen=True, slots=True)
class AccountDisabled:
    """Nobody signs in with this account any more."""

    account_id: UUID
    by: UUID | None


@dataclass(frozen=True, slots=True)
class ReplacementChanged:
    """Somebody stands in for somebody else from a day on, or no longer does."""

    #: One row of those that were said in one breath.
    replacement_id: UUID
    #: named, ended.
    change: str
    by: UUID | None


@dataclass(frozen=True, slots=True)
class FactorChanged:
    """What somebody proves themselves with was added, taken away, used up or opened again."""

    account_id: UUID
    #: totp-added, totp-removed, passkey-added, passkey-removed, codes-made, code-used,
    #: provider-linked, provider-unlinked, reopened.
    change: str
    #: The name of the key or provider, or the reason it was opened again for.
    about: str = ""
    by: UUID | None = None


@dataclass(frozen=True, slots=True)
class SupportBegan:
    """Somebody sees the house as this person does, to help them."""

    account_id: UUID
    helper: str
    reason: str


@dataclass(frozen=True, slots=True)
class FactorHelpAsked:
    """Somebody knows their password, has lost their second factor, and has no code left."""

    account_id: UUID


@dataclass(frozen=True, slots=True)
class EmailChanged:
    """The address one signs in with is another: both addresses are told."""

    account_id: UUID
    former: str


@dataclass(frozen=True, slots=True)
class NewDevice:
    """Somebody signed in from a browser they had not used here before."""

    account_id: UUID
    device: str
    address: str
