"""What is already known when a form opens: the establishment, the person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.actor import Actor
from core.i18n import _l


class SessionSource:
    """`membership.establishment.…`, `actor.…`: who asks, for which establishment."""

    key = "session"
    label = _l("votre établissement")

    def value(self, actor: Actor, path: str, names: Mapping[str, Any]) -> Any:
        """The value at a dotted path of what the session knows."""
        del actor
        place: Any = names
        for part in path.split("."):
            if not isinstance(place, Mapping):
                return None
            place = place.get(part)
        return place
