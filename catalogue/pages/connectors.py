"""Other programs: how it stands with each, what was sent, and what administrators do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts import queries as accounts
from catalogue import journal, telling_erasures
from catalogue.connector_notices import ACTS, FAILED, STOPPED, UNREADABLE
from catalogue.operations import connecting
from catalogue.pages.blueprint import pages
from catalogue.queries import outbound
from core import clock, history
from core.access import requires
from core.database import unit_of_work
from core.errors import Invalid
from core.i18n import _
from core.problems import Problem
from core.web import current_actor, flash_notice, redirect_or_swap, render
from core.words import message
from schemas.permissions import Permission, need

PUBLISH = Permission.DEFINITIONS_PUBLISH


@pages.get("/administration/connecteurs")
@requires(PUBLISH)
def connectors() -> str:
    """Every published connector with its state."""
    need(current_actor(), PUBLISH)
    return render("catalogue/connectors.html", rows=outbound.standings())


@pages.get("/administration/connecteurs/<string:key>")
@requires(PUBLISH)
def connector(key: str) -> ResponseReturnValue:
    """One of them: its state, its journal, its key, what was sent."""
    need(current_actor(), PUBLISH)
    return _page(key, 200)


@pages.post("/administration/connecteurs/<string:key>/journal")
@requires(PUBLISH)
def subscribe_connector(key: str) -> ResponseReturnValue:
    """Which events go out, and in whose name."""
    email = request.form.get("compte", "").strip()

    def act() -> None:
        account = accounts.account_by_email(email) if email else None
        if email and account is None:
            raise Invalid([Problem("/compte", "unknown-account")])
        kinds = request.form.getlist("evenements")
        connecting.subscribe(current_actor(), key, account, kinds)

    return _done(key, act, _("Le journal est réglé."))


@pages.post("/administration/connecteurs/<string:key>/reprendre")
@requires(PUBLISH)
def start_connector(key: str) -> ResponseReturnValue:
    """Go on from what stands first."""
    return _done(
        key,
        lambda: connecting.switch_on(current_actor(), key),
        _("Le connecteur est remis en marche : ce qui attendait part dans l’ordre."),
    )


@pages.post("/administration/connecteurs/<string:key>/arreter")
@requires(PUBLISH)
def stop_connector(key: str) -> ResponseReturnValue:
    """Hold everything back."""
    return _done(
        key,
        lambda: connecting.switch_off(current_actor(), key),
        _("Le connecteur est arrêté : ce qui est à envoyer attend."),
    )


@pages.post("/administration/connecteurs/<string:key>/rejouer")
@requires(PUBLISH)
def replay_connector(key: str) -> ResponseReturnValue:
    """Send the journal again from a day on."""

    def act() -> None:
        try:
            since = date.fromisoformat(request.form.get("depuis", ""))
        except ValueError as fault:
            raise Invalid([Problem("/depuis", "connector-day")]) from fault
        if since > clock.today():
            raise Invalid([Problem("/depuis", "connector-day")])
        connecting.replay(current_actor(), key, since)

    return _done(key, act, _("Le journal est renvoyé depuis ce jour."))


@pages.post("/administration/connecteurs/<string:key>/cle")
@requires(PUBLISH)
def rotate_connector(key: str) -> ResponseReturnValue:
    """A new key, shown on this very answer and nowhere else."""
    actor = current_actor()
    need(actor, PUBLISH)
    with unit_of_work():
        found = outbound.standing(key)
        secret = connecting.rotate(actor, key)
    return render("catalogue/connector_key.html", one=found, secret=secret)


@pages.post("/administration/connecteurs/<string:key>/ancienne-cle")
@requires(PUBLISH)
def end_former_key(key: str) -> ResponseReturnValue:
    """Only the new key signs from now on."""
    return _done(
        key,
        lambda: connecting.end_former(current_actor(), key),
        _("L’ancienne clé ne signe plus."),
    )


def _done(key: str, act: Callable[[], None], told: str) -> ResponseReturnValue:
    need(current_actor(), PUBLISH)
    try:
        with unit_of_work():
            outbound.standing(key)
            act()
    except Invalid as refusal:
        return _page(key, 422, refusal)
    flash_notice(told)
    return redirect_or_swap("catalogue.connector", key=key)


def _page(key: str, status: int, refusal: Invalid | None = None) -> Response:
    one = outbound.standing(key)
    page = outbound.deliveries(key, request.args.get("apres"))
    reader = one.line.account_id if one.line else None
    errors: dict[str, Any] = {
        problem.path.strip("/"): message(problem)
        for problem in (refusal.problems if refusal else ())
    }
    html = render(
        "catalogue/connector.html",
        one=one,
        errors=errors,
        kinds=journal.KINDS,
        told={**journal.KINDS, **telling_erasures.KINDS},
        acts=ACTS,
        failed=lambda error: FAILED.get(error, UNREADABLE),
        because=STOPPED.get(one.line.disabled_because) if one.line else None,
        email=accounts.account(reader).email if reader else "",
        typed=request.form if refusal else None,
        former=outbound.former_key_counts(one.line),
        deliveries=page.items,
        following=url_for("catalogue.connector", key=key, apres=page.next) if page.next else None,
        today=clock.today(),
        lines=history.lines_of("connector", connecting.subject_of(key), 20),
    )
    return make_response(html, status)
