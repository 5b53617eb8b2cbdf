"""Plain text: one line, several lines, a list of lines."""

from __future__ import annotations

from typing import Any

from core.i18n import _l
from form_factory.domain.form import Field
from form_factory.fields.base import LIST, Example, FieldType, clean
from form_factory.fields.settings import Setting

SHORTEST = Setting("least", _l("Nombre de signes au moins"), "number", "schema:/minLength")
LONGEST = Setting("most", _l("Nombre de signes au plus"), "number", "schema:/maxLength")
PATTERN = Setting(
    "pattern", _l("Forme attendue"), "text", "schema:/pattern",
    _l("Une expression régulière, par exemple ^[A-Z]{2}[0-9]{3}$"),
)  # fmt: skip


class Text(FieldType):
    """One line."""

    name = "text"
    group = "saisie"
    label = _l("Texte court")
    words = _l("mot ligne phrase nom intitulé objet")
    seconds = 12
    settings = (SHORTEST, LONGEST, PATTERN)
    start = ({"type": "string", "maxLength": 200}, {})
    example = Example({"type": "string", "maxLength": 80}, {"widget": "text"},
                      {"": ["  Salle  du bas "]}, "Salle du bas", "Salle du bas")  # fmt: skip

    def parse(self, text: str, field: Field) -> Any:
        return " ".join(text.split())

    def normal(self, value: Any, field: Field) -> Any:
        return self.parse(clean(value), field) if isinstance(value, str) else value


class Textarea(FieldType):
    """Several lines."""

    name = "textarea"
    macro = "textarea"
    group = "saisie"
    label = _l("Texte long")
    icon = "text-align-left"
    words = _l("paragraphe description commentaire lignes")
    seconds = 60
    settings = (
        SHORTEST,
        LONGEST,
        Setting("rows", _l("Hauteur, en lignes"), "number", "item:/rows"),
    )
    start = ({"type": "string", "maxLength": 2000}, {})
    example = Example({"type": "string", "maxLength": 2000}, {"widget": "textarea", "rows": 4},
                      {"": ["Une fuite.\r\nAu plafond."]}, "Une fuite.\nAu plafond.",
                      "Une fuite.\nAu plafond.")  # fmt: skip

    def normal(self, value: Any, field: Field) -> Any:
        return clean(value) if isinstance(value, str) else value


class Lines(FieldType):
    """A list of short texts, one on each line."""

    name = "lines"
    macro = "textarea"
    holds = frozenset({"array"})
    group = "saisie"
    label = _l("Liste de textes")
    icon = "list-dashes"
    words = _l("plusieurs lignes énumération noms")
    seconds = 40
    in_rows = False
    operators = LIST
    settings = (Setting("most", _l("Nombre de lignes au plus"), "number", "schema:/maxItems"),)
    start = (
        {"type": "array", "maxItems": 50, "items": {"type": "string", "maxLength": 200}}, {},
    )  # fmt: skip
    example = Example(
        {"type": "array", "maxItems": 5, "items": {"type": "string", "maxLength": 80}},
        {"widget": "lines"}, {"": ["Anglais\n\nBreton"]}, ["Anglais", "Breton"], "Anglais, Breton",
    )  # fmt: skip

    def parse(self, text: str, field: Field) -> Any:
        return [line.strip() for line in text.split("\n") if line.strip()]

    def normal(self, value: Any, field: Field) -> Any:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            return value
        return self.parse(clean("\n".join(value)), field)

    def typed(self, value: Any, field: Field) -> str:
        return "\n".join(str(one) for one in value) if isinstance(value, list) else str(value)

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


class Hidden(FieldType):
    """An answer that comes from a prefill alone: not shown, never read from the browser."""

    name = "hidden"
    macro = "hidden"
    holds = frozenset({"string", "integer", "number", "boolean", "array", "object", "null"})
    reads = False
    group = "mise-en-page"
    label = _l("Réponse cachée")
    icon = "eye-slash"
    words = _l("invisible préremplie connue")
    seconds = 0
    settings = ()
    example = Example({"type": "string"}, {"widget": "hidden"}, {}, None, "")
