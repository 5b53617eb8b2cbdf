"""Closed questions: one choice, several, yes or no, a box to tick."""

from __future__ import annotations

from typing import Any

from core.i18n import _
from form_factory.domain.form import Choice, Field
from form_factory.domain.pointers import MISSING
from form_factory.fields.base import FieldType, Posted, clean

_SCALARS = frozenset({"string", "integer", "number", "boolean"})


def key_of(value: Any) -> str:
    """What a control posts for a choice."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def label_of(value: Any, choices: tuple[Choice, ...]) -> str:
    """The words of a choice; the bare value when it is no longer in the list."""
    return next((one.label for one in choices if one.value == value), str(value))


class Radio(FieldType):
    """One choice among few, all in sight."""

    name = "radio"
    macro = "radio"
    holds = _SCALARS
    grouped = True
    codes = {"not-a-choice": "choice-unknown", "enum": "choice-unknown", "type": "choice-unknown"}
    missing = "choice-missing"

    def parse(self, text: str, field: Field) -> Any:
        return next((one.value for one in field.choices if key_of(one.value) == text), text)

    def typed(self, value: Any, field: Field) -> str:
        return key_of(value)

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        return label_of(value, field.choices)

    def options(self, field: Field, value: Any) -> list[tuple[str, str]]:
        return [(key_of(one.value), one.label) for one in field.choices]


class Select(Radio):
    """One choice among many."""

    name = "select"
    macro = "select"
    grouped = False


class Checkboxes(Radio):
    """Several choices."""

    name = "checkboxes"
    macro = "checkboxes"
    holds = frozenset({"array"})

    def read(self, posted: Posted, name: str, field: Field) -> Any:
        given = [text for each in posted.getlist(name) if (text := clean(each))]
        return [self.parse(each, field) for each in dict.fromkeys(given)] or MISSING

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        several = value if isinstance(value, list) else [value]
        return ", ".join(label_of(one, field.choices) for one in several)


class YesNo(FieldType):
    """Yes or no, asked in so many words: no answer is not a no."""

    name = "yesno"
    macro = "yesno"
    holds = frozenset({"boolean"})
    grouped = True
    codes = {"type": "choice-unknown", "const": "choice-unknown"}
    missing = "choice-missing"

    def parse(self, text: str, field: Field) -> Any:
        return {"true": True, "false": False}.get(text, text)

    def typed(self, value: Any, field: Field) -> str:
        return key_of(value)

    def display(self, value: Any, field: Field, locale: str = "fr") -> str:
        if not isinstance(value, bool):
            return str(value)
        return str(_("Oui") if value else _("Non"))

    def options(self, field: Field, value: Any) -> list[tuple[str, str]]:
        return [("true", _("Oui")), ("false", _("Non"))]


class Checkbox(YesNo):
    """A box: left empty it says no."""

    name = "checkbox"
    macro = "checkbox"
    grouped = False

    def read(self, posted: Posted, name: str, field: Field) -> Any:
        return posted.get(name) == "true"


class Consent(Checkbox):
    """A box that must be ticked: left empty, nobody answered."""

    name = "consent"
    macro = "consent"
    codes = {"const": "consent-missing"}
    missing = "consent-missing"

    def read(self, posted: Posted, name: str, field: Field) -> Any:
        return True if posted.get(name) == "true" else MISSING
