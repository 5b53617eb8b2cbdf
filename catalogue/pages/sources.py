"""« Sources de données »: other machines that fill forms in, set up without code."""

from __future__ import annotations

from collections.abc import Sequence

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from catalogue.domain.sources import variables_of
from catalogue.operations import sourcing
from catalogue.operations.sourcing import MANAGE, Settled
from catalogue.pages.blueprint import pages
from catalogue.prefill_models import DataSource
from catalogue.prefills.lookup import question_of
from catalogue.prefills.machines import Question, Said, tried
from catalogue.views.sources import why
from core.access import requires
from core.database import unit_of_work
from core.errors import BadInput, Conflict, Invalid
from core.i18n import _
from core.web import current_actor, flash_notice, go, render
from core.words import message

_CUT = 2000


@pages.get("/administration/sources-de-donnees")
@requires(MANAGE)
def data_sources() -> str:
    """All of them."""
    sourcing.need_whole_house(current_actor())
    return render("catalogue/sources.html", rows=sourcing.sources())


@pages.get("/administration/sources-de-donnees/nouvelle")
@requires(MANAGE)
def new_data_source() -> ResponseReturnValue:
    """An empty one."""
    sourcing.need_whole_house(current_actor())
    return _page(None)


@pages.post("/administration/sources-de-donnees/nouvelle")
@requires(MANAGE)
def make_data_source() -> ResponseReturnValue:
    """Keep a new one."""
    return _settled(None)


@pages.get("/administration/sources-de-donnees/<string:key>")
@requires(MANAGE)
def data_source(key: str) -> ResponseReturnValue:
    """One of them: what it is asked, what is taken of its answer, and a try."""
    sourcing.need_whole_house(current_actor())
    return _page(sourcing.source_named(key))


@pages.post("/administration/sources-de-donnees/<string:key>")
@requires(MANAGE)
def settle_data_source(key: str) -> ResponseReturnValue:
    """Keep what was changed."""
    return _settled(key)


@pages.post("/administration/sources-de-donnees/<string:key>/retirer")
@requires(MANAGE)
def remove_data_source(key: str) -> ResponseReturnValue:
    """Nobody asks it any more."""
    with unit_of_work(idempotent=True) as work:
        sourcing.remove_source(current_actor(), key)
        work.outcome["location"] = url_for("catalogue.data_sources")
    flash_notice(_("La source est retirée."))
    return go(work.outcome["location"])


@pages.post("/administration/sources-de-donnees/<string:key>/essayer")
@requires(MANAGE)
def try_data_source(key: str) -> ResponseReturnValue:
    """Ask it once with the values typed, and show what came: as text, cut."""
    typed = request.form
    with unit_of_work():
        sourcing.need_whole_house(current_actor())
        source = sourcing.source_named(key)
        flat = {path: typed.get(path, "").strip()[:200] for path in variables_of(source.url)}
        question = question_of(source, flat.get)
    said = tried(question) if question else Said({}, "variable")
    return _page(source, said=said, flat=flat, secrets=_secrets(question))


def _secrets(question: Question | None) -> list[str]:
    """What left with the call and is shown to nobody, should the machine say it back."""
    return [value for name, value in question.headers if name != "Accept"] if question else []


def _settled(key: str | None) -> ResponseReturnValue:
    form = request.form
    said = Settled(
        " ".join(form.get("titre", "").split()),
        form.get("url", "").strip(),
        form.get("entete", "").strip(),
        form.get("secret", "").strip(),
        form.get("secondes", "").strip(),
        form.get("minutes", "").strip(),
        form.get("noms", "")[:10000],
        form.get("active") == "true",
        _seen(),
    )
    try:
        with unit_of_work(idempotent=True) as work:
            kept = sourcing.settle_source(current_actor(), key, said)
            work.outcome["location"] = url_for("catalogue.data_source", key=kept.key)
    except (Invalid, Conflict) as refusal:
        return _page(sourcing.source_named(key) if key else None, refusal=refusal)
    flash_notice(_("La source est enregistrée. Essayez-la."))
    return go(work.outcome["location"])


def _seen() -> int | None:
    said = request.form.get("vu", "")
    if not said:
        return None
    if not said.isdecimal() or len(said) > 9:
        raise BadInput
    return int(said)


def _hidden(text: str, secrets: Sequence[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "•••")
    return text


def _page(
    source: DataSource | None,
    *,
    refusal: Invalid | Conflict | None = None,
    said: Said | None = None,
    flat: dict[str, str] | None = None,
    secrets: Sequence[str] = (),
) -> Response:
    problems = getattr(refusal, "problems", ())
    errors = {each.path.strip("/"): str(message(each)) for each in problems}
    html = render(
        "catalogue/source.html",
        source=source,
        typed=request.form if refusal else None,
        errors=errors,
        refusal=refusal,
        lines="\n".join(f"{n['name']} = {n['pointer']}" for n in source.names) if source else "",
        variables=variables_of(source.url) if source else [],
        tried=said,
        why=why(said) if said else "",
        taken=[(name, _hidden(str(v), secrets)) for name, v in said.values.items()] if said else [],
        flat=flat or {},
        text=_hidden(said.body.decode("utf-8", "replace"), secrets)[:_CUT] if said else "",
        cut=said is not None and len(said.body) > _CUT,
    )
    return make_response(html, refusal.status if refusal else 200)
