"""Small definitions for tests: whole, and of kinds that need no other room."""

from __future__ import annotations

import json
from typing import Any

from core.canonical import sha256


def colours(
    key: str = "couleurs", *labels: str, title: str = "Couleurs", **more: Any
) -> dict[str, Any]:
    """A reference list."""
    rows = [{"key": label.lower(), "label": label} for label in labels or ("Rouge", "Vert")]
    return {
        "kind": "reference-list",
        "format": 1,
        "key": key,
        "title": title,
        "language": "fr",
        "translations": {},
        "rows": rows,
        **more,
    }


def calendar(key: str = "essai", **more: Any) -> dict[str, Any]:
    """A calendar."""
    return {
        "kind": "calendar",
        "format": 1,
        "key": key,
        "title": "Essai",
        "language": "fr",
        "translations": {},
        "time_zone": "Europe/Paris",
        "working_days": ["mon", "tue"],
        "closed": [{"date": "2026-12-25", "label": "Noël"}],
        **more,
    }


def view(key: str = "vue", *roles: str) -> dict[str, Any]:
    """A view of requests shared with roles: a document that names others."""
    return {
        "kind": "view",
        "format": 1,
        "key": key,
        "title": "Vue",
        "language": "fr",
        "translations": {},
        "of": "requests",
        "columns": [{"field": "status"}],
        "layout": "list",
        "shared_with": list(roles),
    }


def role(key: str = "essayeur", *permissions: str) -> dict[str, Any]:
    """A role."""
    return {
        "kind": "role",
        "format": 1,
        "key": key,
        "title": "Essayeur",
        "language": "fr",
        "translations": {},
        "permissions": list(permissions or ("definitions:read",)),
        "rules": [],
        "staff": False,
    }


def pack_files(
    *documents: dict[str, Any],
    key: str = "essai",
    version: str = "1",
    files: dict[str, bytes] | None = None,
    **more: Any,
) -> dict[str, bytes]:
    """The files of a pack that holds these documents, in this order."""
    import hashlib

    found = {f"definitions/{d['kind']}.{d['key']}.json": d for d in documents}
    manifest = {
        "key": key,
        "version": version,
        "title": "Lot d’essai",
        "requires": [],
        "definitions": [
            {"kind": d["kind"], "key": d["key"], "file": file, "sha256": sha256(d)}
            for file, d in found.items()
        ],
        "files": [
            {"file": name, "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in (files or {}).items()
        ],
        "data": [],
        **more,
    }
    return {
        "pack.json": json.dumps(manifest).encode(),
        **(files or {}),
        **{file: json.dumps(document).encode() for file, document in found.items()},
    }
