"""An entity that travels between houses: who decides on proposed changes is said anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from accounts import queries as accounts
from schemas import queries as schemas
from schemas.domain.recipes import ALONE, Beside, Binding, groups_of, kept, rebound, unscoped

Document = Mapping[str, Any]


class Travelling:
    """What the kind `entity` says of leaving and entering a house."""

    def portable(self, document: Document) -> dict[str, Any]:
        """Each function keeps its team, everywhere."""
        return _each(document, lambda _at, bindings: unscoped(bindings))

    def at_home(self, document: Document, here: Document) -> dict[str, Any]:
        """The teams of this house."""
        said = dict(_rules(here))
        return _each(
            document, lambda at, bindings: kept(bindings, said.get(at, {}).get("bindings", {}))
        )

    def to_bind(self, document: Document, beside: Beside = ALONE) -> Iterator[Binding]:
        """A team for each function that is held by one."""
        options = tuple((group.key, group.label) for group, _number in accounts.groups())
        for at, rule in _rules(document):
            workflow = str(rule.get("workflow", ""))
            live = schemas.live("workflow", workflow)
            labels = beside.functions(workflow, live.body if live else None)
            for function, group in sorted(groups_of(rule.get("bindings", {})).items()):
                offered = beside.offered(group, options)
                label = labels.get(function, function)
                path = f"{at}/bindings/{function}"
                yield Binding(path, label, "group", group, offered, required=True)

    def bound(self, document: Document, values: Mapping[str, str]) -> dict[str, Any]:
        """The entity with the teams that were chosen."""
        return _each(document, lambda at, bindings: rebound(bindings, values, f"{at}/bindings"))


def _rules(document: Document) -> Iterator[tuple[str, Document]]:
    """Where proposed changes are spoken of: what holds for all, then the rules of some fields."""
    changes = document.get("changes") or {}
    if changes:
        yield "/changes", changes
    for number, rule in enumerate(changes.get("for", ())):
        yield f"/changes/for/{number}", rule


def _each(document: Document, say: Any) -> dict[str, Any]:
    if not document.get("changes"):
        return dict(document)

    def said(at: str, rule: Document) -> dict[str, Any]:
        if not rule.get("bindings"):
            return dict(rule)
        return {**rule, "bindings": say(at, rule["bindings"])}

    changes = said("/changes", document["changes"])
    if "for" in changes:
        changes["for"] = [
            said(f"/changes/for/{number}", rule) for number, rule in enumerate(changes["for"])
        ]
    return {**document, "changes": changes}
