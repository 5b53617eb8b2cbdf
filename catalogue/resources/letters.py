"""What agents do to a filed request, for programs: its answers changed, its letters voided."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from uuid import UUID

from flask import jsonify

from catalogue import queries
from catalogue.amending_serializers import EditIn, LetterOut, LetterPage, VoidIn
from catalogue.operations.editing_at_once import edit_at_once
from catalogue.operations.letters import letter_of, void_letter
from catalogue.permissions import Permission
from catalogue.queries import Seen
from catalogue.resources.blueprint import resources
from catalogue.resources.requests import ANYONE, _perform
from catalogue.serializers import RequestOut
from catalogue.standing import KIND
from core import paging
from core.access import requires
from core.api import PageQuery, answers, body, bounded_page, query, versioned
from core.database import unit_of_work
from core.web import current_actor
from documents import queries as documents
from documents.typesetting import address_of


@resources.post("/requests/<string:ref>/edits")
@requires(Permission.REQUESTS_PROCESS)
@versioned
@body(EditIn)
@answers(RequestOut)
def edit_filed(ref: str, data: dict[str, Any]) -> Any:
    """Change filed answers as an agent: compared, told to the establishment, visas asked again."""
    return _perform(
        ref,
        lambda actor, seen: edit_at_once(
            actor, seen, data["answers"], comment=data["comment"],
            expected_version=data.get("expected_version"),
        ),
    )  # fmt: skip


@resources.get("/requests/<string:ref>/letters")
@requires(*ANYONE)
@query(PageQuery)
@answers(LetterPage)
def letters(ref: str, asked: dict[str, Any]) -> dict[str, Any]:
    """The letters about a request, the latest first; those for agents only to agents."""
    seen = queries.request_for(current_actor(), ref)
    found = documents.letters_about(KIND, seen.request.id, internal=seen.side == "agency")
    page, following = paging.part(found, _place, asked["cursor"], asked["limit"], down=True)
    return bounded_page([_told(one, seen) for one in page], following, len(found))


def _place(letter: Any) -> list[str]:
    at = letter.created_at.astimezone(UTC)
    return [at.isoformat(timespec="microseconds"), str(letter.id)]


@resources.get("/requests/<string:ref>/letters/<uuid:letter_id>")
@requires(*ANYONE)
@answers(LetterOut)
def one_letter(ref: str, letter_id: UUID) -> dict[str, Any]:
    """One letter about a request."""
    seen = queries.request_for(current_actor(), ref)
    return _told(letter_of(seen, letter_id), seen)


@resources.post("/requests/<string:ref>/letters/<uuid:letter_id>/void")
@requires(Permission.REQUESTS_SUPERVISE)
@body(VoidIn)
@answers(LetterOut)
def void(ref: str, letter_id: UUID, data: dict[str, Any]) -> Any:
    """Say that a letter counts no more, and why: it stays, and nothing replaces it in silence."""
    actor = current_actor()
    with unit_of_work(idempotent=True) as work:
        seen = queries.request_for(actor, ref, lock=True)
        letter = void_letter(actor, seen, letter_id, data["reason"])
        out = LetterOut().dump(_told(letter, seen))
        work.outcome.update(status=200, body=out)
    return jsonify(out)


def _told(letter: Any, seen: Seen) -> dict[str, Any]:
    made = letter.file_id is not None
    return {
        "id": letter.id, "title": letter.title, "template": letter.template_key,
        "audience": letter.audience, "number": letter.number, "file": letter.file_id,
        "sha256": letter.sha256, "ordered_at": letter.created_at, "made_at": letter.made_at,
        "voided_at": letter.voided_at, "void_reason": letter.void_reason,
        "verification": address_of(letter.token) if made and letter.token else None,
        "error": letter.error if seen.side == "agency" else None,
    }  # fmt: skip
