"""The facts and types that tests of conditions share."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from schemas.domain.conditions import Facts, FieldType, Kind, Types

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "nature": {
            "title": "Nature",
            "oneOf": [
                {"const": "urgence", "title": "Urgence (sécurité des personnes)"},
                {"const": "entretien", "title": "Entretien courant"},
                {"const": "projet", "title": "Projet"},
            ],
        },
        "danger": {"type": "boolean", "title": "Danger"},
        "description": {"type": "string", "title": "Description"},
        "autre": {"type": "string"},
        "total": {"type": "string", "format": "decimal", "title": "Total", "x-unit": "€"},
        "taux": {"type": "string", "format": "decimal", "x-scale": 4},
        "eleves": {"type": "integer"},
        "note": {"type": "number"},
        "naissance": {"type": "string", "format": "date"},
        "depot": {"type": "string", "format": "date-time"},
        "heure": {"type": "string", "format": "time"},
        "etablissement": {"$ref": "#/$defs/uai"},
        "themes": {
            "type": "array", "maxItems": 9, "items": {"type": "string", "enum": ["toit", "eau"]},
        },
        "adresse": {"type": "object", "properties": {"ville": {"type": "string"}}},
        "lots": {
            "type": "array", "maxItems": 20,
            "items": {
                "type": "object",
                "properties": {
                    "libelle": {"type": "string"},
                    "montant": {"type": "string", "format": "decimal"},
                    "amiante": {"type": "boolean"},
                },
            },
        },
    },
    "$defs": {"uai": {"type": "string", "format": "uai", "title": "Établissement"}},
}  # fmt: skip
TYPES = Types.merge(Types.of_schema(SCHEMA), Types({"establishment.type": FieldType(Kind.KEY)}))


def facts(**names: Any) -> Facts:
    """Known on Saturday 21 November 2026, a little after nine in Paris."""
    return Facts(names, date(2026, 11, 21), datetime(2026, 11, 21, 8, 5, tzinfo=UTC))


def var(name: str) -> dict[str, str]:
    """A reference."""
    return {"var": name}
