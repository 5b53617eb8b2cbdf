"""The editor of an entry: every act saves the draft, with or without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from core.access import requires
from core.actor import Actor
from core.database import unit_of_work
from core.errors import Conflict, Forbidden, Invalid
from core.files import FileRule, store
from core.i18n import _
from core.ids import uuid7
from core.problems import Problem
from core.web import current_actor, flash_notice, go, wants_partial
from core.words import message
from knowledge_base import operations, queries
from knowledge_base.domain.content import LANGUAGES, named, spoken
from knowledge_base.domain.editing import acted, in_language, without_language
from knowledge_base.gates import KIND
from knowledge_base.models import Entry
from knowledge_base.pages.blueprint import pages
from knowledge_base.pages.screen import Typed, owners, screen
from knowledge_base.pages.writing import DRAFT, WRITE, entry_of
from knowledge_base.posted import control_of, number, shared_posted, uploads, words_posted

MOST_BYTES = 50 * 1024 * 1024


@pages.get("/administration/aide/<string:key>")
@requires(WRITE, DRAFT)
def edit_entry(key: str) -> Response:
    """The draft as it stands, else what is shown."""
    return make_response(screen(entry_of(key), _language(request.args.get("langue"))))


@pages.post("/administration/aide/<string:key>")
@requires(WRITE, DRAFT)
def edit_entry_post(key: str) -> Response:
    """Save what was typed, then do what was asked."""
    row, actor = entry_of(key), current_actor()
    language = _language(request.form.get("langue"))
    act, _colon, argument = request.form.get("act", "save").partition(":")
    if act == "publish" and not actor.holds(WRITE):
        raise Forbidden
    draft = queries.draft_of(row)
    before = draft.content if draft else row.body
    own = str(before.get("language") or "fr")
    words = words_posted(request.form, _blocks_of(before, language or own))
    shared = shared_posted(request.form)
    words["blocks"], focus = acted(words["blocks"], act, argument)
    typed = Typed(words, shared, focus, act)
    if act == "preview":
        return make_response(screen(row, language, typed, preview=True))
    here = url_for("knowledge_base.edit_entry", key=key, langue=language or None)
    try:
        with unit_of_work(idempotent=True, act="knowledge_base.edit") as work:
            work.outcome["location"] = here
            _take_files(actor, row, words["blocks"])
            operations.change_draft(
                actor,
                row,
                lambda now: {**in_language(now, language or own, own, words), **shared},
                seen=number(request.form.get("vu")),
            )
            if "owner" in request.form:
                _entrust(actor, row, request.form["owner"])
        return _then(actor, row, act, language, Typed({}, {}, focus, act))
    except Invalid as refusal:
        typed.errors = errors_of(refusal.problems, language)
        return make_response(screen(row, language, typed), 422)
    except Conflict:
        typed.stale = True
        return make_response(screen(row, language, typed), 409)


@pages.post("/administration/aide/<string:key>/suite")
@requires(WRITE, DRAFT)
def entry_act(key: str) -> Response:
    """Give a draft up, send it back, take a language out, take an older version up."""
    row, actor = entry_of(key), current_actor()
    act, _colon, argument = request.form.get("act", "").partition(":")
    seen, said = number(request.form.get("vu")), ""
    location = url_for("knowledge_base.edit_entry", key=key)
    with unit_of_work(idempotent=True, act="knowledge_base.act") as work:
        if act == "discard":
            operations.discard_draft(actor, row, seen=seen)
            said = _("Le brouillon est abandonné.")
            location = location if row.live_no else url_for("knowledge_base.entries")
        elif act == "send-back" and actor.holds(WRITE):
            operations.send_back(actor, row, seen=seen, note=request.form.get("note", ""))
            said = _("La fiche est rendue à son auteur.")
        elif act == "restore":
            operations.restore(actor, row, number(argument), seen=seen)
            said = _("La version %(no)s est reprise en brouillon.", no=number(argument))
        elif act == "no-language" and argument in LANGUAGES:
            operations.change_draft(actor, row, lambda c: without_language(c, argument), seen=seen)
            said = _("Cette langue est retirée du brouillon.")
        else:
            raise Forbidden
        work.outcome["location"] = location
    flash_notice(said)
    return go(location)


def errors_of(problems: Iterable[Problem], language: str) -> dict[str, list[str]]:
    """Control → what to say beside it."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(control_of(problem, language), []).append(message(problem))
    return found


def _then(actor: Actor, row: Entry, act: str, language: str, typed: Typed) -> Response:
    """What follows once the draft is saved; what keeps it from being shown is told on the page."""
    here = url_for("knowledge_base.edit_entry", key=row.key, langue=language or None)
    said, location = _("Le brouillon est enregistré."), here
    if act in {"publish", "hand-on"}:
        try:
            with unit_of_work():
                if act == "publish":
                    if queries.draft_of(row) or row.state != "published":
                        _published(actor, row)
                    said = _("La fiche est publiée.")
                else:
                    operations.hand_on(actor, row, note=request.form.get("note", ""))
                    said = _("La fiche attend d’être relue.")
        except Invalid as refusal:
            typed.errors = errors_of(refusal.problems, language)
            return make_response(screen(row, language, typed), 422)
        except Conflict:
            return go(here)
    elif wants_partial():
        return make_response(screen(row, language, typed))
    elif typed.focus:
        location = f"{here}#{typed.focus}"
    if act in {"save", "publish", "hand-on"}:
        flash_notice(said)
    return go(location)


def _published(actor: Actor, row: Entry) -> None:
    """The draft; a retired entry without one is shown again as it was."""
    if queries.draft_of(row):
        operations.publish(actor, row)
    else:
        operations.write_entry(actor, row.key, {})


def _entrust(actor: Actor, row: Entry, typed: str) -> None:
    wanted = {str(account): account for account in owners()}
    if typed == "" or typed in wanted:
        operations.entrust(actor, row, wanted.get(typed))


def _take_files(actor: Actor, row: Entry, blocks: list[dict[str, Any]]) -> None:
    """Keep what was brought, under the entry; the gate of entries says who opens it."""
    problems: list[Problem] = []
    for n, name, file, families in uploads(request.files, blocks):
        place, rule = f"fiche:{uuid7()}", FileRule(MOST_BYTES, families, 1)
        try:
            kept = store().keep(
                actor, (KIND, row.id), file.stream, file.filename or "", rule, place=place
            )
        except Invalid as refusal:
            at = f"/blocks/{n}/{name}"
            problems += [Problem(at, p.code, p.params) for p in refusal.problems]
            continue
        blocks[n][name] = {
            "id": str(kept.id), "name": kept.filename, "type": kept.media_type, "size": kept.size,
            "place": place,
        }  # fmt: skip
    if problems:
        raise Invalid(problems)


def _blocks_of(content: dict[str, Any], language: str) -> list[dict[str, Any]]:
    given, words = spoken(content, language)
    return named(words.get("blocks", [])) if given == language else []


def _language(asked: str | None) -> str:
    """The other language one writes in; "" for the entry's own."""
    return asked if asked in LANGUAGES else ""
