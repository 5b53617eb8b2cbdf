"""Who else may say who somebody is, and whom of ours they say it of."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.types import datetime_now, row_version, uuid_pk
from core.wall import OPEN


class IdentityProvider(Model):
    """A provider of OpenID Connect that people may sign in with, once it is turned on."""

    __tablename__ = "identity_provider"
    __table_args__ = {"info": {OPEN: "shown at the door; its secret is sealed"}}

    id: Mapped[uuid_pk]
    #: In the address it sends people back to, hence for ever.
    key: Mapped[str] = mapped_column(unique=True)
    #: As people know it: « ProConnect », « Annuaire de la région ».
    label: Mapped[str]
    #: Its address, exactly as it names itself.
    issuer: Mapped[str] = mapped_column(unique=True)
    client_id: Mapped[str]
    #: Closed by `core.sealing`; empty for a provider that gives none.
    sealed: Mapped[str | None]
    #: Degrees of proof (`acr`) of which one is demanded; empty: any.
    acr: Mapped[list[str]] = mapped_column(default=list)
    enabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime_now]
    version: Mapped[row_version] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class IdentityLink(Model):
    """An account of ours is somebody at a provider: told by its stable name, never by an address
    of mail (S-12)."""

    __tablename__ = "identity_link"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        UniqueConstraint("provider_id", "account_id"),
    )

    id: Mapped[uuid_pk]
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("identity_provider.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    #: Whose name it is: another issuer under the same provider opens nothing.
    issuer: Mapped[str]
    subject: Mapped[str]
    created_at: Mapped[datetime_now]
    last_used_at: Mapped[datetime | None]
