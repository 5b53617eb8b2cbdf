"""Where the bytes of files are kept: a folder, or a bucket of a server that speaks S3.

All that asks for bytes asks here, by name; where they lie is the host's choice alone.
"""

from __future__ import annotations

from flask import current_app

from documents.storage.aside import FORGOTTEN_AFTER, Written
from documents.storage.folder import Folder
from documents.storage.keeping import Place, Storage

__all__ = [
    "BUCKET", "FOLDER", "FORGOTTEN_AFTER", "Folder", "Storage", "Written",
    "storage", "storage_in", "storage_of",
]  # fmt: skip
#: As PREAU_STORAGE says it.
FOLDER, BUCKET = "folder", "s3"


def storage_of(place: Place, kind: str) -> Storage:
    """One of the two storages that a house may have, whichever it lives with."""
    if kind == FOLDER or place.bucket is None:
        return Folder(place.var)
    from documents.storage.bucket import Bucket  # its client is loaded where there is a bucket

    return Bucket(place.var, place.bucket)


def storage_in(place: Place) -> Storage:
    """The storage of a house, opened or not."""
    return storage_of(place, place.files_in)


def storage() -> Storage:
    """The storage of this house."""
    return storage_in(current_app.config["SETTINGS"])
