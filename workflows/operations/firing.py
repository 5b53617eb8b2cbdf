"""A timer that is due: it acts, and moves the subject when the circuit says so."""

from __future__ import annotations

from uuid import UUID

from core import jobs
from core.actor import HOUSE
from core.contributions import one_of
from core.database import session
from workflows.errors import MoveRefused
from workflows.models import Timer
from workflows.operations import acting, timing
from workflows.operations.moving import move


def run(job: jobs.Taken) -> None:
    """Runner of the kind `workflows.timer`: act, and move when the timer says so."""
    timer = session.get(Timer, UUID(job.args["timer"]))
    source = one_of(timing.POINT, timer.subject_kind) if timer else None
    found = source.load(timer.subject_id) if source and timer else None
    if timer is None or found is None:
        return
    subject, standing = found
    if subject.entry_no != timer.entry_no:
        return
    timing.advance(subject)
    meant = next(
        (t for t in standing.bridge.circuit.timers_in(subject.status) if t.key == timer.key), None
    )
    if meant is None:
        return
    for number, action in enumerate(meant.actions):
        acting.enqueue(standing.kind, subject.id, None, action, f"timer:{timer.id}:{number}", None)
    if meant.fire:
        try:
            move(HOUSE, subject, meant.fire, standing, as_system=True)
        except MoveRefused:
            return  # the circuit does not allow it any more: the timer has had its say
