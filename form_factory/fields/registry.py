"""Finds the type of a question: the one its `widget` names, else the one its schema suggests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core.contributions import one_of
from form_factory.domain.form import Field, Shape
from form_factory.domain.schema_parts import type_of
from form_factory.fields import (
    choices,
    combobox,
    composites,
    contacts,
    dates,
    files,
    identifiers,
    numbers,
    special,
    texts,
    week,
)
from form_factory.fields.base import FieldType

POINT: Final = "form_factory.field_types"

FIELD_TYPES: Final[tuple[FieldType, ...]] = tuple(
    made()
    for made in (
        texts.Text, texts.Textarea, texts.Lines, texts.Hidden,
        numbers.Number, numbers.Integer, numbers.Money, numbers.Percentage,
        dates.Date, dates.Time, dates.Moment,
        composites.Period, contacts.Url,
        choices.Radio, choices.Checkboxes, choices.Select, combobox.Combobox, combobox.Linked,
        choices.YesNo, choices.Checkbox, week.Week,
        composites.Names, composites.Birth, composites.Address, combobox.Commune,
        contacts.Email, contacts.Phone, composites.Account,
        identifiers.Siret, identifiers.Uai, identifiers.Ine, identifiers.Iban, identifiers.Bic,
        identifiers.PostalCode,
        files.File, files.Photo, choices.Consent, special.Table, special.Cards,
        special.Computed,
    )
)  # fmt: skip

_OURS: Final[Mapping[str, FieldType]] = {each.name: each for each in FIELD_TYPES}
#: Served until a room above hangs its own under the name.
_STAND_INS: Final[Mapping[str, FieldType]] = {"establishment": identifiers.EstablishmentCode()}

_BY_FORMAT: Final[Mapping[str, str]] = {
    "decimal": "number", "date": "date", "time": "time", "date-time": "datetime", "email": "email",
    "idn-email": "email", "uri": "url", "phone": "phone", "siret": "siret", "iban": "iban",
    "uai": "uai", "ine": "ine", "bic": "bic", "postal-code": "postal", "preau-file": "file",
}  # fmt: skip
_FEW = 6
_LONG = 255


def named(name: str) -> FieldType | None:
    """The field type called `name`, ours or contributed."""
    contributed: FieldType | None = one_of(POINT, name)
    return _OURS.get(name) or contributed or _STAND_INS.get(name)


def type_for(field: Field) -> FieldType:
    """The field type that asks this question. Any property has one."""
    found = named(field.widget) if field.widget else None
    return found or _OURS[suggested(field)]


composites.Composite.type_of = staticmethod(type_for)


def suggested(field: Field) -> str:
    """The name of a type that can hold what the schema describes."""
    schema, kind = field.schema, type_of(field.schema)
    if field.shape is Shape.ROWS:
        return "cards"
    if kind == "array":
        return _for_list(field)
    if kind == "boolean":
        return "consent" if schema.get("const") is True else "yesno"
    if "const" in schema or kind in {"null", "object"}:
        return "hidden"
    if field.choices:
        return "radio" if len(field.choices) <= _FEW else "select"
    if kind in {"integer", "number"}:
        return kind
    by_format = _BY_FORMAT.get(str(schema.get("format")))
    return by_format or ("textarea" if _is_long(schema) else "text")


def _for_list(field: Field) -> str:
    inner = field.schema.get("items") or {}
    if field.choices:
        return "checkboxes"
    return "file" if isinstance(inner, Mapping) and inner.get("format") == "preau-file" else "lines"


def _is_long(schema: Mapping[str, Any]) -> bool:
    return int(schema.get("maxLength", 0)) > _LONG
