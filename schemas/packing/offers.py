"""Archives that were sent and wait to be looked at before anything is installed."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select

from core import clock, jobs
from core.actor import Actor
from core.database import session
from schemas import packs
from schemas.errors import UnknownOffer
from schemas.pack_models import PackOffer
from schemas.packs import PackSource

_KEPT: Final = timedelta(days=1)


def keep_offer(actor: Actor, filename: str, content: bytes) -> PackOffer:
    """Keep an archive for a day, once it was read without trust and is a pack."""
    packs.read(content)
    offer = PackOffer(filename=filename[:200], content=content, made_by=actor.account_id)
    session.add(offer)
    session.flush()  # its number is its address
    return offer


def source_of(actor: Actor, offer_id: UUID) -> PackSource:
    """The pack somebody sent: nobody else finds it."""
    content = session.scalar(
        select(PackOffer.content).where(
            PackOffer.id == offer_id, PackOffer.made_by == actor.account_id
        )
    )
    if content is None:
        raise UnknownOffer
    return packs.read(content)


def drop_offer(actor: Actor, offer_id: UUID) -> None:
    """It was installed: it need not wait any longer."""
    session.execute(
        delete(PackOffer).where(PackOffer.id == offer_id, PackOffer.made_by == actor.account_id)
    )


def forget(_job: jobs.Taken | None = None) -> None:
    """Those nobody installed go after a day."""
    session.execute(delete(PackOffer).where(PackOffer.made_at < clock.now() - _KEPT))
