"""Pages along any order: a row is found again by its value and its id, never by an offset.

Nothing stands last, both ways. So a walk has two stretches, the values and then the nothings; each
is a range of the index (value, id), and only at the border are both asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from accounts.models import Account
from catalogue.domain.desk import ListedAnswer, Order
from catalogue.models import Request
from catalogue.queries.answers import value_of
from core.database import session
from core.errors import BadInput
from schemas.domain.conditions.values import NUMBERS, Kind


@dataclass(frozen=True, slots=True)
class Along:
    """An order as SQL."""

    column: Any
    down: bool
    type: type = str
    #: Whether a row may have no value.
    gaps: bool = False
    join: bool = False
    #: Whether an index is walked: the values first, then the nothings, for it holds these elsewhere
    #: than the list does when it goes down.
    indexed: bool = False

    @property
    def own(self) -> bool:
        """Whether the value is a column of the request itself."""
        return isinstance(self.column, InstrumentedAttribute) and self.column.class_ is Request

    def joined(self, query: Select[Any]) -> Select[Any]:
        """With the table the value comes from."""
        return with_agent(query) if self.join else query

    def sorted(self, query: Select[Any], *, back: bool = False) -> Select[Any]:
        """All rows in this order."""
        column: Any = self.column
        row: Any = Request.id
        if self.down != back:
            column, row = column.desc(), row.desc()
        if self.gaps:
            column = column.nulls_first() if back else column.nulls_last()
        return query.order_by(column, row)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in an order."""

    value: Any
    id: UUID

    @classmethod
    def of(cls, values: Sequence[Any], along: Along) -> Place:
        """Read from a cursor, which somebody may have written."""
        try:
            return cls(_read(values[0], along), UUID(str(values[1])))
        except (TypeError, ValueError, InvalidOperation) as error:
            raise BadInput from error

    def written(self) -> tuple[str | None, str]:
        """As a cursor holds it."""
        value = self.value
        said = value.isoformat() if isinstance(value, date) else value
        return None if said is None else str(said), str(self.id)


#: A row, where it stands, and the other columns of the query.
Step = tuple[Request, Place, tuple[Any, ...]]
_PLAIN = {
    "numero": (Request.reference, str, False),
    "etablissement": (Request.establishment_words, str, False),
    "arrivee": (Request.entered_at, datetime, True),
    "depose": (Request.submitted_at, datetime, False),
    "echeance": (Request.due_at, datetime, True),
    "activite": (Request.updated_at, datetime, False),
}


def along(order: Order, listed: Sequence[ListedAnswer]) -> Along:
    """The order as SQL; an answer the service does not list is refused."""
    if order.key in _PLAIN:
        column, kind, gaps = _PLAIN[order.key]
        return Along(column, order.down, kind, gaps, indexed=gaps)
    if order.key == "agent":
        return Along(Account.folded, order.down, str, gaps=True, join=True)
    answer = next((a for a in listed if a.key == order.key), None)
    if answer is None:
        raise BadInput
    kind = {Kind.DATE: date, **dict.fromkeys(NUMBERS, Decimal)}.get(answer.type.kind, str)
    return Along(value_of(answer), order.down, kind, gaps=True)


def with_agent(query: Select[Any]) -> Select[Any]:
    """Beside each request, the account of the agent in charge, if any."""
    return query.outerjoin(Account, Account.id == Request.assignee_id)


def walk(
    query: Select[Any], order: Along, start: Place | None, limit: int, *, back: bool = False
) -> list[Step]:
    """The next `limit` rows from `start`, which is not among them, in the order walked."""
    query = order.joined(query.add_columns(order.column))
    if start is None and not back and not (order.indexed and order.down):
        rows = session.execute(order.sorted(query).limit(limit))
        return [(row[0], Place(row[-1], row[0].id), tuple(row)[1:-1]) for row in rows]
    stretches = [True, False] if order.gaps else [True]
    if back:
        stretches.reverse()
    if start is not None:
        stretches = stretches[stretches.index(start.value is not None) :]
    found: list[Step] = []
    for valued in stretches:
        part = query
        if order.gaps:
            part = part.where(order.column.is_not(None) if valued else order.column.is_(None))
        if start is not None and valued is (start.value is not None):
            part = part.where(_behind(order, start, back=back))
        rows = session.execute(
            _sorted(part, order, valued=valued, back=back).limit(limit - len(found))
        )
        found += [(row[0], Place(row[-1], row[0].id), tuple(row)[1:-1]) for row in rows]
        if len(found) >= limit:
            break
    return found


def _sorted(query: Select[Any], order: Along, *, valued: bool, back: bool) -> Select[Any]:
    columns = [order.column, Request.id] if valued else [Request.id]
    return query.order_by(*(c.desc() if order.down != back else c.asc() for c in columns))


def _behind(order: Along, start: Place, *, back: bool) -> Any:
    here: Any = Request.id
    there: Any = start.id
    if start.value is not None:
        here, there = tuple_(order.column, Request.id), tuple_(start.value, start.id)
    return here < there if order.down != back else here > there


def _read(value: Any, along: Along) -> Any:
    if value is None:
        if not along.gaps:
            raise ValueError
        return None
    if along.type in {datetime, date}:
        return along.type.fromisoformat(value)
    if along.type is Decimal:
        number = Decimal(value)
        if not number.is_finite():
            raise ValueError
        return number
    if not isinstance(value, str):
        raise TypeError
    return value
