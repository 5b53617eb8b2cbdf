"""How soon one's mails leave: chosen in one's account, or by the link of a mail."""

from __future__ import annotations

from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from accounts import operations as accounts
from accounts import queries as people
from core.access import proven_by_address, public, signed_in
from core.database import unit_of_work
from core.errors import BadInput
from core.i18n import _
from core.web import current_actor, flash_notice, known_as, redirect_or_swap, render
from messaging.pace import PREFERENCE, Pace, pace_of, person_of, words_of
from messaging.pages.blueprint import pages

OWN = "everybody chooses how soon their own mails leave"
BY_LINK = "the signature in the address says whose mails they are"
#: What a mail programme posts by its own button (RFC 8058).
ONE_CLICK = ("List-Unsubscribe", "One-Click")


@pages.get("/mon-compte/courriels")
@signed_in(because=OWN)
def mail_pace() -> str:
    """At once, once a day, never."""
    account_id = current_actor().account_id
    chosen = pace_of(account_id) if account_id else Pace.AT_ONCE
    return render("messaging/pace.html", options=_options(), chosen=chosen.value)


@pages.post("/mon-compte/courriels")
@signed_in(because=OWN)
def choose_mail_pace() -> Response:
    """Keep the choice."""
    pace = _posted()
    with unit_of_work():
        accounts.keep_preference(current_actor(), PREFERENCE, pace.value)
    flash_notice(_("Votre choix est enregistré : %(choice)s.", choice=words_of(pace)))
    return redirect_or_swap("messaging.mail_pace")


@pages.get("/courriels/desabonnement/<token>")
@public(because=BY_LINK)
def unsubscribe_page(token: str) -> str:
    """The same choice for who comes from a mail. Looking changes nothing: programmes look too."""
    person = _of_link(token)
    return render(
        "messaging/unsubscribe.html",
        options=_options(),
        chosen=pace_of(person).value,
        token=token,
        done=False,
    )


@pages.post("/courriels/desabonnement/<token>")
@public(because=BY_LINK)
@proven_by_address
def unsubscribe(token: str) -> str:
    """One click of a mail programme, or the choice of the page; twice is once."""
    person = _of_link(token)
    name, value = ONE_CLICK
    pace = Pace.NEVER if request.form.get(name) == value else _posted()
    with unit_of_work():
        accounts.keep_preference(people.actor_of(person), PREFERENCE, pace.value)
    return render(
        "messaging/unsubscribe.html",
        options=_options(),
        chosen=pace.value,
        token=token,
        done=True,
    )


def _of_link(token: str) -> UUID:
    person = person_of(token)
    current_actor()  # whoever the cookie names, or nobody: then it is the link that names
    known_as(person)
    return people.account(person).id


def _posted() -> Pace:
    wanted = request.form.get("pace", "")
    if wanted not in set(Pace):
        raise BadInput
    return Pace(wanted)


def _options() -> list[tuple[str, str]]:
    return [(pace.value, words_of(pace)) for pace in Pace]
