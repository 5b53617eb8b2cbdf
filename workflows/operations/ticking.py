"""The check-list of a status."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Forbidden, NotFound
from core.saying import signed
from workflows.domain.standing_in import capacities
from workflows.models import Tick
from workflows.standing import Standing, Subject


def tick(actor: Actor, subject: Subject, key: str, standing: Standing, *, done: bool) -> None:
    """Tick or untick a line; whoever may act in this status may do it."""
    circuit = standing.bridge.circuit
    status = circuit.status[subject.status]
    if key not in {item.key for item in status.checklist}:
        raise NotFound
    movers = {f for t in circuit.leaving(status.key) for f in t.by}
    seats = set(status.parallel.seats) if status.parallel else set()
    agents = {
        f
        for f in movers | seats
        if f in circuit.functions and circuit.functions[f].source == "group"
    }
    way = next(capacities(sorted(agents), standing.functions, standing.stands_in), None)
    if way is None:
        raise Forbidden
    if not done:
        session.execute(
            delete(Tick).where(
                Tick.subject_id == subject.id, Tick.entry_no == subject.entry_no, Tick.key == key
            )
        )
        return
    session.execute(
        insert(Tick)
        .values(
            subject_id=subject.id,
            entry_no=subject.entry_no,
            key=key,
            status=subject.status,
            by=actor.account_id,
            by_name=signed(actor.name, way.principal.name if way.principal else ""),
            at=clock.now(),
        )
        .on_conflict_do_nothing()
    )
