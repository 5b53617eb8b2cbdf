"""« Confirmez que c’est vous »: before a dangerous act, and for ten minutes (S-02)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import make_response, request
from werkzeug.wrappers import Response

from accounts import operations, passwords, queries, signing
from accounts.errors import TooManyCodes, WrongFactor, WrongKey
from accounts.models import Account
from accounts.operations.entrance import CONFIRM
from accounts.pages.asking import here, offered
from accounts.pages.blueprint import pages
from core.access import signed_in
from core.database import unit_of_work
from core.errors import NotSignedIn
from core.i18n import _
from core.web import current_actor, go, local_path, render

OWN = "everybody may show again who they are"
PURPOSE = "confirm"
#: Before the name of a field that waits in the page for the confirmation.
WAITS = "kept."

#: Address, fields, and whether there were files, which no page can hold.
Waiting = tuple[str, Sequence[tuple[str, str]], bool]


class Confirmation:
    """Fills the point `app.confirmation`: the page an unconfirmed act is answered with."""

    key = "accounts"

    def page(self, back: str, waiting: Waiting | None, refusal: str | None = None) -> str:
        """The ways to show who one is; a form that was sent waits in the page."""
        factors = queries.factors_of(_me().id)
        return render(
            "accounts/confirm.html",
            factors=factors,
            asked=offered(factors, PURPOSE),
            wanted=back,
            waiting=waiting,
            prefix=WAITS,
            refusal=refusal,
        )


CONFIRMATION = Confirmation()


@pages.get("/confirmer")
@signed_in(because=OWN)
def confirm() -> str:
    """Ask who is there, then go on to the page that was wanted."""
    return CONFIRMATION.page(local_path(request.args.get("next")), None)


@pages.post("/confirmer")
@signed_in(because=OWN)
def confirm_post() -> Response:
    """By a key, a code, or the password of who has nothing else; then the session is another."""
    account, wanted = _me(), local_path(request.form.get("next"))
    waiting = _waiting()
    try:
        _prove(account)
    except (TooManyCodes, WrongFactor, WrongKey) as refusal:
        html = CONFIRMATION.page(wanted, waiting, str(refusal.message))
        return make_response(html, refusal.status)
    signing.confirm_session(account)
    if waiting is None:
        return go(wanted)
    return make_response(render("accounts/confirmed.html", wanted=wanted, waiting=waiting))


def _prove(account: Account) -> None:
    """The proof that was sent; one that is not fit for this account counts as a wrong one."""
    with unit_of_work():
        operations.take_a_code_try(account, request.remote_addr or "", CONFIRM)
    with unit_of_work():
        _look_at(account)
        operations.forget_tries(account.email, CONFIRM)


def _look_at(account: Account) -> None:
    sent = request.form
    if sent.get("credential"):
        asked = signing.challenge(PURPOSE)
        operations.use_passkey(sent["credential"], asked, here(), account_id=account.id)
    elif queries.has_factor(account.id):
        operations.use_totp(account, sent.get("code", "")[:20])
    elif not passwords.matches(account.password_hash, sent.get("password", "")[:1000]):
        raise WrongFactor(_("Ce n’est pas votre mot de passe. Réessayez."))


def _waiting() -> Waiting | None:
    """What was sent before, as it waited in the page; to an address of ours only."""
    action = local_path(request.form.get("kept_action"), "")
    if not action:
        return None
    fields = [
        (name.removeprefix(WAITS), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(WAITS)
    ]
    return action, fields, request.form.get("kept_files") == "1"


def _me() -> Account:
    account_id = current_actor().account_id
    if account_id is None:
        raise NotSignedIn
    return queries.account(account_id)
