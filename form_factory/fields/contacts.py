"""Ways to reach somebody."""

from __future__ import annotations

import re
from typing import Any

from core.i18n import _l
from form_factory.domain.form import Field
from form_factory.fields.base import Example, FieldType

_NOT_DIALLED = re.compile(r"[\s.\-()\u00a0\u202f]")
_FRENCH_NUMBER = re.compile(r"0[0-9]{9}")
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
    example = Example({"type": "string", "format": "email"}, {"widget": "email"},
                      {"": ["Lea.Le-Goff@exemple.fr "]}, "Lea.Le-Goff@exemple.fr",
                      "Lea.Le-Goff@exemple.fr")  # fmt: skip


class Phone(FieldType):
    """A telephone number, kept without spaces, shown by pairs."""

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

    def parse(self, text: str, field: Field) -> Any:
        return _NOT_DIALLED.sub("", text) or text

    def typed(self, value: Any, field: Field) -> str:
        text = str(value)
        if _FRENCH_NUMBER.fullmatch(text):
            return " ".join(text[place : place + 2] for place in range(0, 10, 2))
        return text

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        return self.typed(value, field).replace(" ", "\u202f")


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
