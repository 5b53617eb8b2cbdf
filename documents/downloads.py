"""The bytes of a file, always as an attachment, never as a page of ours."""

from __future__ import annotations

import structlog
from flask import Response, send_file

from core.security import DOWNLOAD_POLICY
from documents.domain.filenames import disposition
from documents.errors import UnknownFile
from documents.models import StoredFile
from documents.storage import storage

log = structlog.get_logger("documents")


def attachment(file: StoredFile) -> Response:
    """What is answered to whoever may read `file` (the caller has asked its gate)."""
    if file.state != "clean":  # the last door: no other one may have forgotten to ask
        raise UnknownFile
    path = storage().path(file.storage_name)
    if not path.is_file():
        log.error("file.bytes-missing", file=str(file.id))
        raise UnknownFile
    answer = send_file(path, mimetype=file.media_type, conditional=True, etag=file.sha256)
    answer.headers["Content-Disposition"] = disposition(file.filename)
    answer.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
