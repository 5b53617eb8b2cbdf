"""The icons of the house by name, as `app` gives them: what definitions may call for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from flask import current_app, has_app_context

KEPT: Final = "preau.icons"


def known_icons() -> frozenset[str] | None:
    """Their names; None where nobody gave any: no name is doubted there."""
    if not has_app_context():
        return None
    names: Collection[str] | None = current_app.extensions.get(KEPT)
    return frozenset(names) if names else None
