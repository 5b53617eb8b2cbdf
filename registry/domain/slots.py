"""What the index keeps of a record: typed, folded, short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from core.folding import fold, words_of
from registry.domain.entity import FAMILY, SLOTS, Entity, EntityField

LONGEST = 200
MOST_WORDS = 200


def projection(entity: Entity, data: Mapping[str, Any], label: str) -> dict[str, Any]:
    """Column → value for every column of the index, `sort_key` and `words` included."""
    row: dict[str, Any] = dict.fromkeys(column for columns in SLOTS.values() for column in columns)
    for field in entity.fields.values():
        if field.slot:
            row[field.slot] = slot_value(field, data.get(field.key))
    row["sort_key"] = sort_key(data.get(key) for key in entity.sort)
    row["words"] = searched_words(entity, data, label)
    return row


def slot_value(field: EntityField, value: Any) -> Any:
    """The value as its column holds it; None for what is absent or of another kind."""
    if value is None:
        return None
    family = FAMILY.get(field.kind)
    if family == "t":
        return fold(str(value))[:LONGEST]
    if family == "n":
        return number(value)
    return day(value)


def number(value: Any) -> Decimal | None:
    """An exact number, or nothing."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def day(value: Any) -> date | None:
    """A date, or nothing."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def sort_key(values: Iterable[Any]) -> str:
    """Folded text that sorts as people expect; the parts never run into each other."""
    return "\t".join(fold(str(value)) if value is not None else "" for value in values)[:LONGEST]


def searched_words(entity: Entity, data: Mapping[str, Any], label: str) -> list[str]:
    """The folded words a search finds the record by: label, code, searched fields."""
    texts = [label]
    for field in entity.fields.values():
        if field.key == entity.code or field.searched:
            value = data.get(field.key)
            texts.append(str(field.words_for(value)) if value is not None else "")
    found = dict.fromkeys(word[:60] for text in texts for word in words_of(text))
    return list(found)[:MOST_WORDS]
