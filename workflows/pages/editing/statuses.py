"""« États et actions »: the list of statuses, each with its actions; one of them open at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import g, request
from flask.typing import ResponseReturnValue

from core.actor import Actor
from core.i18n import _
from schemas import conditioning
from schemas.domain.designing.posted import said
from schemas.kinds import STUMBLES
from workflows.domain.circuit import Circuit
from workflows.domain.editing import settling
from workflows.domain.editing.parts import find
from workflows.drawing import drawing_of
from workflows.pages.blueprint import pages
from workflows.pages.editing import acts, showing, uses
from workflows.pages.editing.door import (
    Act,
    Document,
    Wrong,
    designer,
    designs,
    page,
    posted,
    written,
)
from workflows.pages.editing.drawn import Drawing
from workflows.pages.editing.places import STATUSES, row_of

GUARD = "guard"
#: Actions of a circuit whose drawing offers a new status on each of its ways.
MOST_INSERTS: Final = 150


@pages.get("/administration/circuits/<key>/etats")
@designs
def design_statuses(key: str) -> ResponseReturnValue:
    """The statuses of the draft; `ouvert` names what is open in place."""
    return _page(key, request.args.get("ouvert", "")[:200])


@pages.post("/administration/circuits/<key>/etats")
@designs
def write_statuses(key: str) -> ResponseReturnValue:
    """Keep what the open row says; buttons add, move, copy, remove and insert."""
    post = _Posted(designer(), key)
    done = acts.Done(opened=post.opened)

    def edit(document: Document) -> Document:
        document = post.into(document)
        return acts.done(document, post.act, post.sent, done)

    act = Act(edit, post.label, opened=done.opened)

    def edited(document: Document) -> Document:
        changed = edit(document)
        act.opened, act.focus, act.label = done.opened, done.focus, done.label or post.label
        return changed

    act.edit = edited
    act.again = lambda: (
        200 if done.leaving else (0 if post.act not in {"", "enter"} else post.status)
    )

    def show(wrong: Wrong) -> ResponseReturnValue:
        return _page(key, done.opened or post.opened, wrong, post.shown, done)

    return written(key, STATUSES, act, show)


class _Posted:
    """What the page sent: settings of the open row, its condition read where names are known."""

    def __init__(self, actor: Actor, key: str) -> None:
        self.sent = posted()
        self.opened, self.act = said(self.sent, "ouvert")[:200], said(self.sent, "act")
        self.names = conditioning.names_of(actor, f"circuit:{key}")
        #: The condition as it was typed, when it cannot be kept yet; what the page answers then.
        self.shown: Any = None
        self.status = 0
        self.label = str(_("Réglages du circuit"))

    def into(self, document: Document) -> Document:
        """The document with what was posted."""
        sort, _colon, rest = self.opened.partition(":")
        part_key = rest.split(":")[0]
        if sort == "status" and "s-shown" in self.sent:
            self._named("statuses", document, part_key)
            return settling.status(document, part_key, self.sent)
        if sort == "action" and "a-shown" in self.sent:
            self._named("transitions", document, part_key)
            before = (find(document, "transitions", part_key) or {}).get("guard")
            guard = self._guard(before)
            return settling.transition(document, part_key, self.sent, guard)
        return settling.general(document, self.sent)

    def _named(self, name: str, document: Document, key: str) -> None:
        part: Mapping[str, Any] = find(document, name, key) or {}
        words = part.get("label") or key
        said_so = _("État « %(label)s »") if name == "statuses" else _("Action « %(label)s »")
        self.label = str(said_so) % {"label": str(words)[:80]}

    def _guard(self, before: Any) -> Any:
        found = conditioning.read(request.form, GUARD, self.names, before=before)
        if found.problems:
            self.shown = found.shown
            self.status = 200 if conditioning.only_begun(found.problems) else 422
        return found.condition


def _drawing(body: Document) -> dict[str, Any] | None:
    """The circuit as it stands, for its drawing; None while it cannot be read as one.

    In a large one a new status is added in the list: a button on each way would weigh more than
    the rest of the page.
    """
    try:
        circuit = Circuit.of(body)
        return drawing_of(circuit, insertable=len(circuit.transitions) <= MOST_INSERTS)
    except STUMBLES:
        return None


def _page(
    key: str,
    opened: str,
    wrong: Wrong | None = None,
    typed: Any = None,
    done: acts.Done | None = None,
) -> ResponseReturnValue:
    actor = designer()

    def context(body: Document) -> dict[str, Any]:
        names = conditioning.names_of(actor, f"circuit:{key}")
        drawing = Drawing(body, names, g.circuit_problems.counts, opened)
        return {
            "drawing": _drawing(body),
            "uses": uses.of(actor, key, body),
            "cards": drawing.cards(),
            "strays": drawing.strays(),
            "row": row_of(opened),
            "leaving": showing.leaving_of(body, done.leaving) if done and done.leaving else None,
            **showing.general(body),
            **showing.of(actor, body, opened, names, typed),
        }

    return page(key, STATUSES, context=context, wrong=wrong, opened=opened)
