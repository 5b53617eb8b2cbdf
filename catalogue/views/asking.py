"""The page on which an agent names what is to be corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from catalogue.amending import awaits_applicant, open_asks
from catalogue.nameable import nameable
from catalogue.queries import Seen
from catalogue.standing import standing_of
from core.actor import Actor
from workflows import queries as workflows
from workflows.domain.decision import Offered


@dataclass(slots=True)
class Typed:
    """What was ticked and written, to be shown again."""

    ticked: Sequence[str] = ()
    remarks: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""
    #: The version of the request that was before the eyes.
    version: int | None = None
    trouble: Sequence[str] = ()


def asks_with(actor: Actor, seen: Seen, transition: str) -> bool:
    """Whether this person may make this move now, and it gives the answers back."""
    standing = standing_of(actor, seen.request, seen.versions)
    situation = workflows.situation_of(seen.request, standing, actor.account_id)
    offered = (d for d in standing.bridge.offered(situation) if isinstance(d, Offered))
    found = next((d for d in offered if d.transition.key == transition), None)
    return found is not None and awaits_applicant(standing.bridge.circuit, found.to)


def ask_page(actor: Actor, seen: Seen, transition: str, typed: Typed) -> dict[str, Any]:
    """Questions by page, with the answers they have now."""
    del actor
    circuit = workflows.circuit_of(seen.versions.workflow.id)
    lines = [
        {
            "id": f"q-{number}",
            "address": each.address,
            "label": each.label,
            "answer": each.answer,
            "row": each.row,
            "ticked": each.address in typed.ticked,
            "remark": typed.remarks.get(each.address, ""),
            "page": each.page.title,
        }
        for number, each in enumerate(nameable(seen.request))
    ]
    found = circuit.transition.get(transition)
    return {
        "seen": seen,
        "row": seen.request,
        "typed": typed,
        "label": found.label if found else transition,
        "warning": found.warning if found else "",
        "comment_required": found is not None and found.comment_required,
        "groups": [(title, list(some)) for title, some in groupby(lines, lambda one: one["page"])],
        "still_asked": [ask.label for ask in open_asks(seen.request.id)],
        "has_errors": bool(typed.trouble),
    }
