"""Requests as the house itself sees them: for timers and automatic moves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from catalogue.models import Request
from catalogue.standing import FORM_COMPLETE, KIND, standing_of
from core.actor import HOUSE
from core.database import session


class RequestSubjects:
    """Filler of `workflows.subjects`."""

    key = KIND

    def load(self, subject_id: UUID) -> tuple[Any, Any] | None:
        """The request locked for writing, with its standing."""
        request = session.scalar(
            select(Request)
            .where(Request.id == subject_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        if request is None or request.workflow_version_id is None:
            return None
        return request, standing_of(HOUSE, request)


class FormComplete:
    """The check « form.complete »: decided in `catalogue.standing`, named here for publication."""

    key = FORM_COMPLETE
