"""What a file question accepts: the rule of its definition, else the house's."""

from __future__ import annotations

from core.files import FileRule
from form_factory.compiled import Compiled
from form_factory.domain.form import Field
from form_factory.fields import type_for

DEFAULT = FileRule()
MOST_BYTES = 50 * 1024 * 1024


def rule_for(form: Compiled, field: Field) -> FileRule:
    """`files` of the form, by the name of the `$defs` the question refers to."""
    documents = form.form.document.get("files", {})
    raw = documents.get(_definition_of(form, field)) or {}
    own = type_for(field).families or field.options.get("accept")
    families = tuple(own or raw.get("families") or DEFAULT.families)
    return FileRule(
        max_bytes=min(int(raw.get("max_bytes", DEFAULT.max_bytes)), MOST_BYTES),
        families=families,
        max_count=int(field.schema.get("maxItems", DEFAULT.max_count)),
    )


def _definition_of(form: Compiled, field: Field) -> str:
    """Name of the definition behind a question's `$ref`."""
    node = form.form.schema
    for part in [p for p in field.pointer.split("/") if p]:
        node = node.get("properties", {}).get(part, {})
        reference = node.get("$ref", "")
        if reference.startswith("#/$defs/"):
            return str(reference.rsplit("/", 1)[1])
        node = node.get("items", node) if node.get("type") == "array" else node
    return ""
