"""What proves beside the password that somebody is who they say, and the devices they use."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.types import datetime_now, uuid_pk


class TotpSecret(Model):
    """The secret an application on a telephone makes codes of; one an account."""

    __tablename__ = "totp_secret"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    #: Closed by `core.sealing`.
    sealed: Mapped[str]
    created_at: Mapped[datetime_now]
    #: The step of thirty seconds whose code was taken last: none is taken twice (S-09).
    last_step: Mapped[int]
    last_used_at: Mapped[datetime | None]


class Passkey(Model):
    """A key that lives in a device and signs our challenges."""

    __tablename__ = "passkey"

    id: Mapped[uuid_pk]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    #: As its person calls it: « Téléphone », « Clé du trousseau ».
    name: Mapped[str]
    #: Base64url, as browsers say it.
    credential_id: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    #: How often it has signed, by its own count: going back betrays a copy (S-10).
    sign_count: Mapped[int]
    created_at: Mapped[datetime_now]
    last_used_at: Mapped[datetime | None]


class RecoveryCode(Model):
    """A code on paper that stands once for a lost factor."""

    __tablename__ = "recovery_code"

    id: Mapped[uuid_pk]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: Its first four signs, in clear: they tell which hash to try.
    starts: Mapped[str]
    #: Argon2id of the whole.
    hashed: Mapped[str]
    created_at: Mapped[datetime_now]
    used_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("account_id", "starts"),)


class KnownDevice(Model):
    """A browser somebody has signed in with: a new one is told to them by mail."""

    __tablename__ = "known_device"

    id: Mapped[uuid_pk]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: Of the token in the browser's own cookie.
    token_sha256: Mapped[str]
    label: Mapped[str]
    first_seen_at: Mapped[datetime_now]
    last_seen_at: Mapped[datetime_now]

    __table_args__ = (UniqueConstraint("account_id", "token_sha256"),)
