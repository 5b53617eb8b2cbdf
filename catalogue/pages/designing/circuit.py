"""« Circuit »: which one, who holds its functions where, and how requests are numbered and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from accounts import operations as accounts
from catalogue.domain.designing import circuit as edits
from catalogue.domain.designing.buttons import key_of
from catalogue.domain.designing.places import CIRCUIT
from catalogue.pages.blueprint import pages
from catalogue.pages.designing import holders, persona, rules
from catalogue.pages.designing.door import (
    Document,
    Wrong,
    body_of,
    designer,
    designs,
    page,
    posted,
    written,
)
from catalogue.pages.designing.sheet import focus_of
from core.actor import Actor
from core.errors import Invalid
from core.i18n import _
from core.problems import Problem
from core.web import flash_notice
from schemas import operations, queries
from schemas.domain.designing.posted import said
from schemas.domain.designing.rows import RowAct
from schemas.heading import edit_url
from schemas.kinds import STUMBLES
from workflows import queries as workflows
from workflows.domain.circuit import Circuit
from workflows.drawing import drawing_of

NEW_GROUP, NEW_CIRCUIT = "group.create", "circuit.create"


@pages.get("/administration/services/<key>/circuit")
@designs
def design_circuit(key: str) -> ResponseReturnValue:
    """The circuit of the draft and its functions."""
    return _page(key)


@pages.post("/administration/services/<key>/circuit")
@designs
def write_circuit(key: str) -> ResponseReturnValue:
    """Keep what the page says; its buttons add, remove and move bindings, and make a group."""
    actor, said_act = designer(), request.form.get("act", "")
    act = RowAct.of(said_act)
    post = _Posted(actor)
    landed: list[str] = []
    made: list[str] = []

    def edit(document: Document) -> Document:
        changed = post.into(document)
        if made:
            return edits.with_circuit(changed, made[0], set())
        if act is None or not act.list.startswith("bindings-"):
            return changed
        changed, place = edits.moved(changed, act)
        landed[:] = [focus_of(act, place, first="group")]
        return changed

    def show(wrong: Wrong) -> ResponseReturnValue:
        return _page(key, wrong, post.typed)

    def first() -> None:
        if said_act == NEW_GROUP:
            _make_group()
        elif said_act == NEW_CIRCUIT and not made:
            made.append(_make_circuit(actor, str(body_of(key).get("title", ""))))

    if post.problems:
        return show(Wrong.of(key, edit, Invalid(post.problems)))
    return written(
        key,
        CIRCUIT,
        edit,
        show,
        label=_("Circuit créé") if said_act == NEW_CIRCUIT else "",
        first=first,
        focus=lambda: landed[0] if landed else "",
    )


def _make_group() -> None:
    """A team of agents, empty: publication would make it all the same."""
    label = said(posted(), "new-group")[:80]
    if not label:
        raise Invalid([Problem("new-group", "design-group-name")])
    accounts.ensure_group(key_of(label, ()), label)
    flash_notice(_("Groupe « %(label)s » créé. Il n’a encore personne.", label=label))


def _make_circuit(actor: Actor, service: str) -> str:
    """A circuit of its own for this service, to be drawn: its conditions may speak of its forms."""
    title = _("Circuit : %(service)s", service=service)[:200]
    made = operations.begin(actor, "workflow", title)
    flash_notice(_("Circuit « %(title)s » créé. Ouvrez-le pour le dessiner.", title=title))
    return str(made.key)


class _Posted:
    """What the page sent; territories are read once, and those nobody knows are told."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.problems: list[Problem] = []
        #: Id of a control → what was typed there and not understood.
        self.typed: dict[str, Any] = {}
        self.rows: dict[str, list[tuple[str, str]]] = {}
        for function in posted().get("functions-shown", ()):
            self.rows[function] = [
                (self._scope(function, n, text), group)
                for n, text, group in edits.bindings_posted(posted(), function)
            ]

    def into(self, document: Document) -> Document:
        """The document with what was posted."""
        workflow = said(posted(), "workflow")
        changed = edits.with_rules(document, posted())
        if "workflow" in posted() and workflow != document.get("workflow", ""):
            return edits.with_circuit(changed, workflow, set(functions_of(workflow)))
        return edits.with_bindings(changed, self.rows)

    def _scope(self, function: str, place: int, text: str) -> str:
        found, problem = holders.territory(self.actor, text)
        if problem is not None:
            field = f"bindings-{function}-{place}-scope"
            self.problems.append(Problem(field, problem.code, problem.params))
            self.typed[field] = text
        return found


def functions_of(workflow: str) -> dict[str, str]:
    """Function → its words, of the circuit in service, else of the one being drawn."""
    body = _circuit_of(workflow)
    try:
        return edits.functions_of(body)
    except STUMBLES:  # a draft written as a text may say anything
        return {}


def _circuit_of(workflow: str) -> Mapping[str, Any]:
    """The document of a circuit: what is in service, else its draft."""
    found = queries.live("workflow", workflow) if workflow else None
    found = found or (queries.draft("workflow", workflow) if workflow else None)
    return found.body if found else {}


def _drawn(workflow: str) -> dict[str, Any] | None:
    """In the words of its reader; a draft as it stands, None while it cannot be read as one."""
    live = queries.live("workflow", workflow) if workflow else None
    if live is not None:
        return drawing_of(workflows.circuit_of(live.id))
    body = _circuit_of(workflow)
    try:
        return drawing_of(Circuit.of(body)) if body else None
    except STUMBLES:
        return None


def _page(
    key: str, wrong: Wrong | None = None, typed: dict[str, Any] | None = None
) -> ResponseReturnValue:
    actor = designer()

    def context(body: Document) -> dict[str, Any]:
        asked = {"ou": request.values.get("ou", "")}
        played = persona.persona_of(actor, body, asked)
        functions = functions_of(str(body.get("workflow", "")))
        named = str(body.get("workflow", ""))
        circuit = _circuit_of(named)
        known = {one.definition.key: one for one in queries.definitions_for(actor, "workflow")}
        listed = [one for one in known.values() if one.live_number or one.has_draft]
        return {
            "circuits": _choices(listed, named),
            "circuit_url": edit_url(known[named].definition) if named in known else "",
            "drawing": _drawn(named),
            "functions": holders.lines(actor, body, functions, played.profile),
            "strays": sorted(set(body.get("bindings", {})) - set(functions)) if circuit else [],
            "groups": holders.groups(body),
            "territories": holders.territories(actor),
            "persona": played,
            "typed": typed or {},
            **rules.shown(body),
        }

    return page(key, CIRCUIT, wrong=wrong, context=context)


def _choices(listed: Sequence[Any], named: str) -> list[tuple[str, str]]:
    """Circuits in service or being drawn, and the one the draft names though it is neither."""
    found = [
        (one.definition.key, str(one.definition.title))
        if one.live_number
        else (one.definition.key, _("%(title)s (brouillon)", title=one.definition.title))
        for one in listed
    ]
    if named and named not in dict(found):
        found.append((named, _("%(key)s (pas en service)", key=named)))
    return found
