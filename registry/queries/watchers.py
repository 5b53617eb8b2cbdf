"""Who sees a record, by which role: the same algebra, asked of everybody whose grants reach it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import select

from accounts import queries as accounts
from accounts.models import Account, Scope
from accounts.models import Grant as Given
from accounts.queries.dates import granted_today
from core.actor import Actor, Grant
from core.database import session
from registry.domain.entity import Entity
from registry.domain.rights import READ
from registry.models import Record
from registry.queries import gate

MOST_LOOKED_AT: Final = 1_000
MOST_NAMED: Final = 200


def watchers(actor: Actor, entity: Entity, record: Record) -> dict[str, Any]:
    """`people` (name, account, roles, how many fields), and how many `others` see it by a role
    given where this person does not look after accounts."""
    people: list[dict[str, Any]] = []
    others = 0
    for one in reaching(record.scope_path or ""):
        held = gate.access(one, entity, record)
        if READ not in held.actions:
            continue
        known = [g for g in one.grants if actor.holds("accounts:read", g.scope_path)]
        if not known or len(people) >= MOST_NAMED:
            others += 1
            continue
        people.append(
            {
                "name": one.name, "account": one.account_id,
                "roles": [(g.role_title, g.scope_label, g.valid_until) for g in known],
                "fields": len(held.reads), "masked": len(held.masks), "writes": len(held.writes),
            }
        )  # fmt: skip
    return {"people": people, "others": others, "total": len(entity.fields)}


def reaching(path: str) -> Iterator[Actor]:
    """Everybody with a grant of today at this place or above it."""
    parts = path.strip("/").split("/")
    above = ["/" + "/".join(parts[:size]) for size in range(1, len(parts) + 1)]
    rows = session.execute(
        select(Given, Account, Scope)
        .join(Account, Account.id == Given.account_id)
        .join(Scope, Scope.id == Given.scope_id)
        .where(Scope.path.in_(above), Account.disabled_at.is_(None), granted_today())
        .order_by(Account.folded, Account.id, Given.id)
        .limit(MOST_LOOKED_AT)
    ).all()
    roles = accounts.live_roles()
    held: dict[Any, tuple[Any, list[Grant]]] = {}
    for given, account, scope in rows:
        role = roles.get(given.role)
        if role is not None:
            grant = Grant(
                given.id, role.key, role.title, scope.path, scope.label, role.permissions,
                role.rules, given.valid_until, given.source,
            )  # fmt: skip
            held.setdefault(account.id, (account, []))[1].append(grant)
    for account, grants in held.values():
        facts = {name: getattr(account, name) for name in ("name", "email", "job_title", "locale")}
        yield Actor(
            account_id=account.id, name=account.name, email=account.email, grants=tuple(grants),
            facts={**facts, "id": str(account.id)},
        )  # fmt: skip
