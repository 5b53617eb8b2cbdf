"""The letters of a run: those that count, of requests their reader may process at this moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from catalogue.models import BulkItem, BulkRun, Request
from catalogue.operations.bulk.letters import once_of
from catalogue.queries import bulk as reading
from catalogue.queries.gate import reachable
from core.actor import Actor
from core.database import session
from core.errors import PreauError
from core.i18n import _
from core.sheets import Column
from documents import queries as documents

AT_ONCE = 500


def letters_of(
    actor: Actor, run: BulkRun, after: int = 0, limit: int | None = None
) -> tuple[Sequence[Any], int | None]:
    """Letters in the order of the run, whoever ordered them; where to go on."""
    places = session.scalars(
        select(BulkItem.seq)
        .join(Request, Request.id == BulkItem.request_id)
        .where(
            BulkItem.run_id == run.id,
            BulkItem.outcome == "done",
            BulkItem.seq > after,
            reachable(actor),
        )
        .order_by(BulkItem.seq)
        .limit(limit)
    ).all()
    found = {one.once: one for one in documents.letters_ordered(_keys(run, places))}
    following = places[-1] if limit and len(places) == limit else None
    return [found[key] for key in _keys(run, places) if key in found], following


def _keys(run: BulkRun, places: Sequence[int]) -> list[str]:
    return [once_of(run.id, place) for place in places]


class RunLetters:
    """Letters to print, one behind the other. `wanted`: {"run": its id, "both_sides": bool}."""

    key = "run-letters"
    formats = ("pdf",)

    def may(self, actor: Actor, wanted: Mapping[str, Any]) -> bool:
        """Whoever may look at the run; which of its letters is asked of each."""
        return self._run(actor, wanted) is not None

    def columns(self, actor: Actor, wanted: Mapping[str, Any]) -> Sequence[Column]:
        """One letter a row."""
        return [Column("letter", _("Courrier"))]

    def count(self, actor: Actor, wanted: Mapping[str, Any]) -> int | None:
        """As many as were made."""
        run = self._run(actor, wanted)
        return run.totals.get("done", 0) if run else 0

    def chunk(
        self, actor: Actor, wanted: Mapping[str, Any], cursor: str | None
    ) -> tuple[list[dict[str, Any]], str | None]:
        """Letters in their order; those made from a Word file are printed from there."""
        run = self._run(actor, wanted)
        if run is None:
            return [], None
        letters, following = letters_of(actor, run, int(cursor or 0), AT_ONCE)
        rows = [{"letter": str(one.id)} for one in letters if documents.printable(one)]
        return rows, str(following) if following else None

    def _run(self, actor: Actor, wanted: Mapping[str, Any]) -> BulkRun | None:
        try:
            run = reading.run_for(actor, UUID(str(wanted.get("run"))))
        except (PreauError, ValueError):
            return None
        return run if run.act == "letter" else None


RUN_LETTERS = RunLetters()
