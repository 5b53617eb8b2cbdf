"""Standing in for somebody: said by who is replaced or who looks after the place; both end it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from accounts import queries
from accounts.domain.replacing import MOST_AT_ONCE, latest_end, narrower, within_one_of
from accounts.events import ReplacementChanged, RightsChanged
from accounts.models import Account, GroupMember, Replacement, Scope
from accounts.operations.guard import note
from accounts.permissions import Permission
from core import clock
from core.actor import Actor
from core.database import session
from core.errors import Invalid, NotFound
from core.events import announce
from core.problems import Problem

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Absence:
    """What is said of an absence: who stands in, in which seats, where, from when to when, why."""

    email: str
    #: Ids of the memberships to be filled.
    seats: Sequence[str]
    valid_from: date | None
    valid_until: date | None
    #: A place within those of the seats; empty for the whole of each.
    place: str = ""
    purpose: str = ""


def name_stand_in(actor: Actor, principal: Account, absence: Absence) -> list[Replacement]:
    """Let somebody sit in the seats of another between two days; never more than these seats."""
    seats = _seats_meant(actor, principal, absence)
    begins = absence.valid_from or clock.today()
    stand_in = _agent(absence.email)
    problems = [
        *_people_problems(actor, principal, stand_in, seats),
        *_period_problems(begins, absence.valid_until),
        *([] if seats else [Problem("/seats", "no-seat-chosen")]),
    ]
    if problems or stand_in is None or absence.valid_until is None:
        raise Invalid(problems)
    made = [
        row
        for seat, scope in seats
        if (row := _new(actor, (principal, stand_in), (seat, scope), begins, absence)) is not None
    ]
    if made:
        session.flush()
        _write(actor, made[0], "account.replacement-named", made, absence.purpose)
        _say(actor, made[0], "named")
    return made


def end_replacement(actor: Actor, row: Replacement) -> None:
    """From this very moment nobody sits there any more: by either, or whoever looks after it."""
    if not may_end(actor, row):
        raise NotFound
    if row.ended_at is not None or row.valid_until < clock.today():
        return
    row.ended_at = clock.now()
    _write(actor, row, "account.replacement-ended", [row])
    _say(actor, row, "ended")


def end_all_of(account: Account) -> None:
    """An account is closed: nobody stands in for it, and it stands in for nobody."""
    now = clock.now()
    for row in session.scalars(
        select(Replacement).where(
            Replacement.ended_at.is_(None),
            or_(Replacement.principal_id == account.id, Replacement.stand_in_id == account.id),
        )
    ):
        row.ended_at = now


def may_end(actor: Actor, row: Replacement) -> bool:
    """Whether this person is one of the two, or names stand-ins there."""
    return actor.account_id in {row.principal_id, row.stand_in_id} or within_one_of(
        row.scope.path, queries.named_at(actor)
    )


def _seats_meant(
    actor: Actor, principal: Account, absence: Absence
) -> list[tuple[GroupMember, Scope]]:
    """The seats chosen, each at the place meant: only those this person may give out."""
    wanted = set(absence.seats[:MOST_AT_ONCE])
    seats = [s for s in queries.standing_seats(principal.id) if str(s.id) in wanted]
    meant = _place_meant(absence.place, [seat.scope.path for seat in seats])
    found = []
    for seat in seats:
        place = seat.scope
        if meant is not None:
            if narrower(seat.scope.path, meant.path) != meant.path:
                raise Invalid([Problem("/place", "place-beyond-seat")])
            place = meant
        if actor.account_id != principal.id and not within_one_of(
            place.path, queries.named_at(actor)
        ):
            raise NotFound  # a seat elsewhere is not shown, hence not chosen
        found.append((seat, place))
    return found


def _place_meant(text: str, roots: Sequence[str]) -> Scope | None:
    if not text.strip() or not roots:
        return None
    found = queries.scope_named(text, roots)
    if not found:
        raise Invalid([Problem("/place", "place-beyond-seat")])
    if len(found) > 1:
        codes = ", ".join(scope.code for scope in found[:5])
        raise Invalid([Problem("/place", "several-scopes", {"codes": codes})])
    return found[0]


def _agent(email: str) -> Account | None:
    """Whoever works here under this address; unknown, closed and without work are one answer."""
    found = queries.account_by_email(email)
    if found is None or found.disabled_at is not None or not queries.works_here(found.id):
        return None
    return found


def _people_problems(
    actor: Actor,
    principal: Account,
    stand_in: Account | None,
    seats: Sequence[tuple[GroupMember, Scope]],
) -> Iterator[Problem]:
    if stand_in is None:
        yield Problem("/email", "unknown-stand-in")
    elif stand_in.id == principal.id:
        yield Problem("/email", "stands-in-for-oneself")
    elif stand_in.id == actor.account_id and not all(
        actor.holds(Permission.ROLES_GRANT, scope.path) for _seat, scope in seats
    ):
        yield Problem("/email", "not-to-oneself")


def _period_problems(begins: date, ends: date | None) -> Iterator[Problem]:
    if ends is None:
        yield Problem("/valid_until", "end-missing")
    elif ends < begins:
        yield Problem("/valid_until", "ends-before-start")
    elif ends < clock.today():
        yield Problem("/valid_until", "already-over")
    elif ends > latest_end(begins):
        latest = latest_end(begins).strftime("%d/%m/%Y")
        yield Problem("/valid_until", "end-too-late", {"latest": latest})


def _new(
    actor: Actor,
    people: tuple[Account, Account],
    where: tuple[GroupMember, Scope],
    begins: date,
    absence: Absence,
) -> Replacement | None:
    """One row a seat; the very same one said again is the one that stands."""
    (principal, stand_in), (seat, scope) = people, where
    same = {
        "principal_id": principal.id,
        "stand_in_id": stand_in.id,
        "group_id": seat.group_id,
        "scope_id": scope.id,
        "valid_from": begins,
        "valid_until": absence.valid_until,
    }
    standing = select(Replacement.id).filter_by(**same).where(Replacement.ended_at.is_(None))
    if session.scalar(standing.limit(1)) is not None:
        return None
    row = Replacement(
        **same,
        purpose=" ".join(absence.purpose.split())[:LONGEST_REASON],
        named_by=actor.account_id,
        principal=principal,
        stand_in=stand_in,
        group=seat.group,
        scope=scope,
    )
    session.add(row)
    return row


def _write(
    actor: Actor, one: Replacement, act: str, rows: Sequence[Replacement], reason: str = ""
) -> None:
    """A line about each of the two, their accounts locked in one order for all."""
    titles = ", ".join(f"{row.group.label} ({row.scope.label})" for row in rows)
    facts: dict[str, Any] = {
        "title": titles,
        "principal": one.principal.name,
        "stand_in": one.stand_in.name,
        "from": one.valid_from.isoformat(),
        "until": one.valid_until.isoformat(),
    }
    for account in sorted((one.principal, one.stand_in), key=_identity):
        note(actor, account, act, facts=facts, reason=reason.strip() or None)


def _identity(account: Account) -> UUID:
    return account.id


def _say(actor: Actor, row: Replacement, change: str) -> None:
    announce(RightsChanged(row.stand_in_id, actor.account_id))
    announce(ReplacementChanged(row.id, change, actor.account_id))
