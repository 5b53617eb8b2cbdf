"""Whose turn it is on a request, until when, and what happens if nobody does anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from catalogue.calendars import calendars_at
from catalogue.facts import house_establishment
from catalogue.models import Request
from catalogue.queries.places import zones_at
from core import clock
from core.i18n import _
from core.saying import day, hour, short_day
from workflows import queries as workflows
from workflows.domain.calendars import HERE
from workflows.domain.circuit import PREVIOUS, Circuit, Kind, Timer
from workflows.domain.deadlines import LAST_SECOND
from workflows.operations.turns import turns_in


@dataclass(frozen=True, slots=True)
class Deadline:
    """A timer that runs, as people are told of it."""

    key: str
    at: datetime
    zone: ZoneInfo
    timer: Timer
    #: The status it leads to by itself; empty when it only sends word.
    leads_to: str = ""

    @property
    def day(self) -> str:
        """« vendredi 28 novembre », with the hour when the day is not whole."""
        told = day(self.at, self.zone)
        if self.at.astimezone(self.zone).time().replace(microsecond=0) == LAST_SECOND:
            return told
        return _("%(day)s à %(time)s", day=told, time=hour(self.at, self.zone))

    @property
    def passed(self) -> bool:
        """Whether it lies behind."""
        return self.at <= clock.now()


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, as a reader is told."""

    sentence: str
    #: What happens by itself, one sentence each.
    otherwise: Sequence[str] = ()
    late: bool = False


def zone_of(request: Request) -> ZoneInfo:
    """The time zone of the place a request was made for."""
    return ZoneInfo(calendars_at(house_establishment(request.establishment_id))[HERE].zone)


def deadlines_of(request: Request, circuit: Circuit) -> list[Deadline]:
    """What runs on a request, the first one first. Of a status with one timer the head of the
    request tells all there is: nothing is asked."""
    meant = {timer.key: timer for timer in circuit.timers_in(request.status)}
    if not meant or request.due_at is None:
        return []
    zone = zone_of(request)
    if len(meant) == 1:
        (only,) = meant.values()
        running = [(only.key, request.due_at)] if only.fire or request.due_at > clock.now() else []
    else:
        running = workflows.timers_of(request.id)
    return [
        Deadline(key, at, zone, timer, _target(circuit, timer))
        for key, at in running
        if (timer := meant.get(key)) is not None
    ]


def turn_of(
    request: Request, circuit: Circuit, deadlines: Sequence[Deadline], *, mine: bool
) -> Turn | None:
    """Whose turn it is; `mine` when the reader stands on the side of the establishment."""
    status = circuit.status.get(request.status)
    if status is None or status.kind in {Kind.FINAL, Kind.DRAFT, Kind.AUTOMATIC}:
        return None
    yours = mine and status.kind is Kind.WAITING_USER
    names = names_of(circuit, request.waiting_functions or turns_in(circuit, status.key))
    # A reminder is no deadline to who is reminded; to agents it is the day they are looked for.
    until = next((d for d in deadlines if d.timer.fire or not mine), None)
    otherwise = [*_effects(deadlines, mine=mine), *_stopped(circuit, request, deadlines)]
    late = until is None and request.due_at is not None and request.due_at <= clock.now()
    late = late or (until is not None and until.passed)
    if yours:
        said = (
            _("C’est à vous")
            if until is None
            else _("C’est à vous, jusqu’au %(day)s", day=until.day)
        )
    elif not names:  # only time leads out of here
        said = _("Personne n’est attendu")
        if until is not None:
            said = _("Personne n’est attendu jusqu’au %(day)s", day=until.day)
    elif until is None:
        said = _("Au tour de : %(who)s", who=names)
    else:
        said = _("Au tour de : %(who)s, jusqu’au %(day)s", who=names, day=until.day)
    return Turn(f"{said}.", otherwise, late)


def names_of(circuit: Circuit, functions: Iterable[str]) -> str:
    """« gestionnaire, direction »: functions, never people."""
    known = circuit.functions
    return ", ".join(known[f].label if f in known else f for f in functions)


