"""Shapes of the API of files."""

from __future__ import annotations

from marshmallow import fields

from core.api import Shape


class FileOut(Shape):
    """A stored file; its id is what an answer names."""

    id = fields.UUID()
    filename = fields.String()
    media_type = fields.String()
    size = fields.Integer()
    state = fields.String()
