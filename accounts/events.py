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
