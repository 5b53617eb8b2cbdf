"""The one renderer: a page to fill in, its summary, its print, from the same values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.files import FileRef
from core.problems import Problem
from core.words import message
from form_factory.compiled import Compiled
from form_factory.domain.drafts import Conflict, Draft
from form_factory.domain.form import Page
from form_factory.domain.normal import is_blank
from form_factory.domain.scope import Scope
from form_factory.drawing import Drawing
from form_factory.evaluation import Outcome, errors_on, first_errors
from form_factory.fields import type_for
from form_factory.tongues import lang_of
from form_factory.views import ConflictView, Known, PageView, StepView, Urls


class Show(StrEnum):
    """Which errors a page tells."""

    NONE = "none"
    #: What was typed and does not hold, what was emptied; nothing about what is still to fill in.
    TYPED = "typed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Answers taken up again: not every step is walked through, not every answer is open."""

    pages: Sequence[Page]
    scope: Scope | None = None
    #: What is asked, by address.
    remarks: Mapping[str, str] = field(default_factory=dict)


def page_view(  # noqa: PLR0913 – all that one page depends on
    compiled: Compiled,
    page: Page,
    draft: Draft,
    outcome: Outcome,
    urls: Urls,
    *,
    show: Show = Show.TYPED,
    visited: frozenset[str] = frozenset(),
    files: Mapping[str, FileRef] | None = None,
    known: Mapping[str, Known] | None = None,
    more: Sequence[Problem] = (),
    only: Narrowed | None = None,
) -> PageView:
    """Everything `_page.html` draws. `more` are problems the form cannot know (a refused file)."""
    here = [*more, *_told(errors_on(compiled, page, outcome.errors), draft, outcome, show)]
    drawing = Drawing(
        compiled, draft, outcome.projection, by_place(here), files or {}, known or {}, urls.file
    )
    if only is not None:
        drawing.scope, drawing.remarks = only.scope, only.remarks
    items = drawing.items(page.items)
    pages = outcome.pages if only is None else only.pages
    number = next((n for n, one in enumerate(pages) if one.id == page.id), 0)
    return PageView(
        id=page.id,
        title=page.title,
        intro=page.intro,
        number=number + 1,
        items=items,
        steps=steps(compiled, outcome, urls, current=page.id, visited=visited, pages=pages),
        errors=[(_target(drawing.ids, each.path), message(each)) for each in here],
        version=draft.version,
        form="",
        seen=json.dumps(drawing.seen, separators=(",", ":")),
        previous=pages[number - 1].id if number else None,
        last=number == len(pages) - 1,
        help=page.help,
        told=show is Show.ALL,
        lang=lang_of(compiled, f"page.{page.id}.title"),
    )


def steps(
    compiled: Compiled,
    outcome: Outcome,
    urls: Urls,
    *,
    current: str | None,
    visited: frozenset[str] = frozenset(),
    more: Sequence[StepView] = (),
    pages: Sequence[Page] | None = None,
) -> list[StepView]:
    """The marelle: pages seen are done or to be mended, the others still to do."""
    made = []
    for page in outcome.pages if pages is None else pages:
        status = "current" if page.id == current else "todo"
        if page.id in visited and page.id != current:
            status = "error" if errors_on(compiled, page, outcome.errors) else "done"
        made.append(StepView(page.title, status, urls.page(page.id) if urls.page else None))
    return [*made, *more]


def by_place(problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    """Problems by address; those inside a list answer (`/choix/2`) stand with its question too."""
    places: dict[str, list[Problem]] = {}
    for each in problems:
        places.setdefault(each.path, []).append(each)
        holder, _, last = each.path.rpartition("/")
        if last.isdigit():
            places.setdefault(holder, []).append(each)
    return places


def conflict_views(compiled: Compiled, conflicts: Sequence[Conflict]) -> list[ConflictView]:
    """Both answers in words, so that the person may choose."""
    return [_conflict_view(compiled, each) for each in conflicts]


def _conflict_view(compiled: Compiled, conflict: Conflict) -> ConflictView:
    field = compiled.fields.get(conflict.patch.path)
    if field is None:
        return ConflictView(conflict.patch.path, "", "")
    kind = type_for(field)
    mine, theirs = (
        "" if is_blank(value) else kind.display(value, field)
        for value in (conflict.patch.value, conflict.theirs)
    )
    return ConflictView(field.label, mine, theirs, row_gone=conflict.row_gone)


def _told(errors: Sequence[Problem], draft: Draft, outcome: Outcome, show: Show) -> list[Problem]:
    if show is Show.NONE:
        return []
    missing = outcome.projection.missing if show is Show.TYPED else ()
    left_out = {place for place in missing if _address(draft, place) not in draft.versions}
    return first_errors([each for each in errors if each.path not in left_out])


def _address(draft: Draft, place: str) -> str:
    """Where the version of an answer is kept: `/lots/0/libelle` → `/lots[01H…]/libelle`."""
    row, _, key = place.rpartition("/")
    holder, _, number = row.rpartition("/")
    ids = draft.rows.get(holder, ())
    if number.isdigit() and int(number) < len(ids):
        return f"{holder}[{ids[int(number)]}]/{key}"
    return place


def _target(ids: Mapping[str, Any], place: str) -> str:
    """The control an error leads to: its own, else that of what holds it."""
    while place:
        if place in ids:
            return str(ids[place])
        place = place.rpartition("/")[0]
    return ""
