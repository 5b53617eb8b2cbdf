"""What was asked and what to learn from it: unanswered questions, wordings, words, teams."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from accounts import queries as accounts
from accounts.queries.scopes import ROOT
from core.access import requires
from core.database import unit_of_work
from core.errors import Invalid
from core.i18n import _, ngettext
from core.saying import moment
from core.web import current_actor, flash_notice, redirect_or_swap, render
from core.words import message
from knowledge_base.asking_models import Gap
from knowledge_base.domain.synonyms import SAME
from knowledge_base.operations import settling, speaking
from knowledge_base.pages.blueprint import pages
from knowledge_base.pages.sections import sections
from knowledge_base.permissions import Permission
from knowledge_base.queries import conversing, learning
from knowledge_base.queries.reading import all_entries, published, titles_of
from knowledge_base.queries.theming import theme_words

WRITES = Permission.KNOWLEDGE_WRITE
LONGEST_QUESTION = 300
STATES = ("open", "attached", "written", "ignored", "out-of-scope")


@pages.get("/administration/aide/sans-reponse")
@requires(WRITES)
def gaps() -> Response:
    """Groups of questions, those asked most first."""
    return _gaps()


@pages.post("/administration/aide/sans-reponse/<uuid:gap_id>")
@requires(WRITES)
def settle_gap(gap_id: UUID) -> Response:
    """Attach, write, ignore, out of scope, entrust, open again."""
    actor, form = current_actor(), request.form
    act, key = form.get("act", ""), ""
    try:
        with unit_of_work(idempotent=True, act="help.gap") as work:
            row = learning.gap_of(gap_id, lock=True)
            if act == "attach":
                settling.attach_gap(actor, row, form.get("entry", "")[:LONGEST_QUESTION])
            elif act == "write":
                key = settling.write_for_gap(actor, row)
            elif act == "entrust":
                settling.entrust_gap(row, _owner(form.get("owner", "")), form.get("theme", ""))
            elif act == "reopen":
                settling.reopen_gap(row)
            else:
                settling.set_gap_aside(actor, row, act)
            work.outcome["location"] = (
                url_for("knowledge_base.edit_entry", key=key)
                if key
                else url_for("knowledge_base.gaps")
            )
    except Invalid as refusal:
        return _gaps([message(problem) for problem in refusal.problems], gap_id)
    if key:
        flash_notice(_("Une fiche est préparée : relisez-la, puis publiez-la."))
        return redirect_or_swap("knowledge_base.edit_entry", key=key)
    flash_notice(_("C’est noté."))
    return redirect_or_swap("knowledge_base.gaps")


@pages.get("/administration/aide/formulations")
@requires(WRITES)
def wordings() -> str:
    """Candidates, entry by entry."""
    rows = learning.wordings()
    titles = titles_of(row.entry_key for row in rows)
    return render(
        "knowledge_base/wordings.html",
        sections=sections(current_actor(), "formulations"),
        rows=[
            {
                "id": str(row.id),
                "text": row.text,
                "entry": titles.get(row.entry_key) or _("Une fiche qui n’est plus là"),
                "url": url_for("knowledge_base.edit_entry", key=row.entry_key)
                if row.entry_key in titles
                else "",
                "votes": row.votes,
                "against": row.against,
            }
            for row in rows
        ],
    )


@pages.post("/administration/aide/formulations")
@requires(WRITES)
def decide_wordings() -> Response:
    """Approve or refuse those that are ticked."""
    actor = current_actor()
    ids = [found for one in request.form.getlist("wording")[:200] if (found := _uuid(one))]
    approve = request.form.get("act") == "approve"
    with unit_of_work(idempotent=True, act="help.wordings") as work:
        rows = learning.wordings_named(ids)
        number = settling.approve(actor, rows) if approve else settling.refuse(actor, rows)
        work.outcome["location"] = url_for("knowledge_base.wordings")
    flash_notice(
        ngettext("%(num)s formulation apprise.", "%(num)s formulations apprises.", number)
        if approve
        else ngettext("%(num)s formulation refusée.", "%(num)s formulations refusées.", number)
    )
    return redirect_or_swap("knowledge_base.wordings")


@pages.get("/administration/aide/synonymes")
@requires(WRITES)
def synonyms() -> Response:
    """The organisation's words for one another."""
    return _synonyms()


