"""Definitions of a pack published together: who is named comes first, and all or nothing."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from core.actor import Actor
from core.contributions import one_of
from core.database import session
from core.problems import Problem
from schemas import kinds
from schemas.errors import NotPublishable, PackRefused
from schemas.models import DefinitionVersion
from schemas.packs import Item
from schemas.permissions import organisation_wide
from schemas.publication import (
    draft_of,
    make_live,
    new_version,
    references_now,
    remember_references,
    take,
)


def publish_all(actor: Actor, items: list[Item], warned: list[str]) -> list[DefinitionVersion]:
    """Whoever is named comes first; every refusal of the pack is told at once."""
    problems: list[Problem] = []
    failed: set[tuple[str, str]] = set()
    made: list[DefinitionVersion] = []
    ordered, named = _in_order(items)
    promised = {(item.kind, item.key) for item in items}
    for item in ordered:
        if named[item.name] & failed:
            failed.add((item.kind, item.key))
            continue
        found = _refusals(actor, item, warned)
        if not found:
            try:
                made.append(_publish(actor, item, promised))
            except NotPublishable as refusal:
                found = list(refusal.problems)
        if found:
            failed.add((item.kind, item.key))
            at = "/" + item.file.replace("~", "~0").replace("/", "~1")
            problems += [problem.under(at) for problem in found]
    if problems:
        raise PackRefused(problems)
    for version in made:  # those that were promised are live now
        remember_references(version, references_now(version))
    return made


def _refusals(actor: Actor, item: Item, warned: list[str]) -> list[Problem]:
    needed = getattr(one_of(kinds.POINT, item.kind), "publish_permission", None)
    if needed and not organisation_wide(actor, needed):  # a role gives rights away
        return [Problem("", "pack-forbidden-kind", {"name": item.name})]
    found = kinds.problems_of(item.document)
    if any(map(kinds.is_warning, found)):
        warned.append(item.name)
    return [problem for problem in found if not kinds.is_warning(problem)]


def _in_order(items: list[Item]) -> tuple[list[Item], dict[str, set[tuple[str, str]]]]:
    """Items by references; documents that name each other in a ring keep the pack's order."""
    known = {(item.kind, item.key): item for item in items}
    named = {item.name: _names(item) & known.keys() for item in items}
    graph = {
        (item.kind, item.key): sorted(named[item.name] - {(item.kind, item.key)}) for item in items
    }
    while True:
        try:
            return [known[node] for node in TopologicalSorter(graph).static_order()], named
        except CycleError as ring:
            before, after = ring.args[1][0], ring.args[1][1]
            graph[after].remove(before)
            named[known[after].name].discard(before)


def _names(item: Item) -> set[tuple[str, str]]:
    """References of a document that holds; others are refused before their names matter."""
    if any(not kinds.is_warning(p) for p in kinds.shape_problems(item.document)):
        return set()
    return set(kinds.kind_of(item.kind).references(item.document)) - {(item.kind, item.key)}


def _publish(actor: Actor, item: Item, promised: set[tuple[str, str]]) -> DefinitionVersion:
    """A new version beside the draft somebody may be writing, whose number moves on."""
    definition = take(item.kind, item.key, create=True)
    draft = draft_of(definition)
    version = new_version(definition, item.document, actor)
    if draft is not None:
        version.number, draft.number = draft.number, version.number
        session.flush()  # the number is free before it is given again
    return make_live(actor, definition, version, references_now(version, promised), in_pack=True)
