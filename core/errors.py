"""Refusals with words fit for a reader. The app turns them into a page, a partial or problem+json.

`message` may be a lazy string: it is rendered in the reader's language at the edge, which keeps
this module free of any framework, so that every `domain/` may raise from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.problems import Problem


def N_(text: str) -> str:  # noqa: N802 – the name by which gettext's tools know such marks
    """Mark `text` for the catalogues; it is translated where it is shown (`core.i18n.text_of`)."""
    return text


class PreauError(Exception):
    """A refusal that may be shown: status of the answer, stable code, sentence for people."""

    status = 400
    code = "refused"
    message: Any = N_("L’action n’a pas pu être faite.")

    def __init__(self, message: Any = None, **details: Any) -> None:
        if message is not None:
            self.message = message
        self.details = details
        super().__init__(self.message)


class BadInput(PreauError):
    """What was sent cannot be read at all."""

    status = 400
    code = "bad-input"
    message = N_("La demande envoyée n’est pas lisible.")


class NotSignedIn(PreauError):
    """Nobody is signed in and the place is not public."""

    status = 401
    code = "not-signed-in"
    message = N_("Connectez-vous pour continuer.")


class Forbidden(PreauError):
    """The thing is visible to this person, the act is not theirs."""

    status = 403
    code = "forbidden"
    message = N_("Vous n’avez pas le droit de faire cette action.")


class ConfirmFirst(Forbidden):
    """A dangerous act by somebody who has not shown for a while who they are."""

    code = "confirm-first"
    message = N_("Confirmez d’abord que c’est vous : rechargez la page.")


class NotFound(PreauError):
    """Absent and forbidden look alike."""

    status = 404
    code = "not-found"
    message = N_("Cette page n’existe pas, ou ne vous est pas ouverte.")


class NotAcceptable(PreauError):
    """The caller takes nothing that is given here."""

    status = 406
    code = "not-acceptable"
    message = N_("Cette adresse ne répond qu’en JSON : acceptez « application/json ».")


class Conflict(PreauError):
    """Somebody was faster; `changes` says what changed and by whom."""

    status = 409
    code = "conflict"
    #: What was seen is no longer what stands: to `If-Match`, a precondition that failed (412).
    stale = False
    message = N_("Quelqu’un a modifié cet élément entre-temps.")

    def __init__(self, message: Any = None, changes: Sequence[Any] = (), **details: Any) -> None:
        super().__init__(message, **details)
        self.changes = tuple(changes)


class TooLarge(PreauError):
    """More bytes than the house takes in."""

    status = 413
    code = "too-large"
    message = N_("L’envoi est trop volumineux.")


class UnsupportedMedia(PreauError):
    """The body is not of the announced or expected type."""

    status = 415
    code = "unsupported-media"
    message = N_("Le format envoyé n’est pas accepté ici.")


class Invalid(PreauError):
    """The content was read and does not hold; carries what to show beside each field."""

    status = 422
    code = "invalid"
    message = N_("Des réponses sont à corriger.")

    def __init__(
        self, problems: Sequence[Problem] = (), message: Any = None, **details: Any
    ) -> None:
        super().__init__(message, **details)
        self.problems = tuple(problems)


class TooMany(PreauError):
    """Slow down: too many tries in a short while."""

    status = 429
    code = "too-many"
    message = N_("Trop d’essais rapprochés. Réessayez dans quelques minutes.")


class Unavailable(PreauError):
    """A part of the house is down for a moment; nothing was lost."""

    status = 503
    code = "unavailable"
    message = N_("Le service est momentanément indisponible. Réessayez dans un instant.")
