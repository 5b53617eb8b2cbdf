"""Both sides of a replacement are told: who is replaced, and who replaces. No name stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts import queries as accounts
from accounts.events import ReplacementChanged
from core.actor import Actor
from core.events import after
from core.i18n import _, _l
from core.saying import day
from messaging.operations import notify

URL = "/mon-compte/remplacements"


@dataclass(frozen=True, slots=True)
class ReplacementNotice:
    """One kind of notice about replacements."""

    key: str
    label: Any
    icon: str = "user-switch"
    tone: str = "plum"

    def sentence(self, facts: Mapping[str, Any], count: int) -> str:
        """The sentence, in the language of the moment."""
        del count
        days = {name: _said(facts.get(name)) for name in ("begins", "ends")}
        return {
            "replacement.replaced": _("Vous êtes remplacé du %(begins)s au %(ends)s.", **days),
            "replacement.replacing": _(
                "Vous remplacez une autre personne du %(begins)s au %(ends)s.", **days
            ),
            "replacement.ended": _("Un remplacement qui vous concerne est terminé."),
        }[self.key]

    def concerns(self, actor: Actor) -> bool:
        """Agents."""
        return actor.holds("requests:process")


NOTICES = (
    ReplacementNotice("replacement.replaced", _l("quelqu’un me remplace")),
    ReplacementNotice("replacement.replacing", _l("je remplace quelqu’un")),
    ReplacementNotice("replacement.ended", _l("un remplacement se termine avant sa date")),
)


@after(ReplacementChanged)
def tell_both(event: ReplacementChanged) -> None:
    """Whoever said it knows already."""
    row = accounts.replacement(event.replacement_id)
    facts = {"begins": row.valid_from.isoformat(), "ends": row.valid_until.isoformat()}
    for person, kind in (
        (row.principal_id, "replacement.replaced"),
        (row.stand_in_id, "replacement.replacing"),
    ):
        if person != event.by:
            notify(
                [person],
                kind if event.change == "named" else "replacement.ended",
                once=f"replacement:{row.id}:{event.change}",
                facts=facts,
                url=URL,
            )


def _said(value: Any) -> str:
    return day(date.fromisoformat(str(value))) if value else ""
