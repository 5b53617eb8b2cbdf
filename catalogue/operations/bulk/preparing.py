"""A run is made: what was chosen is frozen to ids and versions by one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Text, delete, func, insert, literal, select

from catalogue.models import BulkItem, BulkRun, Request
from catalogue.operations.bulk import judging
from catalogue.queries import DeskFilter, reachable, selection
from core import clock, jobs
from core.actor import Actor
from core.database import note_written, session
from core.errors import Forbidden, Invalid
from core.i18n import _
from core.ids import uuid7

#: Beyond it the dry run is a job's work, and its page waits.
AT_ONCE = 10_000
#: A run nobody launched is forgotten after this time.
FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was selected: numbers with the version shown (or none), else a whole view."""

    numbers: Sequence[tuple[str, int | None]] = ()
    view: DeskFilter | None = None

    def rows(self, actor: Actor) -> Any:
        """(id, version) of what this person may process; all else does not exist (A-03)."""
        if self.view is not None:
            return selection(actor, self.view)
        known = dict(self.numbers)
        given = (
            func.unnest(
                literal(list(known), ARRAY(Text)), literal(list(known.values()), ARRAY(BigInteger))
            )
            .table_valued("number", "seen", with_ordinality="place", name="given")
            .render_derived()
        )
        return (
            select(Request.id, func.coalesce(given.c.seen, Request.version).label("version"))
            .join(given, given.c.number == Request.reference)
            .where(Request.submitted_at.is_not(None), reachable(actor))
            .order_by(given.c.place)
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """The act asked for: move, assign, tag or letter."""

    act: str
    #: Key of the transition.
    key: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)


def prepare(actor: Actor, wanted: Wanted, chosen: Chosen) -> BulkRun:
    """Freeze the selection and say what would come of it; nothing is done to any request."""
    if actor.account_id is None:
        raise Forbidden
    run = BulkRun(
        id=uuid7(),
        account_id=actor.account_id,
        account_name=actor.name,
        via=actor.via,
        act=wanted.act,
        key=wanted.key,
        settings={**wanted.settings, **_kept(actor)},
        comment="",
        state="preparing",
        selection=_as_asked(chosen),
        totals={},
        created_at=clock.now(),
    )
    session.add(run)
    session.flush()  # its items refer to it
    count = _freeze(run, chosen.rows(actor))
    if not count:
        raise Invalid(message=_("Choisissez au moins une demande."))
    run.totals = {"of": count, "at": 0, "groups": []}
    if count > AT_ONCE and wanted.act == "move":
        run.job_id = jobs.enqueue(
            judging.JOB,
            {"run": str(run.id)},
            once=f"bulk-judge:{run.id}",
            account_id=run.account_id,
        )
        return run
    judging.judge_all(actor, run)
    return run


def told_at_once(actor: Actor, wanted: Wanted, chosen: Chosen) -> BulkRun:
    """A dry run that leaves nothing behind (the caller undoes the transaction's run)."""
    run = prepare(actor, wanted, chosen)
    if run.state == "preparing":
        judging.judge_all(actor, run)
    session.execute(delete(BulkRun).where(BulkRun.id == run.id))
    session.expunge(run)
    return run


def sweep() -> None:
    """Forget what was prepared and never launched (periodic)."""
    session.execute(
        delete(BulkRun).where(
            BulkRun.started_at.is_(None), BulkRun.created_at < clock.now() - FORGOTTEN
        ),
        execution_options={"synchronize_session": False},
    )


def _freeze(run: BulkRun, rows: Any) -> int:
    chosen = rows.subquery("chosen")
    place = func.row_number().over()
    frozen = session.connection().execute(  # past the session, which counts no rows
        insert(BulkItem).from_select(
            ["run_id", "seq", "request_id", "version"],
            select(literal(run.id), place, chosen.c.id, chosen.c.version),
            include_defaults=False,
        ),
        execution_options={"preserve_rowcount": True},
    )
    note_written()
    return frozen.rowcount


def _kept(actor: Actor) -> dict[str, Any]:
    """A program's key may keep less than its account: so will the run."""
    if actor.via != "api":
        return {}
    return {"kept": sorted({p for grant in actor.grants for p in grant.permissions})}


def _as_asked(chosen: Chosen) -> dict[str, Any]:
    if chosen.view is not None:
        return {"filter": chosen.view.document()}
    return {"count": len(chosen.numbers)}
