"""The examples of a form: kept from a trial in one act, run at each look, named, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from core import clock
from core.access import requires
from core.database import session, unit_of_work
from core.errors import BadInput, Conflict, Invalid
from core.i18n import _
from core.problems import Problem
from core.web import current_actor, flash_notice, render
from core.words import message
from form_factory.compiled import compiled
from form_factory.domain.trial import facts_of
from form_factory.domain.trial_record import answers_of, expected, given_of
from form_factory.domain.vocabulary import SURROUNDINGS
from form_factory.evaluation import evaluate
from form_factory.fields.base import clean
from form_factory.pages.door import pages
from form_factory.trying import surroundings
from form_factory.trying.examples import LONGEST_TITLE, MOST, examples_of
from form_factory.trying.stage import day_facts, faults_of
from form_factory.trying.state import Trial, trial_of
from schemas import operations as definitions
from schemas.heading import editor_head
from schemas.permissions import Permission, need

Edit = Callable[[dict[str, Any]], dict[str, Any]]


@pages.get("/<string:key>/exemples")
@requires(Permission.DEFINITIONS_WRITE)
def examples(key: str) -> Response:
    """All of them, run now, with what they go through."""
    need(current_actor(), Permission.DEFINITIONS_WRITE)
    return _draw(key)


@pages.post("/<string:key>/exemples")
@requires(Permission.DEFINITIONS_WRITE)
def keep_example(key: str) -> Response:
    """Keep a trial as an example of the draft, with what the draft makes of it today."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_WRITE)
    if not request.form.get("_trial"):
        raise BadInput
    trial = trial_of(request.form["_trial"])
    title = clean(request.form.get("_title", ""))[:LONGEST_TITLE]
    head = editor_head("form", key, "essais")
    if faults_of(head["head"]["shown"]):
        raise Invalid([Problem("", "form-example-unsound")])
    names = surroundings.names_of(actor, trial.given)
    with unit_of_work(idempotent=True) as work:
        work.outcome["location"] = url_for("form_factory.examples", key=key)
        definitions.change(
            actor, "form", key, _kept(trial, names, title), _("Exemple enregistré"), seen=None
        )
    flash_notice(_("L’essai est enregistré comme exemple du formulaire."))
    return redirect(work.outcome["location"], code=303)


def _kept(trial: Trial, names: dict[str, Any], title: str) -> Edit:
    def edit(document: dict[str, Any]) -> dict[str, Any]:
        tests = document.setdefault("tests", [])
        if len(tests) >= MOST:
            raise Invalid([Problem("/tests", "form-examples-full", {"most": MOST})])
        form = compiled(document)
        day = surroundings.day_of(trial.given)
        given = given_of(form.plan, names, day, SURROUNDINGS)
        answers = answers_of(form.plan, trial.draft.answers)
        around = {name: value for name, value in given.items() if name != "today"}
        outcome = evaluate(form, answers, day_facts(trial.given, around))
        example = {
            "given": given,
            "answers": answers,
            "expect": expected(form.plan, outcome.projection, outcome.errors),
        }
        tests.append({"title": title, **example} if title else example)
        return document

    return edit


@pages.post("/<string:key>/exemples/<int:number>")
@requires(Permission.DEFINITIONS_WRITE)
def change_example(key: str, number: int) -> Response:
    """Give an example its name, take what it finds now as right, or remove it."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_WRITE)
    edit, label = _change(number, request.form.get("act", ""))
    try:
        with unit_of_work(idempotent=True) as work:
            work.outcome["location"] = url_for("form_factory.examples", key=key)
            definitions.change(actor, "form", key, edit, label, seen=_seen())
    except Conflict as refusal:
        session.rollback()
        return _draw(key, refusal=refusal, status=refusal.status)
    return redirect(work.outcome["location"], code=303)


def _change(number: int, act: str) -> tuple[Edit, str]:
    def edit(document: dict[str, Any]) -> dict[str, Any]:
        tests = document.get("tests", [])
        if number >= len(tests):
            raise BadInput(_("Cet exemple n’est plus là. Rechargez la page."))
        if act == "remove":
            del tests[number]
        elif act == "accept":
            tests[number]["expect"] = _found(document, tests[number])
        else:
            title = clean(request.form.get("title", ""))[:LONGEST_TITLE]
            tests[number] = {**tests[number], "title": title}
            if not title:
                del tests[number]["title"]
        return document

    labels = {"remove": _("Exemple supprimé"), "accept": _("Résultat de l’exemple accepté")}
    return edit, labels.get(act, _("Exemple renommé"))


def _found(document: dict[str, Any], test: dict[str, Any]) -> dict[str, Any]:
    form = compiled(document)
    outcome = evaluate(form, test["answers"], facts_of(test.get("given", {}), clock.now()))
    return expected(form.plan, outcome.projection, outcome.errors)


def _draw(key: str, refusal: Conflict | None = None, status: int = 200) -> Response:
    head = editor_head("form", key, "essais")
    shown = head["head"]["shown"]
    faults = faults_of(shown)
    found, coverage = ([], None) if faults else examples_of(shown.body)
    body = render(
        "form_factory/trying/exemples.html",
        **head,
        examples=found,
        coverage=coverage,
        refusal=refusal,
        faults=[{"path": each.path, "text": message(each)} for each in faults],
        try_url=url_for("form_factory.try_form", key=key),
    )
    return make_response(body, status)


def _seen() -> int | None:
    seen = request.form.get("vu", "")
    if not seen:
        return None
    if not seen.isdecimal() or len(seen) > 9:
        raise BadInput
    return int(seen)
