"""Field types: one small class each, found by name through the contribution point."""

from form_factory.fields.base import FieldType, Posted
from form_factory.fields.registry import FIELD_TYPES, POINT, named, suggested, type_for

__all__ = ["FIELD_TYPES", "POINT", "FieldType", "Posted", "named", "suggested", "type_for"]
