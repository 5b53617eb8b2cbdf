"""The names a condition of a form may use, and their types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from schemas.domain.conditions import Types

_TEXT = {"type": "string"}
_KEY = {"type": "string", "format": "key"}

#: What a form may ask of the house about the establishment and the person.
SURROUNDINGS: Final = {
    "establishment": {
        "type": "object",
        "properties": {
            "uai": _KEY, "type": _KEY, "sector": _KEY, "name": _TEXT, "commune": _TEXT,
            "postal_code": _KEY, "department": _KEY, "academy": _TEXT, "status": _KEY,
            "email": _TEXT, "phone": _TEXT, "address": _TEXT,
            "pupils": {"type": "integer"}, "opened_on": {"type": "string", "format": "date"},
        },
    },
    "actor": {
        "type": "object",
        "properties": {
            "id": _KEY, "name": _TEXT, "email": _TEXT, "function": _KEY,
            "staff": {"type": "boolean"},
            "roles": {"type": "array", "items": _KEY}, "groups": {"type": "array", "items": _KEY},
        },
    },
}  # fmt: skip

RESERVED: Final = frozenset({*SURROUNDINGS, "data", "request", "annotations"})


def types_in(schema: Mapping[str, Any]) -> Types:
    """Answers by their own names, the surroundings by theirs."""
    return Types.merge(Types.of_schema(schema), _AROUND)


_AROUND: Final = Types.of_schema({"type": "object", "properties": dict(SURROUNDINGS)})
