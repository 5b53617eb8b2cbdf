"""« Moteur extérieur » : the engine of somebody else, tried, compared, and what left for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, make_response, request, url_for
from werkzeug.wrappers import Response

from accounts.operations import require_whole_house
from accounts.permissions import Permission as AccountPermission
from core.access import confirmed, requires
from core.database import unit_of_work
from core.errors import Invalid
from core.i18n import _
from core.problems import Problem
from core.saying import moment
from core.web import current_actor, flash_notice, redirect_or_swap, render
from core.words import message
from knowledge_base import linking_shown, linking_words
from knowledge_base.consulting import hear
from knowledge_base.linking_models import EngineLink
from knowledge_base.linking_said import Settled
from knowledge_base.operations import comparing
from knowledge_base.operations import linking as acts
from knowledge_base.pages.blueprint import pages
from knowledge_base.pages.sections import sections
from knowledge_base.queries import linking

MAY = AccountPermission.ROLES_GRANT
HERE = "/administration/aide/moteur"
_MOST_DIGITS = 4
LONGEST_QUESTION = 1_000


@pages.get(HERE)
@requires(MAY)
def engine() -> Response:
    """How it stands."""
    return _page()


@pages.post(HERE)
@requires(MAY)
@confirmed
def settle_engine() -> Response:
    """Keep what is said of it."""
    actor, seen = current_actor(), request.form.get("version", "")
    version = int(seen[:9]) if seen.isdecimal() else None
    return _done(
        "help.engine",
        lambda: acts.settle_engine(actor, _said(), version),
        _("Le moteur est enregistré."),
    )


@pages.post(f"{HERE}/retirer")
@requires(MAY)
@confirmed
def remove_engine() -> Response:
    """Nothing leaves any more."""
    actor = current_actor()
    return _done(
        "help.engine-removed",
        lambda: acts.remove_engine(actor),
        _("Le moteur est retiré : plus rien ne part."),
    )


@pages.post(f"{HERE}/essayer")
@requires(MAY)
def try_engine() -> Response:
    """One question both ways, in use or not: what leaves, what comes back, and why nothing does."""
    actor, text = current_actor(), request.form.get("text", "")[:LONGEST_QUESTION].strip()
    require_whole_house(actor)
    if not text:
        return _page([Problem("/text", "engine-question")])
    with unit_of_work():
        row = linking.engine()
        asked = linking.consult(row, text, actor, [actor.name]) if row and row.url else None
    if row is None or not row.url:
        return redirect_or_swap("knowledge_base.engine")
    heard = None
    if asked is not None:
        heard = hear(asked)
        with unit_of_work():
            acts.note_sent(asked, heard, judge=False)
    return _page(tried=linking_shown.tried(actor, text, asked.text if asked else "", heard))


@pages.post(f"{HERE}/comparer")
@requires(MAY)
def compare_engine() -> Response:
    """The kept questions, both ways."""
    actor = current_actor()
    return _done(
        "help.engine-compared",
        lambda: comparing.compare(actor),
        _("La comparaison est lancée : revenez dans quelques minutes."),
    )


@pages.post(f"{HERE}/appel")
@requires(MAY)
@confirmed
def open_webhook() -> Response:
    """A secret for an agent that calls us, shown on this very answer and nowhere else."""
    with unit_of_work():
        secret = acts.new_webhook_secret(current_actor())
    response = _page(secret=secret)
    response.headers["Cache-Control"] = "no-store, private"
    return response


@pages.post(f"{HERE}/appel/fermer")
@requires(MAY)
@confirmed
def end_webhook() -> Response:
    """No agent calls us any more."""
    actor = current_actor()
    return _done("help.webhook-ended", lambda: acts.end_webhook(actor), _("L’appel est fermé."))


def _done(name: str, act: Callable[[], object], notice: str) -> Response:
    require_whole_house(current_actor())
    try:
        with unit_of_work(idempotent=True, act=name) as work:
            act()
            work.outcome["location"] = url_for("knowledge_base.engine")
    except Invalid as refusal:
        return _page(list(refusal.problems))
    flash_notice(notice)
    return redirect_or_swap("knowledge_base.engine")


def _said() -> Settled:
    form = request.form

    def number(name: str) -> int:
        typed = form.get(name, "").strip()
        return int(typed) if typed.isdecimal() and len(typed) < _MOST_DIGITS else -1

    def words(name: str) -> str:
        return form.get(name, "").replace("\x00", "").strip()

    return Settled(
        kind=words("kind"),
        used=words("used"),
        label=" ".join(words("label").split()),
        url=words("url"),
        model=words("model"),
        language=words("language"),
        secret=words("secret"),
        seconds=number("seconds"),
        least=number("least"),
        notice=words("notice"),
        known_only=form.get("known_only") == "1",
        all_entries=form.get("all_entries") == "1",
    )


def _page(
    problems: list[Problem] | None = None, *, tried: dict[str, Any] | None = None, secret: str = ""
) -> Response:
    actor = current_actor()
    require_whole_house(actor)
    row = linking.engine()
    errors = {one.path.strip("/"): message(one) for one in problems or ()}
    named = bool(row and row.url)
    html = render(
        "knowledge_base/engine.html",
        sections=sections(actor, "moteur"),
        row=row,
        named=named,
        given=_given(row, typed=bool(errors) and "kind" in request.form),
        kinds=list(linking_words.KINDS.items()),
        kind_hints=linking_words.KIND_HINTS,
        uses=list(linking_words.USES.items()),
        has_secret=bool(row and row.sealed),
        errors=errors,
        tried=tried,
        asked=request.form.get("text", ""),
        ready=linking.readiness(row) if row and named and row.kind == "embeddings" else None,
        quiet=moment(row.quiet_until) if row and linking.is_quiet(row) else "",
        compared=linking_shown.compared(row) if row and named else None,
        sent=[
            {
                "text": one.text,
                "when": moment(one.at),
                "host": one.host,
                "outcome": linking_words.said_of(one.outcome),
                "proposed": ", ".join(map(str, one.proposed)) or "–",
                "took": one.took_ms,
            }
            for one in linking.sent()
        ],
        webhook=current_app.config["SETTINGS"].base_url + url_for("knowledge_base.webhook"),
        secret=secret,
    )
    return make_response(html, 422 if errors else 200)


def _given(row: EngineLink | None, *, typed: bool) -> dict[str, Any]:
    """What the fields hold: what was typed, else what stands, else what to begin with."""
    if typed:
        return {name: getattr(_said(), name) for name in Settled.__dataclass_fields__} | {
            name: request.form.get(name, "") for name in ("seconds", "least")
        }
    if row is not None and row.url:
        return {name: getattr(row, name) for name in acts.TOLD}
    return {
        "kind": "dialogflow", "used": "off", "label": "", "url": "", "model": "", "language": "fr",
        "seconds": 2, "least": 50, "notice": linking_words.first_notice(), "known_only": True,
        "all_entries": False,
    }  # fmt: skip
