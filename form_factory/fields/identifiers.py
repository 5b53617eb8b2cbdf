"""Numbers that administrations know things by."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from form_factory.domain.form import Field
from form_factory.fields.base import FieldType

_SPACES = re.compile(r"[\s.\u00a0\u202f]")


class Identifier(FieldType):
    """Kept without spaces, in capitals; shown in groups."""

    groups: ClassVar[tuple[int, ...]] = ()
    width = "medium"

    def parse(self, text: str, field: Field) -> Any:
        return _SPACES.sub("", text).upper() or text

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        text, parts = str(value), []
        for size in self.groups:
            if text:
                parts.append(text[:size])
                text = text[size:]
        return "\u202f".join([*parts, text] if text else parts)


class Siret(Identifier):
    """The fourteen digits of an establishment of a company."""

    name = "siret"
    inputmode = "numeric"
    groups = (3, 3, 3, 5)
    codes = {"pattern": "format-siret"}


class Iban(Identifier):
    """A bank account."""

    name = "iban"
    groups = (4,) * 9
    width = ""
    codes = {"pattern": "format-iban"}


class Uai(Identifier):
    """The code of a school: seven digits and a letter."""

    name = "uai"
    codes = {"pattern": "format-uai"}


class EstablishmentCode(Uai):
    """Stands for the search by name as long as no room offers one."""

    name = "establishment"
