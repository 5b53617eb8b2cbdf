"""When a head leaves, the next one is told which rights given before wait for a word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts import queries as accounts
from catalogue.facts import establishment_entity
from core.i18n import _l, ngettext
from messaging import operations as messaging
from registry import queries as registry


class ToConfirm:
    """The notice; no name of a person stands in it."""

    key = "members.to-confirm"
    label = _l("des habilitations de mon établissement sont à confirmer")
    icon = "users"
    tone = "sun"

    def sentence(self, facts: Mapping[str, Any], count: int) -> str:
        """The sentence, in the language of the moment."""
        del count
        return ngettext(
            "%(school)s : %(num)s habilitation donnée avant votre arrivée est à confirmer.",
            "%(school)s : %(num)s habilitations données avant votre arrivée sont à confirmer.",
            int(facts["members"]),
            school=facts["school"],
        )


TO_CONFIRM = ToConfirm()


def tell_successors() -> None:
    """Once per predecessor and person now in charge (work of the clock, every hour)."""
    for orphans in accounts.orphaned():
        path = orphans.scope.path
        places = registry.records_at(establishment_entity(), [path])
        people = [one for one in accounts.those_in_charge(path) if one != orphans.giver_id]
        if not places or not people:
            continue
        messaging.notify(
            people,
            TO_CONFIRM.key,
            once=f"members:{orphans.scope.id}:{orphans.giver_id}:{orphans.ends.isoformat()}",
            facts={"school": orphans.scope.label, "members": orphans.members},
            url=f"/mon-etablissement/{places[0].code}/membres",
        )
