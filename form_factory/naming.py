"""Names of controls: `nature`, `adresse.rue`, `lots[01H…].libelle`. They follow their row about."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from core.canonical import canonical
from form_factory.domain.form import Field
from form_factory.domain.normal import is_blank
from form_factory.domain.pointers import dotted


def name_of(field: Field, row: str | None = None) -> str:
    """The `name` of the control that asks `field`."""
    if field.row_of is None or row is None:
        return dotted(field.path)
    return f"{dotted(field.row_of)}[{row}].{field.key}"


def id_of(field: Field, row: str | None = None) -> str:
    """The `id` of the same control; also where the error summary leads."""
    if field.row_of is None or row is None:
        return "f-" + "-".join(field.path)
    return f"f-{'-'.join(field.row_of)}-{row}-{field.key}"


def digest(value: Any) -> str:
    """A short print of an answer, so that only what the person changed is written."""
    if is_blank(value):
        return ""
    return sha256(canonical(value).encode()).hexdigest()[:8]
