"""A guided path for one reader: what is known of them is not asked, and they are told so.

Rooms above add what they know at `knowledge_base.facts`: `key`, `names() -> [Name]` and
`facts(actor) -> mapping`, which holds nothing that this reader may not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from accounts import queries as people
from core import clock
from core.actor import Actor
from core.contributions import all_of
from core.errors import Invalid
from core.i18n import _
from core.problems import Problem
from knowledge_base.domain import tree
from knowledge_base.errors import UnknownEntry
from knowledge_base.permissions import Permission
from schemas.domain.conditions import Facts, FieldType, Kind, check, compile_condition
from schemas.domain.conditions.names import Name, Names

POINT: Final = "knowledge_base.facts"
SOURCE: Final = "help"
LONGEST = 60


class HelpNames:
    """Fills the point `schemas.names`: what a path may know, and what it asked before."""

    key = SOURCE

    def names(self, actor: Actor, argument: str) -> Names:
        """`argument` is the key of the entry: its own questions are in its draft."""
        from knowledge_base import queries

        if not any(map(actor.holds, (Permission.KNOWLEDGE_WRITE, Permission.KNOWLEDGE_DRAFT))):
            raise UnknownEntry
        row = queries.by_key(argument)
        draft = queries.draft_of(row) if row else None
        content = draft.content if draft else row.body if row else {}
        return names_for((content.get("tree") or {}).get("nodes", ()), argument)


def names_for(nodes: Sequence[tree.Node], key: str = "") -> Names:
    """Roles, what rooms above know, and the questions of the path."""
    person = str(_("Personne"))
    roles = {role.key: role.title for role in people.live_roles().values()}
    listed = [
        Name("actor.known", str(_("la personne est connectée")), FieldType(Kind.BOOLEAN), person),
        Name(
            "actor.roles",
            str(_("les rôles de la personne")),
            FieldType(Kind.LIST, item=FieldType(Kind.KEY, roles)),
            person,
        ),
    ]
    for source in all_of(POINT):
        listed += source.names()
    for node in nodes:
        if not tree.is_leaf(node):
            options = {str(o["id"]): str(o.get("label") or o["id"]) for o in node["options"]}
            label = str(node.get("question") or node["id"])
            listed.append(
                Name(
                    f"answers.{node['id']}",
                    label,
                    FieldType(Kind.KEY, options),
                    str(_("Réponses du parcours")),
                )
            )
    nothing = str(_("jamais connu : la question est posée"))
    return Names(tuple(listed), f"{SOURCE}:{key}", nothing=nothing)


def walked(
    actor: Actor, nodes: Sequence[tree.Node], chosen: Sequence[tuple[str, str]]
) -> tree.Walk:
    """Where this reader stands."""
    types = names_for(nodes).types
    facts: dict[str, Any] = {"actor": {"known": actor.known, "roles": _roles(actor)}}
    if actor.known:
        for source in all_of(POINT):
            facts |= source.facts(actor)

    def verdict(condition: Any, answers: Mapping[str, str]) -> bool | None:
        try:
            compiled = compile_condition(condition, types)
        except Invalid:  # it names what is there no more: nobody can tell
            return None
        names = {**facts, "answers": dict(answers)}
        value = compiled.decide(Facts(names, clock.today(), clock.now())).value
        return value if isinstance(value, bool) else None

    return tree.walk(nodes, chosen[:LONGEST], verdict)


def condition_problems(content: Mapping[str, Any]) -> list[Problem]:
    """Conditions that cannot be decided: publication refuses them."""
    nodes = (content.get("tree") or {}).get("nodes", ())
    if not nodes:
        return []
    types = names_for(nodes).types
    return [
        Problem(f"/tree/nodes/{n}/options/{m}/when", "tree-condition")
        for n, node in enumerate(nodes)
        for m, option in enumerate(node.get("options", ()))
        if option.get("when") is not None and check(option["when"], types)
    ]


def _roles(actor: Actor) -> list[str]:
    return sorted({grant.role for grant in actor.grants})
