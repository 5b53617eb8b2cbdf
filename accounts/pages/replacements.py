"""Who stands in for whom: one’s own absences, and those of the people one looks after."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from accounts import operations, queries
from accounts.domain.replacing import SUPERVISE, within_one_of
from accounts.forms import AbsenceForm, filled, said
from accounts.models import Account, GroupMember, Replacement
from accounts.pages.blueprint import pages
from accounts.permissions import Permission
from core import clock
from core.access import confirmed, requires, signed_in
from core.actor import Actor
from core.database import unit_of_work
from core.errors import Invalid, NotFound, NotSignedIn
from core.i18n import _
from core.web import current_actor, flash_notice, redirect_or_swap, render

OWN = "everybody says who stands in for them, and stops standing in for others"


@pages.get("/mon-compte/remplacements")
@signed_in(because=OWN)
def replacements() -> Response:
    """Who replaces me, and whom I replace."""
    return _mine(AbsenceForm(formdata=None), 200)


@pages.post("/mon-compte/remplacements")
@signed_in(because=OWN)
@confirmed
def replace_me() -> Response:
    """Say who stands in for me, in which functions, from when to when."""
    form = AbsenceForm()
    if not filled(form):
        return _mine(form, 422)
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = url_for("accounts.replacements")
            operations.name_stand_in(current_actor(), _me(), _absence(form))
    except Invalid as refusal:
        form.show(refusal)
        return _mine(form, 422)
    flash_notice(_("Le remplacement est enregistré. Vous en êtes tous deux avertis."))
    return redirect_or_swap("accounts.replacements")


@pages.post("/mon-compte/remplacements/<uuid:replacement_id>/fin")
@signed_in(because=OWN)
def end_my_replacement(replacement_id: UUID) -> Response:
    """End it now, from either side."""
    _end(replacement_id, "accounts.replacements")
    return redirect_or_swap("accounts.replacements")


@pages.get("/administration/remplacements")
@requires(Permission.ROLES_GRANT, SUPERVISE)
def all_replacements() -> Response:
    """Everybody’s, at the places one looks after; and a form for somebody who cannot say it."""
    return _all(AbsenceForm(formdata=None), 200)


@pages.post("/administration/remplacements")
@requires(Permission.ROLES_GRANT, SUPERVISE)
@confirmed
def replace_somebody() -> Response:
    """Say who stands in for somebody else."""
    actor, form = current_actor(), AbsenceForm()
    if not filled(form):
        return _all(form, 422)
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = url_for("accounts.all_replacements")
            absent = _absent(actor)
            if absent is None:
                raise NotFound
            operations.name_stand_in(actor, absent, _absence(form))
    except Invalid as refusal:
        form.show(refusal)
        return _all(form, 422)
    flash_notice(_("Le remplacement est enregistré. Les deux personnes en sont averties."))
    return redirect_or_swap("accounts.all_replacements")


@pages.post("/administration/remplacements/<uuid:replacement_id>/fin")
@requires(Permission.ROLES_GRANT, SUPERVISE)
def end_a_replacement(replacement_id: UUID) -> Response:
    """End somebody’s replacement now."""
    _end(replacement_id, "accounts.all_replacements")
    return redirect_or_swap("accounts.all_replacements")


def _end(replacement_id: UUID, endpoint: str) -> None:
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = url_for(endpoint)
        operations.end_replacement(current_actor(), queries.replacement(replacement_id))
    flash_notice(_("Le remplacement est terminé."))


def _absence(form: Any) -> operations.Absence:
    return operations.Absence(
        email=said(form.email),
        seats=form.seats.data or [],
        valid_from=form.valid_from.data,
        valid_until=form.valid_until.data,
        place=said(form.place),
        purpose=said(form.purpose),
    )


def _me() -> Account:
    account_id = current_actor().account_id
    if account_id is None:
        raise NotSignedIn
    return queries.account(account_id)


def _absent(actor: Actor) -> Account | None:
    """Who was named by address, if they have a seat at a place one looks after."""
    email = request.values.get("personne", "").replace("\x00", "").strip()
    found = queries.account_by_email(email) if email else None
    return found if found is not None and _seats_here(actor, found) else None


def _seats_here(actor: Actor, account: Account) -> list[GroupMember]:
    """The seats of somebody that lie at the places one looks after."""
    roots = queries.named_at(actor)
    seats = queries.standing_seats(account.id)
    return [seat for seat in seats if within_one_of(seat.scope.path, roots)]


def _shown(row: Replacement, today: Any) -> dict[str, Any]:
    """A line of either list."""
    over = row.ended_at is not None or row.valid_until < today
    state = "over" if over else "coming" if row.valid_from > today else "now"
    return {"row": row, "state": state}


def _mine(form: Any, status: int) -> Response:
    account, today = _me(), clock.today()
    rows = queries.replacements_of(account.id)
    form.offer(queries.standing_seats(account.id))
    html = render(
        "accounts/replacements.html",
        form=form,
        account=account,
        mine=[_shown(row, today) for row in rows if row.principal_id == account.id],
        others=[_shown(row, today) for row in rows if row.stand_in_id == account.id],
        colleagues=queries.colleagues_of(account.id),
    )
    return make_response(html, status)


def _all(form: Any, status: int) -> Response:
    actor, today = current_actor(), clock.today()
    absent, past = _absent(actor), request.args.get("passes") == "oui"
    form.offer(_seats_here(actor, absent) if absent else [])
    html = render(
        "accounts/all_replacements.html",
        form=form,
        absent=absent,
        asked=request.values.get("personne", ""),
        past=past,
        rows=[_shown(row, today) for row in queries.replacements_under(actor, past=past)],
        colleagues=queries.colleagues_of(absent.id) if absent else [],
    )
    return make_response(html, status)
