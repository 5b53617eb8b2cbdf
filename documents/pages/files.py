"""Downloads, and the letters that an administrator has to mend."""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for
from flask_babel import format_datetime
from werkzeug.wrappers import Response as BaseResponse

from core.access import public, requires
from core.database import unit_of_work
from core.i18n import _
from core.web import current_actor, flash_notice, redirect_or_swap, render
from documents import operations, queries
from documents.downloads import attachment
from documents.errors import UnknownLetter
from documents.pages.blueprint import pages
from documents.permissions import Permission


@pages.get("/fichiers/<uuid:file_id>")
@public(because="the owner of the file decides who opens it; to others it does not exist")
def download(file_id: UUID) -> Response:
    """The bytes, always as an attachment, never as a page of ours."""
    return attachment(queries.file_for(current_actor(), file_id))


@pages.get("/administration/courriers")
@requires(Permission.LETTERS_REPAIR)
def failed_letters() -> str:
    """Letters whose model cannot be filled."""
    rows = [
        {
            "title": letter.title,
            "error": letter.error,
            "at": format_datetime(letter.created_at, "short"),
            "action": url_for("documents.try_again", document_id=letter.id),
        }
        for letter in queries.failed_letters()
    ]
    return render("documents/failed_letters.html", rows=rows)


@pages.post("/administration/courriers/<uuid:document_id>/refaire")
@requires(Permission.LETTERS_REPAIR)
def try_again(document_id: UUID) -> BaseResponse:
    """Order the letter again."""
    with unit_of_work(idempotent=True, act="documents.try_again"):
        document = queries.letter(document_id)
        if document is None:
            raise UnknownLetter
        operations.try_again(current_actor(), document)
    flash_notice(_("Le courrier va être refait dans un instant."))
    return redirect_or_swap("documents.failed_letters")
