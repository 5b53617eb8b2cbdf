"""Files for programs: brought first, named by an answer afterwards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, request

from core.access import public, signed_in
from core.api import PREFIX, answers, operation_of
from core.database import unit_of_work
from core.errors import Invalid, UnsupportedMedia
from core.files import FileRule
from core.problems import Problem
from core.web import current_actor
from documents import queries
from documents.domain.contents import FAMILIES
from documents.downloads import attachment
from documents.queries import UPLOAD
from documents.serializers import FileOut
from documents.store import STORE

resources = Blueprint("documents_api", __name__, url_prefix=PREFIX)
#: The question that takes the file narrows this; no more of them may lie about unused.
RULE = FileRule(max_bytes=50 * 1024 * 1024, families=FAMILIES, max_count=100)


@resources.post("/files")
@signed_in(because="what somebody brings is read by nobody else until an answer takes it")
@answers(FileOut, 201)
def bring() -> Any:
    """Keep a file (part `file`); an answer of one's own draft may name its id within a week."""
    actor = current_actor()
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMedia
    parts = request.files.getlist("file")
    if len(parts) != 1 or len(request.files) != 1 or actor.account_id is None:
        raise Invalid([Problem("/file", "api-required")])
    with unit_of_work(idempotent=True) as work:
        name = parts[0].filename or ""
        ref = STORE.keep(actor, (UPLOAD, actor.account_id), parts[0].stream, name, RULE)
        out = FileOut().dump(ref)
        work.outcome.update(status=201, body=out)
    answer = jsonify(out)
    answer.status_code = 201
    return answer


@resources.get("/files/<uuid:file_id>")
@public(because="the owner of the file decides who opens it; to others it does not exist")
def bytes_of(file_id: UUID) -> Response:
    """The bytes of a file, as an attachment, for whoever may read what it belongs to."""
    return attachment(queries.file_for(current_actor(), file_id))


operation_of(bring).multipart = True
operation_of(bytes_of).extra = {"binary": True}
