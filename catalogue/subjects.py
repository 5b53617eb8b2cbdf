"""Requests as the house itself sees them: for what is due on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID

from sqlalchemy import select

from catalogue.domain.advice import ANSWERED
from catalogue.models import Request
from catalogue.operations.bulk.moving import beside_head
from catalogue.operations.bulk.standing import Round, standings_of
from catalogue.queries.bulk import File, heads_of
from catalogue.standing import FORM_COMPLETE, KIND
from core.actor import HOUSE
from core.database import session
from core.rows import among
from schemas import queries as schemas
from workflows.standing import Standing


class RequestSubjects:
    """Filler of `workflows.subjects`."""

    key = KIND
    table = Request

    def hold(self, subject_ids: Sequence[UUID]) -> Mapping[UUID, File]:
        """Requests handed in that nobody else is at work on, locked in the order of their ids."""
        return heads_of(subject_ids, lock=True, skip=True)

    def held_by_others(self, subject_ids: Sequence[UUID]) -> AbstractSet[UUID]:
        """Those that are there all the same, and somebody else's for the moment."""
        free = heads_of(subject_ids, lock=True, skip=True)
        there = session.scalars(
            select(Request.id).where(
                among(Request.id, subject_ids), Request.submitted_at.is_not(None)
            )
        )
        return set(there) - free.keys()

    def standings(self, held: Sequence[File], key: str) -> Mapping[UUID, Standing]:
        """Each as the house sees it; only what the move `key` looks at is read."""
        schemas.versions_by_id(
            {i for f in held for i in (f.workflow_version_id, f.form_version_id)}
        )
        return standings_of(Round(HOUSE, {file.id: file for file in held}), held, key)

    def more(self, held: Any) -> Mapping[str, Any]:
        """When it was touched, and closed."""
        return beside_head(held)


class FormComplete:
    """The check « form.complete »: decided in `catalogue.standing`, named here for publication."""

    key = FORM_COMPLETE


class AdviceAwaited:
    """The check « advice.answered »: as above."""

    key = ANSWERED
