"""The door of the service editor: what a page shows of a draft, and how an act is written to it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.domain.designing.changed import parts_changed
from catalogue.domain.designing.places import CIRCUIT, FORMS, OPENING, RIGHTS, SHEET
from catalogue.pages.designing.problems import Told, is_readable, told_of
from catalogue.pages.designing.words import label_of
from core.access import requires
from core.actor import Actor
from core.database import session, unit_of_work
from core.errors import BadInput, Conflict, Invalid, PreauError, TooLarge
from core.i18n import _
from core.web import current_actor, flash_notice, render
from core.words import message
from schemas import operations, queries
from schemas.domain.designing.rows import RowAct
from schemas.heading import editor_head, unreadable
from schemas.permissions import Permission, need

KIND = "service"
#: Tab → its page.
ENDPOINTS = {
    SHEET: "catalogue.design_sheet",
    OPENING: "catalogue.design_opening",
    FORMS: "catalogue.design_buttons",
    CIRCUIT: "catalogue.design_circuit",
    RIGHTS: "catalogue.design_rights",
}
#: Everybody who enters the editor.
designs = requires(Permission.DEFINITIONS_WRITE)

Document = dict[str, Any]
Edit = Callable[[Document], Document]


@dataclass(frozen=True, slots=True)
class Wrong:
    """The page as it was typed, over the draft as it stands: nothing is lost by a refusal.

    Without a refusal: what could be kept is kept, what is half written stays on the page.
    """

    body: Document
    refusal: PreauError | None = None
    #: Id of a control → what is wrong there, in words.
    errors: Mapping[str, str] = field(default_factory=dict)
    #: Of the answer, when no refusal says it.
    status: int = 200

    @classmethod
    def of(cls, key: str, edit: Edit, refusal: PreauError) -> Wrong:
        """What was posted, seen over the draft as it stands now."""
        errors = {p.path: message(p) for p in getattr(refusal, "problems", ())}
        now = body_of(key)
        try:
            return cls(edit(copy.deepcopy(now)), refusal, errors)
        except Invalid:
            return cls(now, refusal, errors)


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
) -> ResponseReturnValue:
    """One tab of the editor with its problems, each at its control."""
    designer()
    body = wrong.body if wrong else body_of(key)
    told = told_of(body) if queries.draft(KIND, key) is not None else Told()
    g.service_problems = told
    if not is_readable(body):
        return unreadable(editor_head(KIND, key, tab)), 422
    around = editor_head(KIND, key, tab)
    around["head"]["here"] = url_for(ENDPOINTS[tab], key=key)
    refusal = wrong.refusal if wrong else None
    html = render(
        f"catalogue/design/{tab}.html",
        **around,
        body=body,
        key=key,
        tab=tab,
        here=around["head"]["here"],
        tab_urls={name: url_for(endpoint, key=key) for name, endpoint in ENDPOINTS.items()},
        problems=told.listed,
        errors={**told.errors, **(wrong.errors if wrong else {})},
        refusal=refusal,
        refused=dict(wrong.errors) if wrong else {},
        focus=request.args.get("vers", "")[:80],
        **context(body),
    )
    return html, refusal.status if refusal else wrong.status if wrong else 200


def written(
    key: str,
    tab: str,
    edit: Edit,
    show: Callable[[Wrong], ResponseReturnValue],
    *,
    label: str = "",
    first: Callable[[], None] = lambda: None,
    again: Callable[[], int] = lambda: 0,
    focus: Callable[[], str] = lambda: "",
) -> ResponseReturnValue:
    """Apply one act to the draft and go back to its page; a refusal shows the page as typed.

    `first` is done in the same transaction before it, `again` gives a status when something half
    written or wrong is to be shown as it was typed, `focus` names the control to go back to.
    """
    actor = designer()
    before = body_of(key)
    if not is_readable(before):
        return show(Wrong(before))
    try:
        after = edit(copy.deepcopy(before))
        with unit_of_work(idempotent=True) as work:
            first()
            named = label or label_of(parts_changed(before, after))
            operations.change(actor, KIND, key, edit, named, seen=seen())
            work.outcome["location"] = location = back(key, tab, focus())
    except (Conflict, Invalid, TooLarge) as refusal:
        session.rollback()
        return show(Wrong.of(key, edit, refusal))
    if status := again():
        return show(Wrong(after, status=status))
    act = RowAct.of(request.form.get("act", ""))
    if act is not None and act.verb == "remove":
        flash_notice(_("Ligne retirée. « Annuler » la rend."))
    return redirect(location, code=303)


def back(key: str, tab: str, focus: str = "") -> str:
    """The page one came from, at the control the act was about."""
    if not focus:
        return url_for(ENDPOINTS[tab], key=key)
    return url_for(ENDPOINTS[tab], key=key, vers=focus, _anchor=focus)


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
