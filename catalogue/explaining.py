"""Why a person sees a request, in sentences: role, scope, dates, team, function; and who else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts import queries as accounts
from catalogue.permissions import Permission
from catalogue.queries import Seen, visitors
from catalogue.standing import functions_for
from catalogue.views.steps import agents_by_function
from core.actor import Actor, Grant, Membership
from core.i18n import _
from core.saying import day
from workflows import queries as workflows

Reason = tuple[str, str]


@dataclass(slots=True)
class Watcher:
    """Somebody who sees a request, by which roads, and when he last looked."""

    name: str
    by: list[str] = field(default_factory=list)
    seen_at: datetime | None = None


def why_seen(actor: Actor, seen: Seen) -> list[Reason]:
    """Every chain that leads this person to this request; each alone would be enough."""
    if seen.side == "agency":
        return [*_by_function(actor, seen), *_by_supervision(actor, seen)]
    return [
        ("granted", _given(grant, _("de suivre les demandes de cet établissement")))
        for grant in actor.grants
        if grant.covers(seen.request.scope_path)
        and grant.permissions & {Permission.REQUESTS_FOLLOW, Permission.REQUESTS_FILE}
    ]


def _by_function(actor: Actor, seen: Seen) -> Iterator[Reason]:
    path, service = seen.request.scope_path, seen.versions.service
    circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
    for key in sorted(seen.functions):
        function = circuit.functions[key]
        if function.source != "group":
            continue
        for group in service.groups_of(key, path):
            for seat in actor.memberships:
                if seat.group == group and seat.covers(path):
                    yield _seated(seat, service.title, function.label)
    for grant in actor.grants:
        if Permission.REQUESTS_PROCESS in grant.permissions:
            yield "granted", _given(grant, _("de traiter des demandes"))


def _seated(seat: Membership, service: str, function: str) -> Reason:
    """A seat in a team: one’s own, or that of somebody one stands in for."""
    words = {
        "service": service, "function": function,
        "group": accounts.group_by_key(seat.group).label, "scope": _place(seat.scope_path),
    }  # fmt: skip
    if seat.stands_in_for is None:
        return (
            "function",
            _("Le téléservice « %(service)s » confie ici la fonction « %(function)s » à"
              " l’équipe « %(group)s », dont vous êtes membre sur %(scope)s.", **words),
        )  # fmt: skip
    words |= {"principal": seat.stands_in_name, "day": day(seat.until)}
    return (
        "stands-in",
        _("Vous remplacez %(principal)s sur %(scope)s jusqu’au %(day)s : le téléservice"
          " « %(service)s » confie ici la fonction « %(function)s » à l’équipe « %(group)s », dont"
          " cette personne est membre.", **words),
    )  # fmt: skip


def _by_supervision(actor: Actor, seen: Seen) -> Iterator[Reason]:
    for grant in actor.grants:
        if Permission.REQUESTS_SUPERVISE in grant.permissions and grant.covers(
            seen.request.scope_path
        ):
            yield "supervised", _given(grant, _("de voir toutes les demandes"))


def _given(grant: Grant, what: str) -> str:
    values = {"role": grant.role_title, "scope": grant.scope_label, "what": what}
    if grant.valid_until:
        return _("Le rôle « %(role)s » sur %(scope)s vous donne le droit %(what)s, jusqu’au"
                 " %(day)s.",
                 **values, day=day(grant.valid_until))  # fmt: skip
    return _("Le rôle « %(role)s » sur %(scope)s vous donne le droit %(what)s.", **values)


def _place(path: str) -> str:
    scope = accounts.scope_by_path(path)
    return scope.label if scope else path


def may_ask_who_else(actor: Actor, seen: Seen) -> bool:
    """The reverse question is for those who look after accounts or supervise there."""
    path = seen.request.scope_path
    return actor.holds("accounts:read", path) or actor.holds(Permission.REQUESTS_SUPERVISE, path)


def watching(seen: Seen) -> list[Watcher]:
    """Everybody who sees this request today, by name, and when each last looked."""
    found: dict[UUID, Watcher] = {}
    for permission, words in (
        (Permission.REQUESTS_FOLLOW, _("pour l’établissement")),
        (Permission.REQUESTS_FILE, _("pour l’établissement")),
        *(((Permission.REQUESTS_SUPERVISE, _("supervision")),) if _submitted(seen) else ()),
    ):
        for account in accounts.accounts_with(permission, seen.request.scope_path):
            _note(found, account.id, account.name, words)
    if _submitted(seen):
        _agents(seen, found)
    for account_id, at in visitors(seen.request.id).items():
        if account_id in found:
            found[account_id].seen_at = at
    return sorted(found.values(), key=lambda one: one.name)


def _agents(seen: Seen, found: dict[UUID, Watcher]) -> None:
    """Members of the teams; a membership alone gives no right, so each is looked at again."""
    service = seen.versions.service
    circuit = workflows.bridge_of(seen.versions.workflow.id).circuit
    agents = agents_by_function(seen)
    for account in {one.id: one for some in agents.values() for one in some}.values():
        held = functions_for(accounts.actor_of(account.id), seen.request, circuit, service)
        for key in sorted(agents.keys() & held):
            _note(found, account.id, account.name, circuit.functions[key].label)


def _submitted(seen: Seen) -> bool:
    return seen.request.submitted_at is not None


def _note(found: dict[UUID, Watcher], account_id: UUID, name: str, words: str) -> None:
    watcher = found.setdefault(account_id, Watcher(name))
    if words not in watcher.by:
        watcher.by.append(words)
