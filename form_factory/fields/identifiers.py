"""Numbers that administrations know things by."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from core.i18n import _l
from form_factory.domain.form import Field
from form_factory.fields.base import Example, FieldType, Group, clean

_SPACES = re.compile(r"[\s.\u00a0\u202f]")


class Identifier(FieldType):
    """Kept without spaces, in capitals; shown in groups."""

    groups: ClassVar[tuple[int, ...]] = ()
    width = "medium"
    group: ClassVar[Group] = "connu"
    icon = "identification-card"
    seconds = 25

    def parse(self, text: str, field: Field) -> Any:
        return _SPACES.sub("", text).upper() or text

    def normal(self, value: Any, field: Field) -> Any:
        return self.parse(clean(value), field) if isinstance(value, str) else value

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
    label = _l("SIRET")
    icon = "storefront"
    words = _l("entreprise association siren")
    start = ({"type": "string", "format": "siret"}, {})
    example = Example({"type": "string", "format": "siret"}, {"widget": "siret"},
                      {"": ["732 829 320 00074"]}, "73282932000074",
                      "732\u202f829\u202f320\u202f00074")  # fmt: skip


class Iban(Identifier):
    """A bank account."""

    name = "iban"
    groups = (4,) * 9
    width = ""
    codes = {"pattern": "format-iban"}
    label = _l("IBAN seul")
    icon = "bank"
    words = _l("compte bancaire rib virement")
    start = ({"type": "string", "format": "iban"}, {})
    example = Example({"type": "string", "format": "iban"}, {"widget": "iban"},
                      {"": ["fr76 3000 6000 0112 3456 7890 189"]}, "FR7630006000011234567890189",
                      "FR76|3000|6000|0112|3456|7890|189".replace("|", "\u202f"))  # fmt: skip


class Bic(Identifier):
    """The bank of an account."""

    name = "bic"
    label = _l("BIC")
    group = ""
    codes = {"pattern": "format-bic"}


class PostalCode(Identifier):
    """Five digits."""

    name = "postal"
    label = _l("Code postal")
    group = ""
    inputmode = "numeric"
    width = "short"
    autocomplete = "postal-code"
    codes = {"pattern": "format-postal-code"}


class Ine(Identifier):
    """The national number of a pupil."""

    name = "ine"
    label = _l("INE")
    icon = "graduation-cap"
    words = _l("élève identifiant national numéro")
    codes = {"pattern": "format-ine"}
    start = ({"type": "string", "format": "ine"}, {})
    example = Example({"type": "string", "format": "ine"}, {"widget": "ine"},
                      {"": ["0123456789 a"]}, "0123456789A", "0123456789A")  # fmt: skip


class Uai(Identifier):
    """The code of a school: seven digits and a letter."""

    name = "uai"
    codes = {"pattern": "format-uai"}
    label = _l("Code UAI")
    icon = "graduation-cap"
    words = _l("rne école établissement code")
    start = ({"type": "string", "format": "uai"}, {})
    example: ClassVar[Example | None] = Example(
        {"type": "string", "format": "uai"}, {"widget": "uai"}, {"": ["0350001 l"]},
        "0350001L", "0350001L",
    )  # fmt: skip


class EstablishmentCode(Uai):
    """Stands for the search by name as long as no room offers one."""

    name = "establishment"
    group = ""
    example = None
