"""The paths a circuit keeps as tests: kept from a trial in one act, walked at each look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from core.access import requires
from core.database import session, unit_of_work
from core.errors import BadInput, Conflict, Invalid
from core.i18n import _
from core.problems import Problem
from core.web import current_actor, flash_notice, render
from core.words import message
from schemas import operations as definitions
from schemas.heading import editor_head
from schemas.permissions import Permission, need
from workflows.domain.circuit import Circuit
from workflows.pages.blueprint import pages
from workflows.pages.trying import TAB, posted_trial, step_posted
from workflows.trying import stage
from workflows.trying.paths import LONGEST_TITLE, MOST, paths_of, renamed

Edit = Callable[[dict[str, Any]], dict[str, Any]]


@pages.get("/administration/circuits/<string:key>/essais")
@requires(Permission.DEFINITIONS_WRITE)
def paths(key: str) -> Response:
    """All of them, walked now, with what they go through."""
    need(current_actor(), Permission.DEFINITIONS_WRITE)
    return _draw(key)


@pages.post("/administration/circuits/<string:key>/essais")
@requires(Permission.DEFINITIONS_WRITE)
def keep_path(key: str) -> Response:
    """Keep the path of a trial, or a refusal at its end, as a test of the draft."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_WRITE)
    head = editor_head("workflow", key, TAB)
    version = head["head"]["shown"]
    if stage.faults_of(version):
        raise Invalid([Problem("", "circuit-path-unsound")])
    test = _kept(stage.staged(actor, version, posted_trial()))
    title = _title()
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = url_for("workflows.paths", key=key)
        definitions.change(
            actor, "workflow", key, _with(renamed(test, title)), _("Essai ajouté"), seen=None
        )
    flash_notice(_("Le chemin est gardé comme essai du circuit."))
    return redirect(work.outcome["location"], code=303)


def _kept(shown: stage.Stage) -> dict[str, Any]:
    """The test: the path, and what it came to; or the refusal of one more step."""
    steps = [dict(step) for step in shown.trial.steps]
    expected: dict[str, Any] = {"expect_status": shown.play.status}
    verb, _sign, rest = request.form.get("_refused", "").partition(":")
    more = step_posted(verb, rest, shown.trial) if verb else None
    if more is not None:
        reasons = shown.play.step(more)
        steps.append(more)
        code = reasons[0].code if reasons else ""
        expected = {"expect_refusal": code} if code else {"expect_status": shown.play.status}
    if not steps:
        raise Invalid([Problem("", "circuit-path-empty")])
    given = stage.kept_given(shown.circuit, shown.given)
    last = next((step["as"] for step in reversed(steps) if "as" in step), "system")
    told = {"given": given} if given else {}
    return {"as": last, **told, "path": steps, **expected}


def _with(test: dict[str, Any]) -> Edit:
    def edit(document: dict[str, Any]) -> dict[str, Any]:
        tests = document.setdefault("tests", [])
        if len(tests) >= MOST:
            raise Invalid([Problem("/tests", "circuit-paths-full", {"most": MOST})])
        tests.append(test)
        return document

    return edit


@pages.post("/administration/circuits/<string:key>/essais/<int:number>")
@requires(Permission.DEFINITIONS_WRITE)
def change_path(key: str, number: int) -> Response:
    """Give a test its name, or remove it."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_WRITE)
    act, title = request.form.get("act", ""), _title()

    def edit(document: dict[str, Any]) -> dict[str, Any]:
        tests = document.get("tests", [])
        if number >= len(tests):
            raise BadInput(_("Cet essai n’est plus là. Rechargez la page."))
        if act == "remove":
            del tests[number]
        else:
            tests[number] = renamed(tests[number], title)
        return document

    label = _("Essai supprimé") if act == "remove" else _("Essai renommé")
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = url_for("workflows.paths", key=key)
            definitions.change(actor, "workflow", key, edit, label, seen=_seen())
    except Conflict as refusal:
        session.rollback()
        return _draw(key, refusal=refusal, status=refusal.status)
    return redirect(work.outcome["location"], code=303)


def _title() -> str:
    for name in ("_title", "title"):
        if name in request.form:
            return " ".join(request.form[name].replace("\x00", "").split())[:LONGEST_TITLE]
    return ""


def _seen() -> int | None:
    seen = request.form.get("vu", "")
    if not seen:
        return None
    if not seen.isdecimal() or len(seen) > 9:
        raise BadInput
    return int(seen)


def _draw(key: str, refusal: Conflict | None = None, status: int = 200) -> Response:
    head = editor_head("workflow", key, TAB)
    shown = head["head"]["shown"]
    faults = stage.faults_of(shown)
    found, coverage = ([], None) if faults else paths_of(Circuit.of(shown.body))
    body = render(
        "workflows/trying/essais.html",
        **head,
        paths=found,
        coverage=coverage,
        refusal=refusal,
        faults=[{"path": each.path, "text": message(each)} for each in faults],
        try_url=url_for("workflows.try_circuit", key=key),
    )
    return make_response(body, status)
