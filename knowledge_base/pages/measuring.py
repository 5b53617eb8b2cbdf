"""How the help does: figures of a period, and a kept set of questions asked again at will."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import make_response, request, url_for
from flask_babel import format_decimal
from werkzeug.wrappers import Response

from core.access import requires
from core.database import unit_of_work
from core.errors import Invalid
from core.i18n import _, ngettext
from core.saying import moment
from core.web import current_actor, flash_notice, redirect_or_swap, render
from core.words import message
from knowledge_base.domain.trials import changed
from knowledge_base.operations import evaluating
from knowledge_base.pages.blueprint import pages
from knowledge_base.pages.sections import sections
from knowledge_base.permissions import Permission
from knowledge_base.queries import measuring
from knowledge_base.queries.reading import all_entries
from knowledge_base.queries.theming import theme_words

WRITES = Permission.KNOWLEDGE_WRITE
PERIODS = (7, 30, 90, 365)
LARGEST = 2_000_000


@pages.get("/administration/aide/mesure")
@requires(WRITES)
def help_measure() -> str:
    """What was asked in a period, and what it got."""
    asked = request.args.get("jours", "30")
    days = int(asked) if asked.isdecimal() and int(asked[:4]) in PERIODS else 30
    found = measuring.measures(days)
    return render(
        "knowledge_base/measure.html",
        sections=sections(current_actor(), "mesure"),
        days=days,
        periods=PERIODS,
        theme_label=theme_words(),
        found=found,
        ranks=_ranks(found.ranks),
        hours=_took(found.hours),
        never=measuring.never_shown(days),
        coverage=measuring.coverage(),
        themes=measuring.by_theme(days),
    )


@pages.get("/administration/aide/evaluation")
@requires(WRITES)
def trials() -> Response:
    """The kept questions, the last figures and what changed since the run before."""
    return _trials()


@pages.post("/administration/aide/evaluation")
@requires(WRITES)
def change_trials() -> Response:
    """Keep one, take in a file, drop some."""
    form, act = request.form, request.form.get("act", "")
    try:
        with unit_of_work(idempotent=True, act="help.trials") as work:
            if act == "drop":
                evaluating.drop_trials(_ids(form.getlist("trial")))
                said = _("Les questions sont retirées.")
            else:
                number = evaluating.keep_trials(_sent(act))
                said = ngettext("%(num)s question gardée.", "%(num)s questions gardées.", number)
            work.outcome["location"] = url_for("knowledge_base.trials")
    except Invalid as refusal:
        told = message if act == "add" else _told
        return _trials([str(told(problem)) for problem in refusal.problems[:5]])
    flash_notice(said)
    return redirect_or_swap("knowledge_base.trials")


@pages.post("/administration/aide/evaluation/essai")
@requires(WRITES)
def run_trials() -> Response:
    """Ask them all, now."""
    with unit_of_work(idempotent=True, act="help.run-trials") as work:
        evaluating.run_trials(current_actor())
        work.outcome["location"] = url_for("knowledge_base.trials")
    return redirect_or_swap("knowledge_base.trials")


def _sent(act: str) -> list[tuple[str, list[str]]]:
    if act == "import":
        file = request.files.get("file")
        if file is None or not file.filename:
            return []
        return evaluating.read_trials(file.stream.read(LARGEST), file.filename)
    expected = request.form.get("expected", "").replace(",", "\n").splitlines()
    return [(request.form.get("text", ""), expected)]


def _trials(errors: list[str] | None = None) -> Response:
    runs = measuring.last_runs()
    last, before = (*runs, None, None)[:2]
    verdicts = {one["text"]: one for one in last.results} if last else {}
    words = verdict_words()
    html = render(
        "knowledge_base/trials.html",
        sections=sections(current_actor(), "evaluation"),
        rows=[
            {
                "id": str(row.id),
                "text": row.text,
                "expected": ", ".join(map(str, row.expected)) or _("Aucune : à refuser"),
                "got": ", ".join(verdicts.get(row.text, {}).get("keys", ())[:3]) or "–",
                "verdict": words.get(verdicts.get(row.text, {}).get("verdict", ""), "–"),
            }
            for row in measuring.trials()
        ],
        last=last,
        when=moment(last.at) if last else "",
        figures=_figures(last.figures, before.figures if before else None) if last else [],
        changes=[
            {**one, "before": words[one["before"]], "after": words[one["after"]]}
            for one in (changed(before.results, last.results) if last and before else [])
        ],
        entries=[(row.key, row.question) for row in all_entries() if row.state == "published"],
        errors=errors or [],
        typed=request.form if errors else {},
    )
    return make_response(html, 422 if errors else 200)


def _ranks(ranks: Mapping[int, int]) -> str:
    """« la première : 12 fois, la 2e : 3 fois »."""
    named = {1: _("la première")}
    return ", ".join(
        _(
            "%(rank)s : %(number)s fois",
            rank=named.get(rank, _("la %(rank)se", rank=rank)),
            number=n,
        )
        for rank, n in ranks.items()
    )


def _took(hours: float | None) -> str:
    """« 40 min », « 1,5 h »."""
    if hours is None:
        return ""
    if hours < 1:
        return _("%(num)s min", num=format_decimal(math.ceil(hours * 60)))
    return _("%(num)s h", num=format_decimal(round(hours, 1)))


def verdict_words() -> dict[str, str]:
    """What a question got, in words."""
    return {
        "first": _("En premier"),
        "three": _("Dans les trois premières"),
        "shown": _("Montrée"),
        "missed": _("Manquée"),
        "refused": _("Refusée à tort"),
        "rightly-refused": _("Refusée à raison"),
        "wrongly-answered": _("Répondue à tort"),
    }


def _figures(now: dict[str, Any], before: dict[str, Any] | None) -> list[dict[str, str]]:
    """« 12 sur 15 », and what it was the last time."""
    rows = (
        (_("Bonne fiche en premier"), "first", "questions"),
        (_("Bonne fiche dans les trois premières"), "three", "questions"),
        (_("Bonne fiche montrée"), "shown", "questions"),
        (_("Réponses directes fausses"), "wrong_direct", "direct"),
        (_("Questions refusées à tort"), "refused", "questions"),
        (_("Questions étrangères refusées"), "foreign_refused", "foreign"),
    )
    return [
        {
            "label": label,
            "now": _of(now, part, whole),
            "before": _of(before, part, whole) if before else "–",
        }
        for label, part, whole in rows
    ]


def _of(counts: dict[str, Any], part: str, whole: str) -> str:
    return _("%(part)s sur %(whole)s", part=counts.get(part, 0), whole=counts.get(whole, 0))


def _told(problem: Any) -> str:
    line = problem.path.strip("/").split("/")[0]
    said = str(message(problem))
    return (
        _("Ligne %(line)s : %(said)s", line=int(line) + 1, said=said) if line.isdecimal() else said
    )


def _ids(typed: list[str]) -> list[UUID]:
    found = []
    for one in typed[:500]:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found
