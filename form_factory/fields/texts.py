"""Plain text: one line, several lines, a list of lines."""

from __future__ import annotations

from typing import Any

from form_factory.domain.form import Field
from form_factory.fields.base import FieldType


class Text(FieldType):
    """One line."""

    name = "text"

    def parse(self, text: str, field: Field) -> Any:
        return " ".join(text.split("\n"))


class Textarea(FieldType):
    """Several lines."""

    name = "textarea"
    macro = "textarea"


class Lines(FieldType):
    """A list of short texts, one on each line."""

    name = "lines"
    macro = "textarea"
    holds = frozenset({"array"})

    def parse(self, text: str, field: Field) -> Any:
        return [line.strip() for line in text.split("\n") if line.strip()]

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
