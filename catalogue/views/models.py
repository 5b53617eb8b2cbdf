"""Models to download that a sheet names: never a page of ours, whatever they hold."""

from __future__ import annotations

import io
import mimetypes
from collections.abc import Mapping
from typing import Any

from flask import send_file
from werkzeug.wrappers import Response

from core.errors import NotFound
from core.security import DOWNLOAD_POLICY
from schemas import queries as schemas


def model_file(body: Mapping[str, Any], path: str) -> Response:
    """The file at `path` when the sheet of `body` names it; absent and foreign look alike."""
    named = {paper.get("model") for paper in body.get("sheet", {}).get("documents", ())}
    file = schemas.pack_file(path) if path in named else None
    if file is None:
        raise NotFound
    answer = send_file(
        io.BytesIO(file.content),
        as_attachment=True,
        download_name=path.rsplit("/", 1)[-1],
        mimetype=mimetypes.guess_type(path)[0] or "application/octet-stream",
        max_age=0,
    )
    answer.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    return answer
