"""The Word model of a letter: taken away to be changed, and replaced by the one that was."""

from __future__ import annotations

import io
from typing import Final

from flask import request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from core.access import requires
from core.contributions import one_of
from core.database import current_work
from core.errors import Invalid, NotFound
from core.i18n import _
from core.problems import Problem
from core.security import DOWNLOAD_POLICY
from core.words import message
from messaging.domain.designing import text as edits
from messaging.kinds import LETTER_MODELS
from messaging.pages.blueprint import pages
from messaging.pages.designing.door import Document, Wrong, body_of, designer, written
from messaging.pages.designing.text import page_of
from schemas import queries
from schemas.own_files import keep_file, path_of
from schemas.permissions import Permission

LARGEST: Final = 8 * 1024 * 1024
FILE: Final = "file"


@pages.get("/administration/modeles/<key>/fichier")
@requires(Permission.DEFINITIONS_WRITE)
def model_file(key: str) -> Response:
    """The file of the draft, to be changed in a word processor."""
    designer()
    body = _word(key)
    found = queries.pack_file(str(body.get(FILE) or ""))
    if found is None:
        raise NotFound
    name = found.path.rpartition("/")[2]
    answer = send_file(
        io.BytesIO(found.content), found.media_type, as_attachment=True, download_name=name
    )
    answer.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.post("/administration/modeles/<key>/fichier")
@requires(Permission.DEFINITIONS_WRITE)
def replace_model(key: str) -> ResponseReturnValue:
    """Another file in its place; what it asks for and is not known is told beside the draft."""
    actor, body = designer(), _word(key)
    try:
        name, content, media_type = _taken()
    except Invalid as refusal:
        told = {one.path: message(one) for one in refusal.problems}
        return page_of(key, Wrong(body, refusal, refusal.status, told))

    def edit(document: Document) -> Document:
        if current_work() is not None:  # tried once before it is done
            keep_file(actor, name, content, media_type)
        return {**document, FILE: path_of(name, content)}

    return written(key, edit, _("Fichier Word remplacé"), lambda wrong: page_of(key, wrong))


def _word(key: str) -> Document:
    body = body_of(key)
    if body.get("channel") != edits.WORD:
        raise NotFound
    return body


def _taken() -> tuple[str, bytes, str]:
    """Name, bytes and type of what was posted; whoever makes letters says whether it is one."""
    upload, models = request.files.get("fichier"), one_of(LETTER_MODELS, "documents")
    if upload is None or not upload.filename or models is None:
        raise Invalid([Problem("fichier", "template-no-file")])
    content = upload.stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        most = {"most": LARGEST // 1024 // 1024}
        raise Invalid([Problem("fichier", "template-file-size", most)])
    try:
        name, media_type = models.recognised(upload.filename, content)
    except Invalid as refusal:
        raise Invalid([Problem("fichier", p.code, p.params) for p in refusal.problems]) from refusal
    return name, content, media_type
