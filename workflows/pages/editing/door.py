"""The door of the circuit editor: what a page shows of a draft, and how an act is written to it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.access import requires
from core.actor import Actor
from core.database import session, unit_of_work
from core.errors import BadInput, Conflict, Invalid, PreauError, TooLarge
from core.web import current_actor, render, wants_partial
from core.words import message
from schemas import kinds, operations, queries
from schemas.errors import UnreadableDefinition
from schemas.heading import editor_head, unreadable
from schemas.permissions import Permission, need
from workflows.domain.editing.parts import Edited
from workflows.pages.editing.places import ENDPOINTS, is_readable, row_of, url_of
from workflows.pages.editing.problems import Told, told_of

KIND = "workflow"
#: Everybody who enters the editor.
designs = requires(Permission.DEFINITIONS_WRITE)

Document = dict[str, Any]


@dataclass(slots=True)
class Act:
    """What an act of the page came to: what is open next, where the hand goes on."""

    #: Changes the document; may say which part it was about.
    edit: Callable[[Document], Document | Edited]
    label: str
    #: Reference of what is open afterwards, and the control that takes the focus.
    opened: str = ""
    focus: str = ""
    #: Of the answer, when something half written or wrong is shown as it was typed.
    again: Callable[[], int] = lambda: 0


@dataclass(frozen=True, slots=True)
class Wrong:
    """The page as it was typed, over the draft as it stands: nothing is lost by a refusal."""

    body: Document
    refusal: PreauError | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


def designer() -> Actor:
    """Who designs: definitions are everybody's, so the right is held on the whole organisation."""
    actor = current_actor()
    need(actor, Permission.DEFINITIONS_WRITE)
    return actor


def body_of(key: str) -> Document:
    """The document being edited: the draft, else what is in service, else the last version."""
    queries.definition_for(current_actor(), KIND, key)
    version = queries.draft(KIND, key) or queries.live(KIND, key) or queries.versions(KIND, key)[0]
    return copy.deepcopy(dict(version.body))


def page(
    key: str,
    tab: str,
    *,
    context: Callable[[Document], Mapping[str, Any]],
    wrong: Wrong | None = None,
    opened: str = "",
) -> ResponseReturnValue:
    """One tab of the editor, with everything the checks have to say beside it."""
    designer()
    body = wrong.body if wrong else body_of(key)
    around = editor_head(KIND, key, tab)
    if not is_readable(body):
        return unreadable(around), 422
    told = told_of(body)
    g.circuit_problems = told
    here = url_for(ENDPOINTS[tab], key=key)
    around = editor_head(KIND, key, tab)
    around["head"]["here"] = url_of(key, tab, opened)
    refusal = wrong.refusal if wrong else None
    html = render(
        f"workflows/design/{tab}.html",
        **around,
        body=body,
        key=key,
        tab=tab,
        here=here,
        opened=opened,
        problems=told.lines,
        errors={**_errors(told, opened), **(wrong.errors if wrong else {})},
        refusal=refusal,
        refused=dict(wrong.errors) if wrong else {},
        focus=request.args.get("vers", "")[:120],
        problems_more=told.more,
        open_url=lambda ref: url_of(key, tab, ref),
        place_url=lambda place: url_of(key, place.tab, place.opened, place.field),
        **context(body),
    )
    answer = make_response(html, refusal.status if refusal else wrong.status if wrong else 200)
    if wants_partial():  # else a link to what was open before would lead where one already is
        answer.headers["HX-Replace-Url"] = around["head"]["here"]
    return answer


def _errors(told: Told, opened: str) -> dict[str, str]:
    """What is wrong at each control of what is open."""
    found: dict[str, str] = {}
    for line in told.lines:
        if line.place.field and not line.warning and row_of(line.place.opened) == row_of(opened):
            found.setdefault(line.place.field, line.text)
    return found


def written(
    key: str, tab: str, act: Act, show: Callable[[Wrong], ResponseReturnValue]
) -> ResponseReturnValue:
    """Apply one act to the draft and go back to its page; a refusal shows the page as typed."""
    actor = designer()
    before = body_of(key)
    if not is_readable(before):
        return show(Wrong(before))

    def edit(document: Document) -> Document:
        done = act.edit(document)
        return done.document if isinstance(done, Edited) else done

    try:
        after = _tried(edit, before)
        with unit_of_work(idempotent=True) as work:
            operations.change(actor, KIND, key, edit, act.label, seen=seen())
            work.outcome["location"] = location = url_of(key, tab, act.opened, act.focus)
    except (Conflict, Invalid, TooLarge) as refusal:
        session.rollback()
        return show(_wrong(key, edit, refusal))
    if status := act.again():
        return show(Wrong(after, status=status))
    return redirect(location, code=303)


def _tried(edit: Callable[[Document], Document], before: Document) -> Document:
    """The act once before it is done, for its words; a draft written as a text may stumble it."""
    try:
        return edit(copy.deepcopy(before))
    except kinds.STUMBLES as fault:
        problems = kinds.shape_problems(before)
        if not problems:
            raise
        raise UnreadableDefinition(problems) from fault


def _wrong(key: str, edit: Callable[[Document], Document], refusal: PreauError) -> Wrong:
    """What was posted, seen over the draft as it stands now."""
    problems = getattr(refusal, "problems", ())
    errors = {p.path: message(p) for p in problems if p.path}
    if at_large := [message(p) for p in problems if not p.path]:
        refusal.message = " ".join(at_large)  # of no control: the page says it all the same
    now = body_of(key)
    try:
        return Wrong(edit(copy.deepcopy(now)), refusal, errors, refusal.status)
    except Invalid:
        return Wrong(now, refusal, errors, refusal.status)


def seen() -> int | None:
    """The version of the draft that the page had shown."""
    said = request.form.get("vu", "")
    if not said:
        return None
    if not said.isdecimal() or len(said) > 9:
        raise BadInput
    return int(said)


def posted() -> Mapping[str, list[str]]:
    """What the page sent, each name with all that was given under it."""
    return request.form.to_dict(flat=False)
