"""The knowledge base for programs: ask, as people do."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from core.access import signed_in
from core.api import PREFIX, answers, body, operation_of
from core.web import current_actor
from knowledge_base import queries
from knowledge_base.domain.asking.thread import Thread
from knowledge_base.operations.turns import typed
from knowledge_base.serializers import AnswerOut, QuestionIn, answer_out

resources = Blueprint("knowledge_api", __name__, url_prefix=PREFIX)


@resources.post("/knowledge/ask")
@signed_in(because="help is for everyone; entries for some roles are looked at by the query")
@body(QuestionIn)
@answers(AnswerOut)
def ask(data: dict[str, Any]) -> dict[str, Any]:
    """The entries that answer a question, a question back, or a hand-over; nothing is stored."""
    thread = Thread.of_json(data["conversation"])
    asked = typed(data["text"], "question-empty")
    return answer_out(queries.ask(asked, current_actor(), thread))


operation_of(ask).extra = {"stores_nothing": True}
