"""Files that come piece by piece while a page is filled in: begun, continued, given up.

For the script of the page; without it the same files come with the page itself.
"""

from __future__ import annotations

from typing import IO, Any
from uuid import UUID

from flask import Response, jsonify, request, url_for

from catalogue import queries
from catalogue.operations.filling import editable_draft, scope_of
from catalogue.pages.blueprint import pages
from catalogue.permissions import Permission
from catalogue.queries import Seen
from core.access import requires
from core.database import unit_of_work
from core.errors import BadInput, Invalid, NotFound, TooLarge, Unavailable
from core.i18n import _, text_of
from core.web import current_actor
from core.words import message
from documents import operations as documents
from documents.errors import OutOfStep
from form_factory import operations as forms
from form_factory import queries as drafts

#: What a multipart body adds to the piece it carries.
_AROUND = 4096
HOME = "/demandes/<reference>/etape/<page_id>/fichiers"


@pages.post(HOME)
@requires(Permission.REQUESTS_FILE)
def begin_file(reference: str, page_id: str) -> Response:
    """Say which file comes; the answer says where it goes, and from which byte on."""
    actor = current_actor()
    try:
        with unit_of_work():
            seen = queries.request_for(actor, reference)
            row = drafts.draft_row(editable_draft(seen))
            name = request.form.get("champ", "")
            place = forms.place_for_file(row, page_id, name, scope_of(actor, seen, row))
            coming = documents.begin_file(
                actor, ("draft", row.id), name, _announced(), place.rule
            )  # fmt: skip
            sent = {"url": _url(reference, page_id, coming.id), "offset": coming.received}
    except Invalid as refusal:
        return _refused(refusal)
    return jsonify({**sent, "piece": documents.PIECE})


@pages.get(f"{HOME}/<uuid:coming_id>")
@requires(Permission.REQUESTS_FILE)
def coming_file(reference: str, page_id: str, coming_id: UUID) -> Response:
    """How much of it has come: after a cut, the next piece begins there."""
    del page_id
    seen = queries.request_for(current_actor(), reference)
    owner = ("draft", editable_draft(seen))
    return jsonify({"offset": documents.coming(current_actor(), owner, coming_id).received})


@pages.post(f"{HOME}/<uuid:coming_id>")
@requires(Permission.REQUESTS_FILE)
def add_piece(reference: str, page_id: str, coming_id: UUID) -> Response:
    """Add a piece, which begins at byte `a`; with the last one the file is judged and kept."""
    if (request.content_length or 0) > documents.PIECE + _AROUND:
        raise TooLarge
    try:
        with unit_of_work():
            # the request before its draft, in the order of whoever hands it in or moves it
            seen = queries.request_for(current_actor(), reference, lock=True)
            return jsonify(_added(seen, page_id, coming_id))
    except OutOfStep as refusal:
        answer = jsonify({"offset": refusal.offset})
        answer.status_code = refusal.status
        return answer
    except Unavailable as away:  # nothing came of this piece: it is sent again, or later
        answer = jsonify({"error": text_of(away.message)})
        answer.status_code = away.status
        return answer


@pages.post(f"{HOME}/<uuid:coming_id>/abandonner")
@requires(Permission.REQUESTS_FILE)
def give_file_up(reference: str, page_id: str, coming_id: UUID) -> Response:
    """Forget what has come of it."""
    del page_id
    actor = current_actor()
    with unit_of_work():
        seen = queries.request_for(actor, reference)
        owner = ("draft", editable_draft(seen))
        documents.give_up(documents.coming(actor, owner, coming_id, lock=True))
    return Response(status=204)


def _added(seen: Seen, page_id: str, coming_id: UUID) -> dict[str, Any]:
    actor, draft_id = current_actor(), editable_draft(seen)
    coming = documents.coming(actor, ("draft", draft_id), coming_id, lock=True)
    offset = documents.add_piece(coming, _number("a"), _piece())
    if offset < coming.size:
        return {"offset": offset}
    told: dict[str, Any] = {"offset": offset, "done": True}
    try:
        with documents.arrived(coming) as stream:
            forms.bring_file(
                actor, draft_id, page_id, coming.place, stream, coming.filename,
                scope=scope_of(actor, seen, drafts.draft_row(draft_id)),
            )  # fmt: skip
    except Invalid as refusal:
        told["error"] = _words(refusal)
    except NotFound:
        told["error"] = _("Le formulaire a changé : cette question n’est plus demandée ici.")
    documents.give_up(coming)
    return told


def _piece() -> IO[bytes]:
    sent = request.files.get("morceau")
    if sent is None:
        raise BadInput
    return sent.stream


def _announced() -> documents.Announced:
    form = request.form
    return documents.Announced(form.get("nom", ""), _number("taille"), form.get("marque", "")[:40])


def _number(name: str) -> int:
    text = request.values.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise BadInput
    return int(text)


def _words(refusal: Invalid) -> str:
    return " ".join(message(problem) for problem in refusal.problems)


def _refused(refusal: Invalid) -> Response:
    answer = jsonify({"error": _words(refusal)})
    answer.status_code = refusal.status
    return answer


def _url(reference: str, page_id: str, coming_id: UUID) -> str:
    return url_for("catalogue.add_piece", reference=reference, page_id=page_id, coming_id=coming_id)