@pages.post("/administration/aide/synonymes")
@requires(WRITES)
def keep_synonym() -> Response:
    """A group of words, new or changed, or dropped."""
    actor, form = current_actor(), request.form
    named, seen = _uuid(form.get("id", "")), form.get("version", "")
    try:
        with unit_of_work(idempotent=True, act="help.synonym") as work:
            row = learning.synonym_of(named) if named else None
            if row is not None and form.get("act") == "drop":
                speaking.drop_synonym(actor, row)
            else:
                speaking.keep_synonym(
                    actor,
                    row,
                    form.get("words", "")[:2000],
                    form.get("strength", ""),
                    int(seen[:9]) if seen.isdecimal() else None,
                )
            work.outcome["location"] = url_for("knowledge_base.synonyms")
    except Invalid as refusal:
        return _synonyms([message(problem) for problem in refusal.problems])
    flash_notice(_("Les synonymes sont enregistrés : l’aide les connaît déjà."))
    return redirect_or_swap("knowledge_base.synonyms")


@pages.get("/administration/aide/equipes")
@requires(WRITES)
def help_teams() -> Response:
    """Who answers about what, and when."""
    return _teams()


@pages.post("/administration/aide/equipes")
@requires(WRITES)
def keep_team() -> Response:
    """One line of it; an empty one goes away."""
    form = request.form
    groups = {group.key for group, _n in accounts.groups()}
    group = form.get("group", "")
    try:
        with unit_of_work(idempotent=True, act="help.team") as work:
            settling.keep_team(
                form.get("theme", ""),
                group if group in groups else "",
                form.get("hours", ""),
                _owner(form.get("owner", "")),
            )
            work.outcome["location"] = url_for("knowledge_base.help_teams")
    except Invalid as refusal:
        return _teams([message(problem) for problem in refusal.problems])
    flash_notice(_("C’est noté."))
    return redirect_or_swap("knowledge_base.help_teams")


def _gaps(errors: list[str] | None = None, about: UUID | None = None) -> Response:
    actor = current_actor()
    shown = request.args.get("etat", "open")
    shown = shown if shown in STATES else "open"
    mine = request.args.get("a") == "moi"
    rows = learning.gaps(shown, actor.account_id if mine else None)
    said = learning.said_in([row.id for row in rows])
    owners = owner_options()
    html = render(
        "knowledge_base/gaps.html",
        sections=sections(actor, "sans-reponse"),
        shown=shown,
        mine=mine,
        counts=learning.gap_counts(),
        rows=[_gap(row, said[row.id], dict(owners)) for row in rows],
        entries=_named_once(),
        owners=owners,
        errors=errors or [],
        about=about,
        typed=request.form.get("entry", ""),
    )
    return make_response(html, 422 if errors else 200)


def _named_once() -> list[str]:
    """What names each published entry: its question, or its key where two ask the same."""
    rows = published()
    asked = Counter(row.question for row in rows)
    return [row.question if asked[row.question] == 1 else row.key for row in rows]


def _gap(row: Gap, said: list[str], owners: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "text": row.text,
        "others": [text for text in said if text != row.text],
        "count": row.count,
        "last": moment(row.last_at),
        "theme": row.theme,
        "owner": str(row.owner_id or ""),
        "owner_name": owners.get(str(row.owner_id or ""), "") if row.owner_id else "",
        "entry": row.entry_key,
        "state": row.state,
    }


def _synonyms(errors: list[str] | None = None) -> Response:
    html = render(
        "knowledge_base/synonyms.html",
        sections=sections(current_actor(), "synonymes"),
        rows=[
            {
                "id": row.id,
                "words": ", ".join(map(str, row.words)),
                "strength": "same" if row.weight >= SAME else "near",
                "version": row.version,
            }
            for row in learning.synonyms()
        ],
        typed=request.form if errors else {},
        errors=errors or [],
    )
    return make_response(html, 422 if errors else 200)


def _teams(errors: list[str] | None = None) -> Response:
    known = conversing.teams()
    themes = sorted({row.theme for row in all_entries()} | set(known) | {""})
    html = render(
        "knowledge_base/teams.html",
        sections=sections(current_actor(), "equipes"),
        theme_label=theme_words(),
        rows=[(theme, known.get(theme)) for theme in themes],
        groups=[(group.key, group.label) for group, _n in accounts.groups()],
        owners=owner_options(),
        errors=errors or [],
    )
    return make_response(html, 422 if errors else 200)


def owner_options() -> list[tuple[str, str]]:
    """Who looks after entries: they may be entrusted with a theme or a question."""
    return [(str(one.id), one.name) for one in accounts.accounts_with(WRITES, ROOT)]


def _owner(typed: str) -> UUID | None:
    return _uuid(typed) if typed in dict(owner_options()) else None


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
