"""Administration: accounts made in number, from a file or from lines of a spreadsheet."""

from __future__ import annotations

from typing import Any

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from accounts import operations, queries
from accounts.pages import dossier
from accounts.pages.blueprint import pages
from accounts.permissions import Permission
from accounts.queries.scopes import display
from accounts.roster import MOST_PEOPLE, Wish, as_text, wishes
from core.access import confirmed, requires
from core.database import unit_of_work
from core.errors import Invalid, PreauError
from core.i18n import ngettext
from core.web import current_actor, flash_notice, redirect_or_swap, render
from core.words import message


@pages.get("/administration/comptes/en-nombre")
@requires(Permission.ACCOUNTS_MANAGE)
def many_people() -> Response:
    """Where lines are pasted, or a file chosen."""
    return _page("")


@pages.post("/administration/comptes/en-nombre")
@requires(Permission.ACCOUNTS_MANAGE)
def judge_many() -> Response:
    """What would become of each line: nothing is written."""
    try:
        asked = _asked()
    except PreauError as refusal:
        return _page(request.form.get("lines", ""), trouble=_said(refusal), status=422)
    return _page(as_text(asked), judged=operations.judge(current_actor(), asked))


@pages.post("/administration/comptes/en-nombre/creer")
@requires(Permission.ACCOUNTS_MANAGE)
@confirmed
def bring_many() -> Response:
    """Make what holds; the other lines come back to be corrected."""
    actor = current_actor()
    try:
        with unit_of_work(idempotent=True) as work:
            judged = operations.judge(actor, _asked())
            left = [one.wish for one in judged if one.problems]
            opened, given = operations.bring(actor, judged)
            work.outcome["location"] = url_for("accounts.people")
    except PreauError as refusal:
        return _page(request.form.get("lines", ""), trouble=_said(refusal), status=422)
    words = ngettext("%(num)d compte est créé.", "%(num)d comptes sont créés.", opened)
    if given:
        words += " " + ngettext(
            "%(num)d personne déjà connue reçoit son rôle.",
            "%(num)d personnes déjà connues reçoivent leur rôle.",
            given,
        )
    flash_notice(words)
    if left:
        return _page(as_text(left), judged=operations.judge(actor, left))
    return redirect_or_swap("accounts.people")


def _asked() -> list[Wish]:
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        return wishes(sent.read(), sent.filename)
    return wishes(request.form.get("lines", "").encode(), "lignes.csv")


def _said(refusal: PreauError) -> str:
    problems = refusal.problems if isinstance(refusal, Invalid) else []
    return " ".join(message(problem) for problem in problems) or str(refusal.message)


def _page(lines: str, *, judged: Any = None, trouble: str = "", status: int = 200) -> Response:
    actor = current_actor()
    roles = [title for _key, title in dossier.roles_to_give(actor)]
    scopes = queries.scopes_under(actor.scopes_for(Permission.ROLES_GRANT), limit=1)
    return make_response(
        render(
            "accounts/many_people.html",
            lines=lines,
            judged=judged,
            good=sum(not one.problems for one in judged or ()),
            trouble=trouble,
            roles=roles,
            example=display(scopes[0]) if scopes else "",
            most=MOST_PEOPLE,
            message=message,
        ),
        status,
    )
