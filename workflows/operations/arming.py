"""Which timers run where a subject stands, and until when: the same for one and for many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol
from uuid import UUID

from sqlalchemy import select

from core import clock
from core.database import session
from core.ids import uuid7
from core.rows import among
from workflows.domain.circuit import Kind
from workflows.domain.circuit import Timer as Meant
from workflows.domain.deadlines import Anchors, due
from workflows.domain.past import Past, Walked
from workflows.models import Step, Timer
from workflows.standing import Standing

#: How long a move against the applicant waits after its deadline: what is being sent is still
#: heard, and told that it came late (FAULTS C-18).
GRACE: Final = timedelta(minutes=15)
#: Repetitions that are looked over after a downtime: one reminder leaves then, not forty.
_MOST_TURNS: Final = 2_000


class Stands(Protocol):
    """What of a head timers depend on."""

    id: UUID
    status: str
    entered_at: Any
    entry_no: int


#: Key, entry number, turn → the deadline, of what has gone off.
Fired = Mapping[tuple[str, int, int], datetime]


@dataclass(slots=True)
class Known:
    """What is looked at to arm, read once for all subjects."""

    pasts: Mapping[UUID, Past] = field(default_factory=dict)
    fired: Mapping[UUID, Fired] = field(default_factory=dict)
    counted: dict[Any, datetime] = field(default_factory=dict)
    """Deadlines counted already: thousands of requests that arrive together share a few."""


def read(lot: Iterable[tuple[Stands, Standing]], but: Collection[int] = ()) -> Known:
    """The journals and the fired timers of these subjects; steps `but` are being taken back."""
    meant = {s.id: standing.bridge.circuit.timers_in(s.status) for s, standing in lot}
    waiting = [subject for subject, timers in meant.items() if timers]
    told = [subject for subject in waiting if any(map(_looks_back, meant[subject]))]
    return Known(_pasts(told, frozenset(but)), _fired(waiting))


def armed(subject: Stands, standing: Standing, known: Known) -> list[dict[str, Any]]:
    """Rows of the timers that run where the subject stands; what has gone off is left out.

    The step that led there need not be written yet. The same deadline is never told twice, even
    when the subject came back since; and once an answer was given, silence says nothing.
    """
    circuit = standing.bridge.circuit
    past = _past(subject, known)
    anchors = _anchors(past, subject, standing)
    fired = known.fired.get(subject.id, {})
    over = {(key, at) for (key, _entry, _turn), at in fired.items()}
    rows = []
    for timer in circuit.timers_in(subject.status):
        if timer.silence and past.decided(circuit):
            continue
        turn = 1 + max(
            (t for k, e, t in fired if (k, e) == (timer.key, subject.entry_no)), default=-1
        )
        found = _turn(timer, turn, anchors, standing, known)
        if found is not None and (timer.key, found[1]) not in over:
            rows.append(_row(subject, standing, timer, *found))
    return rows


def following(
    row: Timer, timer: Meant, subject: Stands, standing: Standing, known: Known
) -> dict[str, Any] | None:
    """The next turn of a timer that has just gone off; None when it does not come back."""
    if not timer.every:
        return None
    past = _past(subject, known)
    anchors = _anchors(past, subject, standing)
    found = _turn(timer, row.turn + 1, anchors, standing, known)
    return None if found is None else _row(subject, standing, timer, *found)


def shown(subject: Stands, rows: Sequence[Mapping[str, Any]], known: Known) -> datetime | None:
    """The deadline lists show: the first that runs, else the last of this stay that passed."""
    fired = known.fired.get(subject.id, {}).items()
    passed = (at for (_key, entry, _turn), at in fired if entry == subject.entry_no)
    return min((row["due_at"] for row in rows), default=max(passed, default=None))


def _looks_back(timer: Meant) -> bool:
    plain = timer.anchor in {"latest-arrival", "submission"}
    return not plain or timer.corrections != "run" or bool(timer.silence)


def _turn(
    timer: Meant, turn: int, anchors: Anchors, standing: Standing, known: Known
) -> tuple[int, datetime] | None:
    """The turn that comes, and when: those that a downtime swallowed are one."""
    if turn and not timer.every:
        return None
    for number in range(turn, turn + _MOST_TURNS):
        if timer.times and number >= timer.times:
            return None
        at = _due(timer, anchors, standing, known, number)
        if number == 0 or at > clock.now():
            return number, at
    return None


def _due(timer: Meant, anchors: Anchors, standing: Standing, known: Known, turn: int) -> datetime:
    same = (
        id(standing.calendars), id(timer), anchors.start(timer), anchors.stopped(timer), turn,
    )  # fmt: skip
    if same not in known.counted:
        known.counted[same] = due(timer, anchors, standing.calendars, turn)
    return known.counted[same]


def _row(
    subject: Stands, standing: Standing, timer: Meant, turn: int, at: datetime
) -> dict[str, Any]:
    status = standing.bridge.circuit.status[subject.status]
    held = timer.fire and status.kind is Kind.WAITING_USER
    return {
        "id": uuid7(),
        "subject_kind": standing.kind,
        "subject_id": subject.id,
        "key": timer.key,
        "entry_no": subject.entry_no,
        "turn": turn,
        "due_at": at,
        "held_until": at + GRACE if held else None,
    }


def _anchors(past: Past, subject: Stands, standing: Standing) -> Anchors:
    entered = subject.entered_at or clock.now()
    pauses = past.pauses(standing.bridge.circuit)
    return Anchors(
        entered,
        min(past.first_arrival(subject.status) or entered, entered),
        standing.submitted_at,
        max((until for _since, until in pauses), default=None),
        pauses,
    )


def _past(subject: Stands, known: Known) -> Past:
    """The journal, with the step that leads to the present stay when it is not written yet."""
    found = known.pasts.get(subject.id, Past())
    if found.stays and found.stays[-1].status == subject.status:
        return found
    return found.then(subject.status, subject.entered_at or clock.now())


def _pasts(subject_ids: Collection[UUID], but: frozenset[int]) -> dict[UUID, Past]:
    if not subject_ids:
        return {}
    kind = Step.before["status_kind"].as_string()
    rows = session.execute(
        select(Step.subject_id, Step.id, kind, Step.to_status, Step.at)
        .where(among(Step.subject_id, subject_ids), Step.undone_at.is_(None))
        .order_by(Step.id)
    )
    moves: dict[UUID, list[Walked]] = defaultdict(list)
    for subject, number, left, to, at in rows:
        if number not in but:
            moves[subject].append(Walked(left or "", to, at))
    return {subject: Past.of(walked) for subject, walked in moves.items()}


def _fired(subject_ids: Collection[UUID]) -> Mapping[UUID, Fired]:
    if not subject_ids:
        return {}
    rows = session.execute(
        select(Timer.subject_id, Timer.key, Timer.entry_no, Timer.turn, Timer.due_at).where(
            among(Timer.subject_id, subject_ids), Timer.fired_at.is_not(None)
        )
    )
    found: dict[UUID, dict[tuple[str, int, int], datetime]] = defaultdict(dict)
    for subject, key, entry, turn, at in rows:
        found[subject][key, entry, turn] = at
    return found
