"""Which kinds of records send their changes through a circuit: told to the editor of circuits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from accounts import queries as accounts
from core.actor import Actor
from core.i18n import _, ngettext
from registry.domain.change_rules import ChangeRule, ChangeRules
from schemas import queries as schemas


@dataclass(frozen=True, slots=True)
class Use:
    """One kind of records whose changes go through the circuit."""

    title: str
    url: str
    draft: bool = False
    #: Function → the groups it is given to; "" is held by who may write the field.
    holders: Mapping[str, str] = field(default_factory=dict)


class ChangeUses:
    """Fills the point `workflows.uses`."""

    key = "changes"

    def uses(self, actor: Actor, circuit: str, functions: Sequence[str]) -> list[Use]:
        """The kinds of records by their titles; who designs reads every definition."""
        del actor
        groups = {one.key: (one.label, number) for one, number in accounts.groups()}
        found = []
        for version in schemas.live_all("entity"):
            rules = ChangeRules.of(version.body)
            for rule in (rules.general, *rules.special):
                if rule.workflow == circuit:
                    title = _("Modifications de « %(title)s »", title=version.body["title"])
                    held = {name: _held(rule, name, groups) for name in functions}
                    found.append(
                        Use(title, url_for("registry.design", key=version.key), holders=held)
                    )
        return found


def _held(rule: ChangeRule, function: str, groups: Mapping[str, Any]) -> str:
    bound = dict.fromkeys(binding.group for binding in rule.bindings.get(function, ()))
    if not bound:
        return _("qui peut écrire le champ")
    told = (groups.get(key, (key, 0)) for key in bound)
    return ", ".join(
        ngettext("%(group)s (%(num)s personne)", "%(group)s (%(num)s personnes)", n, group=name)
        for name, n in told
    )
