"""What stands beside the requests when a visitor comes: an absence, a change that waits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, TypeVar

from accounts import operations as accounts
from accounts import queries
from accounts.operations import Absence
from app.demo.cast import ANNE_DE_BRETAGNE, Person
from core import clock
from registry import operations as registry
from registry.queries import live_entity, record_for

T = TypeVar("T")
#: Who is away, who sits in the empty seat, and for how many days.
AWAY, STAND_IN, DAYS = "sofia_klein", "thomas_riviere", 12
ASKS: Final = "claire_lefevre"
CHANGE: Final = {"telephone": "0299544848", "web": "https://college-anne-de-bretagne.example"}
REASON: Final = "Le standard a changé de numéro, et le collège a un nouveau site."


def set_beside(people: Mapping[str, Person]) -> None:
    """Both, through the acts people use, as of the present moment."""
    _absence(people[AWAY], people[STAND_IN])
    _change(people[ASKS])


def _absence(person: Person, stand_in: Person) -> None:
    away = _there(queries.account_by_email(person.email), person)
    absence = Absence(
        stand_in.email,
        [str(seat.id) for seat in queries.standing_seats(away.id)],
        clock.today(),
        clock.today() + timedelta(days=DAYS),
        purpose="Congés",
    )
    accounts.name_stand_in(queries.actor_of(away.id), away, absence)


def _change(person: Person) -> None:
    head = _there(queries.account_by_email(person.email), person)
    actor = queries.actor_of(head.id)
    record = record_for(actor, live_entity("etablissement").key, ANNE_DE_BRETAGNE)
    registry.propose_changes(actor, record, CHANGE, reason=REASON)


def _there(found: T | None, person: Person) -> T:
    if found is None:
        raise LookupError(person.key)
    return found
