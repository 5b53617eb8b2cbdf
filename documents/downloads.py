"""The bytes of a file, always as an attachment, never as a page of ours."""

from __future__ import annotations

import os
from typing import IO

import structlog
from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import FileWrapper, wrap_file

from core.security import DOWNLOAD_POLICY
from documents.domain.filenames import disposition
from documents.errors import FileLost, UnknownFile
from documents.models import StoredFile
from documents.storage import storage

PIECE = 256 * 1024
log = structlog.get_logger("documents")


def attachment(file: StoredFile) -> Response:
    """What is answered to whoever may read `file` (the caller has asked its gate)."""
    if file.state != "clean":  # the last door: no other one may have forgotten to ask
        raise UnknownFile
    try:
        content = storage().open(file.storage_name)
    except FileNotFoundError as fault:
        log.error("file.bytes-missing", file=str(file.id))  # noqa: TRY400 – the line says it all
        raise FileLost from fault
    answer = _answered(content, file)
    answer.headers["Content-Disposition"] = disposition(file.filename)
    answer.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _answered(content: IO[bytes], file: StoredFile) -> Response:
    """The whole of it or the stretch that is asked for, piece by piece, wherever it is kept."""
    size = content.seek(0, os.SEEK_END)
    content.seek(0)
    # The server's own wrapper hands a file of the disk to the kernel, and cannot begin in a middle.
    pieces = (
        FileWrapper(content, PIECE) if request.range else wrap_file(request.environ, content, PIECE)
    )
    answer = Response(pieces, mimetype=file.media_type, direct_passthrough=True)
    answer.content_length = size
    answer.set_etag(file.sha256)
    try:
        answer.make_conditional(request, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        content.close()
        raise
    return answer
