"""The blueprint all pages of this room hang on; it also brings the templates of the renderer."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint(
    "form_factory",
    "form_factory",
    url_prefix="/administration/formulaires",
    template_folder="templates",
)
