"""Pupils whose changes go through a circuit of two levels, the second of two visas."""

from __future__ import annotations

import re
from typing import Any

from core.database import session
from tests.attacks.pupils import IDENTITY, Pupils, entity, pupil, rule
from tests.kit.works import publish

__all__ = ["pupil"]
ASKED = ["/iban", "/prenom", "/note", "/regime"]
READER = rule(read=[*IDENTITY, "/iban", "/note", "/regime"])


def circuit(**more: Any) -> dict[str, Any]:
    """Checked, then two visas; silence of thirty days is a yes."""
    status = {"tone": "sky", "icon": "tray", "kind": "waiting-agent"}
    end = {"tone": "slate", "icon": "check", "kind": "final"}
    return {
        "kind": "workflow", "format": 1, "key": "change-suivi", "title": "Deux niveaux",
        "language": "fr", "translations": {},
        "functions": {
            "auteur": {"from": "request.members", "label": "Auteur"},
            "controle": {"from": "group", "label": "Contrôle"},
            "visa_a": {"from": "group", "label": "Visa A"},
            "visa_b": {"from": "group", "label": "Visa B"},
        },
        "statuses": [
            {"key": "brouillon", "label": "Brouillon", "tone": "slate", "icon": "pencil",
             "kind": "draft"},
            {**status, "key": "a_controler", "label": "À contrôler", "level": 1},
            {**status, "key": "a_preciser", "label": "À préciser", "kind": "waiting-user",
             "editable_by": ["auteur"]},
            {**status, "key": "visas", "label": "Visas", "level": 2,
             "parallel": {"votes": ["visa_a", "visa_b"], "rule": "all", "on_reject": "first",
                          "accept": "appliquer", "reject": "rejeter"}},
            {**end, "key": "appliquee", "label": "Appliquée", "outcome": "accepted"},
            {**end, "key": "refusee", "label": "Refusée", "outcome": "refused"},
            {**end, "key": "retiree", "label": "Retirée", "outcome": "withdrawn"},
        ],
        "initial": "brouillon",
        "transitions": [
            {"key": "deposer", "label": "Déposer", "from": ["brouillon"], "to": "a_controler",
             "by": ["auteur"]},
            {"key": "redeposer", "label": "Redéposer", "from": ["a_preciser"],
             "to": "a_controler", "by": ["auteur"]},
            {"key": "controler", "label": "Envoyer aux visas", "from": ["a_controler"],
             "to": "visas", "by": ["controle"]},
            {"key": "preciser", "label": "Faire préciser", "from": ["a_controler"],
             "to": "a_preciser", "by": ["controle"], "comment": "required", "direction": "back"},
            {"key": "direct", "label": "Appliquer", "from": ["a_controler"], "to": "appliquee",
             "by": ["controle", "system"], "undo": "PT2M"},
            {"key": "appliquer", "from": ["visas"], "to": "appliquee", "by": ["system"]},
            {"key": "rejeter", "from": ["visas"], "to": "refusee", "by": ["system"]},
            {"key": "retirer", "label": "Retirer", "from": ["a_controler", "a_preciser"],
             "to": "retiree", "by": ["auteur"]},
        ],
        "timers": [{"key": "silence", "in": "a_controler", "anchor": "latest-arrival",
                    "after": "P30D", "fire": "direct"}],
        "tabs": [], "migrations": [], "tests": [], **more,
    }  # fmt: skip


def under_circuit(scene: Pupils) -> None:
    """The entity says which circuit, and which groups hold its functions; four more people."""
    publish("workflow", circuit())
    bound = {"controle": [{"group": "scolarite"}], "visa_a": [{"group": "a"}],
             "visa_b": [{"group": "b"}]}  # fmt: skip
    publish("entity", entity(changes={"workflow": "change-suivi", "bindings": bound}))
    scene.add("parent", rule("read", read=[*IDENTITY, "/iban", "/note", "/regime"],
                             propose=ASKED))  # fmt: skip
    for who, group in (("controleuse", "scolarite"), ("visa-a", "a"), ("visa-b", "b")):
        scene.add(who, READER, permissions=("records:decide",))
        sits(scene.accounts[who], group)


def sits(account: Any, group: str, scope: str = "/org") -> None:
    """A seat in a group."""
    from accounts import operations, queries
    from core.actor import HOUSE

    root = queries.scope_by_path(scope)
    operations.add_to_group(HOUSE, account, operations.ensure_group(group, group), root)
    session.flush()


def proposed(scene: Pupils, who: str, record: Any, **changes: Any) -> Any:
    """A proposal made through the act of pages and programs."""
    from registry import operations

    (made,) = operations.propose_changes(scene.actor(who), record, changes)
    session.flush()
    return made


def decided(scene: Pupils, who: str, proposal: Any, move: str = "", **said: Any) -> Any:
    """Verdicts of somebody, and a move; `said` is field → verdict or (amend, value)."""
    from registry import operations, queries

    actor = scene.actor(who)
    seen = queries.proposal_seen(actor, proposal.id, lock=True)
    told = {key: operations.Said(*(v if isinstance(v, tuple) else (v,))) for key, v in said.items()}
    operations.decide(actor, seen, told, operations.Step(move=move, comment="Voici pourquoi."))
    return proposal


def voted(scene: Pupils, who: str, proposal: Any, choice: str = "accept", **said: Any) -> Any:
    """A visa of whoever holds the function of that name."""
    from registry import operations, queries

    actor = scene.actor(who)
    seen = queries.proposal_seen(actor, proposal.id, lock=True)
    told = {key: operations.Said(*(v if isinstance(v, tuple) else (v,))) for key, v in said.items()}
    step = operations.Step(function=who.replace("-", "_"), choice=choice, comment="Voici pourquoi.")
    operations.decide(actor, seen, told, step)
    return proposal


def hidden(page: str, name: str) -> str:
    """The value of a hidden control."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    import html

    return html.unescape(found[1])
