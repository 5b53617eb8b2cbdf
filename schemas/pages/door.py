"""The blueprint all pages of this room hang on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from schemas.pages.shown import when

pages = Blueprint("schemas", "schemas", url_prefix="/administration", template_folder="templates")


@pages.context_processor
def words_of_dates() -> dict[str, Any]:
    """Dates are said the same way on all pages of this room."""
    return {"when": when}
