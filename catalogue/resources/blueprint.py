"""The blueprint of this room's API."""

from __future__ import annotations

from flask import Blueprint

from core.api import PREFIX

resources = Blueprint("catalogue_api", __name__, url_prefix=PREFIX)
