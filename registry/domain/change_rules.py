"""Which circuit a proposed change goes through, and which groups hold its functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

#: The circuit the house ships, for entities that name none.
DEFAULT: Final = "modification-de-fiche"


@dataclass(frozen=True, slots=True)
class Binding:
    """Which group holds a function, on which part of the territory ("*" = everywhere)."""

    group: str
    scope: str = "*"

    def reaches(self, scope_path: str) -> bool:
        """Whether it counts for a record that stands at `scope_path`."""
        under = self.scope.rstrip("/") + "/"
        return self.scope in {"*", scope_path} or scope_path.startswith(under)


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """One circuit and who holds its functions; `key` names it in the proposals that follow it."""

    workflow: str = DEFAULT
    bindings: Mapping[str, tuple[Binding, ...]] = field(default_factory=dict)
    #: Keys of the fields it is for; empty for all that no other rule is for.
    fields: frozenset[str] = frozenset()

    @classmethod
    def of(cls, document: Mapping[str, Any], fields: Iterable[str] = ()) -> ChangeRule:
        """Read `changes` of an entity, or one entry of its `for`."""
        return cls(
            document.get("workflow") or DEFAULT,
            {
                function: tuple(Binding(b["group"], b.get("scope", "*")) for b in rows)
                for function, rows in document.get("bindings", {}).items()
            },
            frozenset(fields),
        )

    def is_bound(self, function: str) -> bool:
        """Whether groups hold it; the others are held by who may write what is asked."""
        return bool(self.bindings.get(function))

    def groups_of(self, function: str, scope_path: str) -> tuple[str, ...]:
        """Groups bound to a function for a record at `scope_path`."""
        return tuple(b.group for b in self.bindings.get(function, ()) if b.reaches(scope_path))


@dataclass(frozen=True, slots=True)
class ChangeRules:
    """All that an entity says of proposed changes."""

    general: ChangeRule = field(default_factory=ChangeRule)
    special: tuple[ChangeRule, ...] = ()

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> ChangeRules:
        """Read an entity document: a field goes by the first entry that names it or its card."""
        changes = document.get("changes") or {}
        cards = {c["key"]: c.get("items", ()) for c in document.get("cards", ())}
        special, taken = [], set[str]()
        for entry in changes.get("for", ()):
            pointers = [*entry.get("items", ())]
            pointers += [p for card in entry.get("cards", ()) for p in cards.get(card, ())]
            fields = {pointer.removeprefix("/") for pointer in pointers} - taken
            taken |= fields
            special.append(ChangeRule.of({**changes, **entry}, fields))
        return cls(ChangeRule.of(changes), tuple(special))

    def rule_for(self, key: str) -> ChangeRule:
        """The rule a field goes by."""
        return next((rule for rule in self.special if key in rule.fields), self.general)

    def rule_of(self, keys: Iterable[str]) -> ChangeRule:
        """The rule of a proposal, which holds fields of one rule: those of the live entity, in the
        order of the entity, so that a rule that came since is followed at once."""
        found = [self.rule_for(key) for key in sorted(keys)]
        return found[0] if found else self.general

    def split(self, keys: Iterable[str]) -> list[tuple[ChangeRule, list[str]]]:
        """Fields by the rule they go by."""
        found: list[tuple[ChangeRule, list[str]]] = []
        for key in keys:
            rule = self.rule_for(key)
            held = next((keys for known, keys in found if known is rule), None)
            if held is None:
                found.append((rule, [key]))
            else:
                held.append(key)
        return found

    @property
    def workflows(self) -> set[str]:
        """Keys of the circuits it names."""
        return {rule.workflow for rule in (self.general, *self.special)}
