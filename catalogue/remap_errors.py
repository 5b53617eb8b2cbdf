"""Refusals about a circuit published anew over live requests."""

from __future__ import annotations

from core.errors import Conflict, Invalid
from core.i18n import _l


class UndecidedStatuses(Invalid):
    """Requests stand in statuses that go, and nobody has said what becomes of them."""

    code = "undecided-statuses"
    message = _l("Choisissez ce que deviennent les demandes de chaque étape retirée.")


class NothingToPlace(Conflict):
    """Somebody placed it before, it has moved on, or it is not this person's affair."""

    code = "nothing-to-place"
    message = _l("Cette demande n’est plus à placer. Relisez-la avant d’agir.")


class NotAPlace(Invalid):
    """The status chosen cannot take this request."""

    code = "not-a-place"
    message = _l("Cette demande ne peut pas être placée là. Choisissez une autre étape.")