def _target(circuit: Circuit, timer: Timer) -> str:
    fired = circuit.transition.get(timer.fire)
    status = circuit.status.get(fired.to) if fired and fired.to != PREVIOUS else None
    return status.label if status else ""


def _effects(deadlines: Iterable[Deadline], *, mine: bool) -> Iterable[str]:
    """What comes by itself: what silence is worth, where the request goes."""
    for deadline in deadlines:
        silence, when = deadline.timer.silence, deadline.day
        if silence == "accepted":
            yield (
                _("Sans réponse le %(day)s, votre demande est acceptée.", day=when)
                if mine
                else _("Sans réponse le %(day)s, la demande est acceptée.", day=when)
            )
        elif silence == "refused":
            yield (
                _("Sans réponse le %(day)s, votre demande est refusée.", day=when)
                if mine
                else _("Sans réponse le %(day)s, la demande est refusée.", day=when)
            )
        elif deadline.leads_to:
            target = deadline.leads_to
            yield _(
                "Si rien n’est fait le %(day)s, la demande passe à « %(status)s ».",
                day=when,
                status=target,
            )
        elif not mine:
            yield _("Un rappel part le %(day)s.", day=when)


def _stopped(circuit: Circuit, request: Request, deadlines: Sequence[Deadline]) -> Iterable[str]:
    """The clock of silence waits while the applicant corrects, and people are told so."""
    status = circuit.status[request.status]
    if status.kind is not Kind.WAITING_USER or any(d.timer.silence for d in deadlines):
        return
    for timer in circuit.timers:
        if timer.silence and timer.corrections == "suspend":
            yield _("Le délai de réponse est suspendu jusqu’au retour de la demande complète.")
            return
        if timer.silence and timer.corrections == "restart":
            yield _("Le délai de réponse partira du jour où la demande sera complète.")
            return


@dataclass(frozen=True, slots=True)
class Brief:
    """The same for a line of a list."""

    who: str
    until: str
    until_in_full: str
    late: bool


def briefs_of(
    requests: Sequence[Request], circuits: Mapping[UUID | None, Circuit], *, mine: bool
) -> dict[UUID, Brief]:
    """Whose turn and until when, for the rows of a page; their zones are asked for at once."""
    zones = zones_at({r.establishment_id for r in requests if r.due_at is not None})
    days = _decisive_days(requests, circuits) if mine else {r.id: r.due_at for r in requests}
    return {
        request.id: _brief(
            request,
            circuits.get(request.workflow_version_id),
            zones[request.establishment_id],
            days.get(request.id),
            mine=mine,
        )
        for request in requests
    }


def _decisive_days(
    requests: Sequence[Request], circuits: Mapping[UUID | None, Circuit]
) -> dict[UUID, datetime | None]:
    """Until when something is expected: the first day that moves the request by itself. A reminder
    that comes before it is none; the day itself is then looked for among all that runs."""
    found: dict[UUID, datetime | None] = {}
    behind: dict[UUID, set[str]] = {}
    for request in requests:
        circuit = circuits.get(request.workflow_version_id)
        timers = circuit.timers_in(request.status) if circuit else ()
        fires = {timer.key for timer in timers if timer.fire}
        if request.due_at is None or request.closed_at is not None:
            continue
        if fires and len(fires) == len(timers):
            found[request.id] = request.due_at
        elif fires:
            behind[request.id] = fires
    for subject, running in (workflows.running_on(list(behind)) if behind else {}).items():
        found[subject] = next((day for key, day in running if key in behind[subject]), None)
    return found


def _brief(
    request: Request,
    circuit: Circuit | None,
    zone: ZoneInfo,
    day_of: datetime | None,
    *,
    mine: bool,
) -> Brief:
    at = day_of if request.closed_at is None else None
    who = ""
    if request.submitted_at is None:
        who = _("Vous") if mine else ""
    elif mine and request.status_kind == Kind.WAITING_USER:
        who = _("Vous")
    elif circuit is not None and request.closed_at is None:
        who = names_of(circuit, request.waiting_functions)
    return Brief(
        who,
        short_day(at, zone),
        day(at, zone),
        late=at is not None and at < clock.now(),
    )
