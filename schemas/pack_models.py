"""What is remembered of packs beyond their present state; archives that wait to be looked at."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model
from core.types import datetime_now, document, uuid_pk
from core.wall import OPEN

_OPEN = {"info": {OPEN: "what the house is made of, nobody's data"}}


class PackText(Model):
    """Bytes a pack came with, by their hash: originals of definitions, former files."""

    __tablename__ = "pack_text"
    __table_args__ = _OPEN

    pack_key: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class PackLoad(Model):
    """One load of a pack that changed something: where it led, and the way back."""

    __tablename__ = "pack_load"

    id: Mapped[uuid_pk]
    pack_key: Mapped[str]
    pack_version: Mapped[str]
    title: Mapped[str]
    #: Manifest and bases as they stood after the load.
    manifest: Mapped[document]
    installed: Mapped[document]
    #: "kind/key" → {"before": number or null, "after": number} of the versions in service.
    published: Mapped[document]
    #: What exists since then may have been made by it.
    begun_at: Mapped[datetime]
    by: Mapped[UUID | None]
    undone_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_pack_load_pack", "pack_key", "id"), _OPEN)


class PackOffer(Model):
    """An archive between its reading and its installation; forgotten after a day."""

    __tablename__ = "pack_offer"

    id: Mapped[uuid_pk]
    filename: Mapped[str]
    content: Mapped[bytes]
    made_at: Mapped[datetime_now] = mapped_column(index=True)
    made_by: Mapped[UUID | None]
