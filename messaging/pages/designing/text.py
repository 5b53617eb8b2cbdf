"""« Texte »: subject and blocks, what may be put in them, and the text as it will read."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from core.access import requires
from core.actor import Actor
from core.contributions import one_of
from core.i18n import _, _l
from core.web import render
from messaging.domain.designing import text as edits
from messaging.domain.naming import AGENTS, FIELD
from messaging.kinds import LETTER_MODELS
from messaging.pages.blueprint import pages
from messaging.pages.designing.door import (
    TEXT,
    Document,
    Wrong,
    body_of,
    chosen_service,
    designer,
    head_of,
    known,
    problems_of,
    written,
)
from messaging.pages.designing.trying import sample, services_for
from schemas import conditioning
from schemas.domain.designing.posted import places
from schemas.domain.designing.rows import RowAct
from schemas.heading import unreadable
from schemas.permissions import Permission

KINDS = {
    "p": _l("Paragraphe"),
    "h": _l("Intertitre"),
    "ul": _l("Liste"),
    "ol": _l("Étapes numérotées"),
    "quote": _l("Citation"),
    "button": _l("Bouton"),
}
READERS = {AGENTS: _l("agents seulement"), FIELD: _l("selon les droits de qui reçoit")}


@pages.get("/administration/modeles/<key>/texte")
@requires(Permission.DEFINITIONS_WRITE)
def design_text(key: str) -> ResponseReturnValue:
    """The text of the draft."""
    return page_of(key)


@pages.post("/administration/modeles/<key>/texte")
@requires(Permission.DEFINITIONS_WRITE)
def write_text(key: str) -> ResponseReturnValue:
    """Keep what the page says; its buttons add, remove and move blocks."""
    actor = designer()
    before = body_of(key)
    if not edits.is_readable(before):
        return page_of(key)
    act = RowAct.of(request.form.get("act", ""))
    post = _Posted(actor, key)
    landed: list[str] = []

    def edit(document: Document) -> Document:
        changed = post.into(document)
        if act is None or act.list != edits.BLOCKS:
            return changed
        changed, place = edits.rearrange(changed, act)
        landed[:] = [f"blocks-{place}-text" if place is not None else "blocks-add"]
        return edits.declared(changed, post.labels)

    return written(
        key,
        edit,
        _("Texte modifié"),
        lambda wrong: page_of(key, wrong, post.shown),
        again=lambda: post.status if act is None else 0,
        focus=lambda: landed[0] if landed else "",
    )


class _Posted:
    """What the page sent, its conditions read once; it may be written to any document."""

    def __init__(self, actor: Actor, key: str) -> None:
        self.posted = request.form.to_dict(flat=False)
        self.names = _names(actor, key)
        self.labels = {one.name: one.label for one in known(key, chosen_service())}
        self.shown: dict[str, Any] = {}
        self.status = 0

    def into(self, document: Document) -> Document:
        """The document with what was posted."""
        former = document.get(edits.BLOCKS, ())
        kept: dict[int, Any] = {}
        for n in places(self.posted, edits.BLOCKS):
            before = former[n].get("when") if n < len(former) else None
            prefix = f"blocks-{n}-when"
            found = conditioning.read(request.form, prefix, self.names, before=before)
            kept[n], self.shown[prefix] = found.condition, found.shown
            if found.problems:
                only = conditioning.only_begun(found.problems)
                self.status = max(self.status, 200 if only else 422)
        return edits.with_text(document, self.posted, kept, self.labels)


def _names(actor: Actor, key: str) -> Any:
    return conditioning.names_of(actor, f"template:{key}:{chosen_service()}")


def page_of(
    key: str, wrong: Wrong | None = None, typed: dict[str, Any] | None = None
) -> ResponseReturnValue:
    """The page of the text: the draft as it stands, or what was refused as it was typed."""
    actor = designer()
    body = wrong.body if wrong else body_of(key)
    around = head_of(key, TEXT)
    if not edits.is_readable(body):
        return unreadable(around), 422
    names, drawn = _names(actor, key), typed or {}
    blocks = edits.shown(body.get(edits.BLOCKS, ()))
    variables = known(key, around["service"])
    groups: dict[str, list[Any]] = {}
    for one in variables:
        groups.setdefault(one.group, []).append(one)
    html = render(
        "messaging/design/texte.html",
        **around,
        body=body,
        blocks=blocks,
        conditions={
            f"blocks-{n}-when": drawn.get(f"blocks-{n}-when")
            or conditioning.shown(f"blocks-{n}-when", one["when"], names)
            for n, one in enumerate(blocks)
        },
        kinds=[(value, str(label)) for value, label in KINDS.items()],
        groups=groups,
        readers=READERS,
        services=services_for(key),
        problems=problems_of(body),
        refusal=wrong.refusal if wrong else None,
        refused=dict(wrong.errors) if wrong else {},
        focus=request.args.get("vers", "")[:80],
        word=one_of(LETTER_MODELS, "documents") if body.get("channel") == edits.WORD else None,
        trial=sample(body, variables),
    )
    return html, wrong.status if wrong else 200
