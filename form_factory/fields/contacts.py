"""Ways to reach somebody."""

from __future__ import annotations

import re
from typing import Any

import phonenumbers

from core.i18n import _l
from form_factory.domain.form import Field
from form_factory.fields.base import Example, FieldType, clean
from form_factory.fields.settings import ABOUT

_NOT_DIALLED = re.compile(r"[\s.\-()\u00a0\u202f]")
_FRANCE = 33
_LONGEST = 30
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Email(FieldType):
    """An e-mail address."""

    name = "email"
    input_type = "email"
    inputmode = "email"
    autocomplete = "email"
    codes = {"pattern": "format-email"}
    group = "connu"
    label = _l("Adresse électronique")
    icon = "at"
    words = _l("mail courriel e-mail")
    start = ({"type": "string", "format": "email", "maxLength": 254}, {})
    settings = (ABOUT,)
    example = Example({"type": "string", "format": "email"}, {"widget": "email"},
                      {"": ["Lea.Le-Goff@exemple.fr "]}, "Lea.Le-Goff@exemple.fr",
                      "Lea.Le-Goff@exemple.fr")  # fmt: skip

    def normal(self, value: Any, field: Field) -> Any:
        return clean(value) if isinstance(value, str) else value


class Phone(FieldType):
    """A telephone number, kept as the whole world writes it (E.164), shown as people here do.

    Numbers kept before without their country are French, and read as such.
    """

    name = "phone"
    input_type = "tel"
    inputmode = "tel"
    autocomplete = "tel"
    width = "medium"
    codes = {"pattern": "format-phone"}
    group = "connu"
    label = _l("Téléphone")
    icon = "phone"
    words = _l("numéro portable mobile appeler")
    start = ({"type": "string", "format": "phone"}, {})
    settings = (ABOUT,)
    example = Example({"type": "string", "format": "phone"}, {"widget": "phone"},
                      {"": ["02 99.12-34 56"]}, "+33299123456",
                      "02|99|12|34|56".replace("|", "\u202f"))  # fmt: skip

    def parse(self, text: str, field: Field) -> Any:
        number = _number(text)
        if number is None:
            return _NOT_DIALLED.sub("", text) or text
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def normal(self, value: Any, field: Field) -> Any:
        return self.parse(clean(value), field) if isinstance(value, str) else value

    def typed(self, value: Any, field: Field) -> str:
        number = _number(str(value))
        if number is None:
            return str(value)
        home = number.country_code == _FRANCE
        shape = phonenumbers.PhoneNumberFormat
        return phonenumbers.format_number(number, shape.NATIONAL if home else shape.INTERNATIONAL)

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        return self.typed(value, field).replace(" ", "\u202f")


def _number(text: str) -> phonenumbers.PhoneNumber | None:
    try:
        found = phonenumbers.parse(text[:_LONGEST], "FR")
    except phonenumbers.NumberParseException:
        return None
    return found if phonenumbers.is_valid_number(found) else None


class Url(FieldType):
    """The address of a site; `https://` is added when nobody typed it."""

    name = "url"
    input_type = "url"
    inputmode = "url"
    autocomplete = "url"
    codes = {"pattern": "format-uri"}
    group = "saisie"
    label = _l("Adresse de site")
    icon = "link"
    words = _l("lien url site internet")
    start = ({"type": "string", "format": "uri", "maxLength": 500}, {})
    example = Example({"type": "string", "format": "uri"}, {"widget": "url"},
                      {"": ["exemple.fr/ecole"]}, "https://exemple.fr/ecole",
                      "https://exemple.fr/ecole")  # fmt: skip

    def parse(self, text: str, field: Field) -> Any:
        return text if _SCHEME.match(text) or "." not in text else f"https://{text}"

    def normal(self, value: Any, field: Field) -> Any:
        return self.parse(clean(value), field) if isinstance(value, str) else value
