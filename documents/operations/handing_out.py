"""The bytes of a file for a room that has looked at the right to it itself."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from core.database import session
from documents.downloads import attachment
from documents.errors import UnknownFile
from documents.models import StoredFile


def hand_out(file_id: UUID, owner: tuple[str, UUID]) -> Response:
    """Only a file that belongs to `owner` and was found harmless."""
    row = session.get(StoredFile, file_id)
    if row is None or row.forgotten_at is not None or (row.owner_kind, row.owner_id) != owner:
        raise UnknownFile
    return attachment(row)
