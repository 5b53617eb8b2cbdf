"""People who sign in, what they may do and where."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.factor_models import KnownDevice, Passkey, RecoveryCode, TotpSecret
from accounts.provider_models import IdentityLink, IdentityProvider
from core.database import Model
from core.folding import fold
from core.keeping import LEFT_OUT
from core.types import datetime_now, document, row_version, uuid_pk
from core.wall import OPEN

__all__ = [
    "Account",
    "ApiToken",
    "Grant",
    "Group",
    "GroupMember",
    "IdentityLink",
    "IdentityProvider",
    "KnownDevice",
    "OneTimeLink",
    "Passkey",
    "Preference",
    "RecoveryCode",
    "Replacement",
    "Scope",
    "SignInTry",
    "TotpSecret",
]


class Account(Model):
    """A named person (or program) who may sign in."""

    __tablename__ = "account"

    id: Mapped[uuid_pk]
    #: As typed; unique without regard to case.
    email: Mapped[str]
    name: Mapped[str]
    #: Function as shown to others: « principale », « gestionnaire ».
    job_title: Mapped[str] = mapped_column(default="")
    #: Argon2id; empty until the person has chosen one.
    password_hash: Mapped[str | None]
    locale: Mapped[str] = mapped_column(default="fr")
    #: Name, e-mail and function folded: lists sort and search by it, blind to accents and case.
    folded: Mapped[str] = mapped_column(Text(collation="C"), default="")
    created_at: Mapped[datetime_now]
    last_sign_in_at: Mapped[datetime | None]
    #: Disabled accounts cannot sign in and their sessions are gone.
    disabled_at: Mapped[datetime | None]
    #: Until when one may come in without the second factor that is demanded of one's roles; empty
    #: until it is first demanded at the door.
    factor_due_at: Mapped[datetime | None]
    version: Mapped[row_version] = mapped_column()

    grants: Mapped[list[Grant]] = relationship(back_populates="account")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("uq_account_email", text("lower(email)"), unique=True),
        Index("ix_account_list", "folded", "id"),
    )


@event.listens_for(Account, "before_insert")
@event.listens_for(Account, "before_update")
def _fold(_mapper: Any, _connection: Any, account: Account) -> None:
    """Keep the folded words true, whoever writes the row."""
    folded = fold(f"{account.name} {account.email} {account.job_title or ''}")
    if account.folded != folded:
        account.folded = folded


class OneTimeLink(Model):
    """A link that works once for an hour: first password, lost password."""

    __tablename__ = "one_time_link"
    __table_args__ = {
        "info": {
            OPEN: "read to learn who holds the link; hashes",
            LEFT_OUT: "good for an hour, and asked for again",
        }
    }

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    #: Empty for the link that makes the first account.
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    #: "password" or "first-account".
    purpose: Mapped[str]
    created_at: Mapped[datetime_now]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInTry(Model):
    """A failed sign-in, for slowing down guessers by account and by address."""

    __tablename__ = "sign_in_try"
    __table_args__ = {
        "info": {OPEN: "counted before anybody is known; hashes", LEFT_OUT: "counts of minutes"}
    }

    id: Mapped[uuid_pk]
    #: SHA-256 of the folded e-mail, whether an account has it or not.
    email_sha256: Mapped[str] = mapped_column(index=True)
    #: SHA-256 of the network address.
    address_sha256: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime_now]


class Scope(Model):
    """A node of the tree on which rights are given: territory, commune, establishment, class."""

    __tablename__ = "scope"

    id: Mapped[uuid_pk]
    #: organisation, territory, commune, establishment, class.
    kind: Mapped[str]
    code: Mapped[str]
    label: Mapped[str]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("scope.id"))
    #: Materialised path of codes: "/region/35/35238/0350001A"; sorts and ranges in "C".
    path: Mapped[str] = mapped_column(unique=True)

    __table_args__ = (UniqueConstraint("kind", "code"), {"info": {OPEN: "places, not people"}})


class Grant(Model):
    """A role given to an account on a scope for a period."""

    __tablename__ = "grant"

    id: Mapped[uuid_pk]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    #: Key of a definition of kind role; its live version says the permissions.
    role: Mapped[str]
    scope_id: Mapped[UUID] = mapped_column(ForeignKey("scope.id"))
    valid_from: Mapped[date]
    #: Last day, included; empty = no end.
    valid_until: Mapped[date | None]
    #: direct, delegation, sync.
    source: Mapped[str] = mapped_column(default="direct")
    purpose: Mapped[str] = mapped_column(default="")
    granted_by: Mapped[UUID | None]
    created_at: Mapped[datetime_now]
    revoked_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(back_populates="grants")
    scope: Mapped[Scope] = relationship(lazy="joined")

    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", "ends_after_start"),
    )


class Group(Model):
    """A team of agents that functions of circuits are bound to."""

    __tablename__ = "group"
    __table_args__ = {"info": {OPEN: "names of teams, not people"}}

    id: Mapped[uuid_pk]
    key: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    created_at: Mapped[datetime_now]


class GroupMember(Model):
    """Somebody in a group, on a scope, for a period."""

    __tablename__ = "group_member"

    id: Mapped[uuid_pk]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("group.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    scope_id: Mapped[UUID] = mapped_column(ForeignKey("scope.id"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]

    group: Mapped[Group] = relationship(lazy="joined")
    scope: Mapped[Scope] = relationship(lazy="joined")

    __table_args__ = (UniqueConstraint("group_id", "account_id", "scope_id"),)


class Replacement(Model):
    """Somebody who sits in a group in the place of a member, from a day to another.

    It opens nothing by itself: the seat is the one the member has at that moment.
    """

    __tablename__ = "replacement"

    id: Mapped[uuid_pk]
    #: Whose seat it is.
    principal_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    #: Who acts in it.
    stand_in_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("group.id"))
    scope_id: Mapped[UUID] = mapped_column(ForeignKey("scope.id"))
    valid_from: Mapped[date]
    #: Last day, included.
    valid_until: Mapped[date]
    purpose: Mapped[str] = mapped_column(default="")
    named_by: Mapped[UUID | None]
    created_at: Mapped[datetime_now]
    ended_at: Mapped[datetime | None]

    group: Mapped[Group] = relationship(lazy="joined")
    scope: Mapped[Scope] = relationship(lazy="joined")
    principal: Mapped[Account] = relationship(foreign_keys=[principal_id])
    stand_in: Mapped[Account] = relationship(foreign_keys=[stand_in_id])

    __table_args__ = (
        CheckConstraint("valid_until >= valid_from", "ends_after_start"),
        CheckConstraint("principal_id <> stand_in_id", "not_oneself"),
    )


class ApiToken(Model):
    """A key for programs: hashed, scoped to permissions, expiring."""

    __tablename__ = "api_token"
    __table_args__ = {"info": {OPEN: "read to learn which program calls; hashes"}}

    id: Mapped[uuid_pk]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    label: Mapped[str]
    #: Its first letters, by which it is recognised where it is used.
    prefix: Mapped[str] = mapped_column(default="", server_default="")
    token_sha256: Mapped[str] = mapped_column(unique=True)
    #: Permissions kept out of those of the account; ["*"] = all of them.
    permissions: Mapped[list[Any]]
    created_at: Mapped[datetime_now]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Preference(Model):
    """Small choices of a person: theme, last visit of a page, shortcuts on or off."""

    __tablename__ = "preference"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[document]
