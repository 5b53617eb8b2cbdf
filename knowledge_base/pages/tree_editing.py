"""The editor of a guided path: nodes and options as rows; every act saves the draft."""

from __future__ import annotations

from typing import Any

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from core.access import requires
from core.database import unit_of_work
from core.errors import Conflict, Invalid
from core.i18n import _
from core.problems import Problem
from core.web import current_actor, flash_notice, go, render, wants_partial
from core.words import message
from knowledge_base import operations, queries, targets
from knowledge_base.domain import tree
from knowledge_base.domain.tree_editing import MOST_NODES, MOST_OPTIONS, acted
from knowledge_base.fields import clean
from knowledge_base.guiding import names_for
from knowledge_base.models import Entry
from knowledge_base.pages.blueprint import pages
from knowledge_base.pages.editing import errors_of
from knowledge_base.pages.screen import tabs
from knowledge_base.pages.writing import DRAFT, WRITE, entry_of
from knowledge_base.posted import control_of, number
from schemas import conditioning

Nodes = list[dict[str, Any]]


@pages.get("/administration/aide/<string:key>/parcours")
@requires(WRITE, DRAFT)
def edit_tree(key: str) -> Response:
    """The path of the draft, else of what is shown."""
    return _screen(entry_of(key))


@pages.post("/administration/aide/<string:key>/parcours")
@requires(WRITE, DRAFT)
def edit_tree_post(key: str) -> Response:
    """Keep what the rows say, then do what was asked."""
    row, actor = entry_of(key), current_actor()
    act, _colon, argument = request.form.get("act", "save").partition(":")
    before = _nodes(row)
    nodes, shown, wrong = _posted(before, key)
    nodes, focus = acted(nodes, act, argument)
    here = url_for("knowledge_base.edit_tree", key=key)
    if act != "save":
        shown = {}
    try:
        with unit_of_work(idempotent=True, act="knowledge_base.tree") as work:
            work.outcome["location"] = here
            operations.change_draft(
                actor,
                row,
                lambda now: {**now, "tree": {"nodes": nodes} if nodes else {}},
                seen=number(request.form.get("vu")),
            )
    except Invalid as refusal:
        return _screen(row, nodes, shown, errors_of(refusal.problems, ""), status=422)
    except Conflict:
        return _screen(row, nodes, shown, stale=True, status=409)
    if wrong and act == "save":
        return _screen(row, nodes, shown, status=422)
    if wants_partial():
        return _screen(row, focus=focus)
    if act == "save":
        flash_notice(_("Le brouillon est enregistré."))
    return go(f"{here}#{focus}" if focus else here)


def _nodes(row: Entry) -> Nodes:
    draft = queries.draft_of(row)
    content = draft.content if draft else row.body
    return [dict(node) for node in (content.get("tree") or {}).get("nodes", ())]


def _posted(before: Nodes, key: str) -> tuple[Nodes, dict[str, Any], bool]:
    """(nodes as typed, conditions to draw again, whether one of them is wrong)."""
    form, held = request.form, {str(node["id"]): node for node in before}
    names, shown, wrong, nodes = names_for(before, key), dict[str, Any](), False, Nodes()
    for n in range(min(number(form.get("nodes")), MOST_NODES)):
        p = f"nodes-{n}-"
        old = held.get(form.get(f"{p}id", ""))
        if old is None:
            continue
        node: dict[str, Any] = {"id": old["id"]}
        if tree.is_leaf(old):
            for name in ("title", "text", "service", "entry"):
                node[name] = clean(form.get(p + name, ""))
        else:
            node |= {name: clean(form.get(p + name, "")) for name in ("question", "help")}
            known = {str(option["id"]): option for option in old["options"]}
            node["options"] = []
            for m in range(min(number(form.get(f"{p}options")), MOST_OPTIONS)):
                q = f"{p}options-{m}-"
                kept = known.get(form.get(f"{q}id", ""))
                if kept is None:
                    continue
                read = conditioning.read(form, f"{q}when", names, before=kept.get("when"))
                shown[f"{q}when"] = read.shown
                wrong = wrong or bool(read.problems)
                option = {"id": kept["id"]}
                option |= {name: clean(form.get(q + name, "")) for name in ("label", "to")}
                if read.condition is not None:
                    option["when"] = read.condition
                node["options"].append(option)
        nodes.append(node)
    return nodes, shown, wrong


def _screen(
    row: Entry,
    nodes: Nodes | None = None,
    shown: dict[str, Any] | None = None,
    errors: dict[str, list[str]] | None = None,
    *,
    stale: bool = False,
    focus: str = "",
    status: int = 200,
) -> Response:
    nodes = _nodes(row) if nodes is None else nodes
    draft, names = queries.draft_of(row), names_for(nodes, row.key)
    drawn = {
        f"nodes-{n}-options-{m}-when": conditioning.shown(
            f"nodes-{n}-options-{m}-when", option.get("when"), names
        )
        for n, node in enumerate(nodes)
        for m, option in enumerate(node.get("options", ()))
    }
    faults: list[Problem] = tree.faults({"nodes": nodes}) if nodes else []
    page = render(
        "knowledge_base/tree.html",
        entry=row,
        nodes=nodes,
        conditions={**drawn, **(shown or {})},
        places=[(str(n["id"]), _place(n, place)) for place, n in enumerate(nodes)],
        services=targets.choices_of("service"),
        entries=[(one.key, one.question) for one in queries.all_entries() if one.key != row.key],
        seen=draft.version if draft else 0,
        todo=[(control_of(problem), message(problem)) for problem in faults],
        errors=errors or {},
        stale=stale,
        focus=focus,
        tabs=tabs(row, "parcours"),
        here=url_for("knowledge_base.edit_tree", key=row.key),
    )
    return make_response(page, status)


def _place(node: dict[str, Any], n: int) -> str:
    words = str(node.get("question") or node.get("title") or node.get("text") or "")[:60]
    return _("%(n)s. %(words)s", n=n + 1, words=words or _("à écrire"))
