"""The changes of a circuit in words: fills the point `schemas.changes`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core.i18n import _l
from schemas.domain.changes import Change

NOUNS: Final[Mapping[str, Any]] = {
    "functions": _l("fonction"),
    "palette": _l("couleurs"),
    "statuses": _l("état"),
    "initial": _l("premier état"),
    "transitions": _l("action"),
    "timers": _l("délai"),
    "tabs": _l("onglet"),
    "migrations": _l("reprise d’une version"),
    "from": _l("depuis"),
    "to": _l("vers"),
    "by": _l("par"),
    "kind": _l("genre"),
    "outcome": _l("issue"),
    "level": _l("niveau"),
    "checklist": _l("point à vérifier"),
    "parallel": _l("visas"),
    "votes": _l("qui vise"),
    "rule": _l("règle des visas"),
    "weights": _l("poids des visas"),
    "at_least": _l("voix demandées"),
    "veto": _l("droit de veto"),
    "comment": _l("commentaire"),
    "warning": _l("avertissement à lire"),
    "bulk": _l("en nombre"),
    "checks": _l("contrôles"),
    "actions": _l("effets"),
    "undo": _l("délai pour annuler"),
    "not_same_actor_as": _l("par une autre personne que"),
    "after": _l("durée"),
    "in": _l("dans l’état"),
    "anchor": _l("à compter de"),
    "calendar": _l("calendrier"),
    "fire": _l("action automatique"),
    "editable_by": _l("modifiable par"),
    "direction": _l("sens"),
    "required": _l("obligatoire"),
    "show": _l("montre"),
    "annotations": _l("annotations"),
}  # fmt: skip_HEAVY: Final = frozenset({"guard", "from", "to", "by", "not_same_actor_as"})


_HEAVY: Final = frozenset({"guard", "from", "to", "by", "not_same_actor_as"})


class WorkflowChanges:
    """A circuit is pinned at submission: its changes touch what is filed from now on."""

    key = kind = "workflow"
    nouns = NOUNS

    def changes(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
        """Nothing that its parts would not tell."""
        return []

    def weighs(self, names: tuple[str, ...], act: str) -> bool:
        """Guards, ways and who may take them; a status that goes, where somebody may wait."""
        if names[0] == "statuses":
            return act == "removed" and len(names) == 2
        return names[0] == "transitions" and (act != "changed" or names[-1] in _HEAVY)
