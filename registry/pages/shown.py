"""Values of records as people read them, and boxes of the form as people fill them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import format_date, format_decimal, get_locale
from markupsafe import Markup

from core.clock import PARIS
from core.i18n import _
from registry.domain.casting import text_of
from registry.domain.entity import Entity, EntityField, Kind
from registry.domain.masks import DOTS
from registry.models import Record
from registry.queries import Seen

_FRENCH_NUMBER = re.compile(r"(?:0|\+33)([0-9]{9})")
_LONG = 255


def words_of(field: EntityField, value: Any) -> str:
    """The value in words; empty when there is none."""
    if value is None:
        return ""
    if field.choices:
        return str(field.words_for(value))
    if isinstance(value, bool):
        return _("Oui") if value else _("Non")
    if field.kind is Kind.DATE:
        return date_in_words(str(value))
    if field.kind in {Kind.INTEGER, Kind.NUMBER} and isinstance(value, int | float):
        return str(format_decimal(value, "#,##0.######"))
    text = text_of(value)
    if field.schema.get("format") == "phone" and (french := _FRENCH_NUMBER.fullmatch(text)):
        plain = f"0{french[1]}"
        return "\u202f".join(plain[at : at + 2] for at in range(0, 10, 2))
    return text


def cell(field: EntityField, value: Any) -> str | Markup:
    """The same, with a way to write or to go there."""
    words = words_of(field, value)
    target = {"email": f"mailto:{value}", "uri": str(value)}.get(str(field.schema.get("format")))
    linked = target is not None and target.startswith(("mailto:", "https://", "http://"))
    if not words or not linked or words.startswith(DOTS):
        return words
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(target, words)


def date_in_words(value: date | datetime | str | None) -> str:
    """« 1er octobre 1965 »: always with its year, never the day of the week."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return str(value)
    if isinstance(value, datetime):
        value = value.astimezone(PARIS).date()
    if value is None:
        return ""
    said = str(format_date(value, "long"))
    return f"1er{said[1:]}" if str(get_locale()) == "fr" and said.startswith("1 ") else said


def address(record: Record | Seen, page: str = "registry.show", **more: Any) -> str:
    """Where a record is read: by its code, unless that is closed to the reader (see `Seen`)."""
    return url_for(page, entity=record.entity, code=record.code or str(record.id), **more)


def sections(
    entity: Entity, fields: Sequence[EntityField]
) -> list[tuple[str, str, list[EntityField]]]:
    """(key, title, fields) of each card; what stands on none comes last."""
    open_to = {field.key: field for field in fields}
    found = [
        (card.key, card.title, [open_to.pop(key) for key in card.fields if key in open_to])
        for card in entity.cards
    ]
    rest = [*found, ("autres", _("Autres données"), list(open_to.values()))]
    return [section for section in rest if section[2]]


@dataclass(frozen=True, slots=True)
class Box:
    """One control of the form of a record."""

    field: EntityField
    text: str
    errors: tuple[str, ...]
    #: What is typed here waits for somebody to accept it.
    proposed: bool = False

    @property
    def options(self) -> list[tuple[str, str]]:
        """What a closed question offers."""
        if self.field.kind is Kind.BOOLEAN:
            return [("oui", _("Oui")), ("non", _("Non"))]
        return [(str(value), words) for value, words in self.field.choices]

    @property
    def type(self) -> str:
        """Of the input."""
        known = {"email": "email", "uri": "url", "phone": "tel"}
        if self.field.kind is Kind.DATE and not self.errors:
            return "date"
        return known.get(str(self.field.schema.get("format")), "text")

    @property
    def inputmode(self) -> str | None:
        """Which keyboard a phone shows."""
        return {Kind.INTEGER: "numeric", Kind.NUMBER: "decimal", Kind.DECIMAL: "decimal"}.get(
            self.field.kind
        )

    @property
    def long(self) -> bool:
        """Whether it takes several lines."""
        return int(self.field.schema.get("maxLength", 0)) > _LONG


def boxes(
    fields: Sequence[EntityField],
    texts: Mapping[str, str],
    errors: Mapping[str, Sequence[str]],
    levels: Mapping[str, str],
) -> dict[str, Box]:
    """Key → control, with what was typed."""
    return {
        f.key: Box(
            f, texts.get(f.key, ""), tuple(errors.get(f.key, ())), levels.get(f.key) == "propose"
        )
        for f in fields
        if f.kind is not Kind.OTHER
    }
