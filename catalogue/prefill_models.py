"""What forms are filled in with: signed links, and the sources of data of other machines."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.types import datetime_now, document, row_version, uuid_pk

_C = Text(collation="C")


class PrefillLink(Model):
    """Values a form of one service begins with for whoever opens it by a link; the address says
    the id alone, signed."""

    __tablename__ = "prefill_link"

    id: Mapped[uuid_pk]
    service_key: Mapped[str]
    #: How people call it: they read it beside what it filled in.
    title: Mapped[str]
    #: Name of the value (the path of the rule) → answer.
    values: Mapped[document]
    #: The last day on which it counts.
    until: Mapped[date]
    created_at: Mapped[datetime_now]
    created_by: Mapped[UUID | None]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_prefill_link_service_key", "service_key"),)


class DataSource(Model):
    """Another machine that is asked what it knows when a form is opened."""

    __tablename__ = "data_source"

    key: Mapped[str] = mapped_column(_C, primary_key=True)
    title: Mapped[str]
    #: `https://parc.example/api/{establishment.uai}?de={actor.email}`.
    url: Mapped[str]
    #: Header that carries the secret; empty when the machine asks for none.
    header: Mapped[str] = mapped_column(default="")
    #: The secret, closed with the key of the house (`core.sealing`).
    sealed: Mapped[str | None]
    seconds: Mapped[int] = mapped_column(default=2)
    cache_minutes: Mapped[int] = mapped_column(default=5)
    #: [{"name", "pointer"}]: what of the answer is offered to forms.
    names: Mapped[list[Any]] = mapped_column(default=list)
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime_now]
    updated_at: Mapped[datetime_now]
    version: Mapped[row_version] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
