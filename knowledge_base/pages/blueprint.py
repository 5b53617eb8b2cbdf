"""The one blueprint of the room: its pages register on it, file by file."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("knowledge_base", "knowledge_base", template_folder="templates")
