"""Somebody was faster: say who did what, so that nobody has to guess (FAULTS C-01)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.errors import Conflict
from core.i18n import _, _l
from workflows import queries
from workflows.bridge import Bridge
from workflows.domain.circuit import Transition
from workflows.domain.remap import REMAP
from workflows.models import Step
from workflows.standing import Standing, Subject


class Stale(Conflict):
    """The subject has changed since the page was shown; `changes` tell how and by whom."""

    code = "stale"
    stale = True
    message = _l("Cette demande a changé pendant que vous la regardiez.")


def refuse_if_stale(subject: Subject, standing: Standing, seen: int | None) -> None:
    """Raise `Stale` when the version the person saw is not the present one."""
    if seen is not None and seen != subject.version:
        raise Stale(changes=changes_since(subject, standing.bridge, seen))


def refuse_if_moved(subject: Subject, standing: Standing, seen: int | None) -> None:
    """Raise `Stale` when a move came since version `seen`; the votes of others are no move."""
    if seen is not None and queries.steps_since(subject.id, seen):
        raise Stale(changes=changes_since(subject, standing.bridge, seen))


def changes_since(subject: Subject, bridge: Bridge, seen: int) -> list[Mapping[str, Any]]:
    """Moves made since version `seen`, as sentences with who and when."""
    found: list[Mapping[str, Any]] = []
    for step in queries.steps_since(subject.id, seen):
        transition = bridge.circuit.transition.get(step.transition)
        status = bridge.circuit.status.get(step.to_status)
        found.append(
            {
                "by": step.signed,
                "at": step.at.isoformat(),
                "what": _what(step, transition),
                "status": status.label if status else step.to_status,
                "transition": step.transition,
                "comment": step.comment,
            }
        )
    if not found:
        found.append(
            {
                "by": "",
                "at": "",
                "what": _("Les réponses ont été modifiées"),
                "status": "",
                "transition": "",
                "comment": None,
            }
        )
    return found


def _what(step: Step, transition: Transition | None) -> str:
    """The verb of a move; what has none is told in words."""
    if step.transition == REMAP:
        return _("Le circuit a changé")
    return transition.label if transition else step.transition
