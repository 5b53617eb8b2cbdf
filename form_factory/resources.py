"""Forms for programs: try answers before filing them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from core.access import signed_in
from core.api import PREFIX, answers, body, operation_of
from core.errors import NotFound
from core.web import current_actor
from form_factory.queries import form_of
from form_factory.serializers import AnswersIn, VerdictOut
from form_factory.trying import pointers, tried, verdict
from schemas import queries as schemas

resources = Blueprint("forms_api", __name__, url_prefix=PREFIX)


@resources.post("/forms/<string:key>/evaluate")
@signed_in(because="a live form tells of nobody: it says what it asks of the answers one brings")
@body(AnswersIn)
@answers(VerdictOut)
def evaluate(key: str, data: dict[str, Any]) -> dict[str, Any]:
    """What a live form shows, asks, computes and refuses for these answers; nothing is stored."""
    version = schemas.live("form", key)
    if version is None:
        raise NotFound
    outcome = tried(form_of(version.id), data["answers"], current_actor())
    return {
        **verdict(outcome),
        "required": pointers(outcome.required),
        "pages": [{"id": page.id, "title": page.title} for page in outcome.pages],
    }


operation_of(evaluate).extra = {"stores_nothing": True}
