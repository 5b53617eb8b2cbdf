"""A chunk of subjects carried over to another version of their circuit, as a rehearsal plays it and
as a run writes it: the very same way in memory, then a handful of statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from core import clock
from core.actor import HOUSE, Actor
from core.database import Model, session
from core.events import announce_all
from core.history import Line, record_all
from core.rows import among, insert_rows
from workflows.domain.circuit import SYSTEM, Circuit
from workflows.domain.remap import REMAP, markers_after
from workflows.events import CarriedOver
from workflows.models import Step, Tick, Vote
from workflows.operations.bulk import timing
from workflows.operations.bulk.moving import More, journal, tell, write_heads
from workflows.operations.bulk.reading import Held, Known
from workflows.operations.bulk.walking import Act, Made, go_on
from workflows.operations.moving import head_before
from workflows.operations.turns import turns_in
from workflows.standing import Standing


@dataclass(frozen=True, slots=True)
class Asked:
    """One subject to carry over, and where to."""

    held: Held
    old: Circuit
    #: As the house sees it under the newer circuit.
    standing: Standing
    #: Key of a status of the newer circuit.
    target: str
    #: A marker of the older circuit → where it leads in the newer one.
    marked: Callable[[str], str]


@dataclass(slots=True)
class Carried:
    """A subject carried over in memory, with all that falls away."""

    asked: Asked
    seen: int
    before: dict[str, Any]
    due_before: datetime | None
    arrived: bool
    markers_lost: tuple[str, ...]
    votes: list[Vote] = field(default_factory=list)
    """Those that count no more."""
    ticks: list[Tick] = field(default_factory=list)
    """Those that stay ticked."""
    unticked: list[str] = field(default_factory=list)
    trail: list[Made] = field(default_factory=list)
    timers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def held(self) -> Held:
        """The head, as it is now."""
        return self.asked.held


def carry_all(lot: Sequence[Asked], now: datetime, known: Known) -> list[Carried]:
    """Carry each over in memory; what the house does by itself where they arrive is done too."""
    votes, ticks = _votes([a.held for a in lot]), _ticks([a.held for a in lot])
    carried = [_carried(a, now, votes.get(a.held.id, []), ticks) for a in lot]
    fallen = {each.held.id for each in carried if each.votes}
    counted = {subject: cast for subject, cast in known.ballots.items() if subject not in fallen}
    act = Act(HOUSE, "", "", now, replace(known, ballots=counted))
    for each in carried:
        each.trail = go_on(act, each.held, each.asked.standing)
    timers = timing.timers_of([(each.held, each.asked.standing) for each in carried])
    by_subject: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in timers:
        by_subject[row["subject_id"]].append(row)
    for each in carried:
        each.timers = by_subject[each.held.id]
    return carried


def write_all(
    actor: Actor,
    carried: Sequence[Carried],
    table: type[Model],
    facts: Mapping[str, Any],
    *,
    more: More,
    held_until: datetime | None,
    comment: str = "",
) -> dict[UUID, int]:
    """Write what was carried: id → its step, of those nobody else wrote meanwhile.

    `facts` are what history tells of the newer version.
    """
    written = write_heads(
        table, [c.held for c in carried], {c.held.id: c.seen for c in carried}, more
    )
    mine = [c for c in carried if c.held.id in written]
    now = clock.now()
    said = comment or None
    rows = [_step(actor, each, now, said) for each in mine]
    told = insert_rows(Step, rows, returning=("id", "subject_id"))
    steps: dict[UUID, int] = {row.subject_id: row.id for row in told}
    drop_votes([vote.id for each in mine for vote in each.votes], now)
    insert_rows(Tick, [row for each in mine for row in _kept_ticks(each)], skip=True)
    _write_down(actor, mine, steps, facts, said)
    announce_all(
        [
            CarriedOver(c.asked.standing.kind, c.held.id, steps[c.held.id], c.asked.target)
            for c in mine
        ]
    )
    walked = [(each.held, each.asked.standing, each.trail) for each in mine]
    tell(walked, journal(walked, now), held_until)
    timing.rearm_all([c.held.id for c in mine], [row for c in mine for row in c.timers])
    return steps


def drop_votes(vote_ids: Collection[UUID], at: datetime | None) -> None:
    """Count these votes no more, or again."""
    if vote_ids:
        session.execute(
            update(Vote).where(among(Vote.id, vote_ids)).values(dropped_at=at),
            execution_options={"synchronize_session": False},
        )


def _carried(
    asked: Asked, now: datetime, votes: list[Vote], ticks: Mapping[UUID, list[Tick]]
) -> Carried:
    held, new = asked.held, asked.standing.bridge.circuit
    status = new.status[asked.target]
    each = Carried(
        asked, held.version, {**head_before(held), "due_at": _iso(held.due_at)}, held.due_at,
        arrived=held.status != status.key,
        markers_lost=tuple(m for m in held.markers if asked.marked(m) not in new.status),
    )  # fmt: skip
    was = asked.old.status.get(held.status)
    same_visas = not each.arrived and was is not None and was.parallel == status.parallel
    each.votes = [] if same_visas else votes
    items = {item.key for item in status.checklist}
    for tick in ticks.get(held.id, ()):
        if tick.key in items:
            each.ticks.append(tick)
        else:
            each.unticked.append(tick.key)
    held.markers = list(markers_after(held.markers, status.key, asked.marked, new))
    held.status, held.status_kind = status.key, status.kind.value
    awaited = held.waiting_functions or ()
    held.waiting_functions = (
        [function for function in awaited if function in new.functions]
        if same_visas
        else turns_in(new, status.key)
    )
    if each.arrived:
        held.entered_at, held.entry_no = now, held.entry_no + 1
    held.version += 1
    return each


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _votes(subjects: Sequence[Held]) -> dict[UUID, list[Vote]]:
    found: dict[UUID, list[Vote]] = defaultdict(list)
    for vote in session.scalars(
        select(Vote).where(
            among(Vote.subject_id, [held.id for held in subjects]), Vote.dropped_at.is_(None)
        )
    ):
        found[vote.subject_id].append(vote)
    return found


def _ticks(subjects: Sequence[Held]) -> dict[UUID, list[Tick]]:
    entries = {held.id: held.entry_no for held in subjects}
    found: dict[UUID, list[Tick]] = defaultdict(list)
    for tick in session.scalars(select(Tick).where(among(Tick.subject_id, list(entries)))):
        if entries[tick.subject_id] == tick.entry_no:
            found[tick.subject_id].append(tick)
    return found


def _kept_ticks(each: Carried) -> list[dict[str, Any]]:
    """Ticks belong to a stay: those that stay are written again under the new one."""
    if not each.arrived:
        return []
    entry = each.before["entry_no"] + 1
    return [
        {
            "subject_id": tick.subject_id, "entry_no": entry, "key": tick.key,
            "status": each.asked.target, "by": tick.by, "by_name": tick.by_name, "at": tick.at,
        }
        for tick in each.ticks
    ]  # fmt: skip


def _step(actor: Actor, each: Carried, now: datetime, said: str | None) -> dict[str, Any]:
    return {
        "subject_id": each.held.id,
        "transition": REMAP,
        "from_status": each.before["status"],
        "to_status": each.asked.target,
        "direction": "forward",
        "function": SYSTEM,
        "actor_id": actor.account_id,
        "actor_name": actor.name,
        "comment": said,
        "at": now,
        "version": each.seen + 1,
        "before": each.before,
    }


def _write_down(
    actor: Actor,
    carried: Sequence[Carried],
    steps: Mapping[UUID, int],
    facts: Mapping[str, Any],
    said: str | None,
) -> None:
    """A line for the change of place, another one for the votes it took away."""
    kinds: dict[str, list[Line]] = defaultdict(list)
    for each in carried:
        kind, new = each.asked.standing.kind, each.asked.standing.bridge.circuit
        was = each.asked.old.status.get(each.before["status"])
        told = {
            **facts,
            "from": was.label if was else each.before["status"],
            "to": new.status[each.asked.target].label,
            "step": steps[each.held.id],
        }
        lines = kinds[kind]
        lines.append(Line(actor, each.held.id, f"{kind}.remapped", each.seen + 1, told, said))
        if each.votes:
            names = sorted({vote.account_name for vote in each.votes})
            dropped = {"count": len(each.votes), "by": names}
            act = f"{kind}.votes-dropped"
            lines.append(Line(actor, each.held.id, act, each.seen + 1, dropped))
    for kind, lines in kinds.items():
        record_all(kind, lines)
