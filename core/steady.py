"""What every page asks and hardly anybody changes: town settings, and the number under which live
definitions stand. One small statement a transaction; what else is written in it forgets nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session, SessionTransaction

from core.database import session
from core.models import Counter, TownSetting

#: Drawn anew by the database at each change of a definition (`schemas.shelf`).
DEFINITIONS: Final = "definitions:epoch"
_READ: Final = select(
    select(func.jsonb_object_agg(TownSetting.key, TownSetting.value)).scalar_subquery(),
    select(Counter.value).where(Counter.prefix == DEFINITIONS).scalar_subquery(),
)
_HERE: Final = "preau.steady"


@dataclass(frozen=True, slots=True)
class Steady:
    """As this transaction first saw it."""

    #: Town settings by key, as stored.
    settings: dict[str, Any]
    #: None before the first definition.
    epoch: int | None


def steady() -> Steady:
    """Asked once a transaction, and again after `forget`."""
    if _HERE not in session.info:
        settings, epoch = session.execute(_READ).one()
        session.info[_HERE] = Steady(settings or {}, epoch)
    found: Steady = session.info[_HERE]
    return found


def forget() -> None:
    """A setting was changed in this transaction."""
    session.info.pop(_HERE, None)


@event.listens_for(Session, "after_transaction_end")
def _ended(ended: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        ended.info.pop(_HERE, None)
