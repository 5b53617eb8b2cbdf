"""A guided path as its reader goes it: one question a page, all of it in the address."""

from __future__ import annotations

from flask import request, url_for

from core.access import public
from core.i18n import _
from core.web import current_actor, render
from knowledge_base import queries
from knowledge_base.domain.tree import Node, Walk, is_leaf
from knowledge_base.errors import UnknownEntry
from knowledge_base.guiding import LONGEST, walked
from knowledge_base.pages.blueprint import pages
from knowledge_base.rendering import answer_html
from knowledge_base.targets import target_for


@pages.get("/aide/<string:key>/guide")
@public(because="help is for everyone; an entry kept for some roles is shown to them only")
def guided(key: str) -> str:
    """The question one has come to, or where the path leads."""
    actor = current_actor()
    entry = queries.entry_for(key, actor)
    nodes = (entry.body.get("tree") or {}).get("nodes", ())
    if not nodes:
        raise UnknownEntry
    chosen = _chosen()
    walk = walked(actor, nodes, chosen)
    asked = [step for step in walk.steps if not step.known]
    trail = [f"{step.node['id']}.{step.option['id']}" for step in asked]
    node = walk.here
    return render(
        "knowledge_base/guided.html",
        entry=entry,
        walk=walk,
        node=node,
        leaf=_leaf(node) if node is not None and is_leaf(node) else None,
        help=answer_html(str(node.get("help", ""))) if node is not None else "",
        trail=_BETWEEN.join(trail),
        known=[step for step in walk.steps if step.known],
        missed=_missed(walk),
        restart=url_for("knowledge_base.guided", key=key),
        back=url_for("knowledge_base.guided", key=key, chemin=_BETWEEN.join(trail[:-1]) or None)
        if trail
        else None,
    )


#: Between the answers of an address, where nothing is said twice; no name holds it.
_BETWEEN = "-"


def _chosen() -> list[tuple[str, str]]:
    """What was answered before, then what has just been."""
    texts = [*request.args.get("chemin", "").split(_BETWEEN), request.args.get("r", "")]
    return [_pair(text) for text in texts if text][:LONGEST]


def _pair(text: str) -> tuple[str, str]:
    node, _dot, option = text[:60].partition(".")
    return node, option


def _missed(walk: Walk) -> str:
    """Said when « Continuer » was pressed with nothing chosen."""
    asked = request.args.get("question", "")
    if walk.here is not None and asked == str(walk.here["id"]):
        return _("Choisissez une réponse.")
    return ""


def _leaf(node: Node) -> dict[str, object]:
    actor = current_actor()
    service = str(node.get("service", ""))
    other = queries.entry(str(node.get("entry", "")), actor) if node.get("entry") else None
    return {
        "title": node.get("title") or _("Réponse"),
        "html": answer_html(str(node.get("text", ""))),
        "service": target_for(actor, {"type": "service", "service": service}) if service else None,
        "entry": other,
    }
