"""What a list is asked for, as SQL: words and fields. Who may see what is said by `gate`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, false, func
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY, TSVECTOR
from sqlalchemy.orm import InstrumentedAttribute

from core.folding import words_of
from registry.domain.casting import Unreadable, clean, value_for
from registry.domain.entity import Entity, EntityField
from registry.domain.slots import slot_value
from registry.errors import BadFilter
from registry.models import RecordIndex

MOST_WORDS = 8
MOST_VALUES = 50


def search(text: str) -> list[ColumnElement[bool]]:
    """Each word begins a word of the record; folded words hold nothing but letters and figures."""
    words = words_of(clean(text))[:MOST_WORDS]
    if not words:
        return [false()] if clean(text) else []
    query = " & ".join(f"'{word[:60]}':*" for word in words)
    return [RecordIndex.words.bool_op("@@")(cast(query, TSQUERY))]


def vector(words: Sequence[str]) -> Any:
    """Folded words as PostgreSQL keeps them, past any dictionary."""
    return cast(func.array_to_tsvector(cast(list(words), ARRAY(Text))), TSVECTOR)


def listed_field(entity: Entity, name: str) -> EntityField:
    """The field of the list called `name`; nothing else may be filtered or sorted by."""
    field = entity.fields.get(name)
    if field is None or field.slot is None:
        raise BadFilter
    return field


def column_of(field: EntityField) -> InstrumentedAttribute[Any]:
    """The column of the index that holds a listed field."""
    found: InstrumentedAttribute[Any] = getattr(RecordIndex, field.slot or "")
    return found


def narrowed(entity: Entity, filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """`{field: value | [values] | {"gte": …, "lte": …}}` on listed fields."""
    return [
        clause
        for name, wanted in filters.items()
        for clause in _clauses(listed_field(entity, name), wanted)
    ]


def _clauses(field: EntityField, wanted: Any) -> list[ColumnElement[bool]]:
    column = column_of(field)
    if isinstance(wanted, Mapping):
        compare = {
            "gte": column.__ge__,
            "lte": column.__le__,
            "gt": column.__gt__,
            "lt": column.__lt__,
        }
        if not set(wanted) <= set(compare):
            raise BadFilter
        return [compare[name](_read(field, value)) for name, value in wanted.items()]
    values = list(wanted) if isinstance(wanted, list | tuple) else [wanted]
    return [column.in_([_read(field, value) for value in values[:MOST_VALUES]])]


def _read(field: EntityField, value: Any) -> Any:
    """The value as the column holds it; a value that cannot be one is a mistake of the caller."""
    try:
        found = slot_value(field, value_for(field, str(value)))
    except Unreadable as fault:
        raise BadFilter from fault
    if found is None:
        raise BadFilter
    return found
