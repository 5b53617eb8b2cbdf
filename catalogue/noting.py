"""What a circuit writes beside a request, in a form of its agents.

`{"do": "annotate", "field": "/montant_retenu", "value": "/montant"}`: a value that begins with "/"
is an answer of the request, any other one stands for itself. Without `form`, it is the first form
of the circuit that has the field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from catalogue.models import Request
from catalogue.operations.annotating import annotate_as_told
from catalogue.recording import value_of
from catalogue.standing import KIND
from core import history
from core.actor import HOUSE
from core.database import session
from core.errors import PreauError
from form_factory.domain.pointers import MISSING, parts_of
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
        request = session.get(Request, subject_id) if subject_kind == KIND else None
        if request is None:
            return
        value = value_of(request, settings["value"])
        field = str(next(iter(parts_of(settings["field"])), ""))
        form = settings.get("form") or _form_with(request, field)
        if value is MISSING or form is None:
            return
        try:
            with session.begin_nested():
                annotate_as_told(HOUSE, request, form, {field: value})
        except PreauError as refusal:
            history.record(
                HOUSE, KIND, request.id, "request.annotation-refused", version=request.version,
                reason=str(refusal),
            )  # fmt: skip


def _form_with(request: Request, field: str) -> str | None:
    """The first annotation form of the circuit that has the field."""
    if request.workflow_version_id is None:
        return None
    for tab in workflows.bridge_of(request.workflow_version_id).circuit.tabs:
        form = schemas.live("form", tab.annotations) if tab.annotations else None
        if form is not None and field in form.body["schema"].get("properties", {}):
            return tab.annotations
    return None
