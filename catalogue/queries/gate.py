"""The query gate of agents: which requests, as SQL, from live bindings and supervision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, and_, case, false, or_, true

from catalogue.domain.service import Service
from catalogue.models import Request
from catalogue.permissions import Permission
from core.actor import Actor
from registry import queries as registry
from schemas import queries as schemas


def services_of(actor: Actor) -> list[Service]:
    """Services this person processes somewhere, by title."""
    found = [Service.of(version.body) for version in schemas.live_all("service")]
    supervises = actor.holds(Permission.REQUESTS_SUPERVISE)
    groups = {m.group for m in actor.memberships}
    mine = [
        s
        for s in found
        if supervises or any(b.group in groups for rows in s.bindings.values() for b in rows)
    ]
    return sorted(mine, key=lambda s: s.title)


def reachable(
    actor: Actor, *, waiting: bool = False, services: Sequence[Service] | None = None
) -> ColumnElement[bool]:
    """Which requests this person processes; `waiting`: only those where it is his turn.

    `services` are those of `services_of`, when the caller has them already.
    """
    if not actor.holds(Permission.REQUESTS_PROCESS):
        return false()
    known = services_of(actor) if services is None else services
    clauses = list(_bound(actor, known, waiting=waiting))
    if waiting:
        return and_(Request.closed_at.is_(None), or_(false(), *clauses))
    clauses += [under(path) for path in actor.scopes_for(Permission.REQUESTS_SUPERVISE)]
    return or_(false(), *clauses)


def under(scope_path: str) -> ColumnElement[bool]:
    """Requests at a scope or below it, as records are."""
    return registry.under(scope_path, Request.scope_path)


def _bound(
    actor: Actor, services: Sequence[Service], *, waiting: bool
) -> Iterator[ColumnElement[bool]]:
    """What functions open, one clause a place: thirty services of one office read as one list."""
    met: dict[tuple[str, str], set[str]] = defaultdict(set)
    for service in services:
        for function, bindings in service.bindings.items():
            for binding in bindings:
                held = {m.scope_path for m in actor.memberships if m.group == binding.group}
                for path in _narrower(held, binding.scope):
                    met[path, service.key].add(function)
    together: dict[tuple[str, frozenset[str]], list[str]] = defaultdict(list)
    for (path, service_key), functions in sorted(met.items()):
        together[path, frozenset(functions if waiting else ())].append(service_key)
    for (path, awaited), keys in together.items():
        clause = and_(Request.service_key.in_(keys), under(path))
        if waiting:
            clause = and_(clause, _awaits(sorted(awaited)))
        yield clause


def _awaits(functions: Sequence[str]) -> ColumnElement[bool]:
    """Whose turn it is, in a form the planner guesses to be common. Behind the second wall it may
    not look at how often a turn stands, takes it for rare, and would sort all of them for a page.
    """
    turns = or_(*(Request.waiting_functions.contains([function]) for function in functions))
    return case((turns, true()), else_=false())


def _narrower(paths: set[str], scope: str) -> set[str]:
    """Where a membership and a binding meet."""
    if scope == "*":
        return paths
    met = set()
    for path in paths:
        if path == scope or path.startswith(scope.rstrip("/") + "/"):
            met.add(path)
        elif scope.startswith(path.rstrip("/") + "/"):
            met.add(scope)
    return met
