"""Field types: one small class each, found by name through the contribution point."""

from form_factory.fields.base import Example, FieldType, Posted
from form_factory.fields.layout import LAYOUTS, Layout
from form_factory.fields.palette import layout_named, palette
from form_factory.fields.registry import FIELD_TYPES, POINT, named, suggested, type_for
from form_factory.fields.settings import Setting

__all__ = [
    "FIELD_TYPES", "LAYOUTS", "POINT", "Example", "FieldType", "Layout", "Posted", "Setting",
    "layout_named", "named", "palette", "suggested", "type_for",
]  # fmt: skip
