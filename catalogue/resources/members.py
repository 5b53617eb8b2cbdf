"""Members of an establishment for programs of whoever is in charge of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, jsonify

from accounts import operations as acts
from accounts import queries as accounts
from accounts.permissions import Permission as Accounts
from catalogue import profiles
from catalogue.resources.blueprint import resources
from catalogue.serializers import MemberIn, MemberOut
from catalogue.views.members import out_of
from core.access import requires
from core.actor import Actor
from core.api import answers, body
from core.database import unit_of_work
from core.errors import Forbidden, NotFound
from core.web import current_actor


@resources.get("/establishments/<string:code>/members")
@requires(Accounts.MEMBERS_DELEGATE)
@answers(MemberOut, many=True)
def list_members(code: str) -> list[dict[str, Any]]:
    """Whoever was given rights by those in charge of the establishment."""
    return [out_of(member) for member in accounts.delegated_members(_scope(current_actor(), code))]


@resources.post("/establishments/<string:code>/members")
@requires(Accounts.MEMBERS_DELEGATE)
@body(MemberIn)
@answers(MemberOut, 201)
def set_member(code: str, data: dict[str, Any]) -> Any:
    """Give somebody rights until a day; said again, other rights or another day."""
    actor = current_actor()
    with unit_of_work(idempotent=True) as work:
        scope = _scope(actor, code)
        account = acts.invite_member(actor, scope, data["email"], data["name"])
        acts.delegate(actor, account, scope, data["rights"], data["until"], data["purpose"])
        member = accounts.delegated_member(scope, account.id)
        if member is None:
            raise NotFound
        out = MemberOut().dump(out_of(member))
        work.outcome.update(status=201, body=out)
    response = jsonify(out)
    response.status_code = 201
    return response


@resources.delete("/establishments/<string:code>/members/<uuid:account_id>")
@requires(Accounts.MEMBERS_DELEGATE)
def end_member(code: str, account_id: UUID) -> Response:
    """End at once all that was given to a member."""
    actor = current_actor()
    with unit_of_work():
        scope = _scope(actor, code)
        member = accounts.delegated_member(scope, account_id)
        if member is None:
            raise NotFound
        acts.end_delegation(actor, member.account, scope)
    return Response(status=204)


def _scope(actor: Actor, code: str) -> Any:
    school = profiles.school_for(actor, code, Accounts.MEMBERS_DELEGATE)
    if not school.may_delegate:
        raise Forbidden
    scope = accounts.scope_by_path(school.scope_path)
    if scope is None:
        raise NotFound
    return scope
