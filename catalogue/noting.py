"""What a circuit writes beside a request, in a form of its agents.

`{"do": "annotate", "field": "/montant_retenu", "value": "/montant"}`: a value that begins with "/"
is an answer of the request, any other one stands for itself. Without `form`, it is the first form
of the circuit that has the field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any
from uuid import UUID

from catalogue import queries
from catalogue.models import Request
from catalogue.operations.annotating import annotate_as_told
from catalogue.recording import held, value_of, why
from catalogue.standing import KIND
from core import history
from core.actor import HOUSE
from core.database import session
from core.errors import NotFound, PreauError
from form_factory.domain.pointers import MISSING, parts_of, put
from schemas import queries as schemas
from workflows import queries as workflows

if TYPE_CHECKING:
    from workflows.models import Step


class Annotate:
    """The action « annotate » of circuits of requests. Writing the same twice changes nothing."""

    key = "annotate"

    def run(
        self,
        subject_kind: str,
        subject_id: UUID,
        step: Step,
        settings: Mapping[str, Any],
        once: str,
    ) -> None:
        """Write the value where agents read it, or say in the file why it could not be."""
        del step, once
        request = held(subject_id) if subject_kind == KIND else None
        if request is None or (value := value_of(request, settings["value"])) is MISSING:
            return
        parts = parts_of(settings["field"])
        form = settings.get("form") or _form_with(request, parts[0])
        try:
            if form is None:
                raise NotFound
            with session.begin_nested():
                annotate_as_told(HOUSE, request, form, _beside(request, form, parts, value))
        except PreauError as refusal:
            history.record(
                HOUSE, KIND, request.id, "request.annotation-refused", version=request.version,
                reason=why(refusal),
            )  # fmt: skip


def _beside(request: Request, form: str, parts: Sequence[str], value: Any) -> dict[str, Any]:
    """The answer, with what stands beside it already when it is one part of a question."""
    row = queries.annotation(request.id, form) if len(parts) > 1 else None
    known = row.answers.get(parts[0]) if row is not None else None
    answers: dict[str, Any] = {parts[0]: deepcopy(known)} if isinstance(known, dict) else {}
    put(answers, parts, value)
    return answers


def _form_with(request: Request, field: str) -> str | None:
    """The first annotation form of the circuit that has the field."""
    if request.workflow_version_id is None:
        return None
    for tab in workflows.bridge_of(request.workflow_version_id).circuit.tabs:
        form = schemas.live("form", tab.annotations) if tab.annotations else None
        if form is not None and field in form.body["schema"].get("properties", {}):
            return tab.annotations
    return None
