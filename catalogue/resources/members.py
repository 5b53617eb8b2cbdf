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
from catalogue.serializers import MemberIn, MemberOut, MemberPage
from catalogue.views.members import out_of
from core import paging
from core.access import requires
from core.actor import Actor
from core.api import PageQuery, answers, body, bounded_page, operation_of, query
from core.database import unit_of_work
from core.errors import Forbidden, NotFound
from core.web import current_actor


@resources.get("/establishments/<string:code>/members")
@requires(Accounts.MEMBERS_DELEGATE)
@query(PageQuery)
@answers(MemberPage)
def list_members(code: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Whoever was given rights by those in charge of the establishment, by name."""
    members = accounts.delegated_members(_scope(current_actor(), code))
    found = [out_of(member) for member in members]
    page, following = paging.part(found, _place, asked["cursor"], asked["limit"])
    return bounded_page(page, following, len(found))


def _place(member: dict[str, Any]) -> list[str]:
    return [str(member["name"]), str(member["id"])]


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
    with unit_of_work(idempotent=True) as work:
        scope = _scope(actor, code)
        member = accounts.delegated_member(scope, account_id)
        if member is None:
            raise NotFound
        acts.end_delegation(actor, member.account, scope)
        work.outcome.update(status=204)
    return Response(status=204)


operation_of(end_member).status = 204


def _scope(actor: Actor, code: str) -> Any:
    school = profiles.school_for(actor, code, Accounts.MEMBERS_DELEGATE)
    if not school.may_delegate:
        raise Forbidden
    scope = accounts.scope_by_path(school.scope_path)
    if scope is None:
        raise NotFound
    return scope
