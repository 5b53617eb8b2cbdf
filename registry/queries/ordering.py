"""The order of a list of records, its stretches, and where a cursor goes on.

A list runs through one or two **stretches**, each of which an index gives in order: the names that
begin as what is searched, then the others; the records that have the sorted value, then those that
have none. Within a stretch, « after the last row » is one comparison of rows, never an offset.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, literal, not_, or_, tuple_

from core import paging
from core.errors import BadInput
from core.folding import words_of
from registry.domain.casting import clean
from registry.domain.entity import EntityField, Kind
from registry.domain.slots import slot_value
from registry.models import RecordIndex
from registry.queries.filters import column_of

_NAME = (RecordIndex.sort_key, RecordIndex.record_id)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows an index holds in order: which ones, and by which columns."""

    only: ColumnElement[bool] | None
    columns: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended, and how many there were when the list was opened."""

    stretch: int
    count: int
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """The stretches of a list, all upwards or all downwards."""

    stretches: tuple[Stretch, ...]
    down: bool
    field: EntityField | None
    #: What is searched is also what the first stretch begins with.
    begins: bool = False

    @classmethod
    def of(cls, field: EntityField | None, q: str, *, down: bool, by_name: bool) -> Order:
        """`by_name` false: the name is not open on every row, so it orders nothing."""
        name = _NAME if by_name else (RecordIndex.record_id,)
        if field is not None:
            column = column_of(field)
            has, hasnt = column.is_not(None), column.is_(None)
            return cls((Stretch(has, (column, *name)), Stretch(hasnt, name)), down, field)
        beginning = " ".join(words_of(clean(q))) if by_name else ""
        if not beginning:
            return cls((Stretch(None, name),), down=False, field=None)
        begins = and_(  # folded text holds nothing that sorts after "~"
            RecordIndex.sort_key >= beginning, RecordIndex.sort_key < f"{beginning}~"
        )
        return cls((Stretch(begins, name), Stretch(not_(begins), name)), down=False, field=None,
            begins=True,
        )  # fmt: skip

    @property
    def shown(self) -> tuple[Any, ...]:
        """Columns a page needs to know where it ends."""
        number = case(*((s.only, n) for n, s in enumerate(self.stretches) if s.only is not None),
                      else_=0)  # fmt: skip
        whole = number if len(self.stretches) > 1 else literal(0)
        return (whole.label("stretch"), *self.stretches[0].columns)

    def by(self, columns: Sequence[Any]) -> list[Any]:
        """ORDER BY over these columns."""
        return [column.desc() if self.down else column for column in columns]

    def after(self, at: Cursor, number: int, columns: Sequence[Any]) -> ColumnElement[bool]:
        """Rows of stretch `number` past the end of a page, as one comparison of rows."""
        last = [literal(v, c.type) for v, c in zip(self._typed(at), columns, strict=True)]
        whole, end = tuple_(*columns), tuple_(*last)
        return whole < end if self.down else whole > end

    def beyond(self, at: Cursor, columns: Any) -> ColumnElement[bool]:
        """The same over rows of all stretches at once (`columns` of a subquery, by name)."""
        mine = [columns[c.key] for c in self.stretches[at.stretch].columns]
        here = and_(columns.stretch == at.stretch, self.after(at, at.stretch, mine))
        return or_(columns.stretch > at.stretch, here)

    def cursor(self, row: Any, count: int) -> str:
        """The cursor that goes on after `row`."""
        values = [getattr(row, c.key) for c in self.stretches[row.stretch].columns]
        return paging.cursor(row.stretch, count, *(str(value) for value in values))

    def read(self, text: str | None) -> Cursor | None:
        """A cursor of ours, or a refusal."""
        for number, stretch in enumerate(self.stretches):
            try:
                values = paging.values_of(text, 2 + len(stretch.columns))
            except BadInput:
                if number + 1 == len(self.stretches):
                    raise
                continue
            if values is None:
                return None
            if values[0] == number and isinstance(values[1], int) and values[1] >= 0:
                found = Cursor(number, values[1], tuple(values[2:]))
                self._typed(found)
                return found
        raise BadInput

    def _typed(self, at: Cursor) -> list[Any]:
        columns = self.stretches[at.stretch].columns
        return [self._value(c.key, v) for c, v in zip(columns, at.values, strict=True)]

    def _value(self, column: str, value: Any) -> Any:
        if not isinstance(value, str) or "\x00" in value:
            raise BadInput
        if column == RecordIndex.record_id.key:
            try:
                return UUID(value)
            except ValueError as fault:
                raise BadInput from fault
        if self.field is None or column == RecordIndex.sort_key.key:
            return value
        if self.field.kind in {Kind.TEXT, Kind.BOOLEAN}:
            return value
        found = slot_value(self.field, value)
        if found is None:
            raise BadInput
        return found
